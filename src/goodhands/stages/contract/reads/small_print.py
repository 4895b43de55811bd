"""What does the small print of an agreement mean, each choice in one sentence?"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodhands.stages.contract.rules.service_levels import FIRST_EVENT, Policy

RESOLUTION: Mapping[str, str | Promise] = {
    "last": gettext_lazy("A ticket that is solved more than once counts as solved the last time."),
    "first": gettext_lazy("A ticket that is solved more than once counts as solved the first time."),
}
REOPEN: Mapping[str, str | Promise] = {
    "runs_through": gettext_lazy("When a solved ticket is opened again, the clock has run all the while."),
    "excludes_solved": gettext_lazy(
        "When a solved ticket is opened again, the time in which it counted as solved is left out."
    ),
    "restarts": gettext_lazy("When a solved ticket is opened again, the clock starts anew."),
}
PRIORITY: Mapping[str, str | Promise] = {
    "final": gettext_lazy("A ticket is judged by the last priority it had."),
    "at_opening": gettext_lazy("A ticket is judged by the first priority it had."),
    "at_breach": gettext_lazy("A ticket is judged by the priority it had when the time of the promise was used up."),
}
CLOSED_RESOLVES: Mapping[bool, str | Promise] = {
    True: gettext_lazy("Closing a ticket counts as a solution of it, too."),
    False: gettext_lazy("Closing a ticket does not make it solved."),
}
RESPONSE_PAUSES: Mapping[bool, str | Promise] = {
    True: gettext_lazy("The clock for the first answer stops while a ticket is on hold."),
    False: gettext_lazy("The clock for the first answer runs on while a ticket is on hold."),
}
HOLIDAY: Mapping[str, str | Promise] = {
    "start": gettext_lazy("On a holiday the hours that begin on it are closed; a night that began before it runs on."),
    "midnight": gettext_lazy("A holiday is closed from midnight to midnight, in the middle of a night if need be."),
}


def small_print(policy: Policy) -> list[str]:
    """The choices of an agreement that decide verdicts, as sentences."""
    if policy.opened == FIRST_EVENT:
        opened = _("The clock starts with the first thing that is known of a ticket.")
    else:
        listed = ", ".join(f"“{event}”" for event in policy.opened)
        opened = _("The clock starts with the first of these events of a ticket: {events}.").format(events=listed)
    return [
        opened,
        str(RESOLUTION[policy.resolution]),
        str(REOPEN[policy.reopen]),
        str(CLOSED_RESOLVES[policy.closed_resolves]),
        str(PRIORITY[policy.priority]),
        str(RESPONSE_PAUSES[policy.response_pauses]),
        str(HOLIDAY[policy.holiday]),
    ]
