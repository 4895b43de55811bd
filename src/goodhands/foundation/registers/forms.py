"""The shape of a line, and of a sheet that is brought."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.registers.columns import DAY, EMAIL, LINE, LONG, WEBSITE, YES_NO
from goodhands.foundation.registers.register import Register
from goodhands.foundation.rules.visible import visible


class LineForm(forms.Form):
    """One line of a register, a field for each of its columns. Needs the company in view."""

    def __init__(
        self, register: type[Register], line: Removable | None, sent: Mapping[str, Any] | None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        there = {column.name: getattr(line, column.field.attname) for column in register.all_columns()} if line else {}
        super().__init__(sent, initial={**(initial or {}), **there})
        self.register = register
        for column in register.all_columns():
            self.fields[column.name] = column.form_field()

    def clean(self) -> dict[str, Any]:
        """What people see of the texts; a text of which nothing is to be seen is none."""
        given = super().clean() or {}
        for column in self.register.all_columns():
            text = given.get(column.name)
            if column.kind in (LINE, DAY, YES_NO) or not isinstance(text, str):
                continue
            given[column.name] = text if column.kind in (EMAIL, WEBSITE) else visible(text, column.kind == LONG)
            if column.required and not given[column.name]:
                self.add_error(column.name, self.fields[column.name].error_messages["required"])
        return given


class SheetForm(forms.Form):
    """A file with lines."""

    file = forms.FileField(
        label=_("Your sheet"),
        help_text=_("CSV or XLSX, with the headings of the list in its first row. You see what it would change first."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
