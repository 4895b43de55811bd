"""A paper is kept as it is now, and can be laid aside."""

from datetime import datetime

from django.db import transaction

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import hold, record
from goodhands.foundation.bin import writes as things
from goodhands.foundation.documents import writes as documents
from goodhands.foundation.papers.blocks import Paper
from goodhands.foundation.papers.drawing import pdf
from goodhands.foundation.papers.figures import figures_of, hash_of
from goodhands.foundation.papers.models import KeptPaper
from goodhands.foundation.papers.versions import rules_version
from goodhands.foundation.people.models import Person


def keep_paper(*, paper: Paper, path: str, by: Person, at: datetime) -> KeptPaper:
    """Keep what a page says now, with the PDF of it; `path` is its address below that of the company."""
    return _keep(paper, pdf(paper), path, by, at)


@transaction.atomic
def _keep(paper: Paper, content: bytes, path: str, by: Person, at: datetime) -> KeptPaper:
    hold()
    figures = figures_of(paper)
    document = documents.keep_paper(name=f"{paper.title}.pdf", content=content, by=by, at=at)
    kept: KeptPaper = KeptPaper.objects.create(
        title=paper.title[:300], path=path, figures=figures, sha256=hash_of(figures), rules=rules_version(),
        document=document, kept_by=by, kept_at=at,
    )  # fmt: skip
    record(Act.KEPT, kept, by=by, at=at, now={"figures": kept.sha256, "file": document.sha256, "rules": kept.rules})
    return kept


@transaction.atomic
def remove_paper(*, paper: KeptPaper, by: Person, at: datetime) -> None:
    """Lay a kept paper aside for thirty days; the record keeps that it was there."""
    hold()
    things.remove(thing=paper, by=by, at=at)
