"""Where a request comes from: what a header may say, and what a browser calls itself."""

import pytest

from goodhands.foundation.rules.whereabouts import browser_and_system, counted_as, network_address

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "browser", "system"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox", "Linux"),
        (f"{WINDOWS} {WEBKIT} Chrome/131.0.0.0 Safari/537.36", "Chrome", "Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge", "Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/131.0.0.0 Safari/537.36 OPR/117.0.0.0", "Opera", "Windows"),
        (f"Mozilla/5.0 (Linux; Android 14; SM-S921B) {WEBKIT} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
         "Samsung Internet", "Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
         "Safari", "macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1",
         "Safari", "iPhone"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/131.0.0.0 Safari/537.36", "Chrome", "ChromeOS"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_as_its_owner_would(said: str, browser: str, system: str) -> None:
    assert browser_and_system(said) == (browser, system)


@pytest.mark.parametrize(
    ("peer", "forwarded", "behind_proxy", "comes_from"),
    [
        ("127.0.0.1", "203.0.113.7", True, "203.0.113.7"),
        ("10.0.0.2", "198.51.100.9, 203.0.113.7", True, "203.0.113.7"),  # what was there before, anybody wrote
        ("127.0.0.1", "2001:db8::5", True, "2001:db8::5"),
        ("127.0.0.1", "", True, "127.0.0.1"),
        ("127.0.0.1", "nonsense", True, "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7", False, "127.0.0.1"),  # no proxy, no header
        ("8.8.8.8", "203.0.113.7", True, "8.8.8.8"),  # not our proxy
    ],
)
def test_a_header_counts_only_where_a_near_proxy_wrote_it(
    peer: str, forwarded: str, behind_proxy: bool, comes_from: str
) -> None:
    assert network_address(peer, forwarded, behind_proxy) == comes_from


def test_a_customer_of_ipv6_is_counted_as_one() -> None:
    assert counted_as("2001:db8:1:2:aaaa::1") == counted_as("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::/64"
    assert counted_as("2001:db8:1:3::1") != counted_as("2001:db8:1:2::1")
    assert counted_as("203.0.113.7") == "203.0.113.7"
    assert counted_as("") == ""
