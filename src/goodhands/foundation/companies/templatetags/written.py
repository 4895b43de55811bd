"""Filters that write a value as the company in view does, as `companies.written` says; who may what, and where."""

from django import template

from goodhands.foundation.companies import reads, written
from goodhands.foundation.companies.access import May

register = template.Library()
register.simple_tag(reads.own_companies_of, name="own_companies")
for name in ("number", "share", "target", "money", "day", "weekday", "month", "period", "moment", "moment_short",
             "duration", "age", "exact_duration", "size"):  # fmt: skip
    register.filter(name, getattr(written, name))


@register.filter
def allows(may: May, needs: str) -> bool:
    """Whether somebody may what a link needs: read, record, manage or own."""
    return bool(getattr(may, needs))
