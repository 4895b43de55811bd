"""A column of a register: how a value is read from a cell, kept, shown and written into a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from goodhands.foundation.days.day_field import DayField
from goodhands.foundation.days.moment_field import MomentField
from goodhands.foundation.days.month_field import MonthField, MonthText
from goodhands.foundation.days.typed_day import Unclear, typed_day
from goodhands.foundation.days.typed_moment import typed_moment
from goodhands.foundation.days.typed_month import typed_month
from goodhands.foundation.isolation import scope
from goodhands.foundation.registers.figure_field import FigureField, as_written, decimal_sign
from goodhands.foundation.rules.sentences import retold
from goodhands.foundation.rules.sheet_plan import Value
from goodhands.foundation.rules.typed_number import NotANumber, plainly, typed_number
from goodhands.foundation.rules.visible import visible
from goodhands.foundation.rules.zones import zone

TEXT, LONG, CHOICE, DAY, MONTH, MOMENT, NUMBER, YES_NO, LINE, EMAIL, WEBSITE = (
    "text", "long", "choice", "day", "month", "moment", "number", "yes_no", "line", "email", "website",
)  # fmt: skip
_KINDS: Sequence[tuple[type[Any], str]] = (
    (models.ForeignKey, LINE), (models.BooleanField, YES_NO), (models.DateTimeField, MOMENT), (models.DateField, DAY),
    (models.DecimalField, NUMBER), (MonthText, MONTH), (models.EmailField, EMAIL), (models.URLField, WEBSITE),
    (models.TextField, LONG), (models.CharField, TEXT),
)  # fmt: skip
_KEPT_AS_GIVEN = (LINE, DAY, MOMENT, NUMBER)
"""Kinds of which nothing is None, and whose values are no texts."""


@dataclass(frozen=True)
class Column:
    """A field of a register's model."""

    field: Any

    @property
    def name(self) -> str:
        """The name of the field."""
        return str(self.field.name)

    @property
    def heading(self) -> str:
        """What people call it."""
        return str(capfirst(self.field.verbose_name))

    @cached_property
    def kind(self) -> str:
        """How its values behave: one of the words above."""
        return CHOICE if self.field.choices else next(kind for model, kind in _KINDS if isinstance(self.field, model))

    @property
    def required(self) -> bool:
        """Whether a line cannot be without it."""
        return not self.field.blank and self.kind != YES_NO

    def form_field(self) -> forms.Field:
        """How it is asked for in a form; needs the company in view where it leads to another list."""
        if self.kind in (DAY, MONTH, MOMENT, NUMBER):
            return self._picked()
        if self.kind == WEBSITE:
            return forms.URLField(label=self.heading, required=self.required, assume_scheme="https", max_length=200)
        rows = {"widget": forms.Textarea(attrs={"rows": 4})} if self.kind == LONG else {}
        found: forms.Field = self.field.formfield(**rows)
        return found

    def _picked(self) -> forms.Field:
        asked: dict[str, Any] = {
            "label": self.heading, "required": self.required, "help_text": self.field.help_text,
        }  # fmt: skip
        if self.kind == MOMENT:
            return MomentField(scope.current().timezone, **asked)
        return {DAY: DayField, MONTH: MonthField, NUMBER: FigureField}[self.kind](**asked)

    def words(self) -> Mapping[str, str]:
        """The words of a choice by their values."""
        return {str(value): str(word) for value, word in self.field.flatchoices}

    def of(self, line: models.Model) -> Value:
        """The value in its plain form."""
        return self.plain(getattr(line, self.field.attname))

    def plain(self, value: Any) -> Value:
        """A value of the field in its plain form; of another line its key."""
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        if isinstance(value, Decimal):
            return plainly(value)
        if isinstance(value, date):
            return value.isoformat()
        return str(value.pk if isinstance(value, models.Model) else value)

    def put(self, line: models.Model, value: Value) -> None:
        """Give a line this plain value."""
        setattr(line, self.field.attname, self._found(value))

    def _found(self, value: Value) -> Any:
        if value is None and not self.field.null:
            return "" if self.field.empty_strings_allowed else self.field.get_default()
        found = self.field.target_field if self.kind == LINE else self.field
        return found.to_python(value or None) if self.kind in _KEPT_AS_GIVEN else value

    def cell(self, line: models.Model) -> str | date:
        """The value as it stands in a list or a sheet: words of a choice, yes or no, what another line is called."""
        value = getattr(line, self.name)
        if self.kind == YES_NO:
            return _("yes") if value else _("no")
        if self.kind == DAY and value:
            found: date = value
            return found
        if self.kind == MOMENT and value:
            return f"{value.astimezone(zone(scope.current().timezone)):%Y-%m-%d %H:%M}"
        if self.kind == NUMBER and value is not None:
            return as_written(value)
        return self.words().get(value, value) if self.kind == CHOICE else str(value or "")

    def read(self, cell: str, names: "Names") -> Value:
        """The plain value of a cell of a sheet; ValidationError with the end of a sentence where it makes none."""
        seen = visible(cell, lines=self.kind == LONG)
        if self.kind in (LINE, CHOICE, YES_NO):
            return self._one_of(seen, names.of(self))
        if not seen:
            return None if self.field.null else ""
        if self.kind in (DAY, MONTH, MOMENT, NUMBER):
            return self._typed(seen, names.date_style)
        found: str = self._shape.clean(seen)
        return found

    def _typed(self, seen: str, style: str) -> Value:
        """The plain value of a text that somebody typed; ValidationError with the end of a sentence."""
        try:
            if self.kind == NUMBER:
                return self.plain(self.field.clean(typed_number(seen, decimal_sign()), None))
            if self.kind == MOMENT:
                return self.plain(typed_moment(seen, style, scope.current().timezone))
            return str(typed_month(seen)) if self.kind == MONTH else typed_day(seen, style).isoformat()
        except NotANumber as why:
            raise ValidationError(retold(why.sentence, _)) from None
        except Unclear as why:
            raise ValidationError(str(why)) from None

    @cached_property
    def _shape(self) -> forms.Field:
        shape = self.form_field()
        shape.required = False
        return shape

    def _one_of(self, seen: str, names: Mapping[str, Value]) -> Value:
        if not seen and self.kind != YES_NO:
            return None if self.field.null else ""
        if seen.casefold() in names:
            return names[seen.casefold()]
        if self.kind == LINE:
            raise ValidationError(_("is not in the list of these; add it there first"))
        known = ", ".join(str(word) for word in ((_("yes"), _("no")) if self.kind == YES_NO else self.words().values()))
        raise ValidationError(_("is none of: {known}").format(known=known))


class Names:
    """What cells may be called, asked for once a sheet. Needs the company in view."""

    def __init__(self, date_style: str) -> None:
        self.date_style = date_style
        self._by_column: dict[str, Mapping[str, Value]] = {}

    def of(self, column: Column) -> Mapping[str, Value]:
        """What a cell of this column can say, folded, and the value that it means."""
        if column.name not in self._by_column:
            self._by_column[column.name] = self._named(column)
        return self._by_column[column.name]

    @staticmethod
    def _named(column: Column) -> Mapping[str, Value]:
        if column.kind == YES_NO:
            yes, no = (_("yes"), "yes", "true", "x", "1"), (_("no"), "no", "false", "", "0")
            return {str(w).casefold(): True for w in yes} | {str(w).casefold(): False for w in no}
        if column.kind == CHOICE:
            words = column.words()
            return {value.casefold(): value for value in words} | {word.casefold(): v for v, word in words.items()}
        lines = column.field.related_model._default_manager.all()
        return {str(line).casefold(): str(line.pk) for line in lines}
