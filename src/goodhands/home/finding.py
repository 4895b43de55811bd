"""What fits the words that somebody looks for, of all that she may see, and where does it live?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.companies.access import May
from goodhands.foundation.rules.words import ROOM, Pieces, Question, excerpt, question
from goodhands.foundation.search.models import IndexCard
from goodhands.foundation.search.reads import found_cards, titles_of
from goodhands.home.places import PLACES, TICKETS, visible_to
from goodhands.stages.operate import reads as operate
from goodhands.stages.operate.reads import FoundTickets

ON_A_PAGE, WHILE_TYPING = 50, 8
PATIENCE = 1.5
"""For how many seconds the page begins to read one more file of tickets that is not in memory."""
_LONGEST_SHOWN, _LONGEST_TYPED = 60, 1000


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A thing that fits: what kind of thing, its title, where it lives, and the part of its text that fits."""

    kind: str
    title: Pieces
    address: str
    where: str
    says: Pieces


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what fits. `asked` is what was looked for, as it is shown; `cut` says that more was typed than that.

    `unread` are the engagements whose tickets nobody looked through.
    """

    typed: str
    asked: str
    cut: bool
    sentence: str
    lines: Sequence[FoundLine]
    count: int
    number: int
    last: int
    unread: Sequence[str]
    query: Mapping[str, str]

    @property
    def again(self) -> str:
        """The same question as it stands in an address."""
        return urlencode(self.query)


def search(typed: str, number: int, may: May, at: datetime, while_typing: bool = False) -> SearchPage:
    """What fits, of all that somebody may see. While she types only what is at hand, and the nearest of it."""
    typed = typed.replace("\0", "").strip()
    wanted = question(typed)
    cards = found_cards(wanted, visible_to(may))
    tickets = operate.found_tickets(wanted, at, 0 if while_typing else PATIENCE) if wanted.words else []
    count = cards.count + sum(len(one.places) for one in tickets)
    on_a_page = WHILE_TYPING if while_typing else ON_A_PAGE
    last = max(-(-count // on_a_page), 1)
    number = min(max(number, 1), last)
    start, stop = (number - 1) * on_a_page, number * on_a_page
    lines = _card_lines(cards.part(start, stop), wanted, may)
    lines += _ticket_lines(tickets, start - cards.count, stop - cards.count, wanted)
    asked = _shown(typed)
    return SearchPage(
        typed=typed[:_LONGEST_TYPED],
        asked=asked,
        cut=wanted.cut,
        sentence=_sentence(count, asked, wanted),
        lines=lines,
        count=count,
        number=number,
        last=last,
        unread=[one.engagement.name for one in tickets if one.words is None],
        query={"q": typed[:_LONGEST_TYPED]},
    )


def _card_lines(cards: Sequence[IndexCard], wanted: Question, may: May) -> list[FoundLine]:
    part_of = titles_of({card.within for card in cards if card.within})
    return [
        FoundLine(
            kind=str(apps.get_model(card.kind)._meta.verbose_name),
            title=excerpt(card.title, wanted) or [(card.title[:ROOM], False)],
            address=PLACES[card.kind].address(card.slots, may),
            where=_where(part_of.get(card.within, "") if card.within else "", PLACES[card.kind].menu),
            says=excerpt(card.body, wanted),
        )
        for card in cards
    ]


def _ticket_lines(found: Sequence[FoundTickets], start: int, stop: int, wanted: Question) -> list[FoundLine]:
    """The tickets from one place to another, of all engagements one after the other."""
    lines = []
    for one in found:
        kind, where = _("ticket"), _where(one.engagement.name, TICKETS)
        for ticket in one.part(max(start, 0), max(stop, 0)):
            title = excerpt(f"{ticket.number} {ticket.subject}", wanted)
            lines.append(FoundLine(kind, title, ticket.address, where, []))
        start, stop = start - len(one.places), stop - len(one.places)
    return lines


def _where(part_of: str, menu: object) -> str:
    return f"{part_of} / {menu}" if part_of else str(menu)


def _shown(typed: str) -> str:
    """What was typed on one line, without characters that nobody sees."""
    text = " ".join("".join(char for char in typed[:500] if char.isprintable()).split())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _sentence(count: int, asked: str, wanted: Question) -> str:
    if not asked:
        return _("What are you looking for?")
    if not wanted.words:
        return _("“{asked}” has no letter and no digit to look for.").format(asked=asked)
    if not count:
        return _("Nothing fits “{asked}”.").format(asked=asked)
    sentence = ngettext("One thing fits “{asked}”.", "{n} things fit “{asked}”.", count)
    return sentence.format(n=written.number(count), asked=asked)
