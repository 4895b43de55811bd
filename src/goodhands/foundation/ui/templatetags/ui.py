"""The components of which pages are made. `/ui/` shows each of them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goodhands.foundation.rules.sentences import retold
from goodhands.foundation.ui.words import BY_KEY

register = template.Library()


@register.inclusion_tag("ui/verdict.html")
def verdict(tone: str, word: str, doubt: str = "") -> dict[str, str]:
    """A word with its shape and tone: `kept`, `missed`, `unsure` or `none`; `doubt` stands below in small."""
    return {"tone": tone, "word": word, "doubt": doubt}


@register.inclusion_tag("ui/stage_mark.html")
def stage_mark(state: str) -> dict[str, str]:
    """The mark of a stage: `done`, `now`, `skipped` or `later`; each has a shape of its own."""
    words = {"done": _("done"), "now": _("under way"), "skipped": _("skipped"), "later": _("not yet")}
    return {"state": state, "word": words[state]}


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*steps: Any) -> dict[str, Any]:
    """Where this page lies: address, word, address, word ... and the word of the page itself."""
    pairs = list(zip(steps[:-1:2], steps[1::2], strict=False))
    return {"steps": pairs, "here": steps[-1] if len(steps) % 2 else ""}


@register.simple_block_tag
def note(content: SafeString, tone: str = "") -> SafeString:
    """A remark in a box."""
    return format_html('<div class="note {}">{}</div>', tone, content)


@register.simple_block_tag
def section(content: SafeString, title: str, aside: Any = "", name: str = "") -> SafeString:
    """A part of a page with its heading and what stands to the right of it."""
    anchor = format_html(' id="{}"', name) if name else ""
    beside = format_html("<small>{}</small>", aside) if aside else ""
    return format_html("<section{}><header><h2>{}</h2>{}</header>{}</section>", anchor, title, beside, content)


@register.simple_tag
def term(key: str, shown: str = "") -> SafeString:
    """A word of the field that explains itself where it stands, by click and by keyboard.

    Its meaning is that of the glossary; `shown` stands in place of the word where the page calls it otherwise.
    """
    word = BY_KEY[key]
    html = '<details class="term"><summary>{}</summary><span>{}</span></details>'
    return format_html(html, shown or word.word, word.sentence)


def _asked(key: str) -> SafeString:
    """A word of the field behind a small question."""
    shown = '<span aria-hidden="true">?</span><span class="hidden">{}</span>'
    return term(key, format_html(shown, BY_KEY[key].word))


@register.simple_block_tag
def how(content: SafeString, asks: str = "") -> SafeString:
    """Behind a small question, the arithmetic."""
    return format_html('<details class="how"><summary>{}</summary><div>{}</div></details>', asks or _("How?"), content)


@register.simple_block_tag
def empty(content: SafeString, title: str) -> SafeString:
    """What a page is for, while there is nothing on it yet."""
    return format_html('<div class="empty"><p><strong>{}</strong></p>{}</div>', title, content)


@register.inclusion_tag("ui/pages.html")
def pages(number: int, last: int, query: Mapping[str, str]) -> dict[str, Any]:
    """The way to other pages of a list; the filters in the address stay."""

    def address(page: int) -> str:
        return "?" + urlencode({**query, "page": page})

    return {
        "number": number,
        "last": last,
        "before": address(number - 1) if number > 1 else "",
        "after": address(number + 1) if number < last else "",
    }


@register.inclusion_tag("ui/sort_heading.html")
def sort_heading(word: str, key: str, query: Mapping[str, str], css: str = "", explains: str = "") -> dict[str, Any]:
    """The heading of a column by which a list can be sorted; again turns the order round.

    `explains` is the key of a word of the field, which opens beside it: the heading itself is a link.
    """
    sorted_by = query.get("sort", "")
    turned = f"-{key}" if sorted_by == key else key
    kept = {name: value for name, value in query.items() if name not in ("sort", "page")}
    order = {key: "ascending", f"-{key}": "descending"}.get(sorted_by, "none")
    return {"word": word, "address": "?" + urlencode({**kept, "sort": turned}), "order": order, "css": css,
            "explained": _asked(explains) if explains else ""}  # fmt: skip


@register.inclusion_tag("ui/progress.html")
def progress(done: float, what: str) -> dict[str, Any]:
    """How far long work has come; `done` is a share from 0 to 1."""
    return {"percent": round(max(0.0, min(done, 1.0)) * 100), "what": what}


@register.inclusion_tag("ui/month_chart.html")
def month_chart(chart: Any) -> dict[str, Any]:
    """Shares month by month (`charts.MonthChart`), wide and narrow, with the table behind it elsewhere on the page."""
    return {"chart": chart}


@register.inclusion_tag("ui/clock_chart.html")
def clock_chart(chart: Any) -> dict[str, Any]:
    """How the clock of a ticket ran (`charts.ClockChart`)."""
    return {"chart": chart}


@register.filter
def unlocal(value: float) -> str:
    """A coordinate, which never follows the number style of a company."""
    return f"{value:g}" if abs(value) < 100_000 else str(value)


@register.filter
def plus(value: float, more: float) -> float:
    """A coordinate moved by so much."""
    return round(value + float(more), 1)


@register.filter
def begins(path: str, start: str) -> bool:
    """Whether an address lies at or below another one."""
    return path.startswith(start)


@register.filter
def said(sentence: str) -> str:
    """A sentence of a rule in the language of the page."""
    return retold(sentence, _)
