"""A chart of a page as a drawing that stands by itself: what the stylesheet colours on a screen, in ink."""

from collections.abc import Mapping
from html import escape

from goodhands.foundation.papers.markup import Element

_INK: Mapping[str, Mapping[str, str]] = {
    "axis": {"stroke": "#b8b8b8"},
    "limit": {"stroke": "#595959", "stroke-dasharray": "3 4"},
    "trace": {"fill": "none", "stroke": "#000000", "stroke-width": "1.5"},
    "dot": {"fill": "#ffffff", "stroke": "#000000", "stroke-width": "1.75"},
    "hot": {"fill": "#000000"},
    "here": {"stroke-width": "3.5"},
    "ran": {"fill": "#333333"},
    "paused": {"fill": "#f2f2f2", "stroke": "#595959"},
    "solved": {"fill": "#f2f2f2", "stroke": "#595959", "stroke-dasharray": "3 3"},
    "outside": {"fill": "#dddddd"},
    "mark-limit": {"stroke": "#000000", "stroke-width": "2"},
    "strong": {"fill": "#000000", "font-weight": "600"},
    "end": {"text-anchor": "end"},
    "middle": {"text-anchor": "middle"},
}
"""By the classes of `ledger.css`. A month that was missed is a full dot, so that grey says it as well."""
EDGE = 16
"""Room for what stands half outside, as the name of the first month."""
_TEXT = {"font-family": "Inter", "font-size": "13", "fill": "#595959"}
_KEPT = frozenset(["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height", "points", "d"])
_DRAWN = frozenset(["line", "polyline", "circle", "rect", "path", "text", "g"])


def drawing_of(svg: Element) -> str:
    """The drawing as SVG, with nothing in it but shapes and texts."""
    left, top, width, height = map(float, svg.attributes.get("viewbox", "0 0 900 230").split())
    box = f"{left - EDGE:g} {top:g} {width + 2 * EDGE:g} {height:g}"
    inside = "".join(_drawn(one) for one in svg.children)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'


def _drawn(element: Element) -> str:
    inside = "".join(_drawn(one) for one in element.children)
    if element.name not in _DRAWN:
        return inside  # a link, or words for who cannot see the drawing
    ink = dict(_TEXT) if element.name == "text" else {}
    for name in _INK:
        if name in element.classes:
            ink |= _INK[name]
    ink |= {name: value for name, value in element.attributes.items() if name in _KEPT}
    text = "".join(one for one in element.inside if isinstance(one, str)) if element.name == "text" else ""
    written = "".join(f' {name}="{escape(value)}"' for name, value in ink.items())
    return f"<{element.name}{written}>{escape(text)}{inside}</{element.name}>"
