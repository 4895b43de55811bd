"""Filters that write a value as the company in view does; what each gives is said in `companies.written`."""

from django import template

from goodhands.foundation.companies import written

register = template.Library()
for name in ("number", "share", "target", "money", "day", "weekday", "month", "moment", "moment_short", "duration",
             "exact_duration"):  # fmt: skip
    register.filter(name, getattr(written, name))
