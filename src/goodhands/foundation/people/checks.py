"""Is every route classified? An unclassified one is an error, and with an error nothing starts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from goodhands.foundation.people.access import Access


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the application with its whole pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, whole)
        else:
            yield whole, pattern


@register()
def every_route_is_classified(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - checks are called with it
    resolver: URLResolver | None = None,
    **_: Any,
) -> list[CheckMessage]:
    """An error for each route whose view does not say who may open it."""
    return [
        Error(
            f"The route /{whole} says nothing about who may open it.",
            hint="Put anyone or signed_in of people.access, or a role of companies.access, on its view.",
            id="people.E001",
        )
        for whole, pattern in routes(resolver)
        if not isinstance(getattr(pattern.callback, "access", None), Access)
    ]
