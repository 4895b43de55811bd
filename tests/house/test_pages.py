"""One name from the address to the test: URL, view, read or write, template, and a test that speaks of it.

Who knows the product knows the code, so that a page can be found by its name in every layer. What has no such layer
stands in `exceptions.toml` with its reason.
"""

import ast
import inspect
import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import URLPattern

from goodhands.foundation.people.checks import routes
from tests.exceptions import let_pass
from tests.walk import named_routes

ROOT = Path(__file__).parents[2]


ROUTES = [(app, pattern) for app, _, pattern in named_routes()]
PAGES = pytest.mark.parametrize(("app", "route"), ROUTES, ids=[f"{app}:{route.name}" for app, route in ROUTES])
LET_PASS = let_pass("page", "lacks")


def passes(app: str, route: URLPattern, lacks: str) -> bool:
    return f"{app}:{route.name} {lacks}" in LET_PASS


def views_of(route: URLPattern) -> Any:
    """The views of the app that a route belongs to."""
    package, _, _ = route.callback.__module__.partition(".views")
    return import_module(f"{package}.views")


def calls_in(view: Callable[..., Any]) -> set[str]:
    """What a view calls, as it is written: `reads.months`, `render`."""
    tree = ast.parse(inspect.getsource(inspect.unwrap(view)))
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def texts_in(view: Callable[..., Any]) -> set[str]:
    tree = ast.parse(inspect.getsource(inspect.unwrap(view)))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@cache
def sentences_of_tests() -> str:
    files = [path for top in ("src", "tests") for path in (ROOT / top).rglob("test_*.py")]
    return "\n".join(path.read_text("utf-8") for path in files if "house" not in path.parts)


def test_every_route_is_looked_at() -> None:
    assert len(ROUTES) == len(list(routes()))
    names = [(app, route.name) for app, route in ROUTES]
    assert len(set(names)) == len(names)
    assert all(app and route.name for app, route in ROUTES)


@PAGES
def test_a_route_leads_to_the_view_of_its_name(app: str, route: URLPattern) -> None:
    view = getattr(views_of(route), route.name or "", None)
    assert view is route.callback or passes(app, route, "view")
    assert route.callback.__name__ == route.name or passes(app, route, "view")


@PAGES
def test_a_view_asks_the_read_or_write_of_its_name(app: str, route: URLPattern) -> None:
    asked = {f"reads.{route.name}", f"writes.{route.name}"}
    assert asked & calls_in(route.callback) or passes(app, route, "read or write"), sorted(calls_in(route.callback))


@PAGES
def test_a_page_has_the_template_of_its_name(app: str, route: URLPattern) -> None:
    """A view that names no template is a way on or a download."""
    wanted, named = f"{app}/{route.name}.html", {text for text in texts_in(route.callback) if text.endswith(".html")}
    if wanted in named:
        get_template(wanted)
    elif not passes(app, route, "template"):
        assert named == set()
        with pytest.raises(TemplateDoesNotExist):
            get_template(wanted)


@PAGES
def test_a_test_speaks_of_every_page(app: str, route: URLPattern) -> None:
    spoken_of = re.search(rf"(?<![a-z]){route.name}(?![a-z])", sentences_of_tests(), re.IGNORECASE)
    assert spoken_of is not None


def test_what_passes_is_still_there() -> None:
    """An exception that is no longer needed goes."""
    names = {f"{app}:{route.name}" for app, route in ROUTES}
    assert {entry.partition(" ")[0] for entry in LET_PASS} <= names
    needless = []
    for app, route in ROUTES:
        asked = {f"reads.{route.name}", f"writes.{route.name}"} & calls_in(route.callback)
        fits = {
            "view": route.callback.__name__ == route.name,
            "read or write": bool(asked),
            "template": f"{app}/{route.name}.html" in texts_in(route.callback),
        }
        needless += [f"{app}:{route.name} {what}" for what, fit in fits.items() if fit and passes(app, route, what)]
    assert needless == []
