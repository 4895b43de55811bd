"""Does the paper of a page say what the page says, and can it be kept?"""

import csv
import io
import re
from typing import Any

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goodhands.foundation.companies.models import Company
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.foundation.papers import writes
from goodhands.foundation.papers.blocks import Paper
from goodhands.foundation.papers.from_page import paper_of
from goodhands.foundation.papers.models import KeptPaper
from goodhands.foundation.papers.reads import KeptPage
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.models import Import
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    made = desks.make()
    made.bring()
    return made


def path(desk: Desk, rest: str) -> str:
    return f"/{desk.company.slug}/operate/{desk.engagement.slug}/{rest}"


def asked(desk: Desk, kind: str, of: str) -> Any:
    return desk.client.get(f"/{desk.company.slug}/papers/page.{kind}", {"of": of})


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_page_paper_says_what_the_scorecard_says(desk: Desk) -> None:
    of = path(desk, "month/2025-09/")
    answer = asked(desk, "pdf", of)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert 'filename="september-2025.pdf"' in answer["Content-Disposition"]
    said, page = text_of(answer.content), desk.client.get(of).content.decode()
    assert f"{desk.company.name}, {desk.engagement.name} · " in said
    assert "solved 29 of 35 tickets in time in September 2025" in said
    sentence = re.search(r'<h1 class="sentence">(.*?)</h1>', page)
    assert sentence
    assert " ".join(sentence[1].split())[:60] in said
    for word in ("What was promised", "Twelve months", "What this rests on", "version 1", "1 / "):
        assert word in said
    for word in ("See the tickets", "Print", "How to read this", "As CSV"):
        assert word not in said


def test_a_table_as_csv_has_no_formula_and_every_figure(desk: Desk) -> None:
    answer = asked(desk, "csv", path(desk, "month/2025-09/"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=desk.company.delimiter))
    assert ["Service levels"] in rows
    heading = next(row for row in rows if row and row[0] == "What was promised")
    assert heading[1:] == ["In time", "Share", "Agreed", "Verdict"]
    high = next(row for row in rows if row and row[0].startswith("High, solved in 8 h"))
    assert high[1] == "29 of 35"
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell[:1]]


def test_the_paper_of_a_list_has_all_its_pages_or_says_that_it_has_not(desk: Desk) -> None:
    rows = asked(desk, "csv", path(desk, "tickets/?month=2025-09")).content.decode().splitlines()
    page = desk.get("tickets/", month="2025-09").content.decode()
    many = int(re.search(r"(\d+) tickets", page)[1])  # type: ignore[index]
    assert many > 50
    assert len(rows) == many + 1
    assert len(set(rows)) == len(rows)


def test_it_does_not_matter_on_which_page_of_a_list_somebody_asks(desk: Desk) -> None:
    first, later = (asked(desk, "csv", path(desk, f"tickets/?month=2025-09{page}")).content for page in ("", "&page=3"))
    assert first == later


def test_a_long_list_says_that_it_is_not_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goodhands.foundation.paging.MOST_ON_PAPER", 60)
    of = path(desk, "tickets/?month=2025-09")
    sentence = "These are the first 60 rows of a longer list."
    assert sentence in text_of(asked(desk, "pdf", of).content)
    rows = asked(desk, "csv", of).content.decode().splitlines()
    assert (len(rows), rows[-1]) == (62, sentence)
    assert sentence not in desk.client.get(of).content.decode()


@pytest.mark.parametrize("kind", ["pdf", "csv"])
def test_the_paper_of_a_long_list_asks_no_more_than_that_of_a_short_one(desk: Desk, kind: str) -> None:
    counts = []
    for of in ("tickets/?text=HL-1013", "tickets/?text=HL-101302"):
        with CaptureQueriesContext(connection) as queries:
            answer = asked(desk, kind, path(desk, of))
        assert answer.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25


@pytest.mark.parametrize(
    "of", ["/", "//", "https://example.org/", "/somewhere-else/", "{company}/nothing/", "{operate}tickets.csv",
           "{company}/papers/page.pdf?of={operate}", "{company}/papers/keep/", "{operate}?%ff"],
)  # fmt: skip
def test_what_is_no_page_has_no_paper(desk: Desk, of: str) -> None:
    company = f"/{desk.company.slug}"
    given = of.format(company=company, operate=path(desk, ""))
    answer = asked(desk, "pdf", given)
    assert answer.status_code in ((404,) if "%ff" not in of else (200, 404))


def test_papers_of_papers_are_not_opened_one_inside_the_other(desk: Desk) -> None:
    deep = f"/{desk.company.slug}/papers/page.csv?of=" * 400 + path(desk, "")
    with CaptureQueriesContext(connection) as queries:
        assert asked(desk, "pdf", deep).status_code == 404
    assert len(queries) <= 25


def test_whoever_may_not_see_a_page_gets_no_paper_of_it(desk: Desk) -> None:
    other = desks.make(name="Quite somebody else")
    of = path(desk, "month/2025-09/")
    assert asked(other, "pdf", of).status_code == 404
    assert other.client.get(f"/{desk.company.slug}/papers/page.pdf", {"of": of}).status_code == 404
    assert Client().get(f"/{desk.company.slug}/papers/page.pdf", {"of": of}).status_code == 302


def kept(desk: Desk) -> KeptPaper:
    answer = desk.client.post(f"/{desk.company.slug}/papers/keep/", {"of": path(desk, "month/2025-09/")})
    assert answer.status_code == 302
    with scope.within(desk.company):
        return KeptPaper.objects.select_related("document").latest("kept_at")


def test_keep_paper_keeps_the_figures_and_the_same_bytes_for_ever(desk: Desk) -> None:
    paper = kept(desk)
    with scope.within(desk.company):
        document = Document.objects.get(pk=paper.document_id)
    first, again = (b"".join(desk.client.get(f"/{desk.company.slug}/documents/{document.pk}/").streaming_content)
                    for _ in range(2))  # fmt: skip
    assert first == again
    assert "29 of 35" in text_of(first)
    assert f"figures {paper.sha256[:8]}" in text_of(first)
    page = desk.client.get(f"/{desk.company.slug}/papers/{paper.pk}/").content.decode()
    assert "Nothing has changed since this paper was kept." in page
    assert f'href="{path(desk, "month/2025-09/")}"' in page
    assert paper.path == f"operate/{desk.engagement.slug}/month/2025-09/"
    assert paper.sha256 in page
    listed = desk.client.get(f"/{desk.company.slug}/papers/").content.decode()
    assert "One paper is kept as it was." in listed


def test_a_paper_of_a_kept_paper_is_drawn_and_not_kept(desk: Desk) -> None:
    of = f"/{desk.company.slug}/papers/{kept(desk).pk}/"
    assert "Nothing has changed" in text_of(asked(desk, "pdf", of).content)
    assert desk.client.post(f"/{desk.company.slug}/papers/keep/", {"of": of}).status_code == 404
    assert "Keep as a paper" not in desk.client.get(of).content.decode()


@pytest.mark.parametrize("change", [{"rules": "2"}, {"sha256": "0" * 64}, {"figures": {}}, {"path": "/"}])
def test_the_database_itself_refuses_to_alter_a_kept_paper(desk: Desk, change: dict[str, Any]) -> None:
    paper = kept(desk)
    with scope.within(desk.company), pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        KeptPaper.objects.filter(pk=paper.pk).update(**change)


def test_kept_paper_that_is_not_as_it_was_says_so(desk: Desk) -> None:
    paper = kept(desk)
    paper.figures["sentence"] = "All was well."
    assert not KeptPage(paper, [], False).is_whole
    assert "is not as it was" in KeptPage(paper, [], False).sentence


def test_kept_paper_says_what_has_changed_since(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = kept(desk)
    with scope.within(desk.company):
        source = Import.objects.get()
        more = operate.read_again(source=source, by=desk.owner, at=NOW)
        events = {kind: values for kind, values in source.mapping["events"].items() if kind != "paused"}
        operate.read_at_once(source=more, mapping=source.mapping | {"events": events}, at=NOW)
    page = desk.client.get(f"/{desk.company.slug}/papers/{paper.pk}/").content.decode()
    assert re.search(r"\d+ things are different today from what this paper says\.", page)
    assert "Service levels · High, solved in 8 h · In time" in page
    assert "29 of 35" in page
    monkeypatch.setattr("goodhands.foundation.papers.reads.rules_version", lambda: "0.0.1-00000000")
    assert (
        "the program has got other rules"
        in desk.client.get(f"/{desk.company.slug}/papers/{paper.pk}/").content.decode()
    )


def test_a_paper_whose_page_is_gone_stays(desk: Desk) -> None:
    with scope.within(desk.company):
        said = Paper("September 2025", "All was well.", [])
        paper = writes.keep_paper(paper=said, path="nothing/", by=desk.owner, at=NOW)
    page = desk.client.get(f"/{desk.company.slug}/papers/{paper.pk}/").content.decode()
    assert "The page of this paper is not there any more." in page


def test_remove_paper_lays_it_into_the_bin(desk: Desk) -> None:
    paper = kept(desk)
    assert desk.client.post(f"/{desk.company.slug}/papers/{paper.pk}/remove/").status_code == 302
    assert desk.client.get(f"/{desk.company.slug}/papers/{paper.pk}/").status_code == 404
    assert "No paper was kept yet." in desk.client.get(f"/{desk.company.slug}/papers/").content.decode()


def test_a_list_of_papers_asks_no_more_for_more_of_them(desk: Desk) -> None:
    counts = []
    for _ in range(2):
        kept(desk)
        with CaptureQueriesContext(connection) as queries:
            desk.client.get(f"/{desk.company.slug}/papers/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_kept_paper_finds_its_page_where_the_company_has_another_address(desk: Desk) -> None:
    paper = kept(desk)
    Company.objects.filter(pk=desk.company.pk).update(slug="elsewhere")
    page = desk.client.get(f"/elsewhere/papers/{paper.pk}/").content.decode()
    assert "Nothing has changed since this paper was kept." in page


def test_odd_letters_of_a_page_can_be_kept(desk: Desk) -> None:
    page = "<title>T · Goodhands</title><main><h1 class='sentence'>a\0b &#0; \U0001f642 \u202e#x$</h1></main>"
    said = paper_of(page)
    assert "\0" not in said.sentence
    with scope.within(desk.company):
        paper = writes.keep_paper(paper=said, path="nothing/", by=desk.owner, at=NOW)
        assert KeptPage(KeptPaper.objects.get(pk=paper.pk), [], False).is_whole
