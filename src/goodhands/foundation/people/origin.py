"""Where does a request come from? In the words that are kept of sessions and of tries."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from goodhands.foundation.rules.whereabouts import browser_and_system, network_address


@dataclass(frozen=True, slots=True)
class Origin:
    """The network address, and the family of the browser and of its system; blank where they are not known."""

    network: str = ""
    browser: str = ""
    system: str = ""


def origin_of(request: HttpRequest) -> Origin:
    """Where a request comes from. Pages under https stand behind a proxy, which knows; others are asked directly."""
    said = request.META
    browser, system = browser_and_system(said.get("HTTP_USER_AGENT", ""))
    behind_proxy = settings.SITE_URL.startswith("https://")
    network = network_address(said.get("REMOTE_ADDR", ""), said.get("HTTP_X_FORWARDED_FOR", ""), behind_proxy)
    return Origin(network[:45], browser, system)
