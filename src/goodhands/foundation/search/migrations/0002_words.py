from django.db import migrations

# SQLite keeps nothing but where a word stands; the letters were made plain before, so that ASCII is all it need know
SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5"
    "(words, content='', contentless_delete=1, detail=none, tokenize='ascii')",
    "DROP TABLE search_words",
)
POSTGRESQL = (
    "CREATE INDEX search_words ON search_indexcard USING gin (array_to_tsvector(string_to_array(words, ' ')))",
    "DROP INDEX search_words",
)


def made(_, schema_editor):
    schema_editor.execute((POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)[0])


def unmade(_, schema_editor):
    schema_editor.execute((POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)[1])


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(made, unmade)]
