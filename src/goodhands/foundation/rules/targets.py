"""What does an address such as `https://example.org/hook` name, and may it be called at all?

Read strictly, and once: two programs that read an address differently are how a call ends where it should not. What has
more than one reading is refused, with one plain sentence.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv6Address

from goodhands.foundation.rules.addresses import Address, parsed
from goodhands.foundation.rules.sentences import Refused, said
from goodhands.foundation.rules.strict import shown

LONGEST = 2000
PORTS = {"https": 443, "http": 80}

Named = Collection[tuple[str, int]]
"""Host and port of each target in the own network that the operator has opened."""

_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^#]*)")
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::([0-9]+))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PATH = re.compile(r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")


class NotAllowed(Refused):
    """An address is not called; the text is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is called. `host` is in small letters and without brackets, `path` begins with a slash and holds the query.

    `address` is known where the host is a number. `named`: the operator has opened this host and port.
    """

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None
    named: bool

    @property
    def place(self) -> str:
        """Host and port as they are written; without the path, which may hold a secret."""
        host = f"[{self.host}]" if isinstance(self.address, IPv6Address) else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target(url: str, named: Named = ()) -> Target:
    """What a URL names; NotAllowed where it is none that may be called.

    Only https at its usual port, and names with a dot in them; what the operator has named also by http, at its port.
    """
    _refuse_odd_characters(url)
    found = _PARTS.fullmatch(url)
    if not found or found[1].lower() not in PORTS:
        raise NotAllowed(said('The address must begin with "https://".'))
    scheme, where, path = found[1].lower(), found[2], found[3]
    if "@" in where:
        raise NotAllowed(said("The address has a name or a password before “@”; leave it out."))
    host, port, address = _host_and_port(where, PORTS[scheme])
    if not _PATH.fullmatch(path):
        raise NotAllowed(said("The address has a sign after the host that must be written with “%” and two digits."))
    known = (host, port) in named
    if not known:
        _refuse_unnamed(scheme, host, port, address)
    return Target(scheme, host, port, path if path.startswith("/") else f"/{path}", address, known)


def named_targets(written: str) -> frozenset[tuple[str, int]]:
    """The hosts and ports of a text such as `wiki.lan:443 10.0.0.5:8443`; NotAllowed where one is none."""
    found = set()
    for one in re.split(r"[\s,]+", written.strip()) if written.strip() else []:
        if not re.search(r":[0-9]+$", one) or one.endswith("]"):
            raise NotAllowed(said("{target} has no port; write it as in wiki.lan:443.", target=shown(one)))
        host, port, _ = _host_and_port(one, 0)
        found.add((host, port))
    return frozenset(found)


def _refuse_odd_characters(url: str) -> None:
    if len(url) > LONGEST:
        raise NotAllowed(said("The address is longer than {most:,} characters.", most=LONGEST))
    if not url.isascii():
        raise NotAllowed(said("The address has a letter beyond a to z; write it as the browser copies it, with “xn--” "
                              "or “%”."))  # fmt: skip
    if not url.isprintable() or " " in url or "\\" in url:
        raise NotAllowed(said("The address has a space, a backslash or an unseen sign in it."))
    if "#" in url:
        raise NotAllowed(said("The address has a “#”, and what follows it is never sent; leave it out."))


def _host_and_port(where: str, usual: int) -> tuple[str, int, Address | None]:
    found = _HOST_AND_PORT.fullmatch(where)
    if not found:
        raise NotAllowed(said("{host} is not the name of a machine.", host=shown(where)))
    host, port = found[1].lower(), found[2]
    if port is not None and (len(port) > 5 or port.startswith("0") or int(port) > 65_535):
        raise NotAllowed(said("{port} is not the number of a port.", port=shown(port)))
    address = _number(host)
    if address is None and not (len(host) <= 253 and all(map(_LABEL.fullmatch, host.split(".")))):
        raise NotAllowed(said("{host} is not the name of a machine.", host=shown(host)))
    return str(address) if address else host, int(port) if port else usual, address


def _number(host: str) -> Address | None:
    """The address that a host is; None for a name. NotAllowed where it is a number in any other form than the one."""
    if host.startswith("["):
        address = parsed(host[1:-1])
    elif _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        address = parsed(host)
    else:
        return None
    if address is None:
        raise NotAllowed(said("{host} is a number that programs read in different ways; write the name of the machine.",
                              host=shown(host)))  # fmt: skip
    return address


def _refuse_unnamed(scheme: str, host: str, port: int, address: Address | None) -> None:
    if scheme != "https":
        raise NotAllowed(said('The address must begin with "https://".'))
    if port != PORTS[scheme]:
        raise NotAllowed(said("Port {port} is not called, only {usual}.", port=port, usual=PORTS[scheme]))
    if address is None and "." not in host:
        raise NotAllowed(said("{host} is a name of one's own network only.", host=shown(host)))
