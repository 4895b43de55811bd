"""A number in a form of a list, written as the company writes numbers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.sentences import retold
from goodhands.foundation.rules.typed_number import NotANumber, plainly, typed_number


def decimal_sign() -> str:
    """What the company in view writes before decimals."""
    return "," if str(scope.current().number_style).endswith("comma") else "."


def as_written(number: Decimal) -> str:
    """A number as the company in view types it."""
    return plainly(number).replace(".", decimal_sign())


class FigureField(forms.CharField):
    """A number that is not negative, afterwards a Decimal; None where none was given."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "short", "inputmode": "decimal"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=30, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The number as somebody would type it."""
        return as_written(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return typed_number(text, decimal_sign())
        except NotANumber as why:
            sentence = _("“{typed}” {why}.").format(typed=text, why=retold(why.sentence, _))
            raise forms.ValidationError(sentence) from None
