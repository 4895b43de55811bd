"""How forms are drawn: one column, label above, help below the label, errors beside the field and summed up on top."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Draws every form and field with our own templates."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
    formset_template_name = "ui/formset.html"
