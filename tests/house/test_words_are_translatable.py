"""Every word on every page is up for translation: shown in a language in which what is not stands out.

All data of the company walked through begin with `CANARY-`, so that they cannot be taken for words of ours.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from goodhands.foundation.calendars.places import holiday_names
from goodhands.foundation.companies.countries import countries
from goodhands.foundation.isolation import scope
from goodhands.stages.contract import writes as contract
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.models import Import
from tests import accented, world
from tests.accented import Page, outside
from tests.pages import forms_in
from tests.walk import Route, address, all_routes, read_whole

EXAMPLES = Path(__file__).parents[2] / "examples"

NAMES = frozenset(("timezone", "country", "holidays", "desk"))
"""Lists of places, whose names come from CLDR in the language of the page where there is such a language, and of products."""

DATA = re.compile(
    r"CANARY-A-[\w.-]*(?:@[\w.-]+)?|canary-a-[\w.-]*@[\w.-]+|\bA(?:\d+|draft|undone)\b|\bHL-\d+\b"
    r"|\b[A-Z][a-z]+/[A-Z][a-z]+\b|\bLisbon\b|\b[0-9a-f]{64}\b|https://example\.org/"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
)
"""What belongs to the company and not to us: canaries, ticket numbers, time zones, fingerprints of files, keys."""

CODES = {"Goodhands", "UTF-8", "UTF-16", "Windows-1252", "ISO", "EUR", "PT", "UTC", "h", "A4", "Letter"}
"""Names and codes that are the same in every language."""

WORD = re.compile(r"[^\W\d_](?:[\w-]*\w)?")

KNOWN = {
    "/ui/": "Tue Wed",  # labels of an example, in ui/reads.py
}
"""What is known not to be up for translation yet, by the end of its address. It only ever gets less."""


def untranslated(texts: list[str]) -> set[str]:
    """The words in these texts that are neither ours to translate nor data nor codes."""
    return {word for text in texts for word in WORD.findall(DATA.sub(" ", text)) if word not in CODES}


def words_of(answer: HttpResponse) -> set[str]:
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        page = Page(answer.content.decode(), NAMES)
        assert page.depth == 0, "a bracket is never closed, so a sentence was cut"
        return untranslated([without_places(text) for text in page.found])
    if kind.startswith("text/csv"):
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        return untranslated([outside(body.decode("utf-8-sig"))[0]])
    return set()


@cache
def _places() -> list[str]:
    """Names of countries and of holidays are those of CLDR and of the package of holidays."""
    holidays = {name for year in range(2024, 2030) for name in holiday_names("PT", year).values()}
    return sorted({dict(countries())["PT"], *holidays}, key=len, reverse=True)


def without_places(text: str) -> str:
    for name in _places() if text.strip() else ():
        text = text.replace(name, " ")
    return text


def a_year(a: world.World) -> list[str]:
    """The example year with nothing but canaries in it, in the company; and the addresses of what it shows."""
    terms = tomllib.loads((EXAMPLES / "agreement.toml").read_text(encoding="utf-8"))
    seen: dict[str, str] = {}

    def canary(value: str) -> str:
        return seen.setdefault(value, f"CANARY-A-value-{len(seen)}") if value else ""

    head, *rows = csv.reader(io.StringIO((EXAMPLES / "helpdesk-2025.csv").read_text(encoding="utf-8")))
    kept = [head.index(name) for name in ("Ticket", "Time", "SLA")]
    made = [[cell if i in kept else canary(cell) for i, cell in enumerate(row)] for row in rows]
    text = "".join(",".join(row) + "\n" for row in [list(map(canary, head)), *made])
    mapping = terms["file"] | {
        "columns": {role: canary(heading) for role, heading in terms["file"]["columns"].items()},
        "events": {kind: list(map(canary, values)) for kind, values in terms["file"]["events"].items()},
    }
    with scope.within(a.company):
        agree(a, canary)
        odd = text + f"HL-1,2025-02-29 09:00:00,{canary('Opened')}\n,2025-05-05 09:00:00{',' * 8}\n"
        drafts = [bring(a, name, content, mapping) for name, content in (("year", text), ("odd", odd))]
        bring(a, "waits", text[:5000], mapping, waits=True)
    company, engagement = a.company.slug, a.rows["Engagement"].slug
    place = f"/{company}/operate/{engagement}"
    return [
        f"/{company}/", f"/{company}/engagements/{engagement}/", f"/{company}/contract/{engagement}/",
        f"/{company}/contract/{engagement}/agree/", f"{place}/", f"{place}/month/2025-09/", f"{place}/month/2025-12/",
        f"{place}/month/2024-01/", f"{place}/at-risk/", f"{place}/imports/",
        f"{place}/tickets/?verdict=missed&month=2025-09&level=2&sort=-late&text=HL", f"{place}/tickets/?text=nothing",
        f"{place}/tickets.csv?month=2025-09", f"{place}/tickets/HL-101246/", f"{place}/tickets/HL-100194/",
        *(f"{place}/imports/{one.pk}/progress/" for one in drafts),
        *(f"{place}/imports/{one.pk}/problems.csv" for one in drafts),
    ]  # fmt: skip


def agree(a: world.World, canary: Any) -> None:
    """Five promises with credits, from a month on."""
    levels = [
        contract.LevelDraft(f"CANARY-A-level-{i}", metric, hours * 3600, Decimal(95), canary(priority),
                            credits=[(Decimal(95), Decimal(5)), (Decimal(85), Decimal(10))])
        for i, (metric, hours, priority) in enumerate((
            ("first_response", 1, "1 - Critical"), ("resolution", 8, "2 - High"), ("resolution", 16, "3 - Normal"),
        ))
    ]  # fmt: skip
    levels.append(contract.LevelDraft("CANARY-A-level-all", "first_response", 7200, Decimal(95)))
    draft = contract.Draft(date(2025, 1, 1), a.rows["Calendar"], levels, monthly_fee=Decimal(100))
    contract.agree(engagement=a.rows["Engagement"], draft=draft, by=a.owner, at=world.NOW)


def bring(a: world.World, name: str, text: str, mapping: Any, waits: bool = False) -> Import:
    at, engagement = timezone.now(), a.rows["Engagement"]
    made = operate.upload_tickets(engagement=engagement, name=f"CANARY-A-{name}.csv", chunks=[text.encode()],
                                  by=a.owner, at=at - timedelta(minutes=1))  # fmt: skip
    if waits:
        operate.import_tickets(source=made, mapping=mapping, by=a.owner, at=at)
    else:
        operate.read_at_once(source=made, mapping=mapping, at=at)
    return made


def answers(a: world.World, more: list[str], routes: list[Route]) -> Iterator[tuple[str, HttpResponse]]:
    """Every page of the application, and what each of its forms says when it is sent without anything."""
    known, nobody = Client(), Client()
    known.force_login(a.owner)
    for path in [*(address(route, a) for route in routes), *more, "/nothing-here/"]:
        for who in (known,) if path in more else (known, nobody):
            answer: Any = read_whole(who.get(path))
            yield f"GET {path}", answer
            if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
                continue
            for form in forms_in(answer.content.decode()):
                if form.action in ("", path):
                    chosen = {one.name: "" for one in form.fields if one.kind not in ("submit", "hidden")}
                    kept = {one.name: one.value for one in form.fields if one.kind == "hidden"}
                    yield f"POST {path}", read_whole(who.post(path, chosen | kept))
                if form.action == "" and "/imports/" in path:
                    yield f"POST {path}", who.post(path, form.filled() | {"act": "look"})


@pytest.mark.django_db
def test_every_word_on_every_page_is_up_for_translation() -> None:
    a = world.build("A")
    more = a_year(a)
    found: dict[str, set[str]] = {}
    shown = set()
    with accented.spoken():
        for what, answer in answers(a, more, all_routes()):
            shown |= {what} if answer.status_code == 200 else set()
            if left := words_of(answer):
                found.setdefault(what, set()).update(left)
    assert [path for path in more if f"GET {path}" not in shown] == []
    assert len(shown) > 50
    known = {
        what: next((set(words.split()) for end, words in KNOWN.items() if what.endswith(end)), set()) for what in found
    }
    print("known not to be up for translation yet:", KNOWN)
    new = [f"{what}: {', '.join(sorted(words - known[what]))}" for what, words in found.items() if words - known[what]]
    assert not new, "not up for translation:\n" + "\n".join(new)
    mended = [end for end in KNOWN if not any(what.endswith(end) for what in found)]
    assert mended == [], "these are up for translation by now: take them out of KNOWN"


def test_a_word_that_is_not_up_for_translation_is_noticed() -> None:
    page = Page(
        "<h1>⟦Ñöw⟧ and then</h1><p>⟦ìf <b>CANARY-A-x</b>⟧</p><img alt='bare'><input placeholder='⟦x⟧'>"
        "<select name=country><option>Italy</option></select><code>--flag</code>",
        NAMES,
    )
    assert untranslated(page.found) == {"and", "then", "bare"}
    assert page.depth == 0
