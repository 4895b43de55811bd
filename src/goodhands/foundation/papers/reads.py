"""What would the paper of a page say, which papers were kept, and what is different today?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodhands.foundation.companies import written
from goodhands.foundation.isolation import scope
from goodhands.foundation.papers.blocks import Paper, from_plain
from goodhands.foundation.papers.comparing import Difference, differences
from goodhands.foundation.papers.figures import figures_of, hash_of
from goodhands.foundation.papers.from_page import NoPaper
from goodhands.foundation.papers.models import KeptPaper
from goodhands.foundation.papers.shown import Open, whole_paper
from goodhands.foundation.papers.versions import rules_version
from goodhands.foundation.people.models import Person

SHORT = 8


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A kept paper, and what is different today; `changed` is None where its page is not there any more."""

    paper: KeptPaper
    changed: Sequence[Difference] | None
    other_rules: bool

    @property
    def is_whole(self) -> bool:
        """Whether the figures are those of which the hash was kept."""
        return hash_of(self.paper.figures) == self.paper.sha256

    @property
    def sentence(self) -> str:
        """Whether what it says still holds."""
        if not self.is_whole:
            return _("This paper is not as it was: its figures do not fit their hash. The history says what was kept.")
        if self.changed is None:
            return _("The page of this paper is not there any more. The paper stays as it is.")
        if not self.changed:
            return _("Nothing has changed since this paper was kept.")
        if len(self.changed) == 1:
            return _("One thing is different today from what this paper says.")
        return _("{n} things are different today from what this paper says.").format(n=len(self.changed))


def page_paper(address: str, opened: Open, by: Person, at: datetime) -> Paper:
    """The paper of a page as it is now. NoPaper where there is none."""
    company, paper = scope.current(), whole_paper(address, opened)
    paper = replace(paper, of=", ".join(dict.fromkeys(filter(None, [company.name, paper.of]))))
    made = _("{when}, {who}").format(when=written.moment(at), who=by.name)
    marks = [_("figures {hash}").format(hash=hash_of(figures_of(paper))[:SHORT]),
             _("rules {version}").format(version=rules_version())]  # fmt: skip
    return replace(paper, made=made, size=company.paper, language=get_language() or "en", marks=marks)


def papers() -> Sequence[KeptPaper]:
    """All papers that were kept, the newest first."""
    return list(KeptPaper.objects.select_related("kept_by", "document"))


def kept_paper(key: UUID, opened: Open) -> KeptPage:
    """A kept paper beside what its page says today; KeptPaper.DoesNotExist where there is none."""
    paper: KeptPaper = KeptPaper.objects.select_related("kept_by", "document").get(pk=key)
    try:
        now = whole_paper(paper.address, opened)
    except NoPaper:
        return KeptPage(paper, None, False)
    then = from_plain(paper.figures)
    return KeptPage(paper, differences(then, replace(now, of=then.of)), paper.rules != rules_version())
