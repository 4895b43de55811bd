"""The ten stages in order: what each asks, and where it begins. Menu and tests read it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the ten stages. `entry` is the name of its first page; stages not built yet share one."""

    key: str
    title: str | Promise
    question: str | Promise
    will_answer: str | Promise
    entry: str = "home:stage"

    @property
    def built(self) -> bool:
        """Whether it has pages of its own."""
        return self.entry != "home:stage"


STAGES = (
    Stage(
        "assess",
        _("Assess"),
        _("What do we need, what should we hand over, and what does it cost either way?"),
        _("Here you will find out what to keep and what to hand over, and what it costs either way."),
    ),
    Stage(
        "select",
        _("Select"),
        _("Who is right for it, and how sure are we?"),
        _("Here you will compare providers fairly and see how sure the winner is."),
    ),
    Stage(
        "contract",
        _("Contract"),
        _("What exactly is promised, and by when must we act?"),
        _("Here stands what was promised."),
        "contract:agreement",
    ),
    Stage(
        "communicate",
        _("Communicate"),
        _("How do we talk, when, and who calls whom in an emergency?"),
        _("Here you will write down how you talk with the provider, and whom to call on a bad day."),
    ),
    Stage(
        "pilot",
        _("Pilot"),
        _("Did it work on a small piece, by terms set before we began?"),
        _("Here you will try a provider on a small piece, by terms set before it begins."),
    ),
    Stage(
        "operate",
        _("Operate"),
        _("Is the provider keeping its promises?"),
        _("Here the provider's own tickets are held against what was promised."),
        "operate:months",
    ),
    Stage(
        "scale",
        _("Scale"),
        _("Do we pay for what we use, and can we grow or shrink in time?"),
        _("Here you will see whether you pay for what you use, and what you can cut by when."),
    ),
    Stage(
        "secure",
        _("Secure"),
        _("What could go wrong through them, and are we ready?"),
        _("Here you will keep track of who can enter your systems, and of what to do when something happens."),
    ),
    Stage(
        "review",
        _("Review"),
        _("What did we learn, and what will be better by when?"),
        _("Here you will hold the regular meeting with the provider, and keep what was promised in it."),
    ),
    Stage(
        "exit",
        _("Exit"),
        _("Could we leave tomorrow, and did we leave clean?"),
        _("Here you will keep ready what it takes to leave."),
    ),
)
BY_KEY = {stage.key: stage for stage in STAGES}
