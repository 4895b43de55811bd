"""Where does a request come from? Its network address, and its browser in words that its owner would use."""

import re
from ipaddress import IPv6Address, ip_address, ip_network

_BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Vivaldi", r"Vivaldi/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|Chromium/|CriOS/"),
    ("Safari", r"Version/[\d.]+.* Safari/"),
)
"""Each with what only it says of itself, once those before it are ruled out: most claim to be others as well."""

_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


def browser_and_system(user_agent: str) -> tuple[str, str]:
    """The family of a browser and of its system, as in `Firefox` and `Linux`; blank where it does not say."""
    return _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for name, sign in known if re.search(sign, said)), "")


def network_address(peer: str, forwarded: str, behind_proxy: bool) -> str:
    """The address of the machine that asks.

    `forwarded` is what X-Forwarded-For says. Anybody can write such a header, so it counts only behind a proxy, only
    where the proxy is near, and only its last entry, which that proxy has added itself.
    """
    said = forwarded.rpartition(",")[2].strip()
    return said if behind_proxy and _is_near(peer) and _is_address(said) else peer


def counted_as(address: str) -> str:
    """What tries from an address are counted under: itself, and with IPv6 the network that one customer usually has."""
    if not _is_address(address):
        return address
    number = ip_address(address)
    return str(ip_network(f"{number}/64", strict=False)) if isinstance(number, IPv6Address) else str(number)


def _is_address(said: str) -> bool:
    try:
        ip_address(said)
    except ValueError:
        return False
    return True


def _is_near(peer: str) -> bool:
    return _is_address(peer) and (ip_address(peer).is_loopback or ip_address(peer).is_private)
