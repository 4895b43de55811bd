"""A plain list: what it holds and what it is called. How lists behave is the same for all of them, and not said here.

    class Contacts(Register):
        model = Contact
        path = "providers/contacts"
        columns = ("name", "provider", "email")
        ...

gives a page with filters and sorting, pages to add, change and remove a line, its history, and sheets out and in.
What makes no sense together (an end before its beginning) the model says in `clean`: a ValidationError by column, whose
sentence goes on from the value that stands there.

Attributes say what. The moment a page must say how, it is no register any more: write a view.
"""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.utils.functional import Promise

from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.registers.columns import Column

Text = str | Promise
_BY_PATH: dict[str, type["Register"]] = {}


class Register:
    """Lines of one model. Its address is `/<company>/<path>/`."""

    model: ClassVar[type[Removable]]
    path: ClassVar[str]
    columns: ClassVar[Sequence[str]]
    """Fields in the order in which they are shown, typed and written into sheets; the first names a line."""
    in_list: ClassVar[Sequence[str]]
    """Those of the columns that the list shows, where all would be too many."""
    beside: ClassVar[str] = ""
    """Other lines that lead to these, by the name of the relation: shown in the list, and nowhere typed."""
    told_apart_by: ClassVar[Sequence[str]]
    """No two lines agree in these columns, unless one of them is blank."""

    title: ClassVar[Text]
    add: ClassVar[Text]
    """The button that leads to a new line."""
    none: ClassVar[Text]
    """The sentence of the page while there is nothing."""
    one: ClassVar[Text]
    many: ClassVar[Text]
    """The sentence of the page with one line, and with `{n}` lines."""
    meant_for: ClassVar[Text]
    """What the list is for, in a sentence."""
    example: ClassVar[Text]
    taken: ClassVar[Text]
    """What is said where another line has the same in `told_apart_by`."""

    do_not_call_in_templates: ClassVar = True
    _all_columns: ClassVar[Sequence[Column]]

    def __init_subclass__(cls) -> None:
        _BY_PATH[cls.path] = cls

    @classmethod
    def all_columns(cls) -> Sequence[Column]:
        """Every column, in order."""
        if "_all_columns" not in cls.__dict__:
            cls._all_columns = [Column(cls.model._meta.get_field(name)) for name in cls.columns]
        return cls._all_columns

    @classmethod
    def column(cls, name: str) -> Column:
        """The column of a field."""
        return next(column for column in cls.all_columns() if column.name == name)

    @classmethod
    def neighbours(cls) -> Sequence[type["Register"]]:
        """The registers whose addresses begin with the same word, this one included."""
        return [found for found in all_registers() if found.path.split("/")[0] == cls.path.split("/")[0]]

    @classmethod
    def shown(cls) -> Sequence[Column]:
        """The columns of the list."""
        return [cls.column(name) for name in getattr(cls, "in_list", cls.columns)]


def register_at(path: str) -> type[Register] | None:
    """The register with this address in a company."""
    return _BY_PATH.get(path)


def all_registers() -> Sequence[type[Register]]:
    """Every register, in the order of their addresses."""
    return [_BY_PATH[path] for path in sorted(_BY_PATH)]


def register_of(model: type[models.Model]) -> type[Register] | None:
    """The register that lists a model."""
    return next((found for found in _BY_PATH.values() if found.model is model), None)
