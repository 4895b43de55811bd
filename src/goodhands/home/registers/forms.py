"""The shape of a line, and of a sheet that is brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.registers.columns import EMAIL, LINE, LONG, MONTH, WEBSITE, YES_NO
from goodhands.foundation.registers.reads.sheets import columns_for
from goodhands.foundation.registers.register import Register
from goodhands.foundation.rules.sentences import retold
from goodhands.foundation.rules.visible import visible
from goodhands.foundation.spreadsheets.limits import MOST_BYTES
from goodhands.foundation.spreadsheets.reading import Cell, Unreadable, table_in

MOST_LINES = 5_000


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
            if column.kind in (LINE, YES_NO, MONTH) or not isinstance(text, str):
                continue
            given[column.name] = text if column.kind in (EMAIL, WEBSITE) else visible(text, column.kind == LONG)
            if column.required and not given[column.name]:
                self.add_error(column.name, self.fields[column.name].error_messages["required"])
        return given

    def explains(self, wrong: ValidationError) -> None:
        """Say by its columns what makes no sense together."""
        for column, sentences in wrong.message_dict.items():
            typed = self[column].value()
            self.add_error(column, f"“{typed}” {sentences[0]}.")


@dataclass(frozen=True, slots=True)
class Brought:
    """A file with lines. `cells`: its headings, then number and texts of each row."""

    name: str
    cells: Sequence[Sequence[Any]]


class SheetForm(forms.Form):
    """A file with lines, afterwards as `Brought`."""

    file = forms.FileField(
        label=_("Your sheet"),
        help_text=_("CSV or XLSX, with the headings of the list above. You see what it would change before it does."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, register: type[Register], *args: Any) -> None:
        super().__init__(*args)
        self.register = register

    def clean_file(self) -> Brought:
        file = self.cleaned_data["file"]
        name = visible(file.name)[:255]
        try:
            table = table_in(name, file.read(MOST_BYTES + 1))
        except Unreadable as why:
            raise ValidationError(retold(why.sentence, gettext) + ".") from None
        if len(table.rows) > MOST_LINES:
            wrong = gettext("{file} has {rows} rows; at most {most} are taken over at once. Please split it.")
            raise ValidationError(wrong.format(file=name, rows=len(table.rows), most=MOST_LINES))
        if not any(columns_for(self.register, table.headings)):
            known = ", ".join(column.heading for column in self.register.all_columns())
            wrong = gettext("None of the headings is one of this list. Its headings are: {known}.")
            raise ValidationError(wrong.format(known=known))
        rows = zip(table.numbers, table.rows, strict=True)
        return Brought(name, [table.headings, *([number, [_text(cell) for cell in row]] for number, row in rows)])


def _text(cell: Cell) -> str:
    """A cell as somebody would type it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return gettext("yes") if cell else gettext("no")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)
