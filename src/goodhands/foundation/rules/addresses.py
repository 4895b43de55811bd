"""Which machines may be called from here, as far as their number tells?

Only those of the public internet: whoever can name an address must not reach what only this machine can reach. The list
says more than the language knows, which calls NAT64, 6to4, multicast and some of the reserved numbers public.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from goodhands.foundation.rules.sentences import said

Address = IPv4Address | IPv6Address

_PUBLIC_6 = IPv6Network("2000::/3")


@dataclass(frozen=True, slots=True)
class _Range:
    """Numbers that are not called, and why. `openable`: the operator may open single ones of them by name."""

    network: IPv4Network | IPv6Network
    reason: str
    openable: bool = False


def _ranges(reason: str, *networks: str, openable: bool = False) -> list[_Range]:
    return [_Range(ip_network(network), reason, openable) for network in networks]


_RANGES = [
    *_ranges(said("gives away the keys of a cloud machine"), "169.254.169.254/32", "169.254.170.2/32",
             "169.254.170.23/32", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::254/128",
             "fd00:ec2::23/128", "fd20:ce::254/128", "fd00:c1::a9fe:a9fe/128"),
    *_ranges(said("is this machine itself"), "127.0.0.0/8", "::1/128", openable=True),
    *_ranges(said("lies in a private network"), "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
             openable=True),
    *_ranges(said("lies in the network of an internet provider"), "100.64.0.0/10", openable=True),
    *_ranges(said("is no machine's address"), "0.0.0.0/8", "::/128"),
    *_ranges(said("lies on the same wire"), "169.254.0.0/16", "fe80::/10"),
    *_ranges(said("goes to many machines at once"), "224.0.0.0/4", "ff00::/8", "255.255.255.255/32"),
    *_ranges(said("is kept for examples and measurements"), "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
             "198.18.0.0/15", "2001:db8::/32", "3fff::/20", "2001:2::/48"),
    *_ranges(said("hides another address"), "::ffff:0:0/96", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96",
             "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.88.99.0/24"),
    *_ranges(said("is kept for special uses"), "192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24",
             "240.0.0.0/4", "2001::/23", "2620:4f:8000::/48", "100::/64", "5f00::/16", "fec0::/10"),
]  # fmt: skip
"""The first that holds an address tells why. What the cloud's own come first, since they lie in others."""


def objection(address: Address, named: bool = False) -> str | None:
    """Why an address is not called, as the end of a sentence; None where it may be.

    `named`: the operator has named this very target, so that it may lie in the own network. What belongs to the cloud,
    to the wire or to nobody is not called even then.
    """
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return said("lies on the same wire")
    for one in _RANGES:
        if address.version == one.network.version and address in one.network:
            return None if named and one.openable else one.reason
    if not address.is_global or address.is_multicast or (address.version == 6 and address not in _PUBLIC_6):
        return said("is not part of the public internet")
    return None


def parsed(text: str) -> Address | None:
    """The address that a text is, in the one form that all programs read alike; None for anything else."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address if address.version == 6 or str(address) == text else None
