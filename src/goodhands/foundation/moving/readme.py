"""What lies beside the data in an export: a page that says what is what, for whoever opens it years from now."""

from datetime import datetime

from django.utils.translation import gettext as _

from goodhands import __version__
from goodhands.foundation.companies import written
from goodhands.foundation.companies.models import Company
from goodhands.foundation.moving.tables import LEFT_OUT


def readme(company: Company, at: datetime) -> str:
    """The page, as plain text."""
    head = _("{name}, exported whole from Goodhands {version} on {when}.").format(
        name=company.name, version=__version__, when=written.moment(at))  # fmt: skip
    lines = [
        ("company.json", _("every row of every table by the names of its fields; the names of everybody who is named "
                           "in one, and the addresses of those who belong to the company")),
        ("tables/", _("the same as tables for a spreadsheet program. A cell that such a program would take for a "
                      "formula begins with an apostrophe")),
        ("files/", _("every file that was handed in, below its key; index.csv says what each was called")),
        ("record.json", _("the record of all changes, entry by entry, each with its seal and the one before it")),
        ("SHA256SUMS", _("the SHA-256 of each of these; `sha256sum --check SHA256SUMS` compares them")),
    ]  # fmt: skip
    about_record = _(
        "Seals are made with a key that stays where the company was. Without it anybody can see that the entries "
        "follow one another and say what they said when they were written down; that nobody wrote the whole record "
        "anew, only whoever has that key can tell."
    )
    parts = [head, "\n".join(f"{name}\n    {what}" for name, what in lines), about_record, _left_out()]
    return "\n\n".join(parts) + "\n"


def _left_out() -> str:
    said = _("Not in it: passwords, sessions, keys and secrets of links.")
    return "\n".join([said, *(f"{label}: {reason}" for label, reason in LEFT_OUT.items())])
