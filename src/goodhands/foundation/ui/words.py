"""The words of the field: what does each mean, in one line?

Pages explain a word where it first stands (`term`), and the glossary lists them all. GLOSSARY.md says the same of them.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Word:
    """A word and what it means; `key` is its anchor on the page of the glossary."""

    key: str
    word: str | Promise
    meaning: str | Promise

    @property
    def sentence(self) -> str:
        """What it means, as a sentence of its own."""
        meaning = str(self.meaning)
        return f"{meaning[:1].upper()}{meaning[1:]}."


WORDS = (
    Word("action", _("action"), _("what somebody promised to do by a day, written down in a review")),
    Word("adviser", _("adviser"), _("a manager in each company that invited them, from outside")),
    Word("agreed-hours", _("agreed hours"), _("the hours of the week in which the clock of a promise runs")),
    Word("agreement", _("agreement"),
         _("what was promised in an engagement; its terms from a month on, never changed, only followed")),
    Word("attainment", _("attainment"), _("the share of judged tickets that were met in a period")),
    Word("bin", _("bin"), _("where what was removed lies aside for thirty days")),
    Word("breach", _("breach"), _("a service level that was not kept in a period: its share lay below the target")),
    Word("capacity-band", _("capacity band"), _("a range of how much is used, for which one price is agreed")),
    Word("company", _("company"), _("the small business whose data this is")),
    Word("could-be-chance", _("could be chance"),
         _("said of a share where so few tickets cannot tell whether the provider is better or worse than promised")),
    Word("credit", _("credit"), _("money owed for a breach, a share of the monthly fee")),
    Word("criterion", _("criterion"), _("one of the things that candidates are judged on")),
    Word("deal-breaker", _("deal-breaker"), _("what rules a candidate out, whatever else it offers")),
    Word("engagement", _("engagement"), _("one outsourcing relationship from need to exit")),
    Word("escalation", _("escalation"), _("calling in the next level where a problem does not move")),
    Word("example", _("example"), _("an invented company, apart from all others, to be looked at and cleared")),
    Word("exit-plan", _("exit plan"), _("who does what by when once a provider is left, agreed while all is well")),
    Word("first-response", _("first response"), _("the first answer to a ticket by a person")),
    Word("gross", _("gross"), _("working time of a ticket with its pauses")),
    Word("handover", _("handover"), _("passing knowledge, access and data on to whoever does the work next")),
    Word("incident", _("incident"), _("an emergency: an attack, a leak, or something that everybody needs is down")),
    Word("invitation", _("invitation"), _("a link by which one address gets a role in a company, once")),
    Word("kept", _("kept"), _("said of a service level in a period: its share reached the target")),
    Word("limit", _("limit"), _("how fast something was promised, in working time")),
    Word("met", _("met"), _("said of a ticket that was answered or solved within its limit")),
    Word("missed", _("missed"), _("said of a ticket that used more working time than its limit, solved or not")),
    Word("net", _("net"), _("working time of a ticket without its pauses")),
    Word("notice", _("notice"), _("saying that a contract ends, as long before as the contract asks for")),
    Word("on-cost", _("on-cost"), _("what an employer pays on top of wages")),
    Word("owner-login", _("owner login"), _("the sign-in that rules a system; whoever holds it controls the rest")),
    Word("pause", _("pause"), _("a stretch in which the clock stands still by agreement")),
    Word("pilot", _("pilot"), _("work with a provider on a small piece, by terms set before it begins")),
    Word("priority", _("priority"), _("how urgent a ticket is, in the words of the help desk")),
    Word("provider", _("provider"), _("a firm that does or may do the work (as in ISO 37500)")),
    Word("record", _("record"), _("all changes of a company, sealed one after the other")),
    Word("resolution", _("resolution"), _("the solution of a ticket, as the agreement understands it")),
    Word("restore-test", _("restore test"), _("bringing data back from a backup, to see that it can be done")),
    Word("review", _("review"), _("a regular meeting with the provider, with what was promised written down")),
    Word("satisfaction", _("satisfaction"),
         _("the share of good answers among all that people gave about solved tickets")),
    Word("scorecard", _("scorecard"), _("all service levels of a period")),
    Word("service", _("service"), _("what is outsourced")),
    Word("service-level", _("service level"),
         _("one promise in numbers: what is measured, how fast, for which share of tickets, in which period")),
    Word("stage", _("stage"), _("one of the ten steps of an engagement")),
    Word("target", _("target"), _("for which share of tickets the limit is to be met")),
    Word("ticket", _("ticket"), _("one request to the help desk, from its opening to its solution")),
    Word("two-step-sign-in", _("two-step sign-in"),
         _("signing in with a password and a second proof, such as a code on a telephone")),
    Word("verdict", _("verdict"), _("of a ticket: met, missed, running")),
    Word("version", _("version"), _("terms or hours as they are from a day on; never changed, only followed")),
    Word("weight", _("weight"), _("how much a criterion counts beside the others")),
    Word("working-time", _("working time"), _("time inside the agreed hours")),
)  # fmt: skip
BY_KEY = {word.key: word for word in WORDS}


def in_order() -> list[Word]:
    """All words by the alphabet of the page."""
    return sorted(WORDS, key=lambda word: str(word.word).casefold())
