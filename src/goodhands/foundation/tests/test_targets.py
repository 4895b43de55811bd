"""Which addresses may be called? A corpus of those that must not, and all numbers there are."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.foundation.outbound.calling import Caller
from goodhands.foundation.rules.addresses import objection, parsed
from goodhands.foundation.rules.targets import NotAllowed, named_targets, target

HOSTILE = (Path(__file__).parent / "hostile_addresses.txt").read_text("utf-8").splitlines()
UNSEEN = [
    f"https://example.org{sign}/" for sign in ("\0", "\t", "\n", "\r", " ", "\x7f", "\x1b", "\r\nX: y", "\u200b", "\u202e", "\xa0")
] + [" https://example.org/", "https://example.org/ ", "https://example.org/\r\nHost: x", "\ufeffhttps://example.org/", "",
     "https://example.org/a\tb", "https://" + "a" * 64 + ".org/", "https://" + "a." * 127 + "org/", "https://e.org/" + "a" * 2000]  # fmt: skip


def never(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize("url", HOSTILE + UNSEEN)
def test_what_must_not_be_called_is_refused_in_one_sentence_before_anything_is_looked_up(url: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        Caller(resolve=never).call(url)
    said = str(refusal.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 250
    assert said.isprintable()


def test_the_corpus_is_large_and_has_nothing_twice() -> None:
    assert len(set(HOSTILE + UNSEEN)) == len(HOSTILE + UNSEEN) >= 120


@pytest.mark.parametrize(
    ("url", "host", "place", "path"),
    [
        ("https://example.org", "example.org", "example.org", "/"),
        ("HTTPS://Example.ORG:443/a/b?c=d&e=%20", "example.org", "example.org", "/a/b?c=d&e=%20"),
        ("https://example.org?x=1", "example.org", "example.org", "/?x=1"),
        ("https://xn--mnchen-3ya.example/", "xn--mnchen-3ya.example", "xn--mnchen-3ya.example", "/"),
        ("https://8.8.8.8/", "8.8.8.8", "8.8.8.8", "/"),
        ("https://[2606:4700:0::1]/", "2606:4700::1", "[2606:4700::1]", "/"),
        ("https://0x7f.example.org/~a/@b", "0x7f.example.org", "0x7f.example.org", "/~a/@b"),
    ],
)
def test_what_may_be_called(url: str, host: str, place: str, path: str) -> None:
    found = target(url)
    assert (found.scheme, found.host, found.port, found.place, found.path, found.named) == (
        "https", host, 443, place, path, False,
    )  # fmt: skip
    assert found.address is None or objection(found.address) is None


def test_named_targets_are_hosts_with_ports() -> None:
    named = named_targets("  Wiki.LAN:443, intranet:80\n10.0.0.5:8443 [fd00::0:1]:443 ")
    assert named == {("wiki.lan", 443), ("intranet", 80), ("10.0.0.5", 8443), ("fd00::1", 443)}
    assert named_targets(" ") == frozenset()
    for url in ("https://wiki.lan/", "http://intranet/", "http://10.0.0.5:8443/x", "https://[fd00::1]/"):
        assert target(url, named).named, url
    for url in (
        "http://wiki.lan/",
        "https://wiki.lan:8443/",
        "https://10.0.0.5/",
        "https://intranet/",
        "https://10.0.0.6:8443/",
    ):
        with pytest.raises(NotAllowed):
            Caller(named=named, resolve=never).call(url)


@pytest.mark.parametrize(
    "wrong", ["wiki.lan", "[fd00::1]", "10.1:80", "wiki.lan:0", "wiki.lan:x", "https://wiki.lan:443", "a b"]
)
def test_a_named_target_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(NotAllowed):
        named_targets(wrong)


SPECIAL = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    "4000::/2",
    "8000::/1",
]  # the registers of special addresses (RFC 6890 and its updates), multicast, and what was never given out


@pytest.mark.parametrize("network", SPECIAL)
def test_special_networks_are_not_called_from_end_to_end(network: str) -> None:
    found = ip_network(network)
    for place in (0, 1, found.num_addresses // 2, found.num_addresses - 1):
        assert objection(found[place]), found[place]


@given(st.ip_addresses())
def test_only_numbers_of_the_public_internet_are_called(address: IPv4Address | IPv6Address) -> None:
    if objection(address) is None:
        assert address.is_global
        assert not any((address.is_private, address.is_multicast, address.is_reserved, address.is_loopback,
                        address.is_link_local, address.is_unspecified))  # fmt: skip
        assert not any(address in ip_network(one) for one in SPECIAL if ip_network(one).version == address.version)
    if isinstance(address, IPv6Address):
        assert not (address.ipv4_mapped or address.sixtofour or address.teredo) or objection(address)


@given(st.ip_addresses(v=4))
def test_no_number_hides_in_another(address: IPv4Address) -> None:
    number = int(address)
    hidden = (
        number,
        0xFFFF << 32 | number,
        0x64FF9B << 96 | number,
        0x2002 << 112 | number << 80,
        0x20010000 << 96 | number ^ 0xFFFFFFFF,
    )
    for one in map(IPv6Address, hidden):
        assert objection(one)
        assert objection(one, named=True) or one == IPv6Address("::1")


@given(st.ip_addresses())
def test_naming_opens_the_own_network_and_nothing_else(address: IPv4Address | IPv6Address) -> None:
    if objection(address) and objection(address, named=True) is None:
        assert address.is_private or address in ip_network("100.64.0.0/10")
        assert not any((address.is_link_local, address.is_multicast, address.is_unspecified))


def test_what_belongs_to_the_cloud_is_never_called() -> None:
    for text in (
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "fd00:ec2::254",
        "fd20:ce::254",
    ):
        assert objection(ip_address(text), named=True) == "gives away the keys of a cloud machine"
    for text in ("127.0.0.1", "10.9.8.7", "192.168.1.1", "100.64.0.9", "::1", "fd12::1"):
        assert objection(ip_address(text), named=True) is None
    assert objection(ip_address("fe80::1%eth0"), named=True)


@given(st.text(alphabet="0123456789abcdefx.:%", max_size=20))
def test_a_number_has_one_form_only(text: str) -> None:
    found = parsed(text)
    assert found is None or found.version == 6 or str(found) == text
