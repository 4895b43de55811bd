"""Calls go where they may and nowhere else, and end in time, whatever the other side does."""

import gzip
import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.test import override_settings

from goodhands.foundation.outbound.calling import MOST, Caller, Unreached, caller
from goodhands.foundation.outbound.tests.servers import Canary, answer, server
from goodhands.foundation.rules.targets import NotAllowed


def lets(*canaries: Canary, host: str = "127.0.0.1", **more: object) -> Caller:
    """A caller whose operator has opened these servers."""
    return Caller(named={(host, canary.port) for canary in canaries}, **more)  # type: ignore[arg-type]


def sentence(called: Caller, url: str, **more: object) -> str:
    with pytest.raises((Unreached, NotAllowed)) as refusal:
        called.call(url, **more)  # type: ignore[arg-type]
    said = str(refusal.value)
    assert said.endswith(".")
    assert "secret" not in said
    return said


def test_an_answer_of_a_named_server_comes_back() -> None:
    with server(answer(b"hello", "X-One: 1")) as canary:
        got = lets(canary).call(f"http://127.0.0.1:{canary.port}/a?b=c", headers={"Accept": "text/plain"})
        posted = lets(canary).call(f"http://127.0.0.1:{canary.port}/a", method="POST", body=b'{"a": 1}')
    assert (got.status, got.headers["x-one"], got.body) == (200, "1", b"hello")
    assert posted.status == 200
    assert canary.asked[0].split(b"\r\n")[:2] == [b"GET /a?b=c HTTP/1.1", f"Host: 127.0.0.1:{canary.port}".encode()]
    assert b"Accept: text/plain\r\n" in canary.asked[0]
    assert b"cookie" not in canary.asked[0].lower()
    assert canary.asked[1].startswith(b"POST /a HTTP/1.1\r\n")
    assert canary.asked[1].endswith(b'Content-Length: 8\r\n\r\n{"a": 1}')


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "127.1", "0x7f.1", "2130706433", "0", "[::ffff:127.0.0.1]"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_on_this_machine_is_reached_unasked(scheme: str, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with server(answer()) as canary:
        sentence(Caller(), f"{scheme}://{host}:{canary.port}/secret")
        sentence(Caller(named={(host.strip("[]"), canary.port + 1)}), f"{scheme}://{host}:{canary.port}/secret")
    assert canary.knocks == 0


@pytest.mark.parametrize("numbers", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["2606:4700::1", "::ffff:127.0.0.1"],
                                     ["8.8.8.8", "169.254.169.254"], ["64:ff9b::7f00:1"], ["fe80::1%lo"]])  # fmt: skip
def test_a_name_that_leads_astray_anywhere_is_not_called_at_all(numbers: list[str]) -> None:
    said = sentence(Caller(resolve=lambda *_: numbers), "https://example.org/secret")
    assert said.startswith(f"example.org is not called: {ip_address(numbers[-1])} ")


def test_a_named_target_does_not_open_the_cloud() -> None:
    calls = Caller(named={("wiki.lan", 443)}, resolve=lambda *_: ["10.0.0.1", "169.254.169.254"])
    said = sentence(calls, "https://wiki.lan/")
    assert said == "wiki.lan is not called: 169.254.169.254 gives away the keys of a cloud machine."
    assert "169.254.169.254" in sentence(Caller(named={("169.254.169.254", 80)}), "http://169.254.169.254/")


class Turning:
    """Looks a name up as something else each time."""

    def __init__(self, *numbers: str) -> None:
        self.numbers, self.asked = list(numbers), 0

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return [self.numbers[min(self.asked, len(self.numbers)) - 1]]


def test_the_connection_goes_to_the_number_that_was_looked_at() -> None:
    turning = Turning("127.0.0.1", "127.0.0.2")
    assert (turning("x", 1), turning("x", 1), turning("x", 1)) == (["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"])
    turning = Turning("127.0.0.1", "127.0.0.2")
    with server(answer(b"first")) as first, server(answer(b"second"), "127.0.0.2", port=first.port) as second:
        got = lets(first, host="wiki.lan", resolve=turning).call(f"http://wiki.lan:{first.port}/")
        assert (got.body, turning.asked, first.knocks, second.knocks) == (b"first", 1, 1, 0)
        assert first.asked[0].split(b"\r\n")[1] == f"Host: wiki.lan:{first.port}".encode()
        lets(first, host="wiki.lan", resolve=turning).call(f"http://wiki.lan:{first.port}/")
    assert (turning.asked, second.knocks) == (2, 1)


def test_of_several_numbers_the_first_that_answers_is_taken() -> None:
    with server(answer(b"here"), "127.0.0.3") as canary:
        calls = lets(canary, host="wiki.lan", resolve=lambda *_: ["127.0.0.2", "127.0.0.3"])
        assert calls.call(f"http://wiki.lan:{canary.port}/").body == b"here"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_an_answer_and_is_not_followed(status: str) -> None:
    with (
        server(answer(b"elsewhere")) as other,
        server(answer(b"", f"Location: http://127.0.0.1:{other.port}/", "Set-Cookie: a=b", status=status)) as canary,
    ):
        calls = lets(canary, other)
        got = calls.call(f"http://127.0.0.1:{canary.port}/")
        calls.call(f"http://127.0.0.1:{canary.port}/again")
    assert (got.status, other.knocks, canary.knocks) == (int(status[:3]), 0, 2)
    assert b"cookie" not in canary.asked[1].lower()


def test_nothing_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(answer(b"proxied")) as proxy, server(answer(b"direct")) as canary:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert lets(canary).call(f"http://127.0.0.1:{canary.port}/").body == b"direct"
    assert proxy.knocks == 0


def test_an_answer_without_end_is_cut_off() -> None:
    def forever(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    def in_chunks(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")

    for say in (forever, in_chunks, answer(b"x" * (MOST + 1))):
        with server(say) as canary:
            said = sentence(lets(canary), f"http://127.0.0.1:{canary.port}/secret")
            assert said == f"127.0.0.1:{canary.port} answered with more than 64 KB."
    with server(answer(b"x" * MOST)) as canary:
        assert len(lets(canary).call(f"http://127.0.0.1:{canary.port}/").body) == MOST


def test_a_packed_answer_counts_as_long_as_it_is_unpacked() -> None:
    def asked(body: bytes, packing: str = "gzip") -> Canary | str | bytes:
        with server(answer(body, f"Content-Encoding: {packing}")) as canary:
            try:
                return lets(canary).call(f"http://127.0.0.1:{canary.port}/").body
            except Unreached as why:
                return str(why).partition(" ")[2]

    good = gzip.compress(b"hello" * 1000)
    assert asked(good) == b"hello" * 1000
    assert asked(gzip.compress(b"x" * MOST), "GZIP") == b"x" * MOST
    assert asked(gzip.compress(bytes(50 << 20))) == "answered with more than 64 KB."
    assert (
        asked(gzip.compress(gzip.compress(b"x")), "gzip, gzip") == "packed its answer in a way that was not asked for."
    )
    assert asked(b"x", "br") == "packed its answer in a way that was not asked for."
    for damaged in (good[:-9], good[:5], good + good, good + b"x", b"plain"):
        assert asked(damaged) == "broke off, or did not answer as a web server does."


@pytest.mark.parametrize(
    "said", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", b"\0" * 99,
             b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"x" * (1 << 18)]
)  # fmt: skip
def test_what_is_no_answer_is_one_sentence(said: bytes) -> None:
    with server(said) as canary:
        told = sentence(lets(canary), f"http://127.0.0.1:{canary.port}/secret")
    assert told == f"127.0.0.1:{canary.port} broke off, or did not answer as a web server does."


def silent(connection: socket.socket) -> None:
    connection.recv(1)


def dripping(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.02)


def dripping_headings(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"A: b\r\n")
        time.sleep(0.02)


@pytest.mark.parametrize("say", [silent, dripping, dripping_headings])
def test_a_slow_server_gets_no_more_than_its_time(say: object) -> None:
    with server(say) as canary:  # type: ignore[arg-type]
        began = time.monotonic()
        said = sentence(lets(canary, whole=0.4), f"http://127.0.0.1:{canary.port}/secret")
        took = time.monotonic() - began
    assert said == f"127.0.0.1:{canary.port} did not answer within 0.4 seconds."
    assert 0.3 < took < 4


def test_looking_up_and_sealing_take_no_longer_than_connecting_may() -> None:
    def asleep(host: str, port: int) -> Sequence[str]:
        time.sleep(6)
        return ["8.8.8.8"]

    began = time.monotonic()
    assert "did not answer" in sentence(Caller(resolve=asleep, connect=0.2), "https://example.org/secret")
    with server(silent) as canary:
        assert "did not answer within 0.2 seconds" in sentence(
            lets(canary, connect=0.2), f"https://127.0.0.1:{canary.port}/secret"
        )
    assert time.monotonic() - began < 4


def test_a_name_of_nobody_and_a_port_where_nobody_listens() -> None:
    def nobody(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert (
        sentence(Caller(resolve=nobody), "https://example.org/secret")
        == 'There is no machine with the name "example.org".'
    )
    for odd in ([], ["not a number"], ["127.1"], ["8.8.8.8", "x"]):
        assert "There is no machine" in sentence(Caller(resolve=lambda *_, odd=odd: odd), "https://example.org/")
    with server(b"") as canary:
        pass
    said = sentence(lets(canary), f"http://127.0.0.1:{canary.port}/secret")
    assert said == f"127.0.0.1:{canary.port} cannot be reached at port {canary.port}."


@pytest.mark.parametrize(
    "headers", [{"Host": "x"}, {"Cookie": "a=b"}, {"A": "b\r\nC: d"}, {"A b": "c"}, {"Content-Length": "0"}, {"A": "ü"}]
)
def test_a_caller_cannot_slip_in_headings(headers: dict[str, str]) -> None:
    with server(answer()) as canary, pytest.raises(ValueError, match="the header"):
        lets(canary).call(f"http://127.0.0.1:{canary.port}/", headers=headers)
    assert canary.knocks == 0
    with pytest.raises(ValueError, match="CONNECT"):
        Caller().call("https://example.org/", method="CONNECT")


def certified(folder: Path, *names: str, days: int = 1) -> Path:
    """A certificate for these names that is its own authority, with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    now, called = datetime.now(UTC), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "wiki.lan")])
    alternatives = [x509.IPAddress(ip_address(n)) if n[0].isdigit() else x509.DNSName(n) for n in names]
    made = (
        x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days)).add_extension(x509.SubjectAlternativeName(alternatives), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))  # fmt: skip
    return path


@pytest.mark.parametrize(("names", "days", "trusted", "good"), [
    (["wiki.lan"], 1, True, True), (["*.lan"], 1, True, False), (["other.lan"], 1, True, False), (["127.0.0.1"], 1, True, False),
    (["wiki.lan"], -1, True, False), (["wiki.lan"], 1, False, False),
])  # fmt: skip
def test_a_sealed_connection_is_for_the_name_not_for_the_number(
    names: list[str], days: int, trusted: bool, good: bool, tmp_path: Path
) -> None:
    pytest.importorskip("cryptography")
    import ssl

    path = certified(tmp_path, *names, days=days)
    seal = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    seal.load_cert_chain(path)
    with server(answer(b"sealed"), seal=seal) as canary:
        calls = lets(
            canary, host="wiki.lan", resolve=lambda *_: ["127.0.0.1"], authorities=str(path) if trusted else None
        )
        url, place = f"https://wiki.lan:{canary.port}/secret", f"wiki.lan:{canary.port}"
        if good:
            assert calls.call(url).body == b"sealed"
        else:
            said = sentence(calls, url)
            assert said == f"{place} could not prove that it is {place}: its certificate is not valid for it."
            assert canary.asked == []


def test_a_server_without_a_seal_is_not_spoken_to() -> None:
    with server(answer()) as canary:
        said = sentence(lets(canary), f"https://127.0.0.1:{canary.port}/secret")
    assert said == f"No sealed connection to 127.0.0.1:{canary.port} came about."
    assert b"secret" not in canary.asked[0]


def test_the_operator_opens_targets_by_a_setting() -> None:
    with server(answer(b"opened")) as canary:
        url = f"http://127.0.0.1:{canary.port}/"
        sentence(caller(), url)
        with override_settings(PRIVATE_TARGETS=f"wiki.lan:443 127.0.0.1:{canary.port}"):
            assert caller().call(url).body == b"opened"
        with override_settings(PRIVATE_TARGETS="wiki.lan"), pytest.raises(NotAllowed, match="has no port"):
            caller()
    assert canary.knocks == 1
