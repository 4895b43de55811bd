"""Calling another machine over HTTP: the only way out of here.

The address is read strictly, its name is looked up once, every number it leads to is looked at, and the connection goes
to the numbers that were looked at. No redirect is followed, no proxy is taken from the environment, no cookie is kept,
and neither time nor size is without end. Whatever goes wrong is one plain sentence that names the host, never the path.
"""

import contextlib
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import httpcore
from django.conf import settings

from goodhands.foundation.outbound.pinned import Clock, Pinned, TooSlow
from goodhands.foundation.rules.addresses import Address, objection, parsed
from goodhands.foundation.rules.sentences import Refused, said
from goodhands.foundation.rules.strict import shown
from goodhands.foundation.rules.targets import Named, NotAllowed, Target, named_targets, target

CONNECT, WHOLE = 5.0, 10.0
MOST = 64 << 10
METHODS = ("GET", "HEAD", "POST")

Resolve = Callable[[str, int], Sequence[str]]
"""The numbers of a host, as texts; OSError where it has none."""

_OURS = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect", "upgrade", "te",
         "cookie"}  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z0-9-]+")


class Unreached(Refused):
    """A call went wrong on its way; the text is the sentence that says how."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a redirect too, which is not followed. Names of headers are in small letters, the last counts."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def _look_up(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(where[0]) for *_, where in found]


@dataclass(frozen=True)
class Caller:
    """Calls what may be called. `named` are the targets in the own network that the operator has opened.

    `authorities` is a file of certificates in place of the machine's own; times are in seconds.
    """

    named: Named = ()
    resolve: Resolve = _look_up
    authorities: str | None = None
    connect: float = CONNECT
    whole: float = WHOLE
    now: Callable[[], float] = field(default=time.monotonic)

    def call(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """One request, one answer. NotAllowed where it must not go out, Unreached where it fails."""
        where = target(url, self.named)
        request = _request(where, method, headers or {}, body)
        clock = Clock(self.now, self.connect, self.whole)
        try:
            addresses = self._addresses(where, clock)
            with (
                self._pool(addresses, clock) as pool,
                contextlib.closing(pool.handle_request(request)) as response,
            ):
                return _answer(response, where)
        except TooSlow as late:
            raise Unreached(said("{host} did not answer within {seconds:g} seconds.", host=where.place,
                                 seconds=late.seconds)) from None  # fmt: skip
        except httpcore.ConnectError as error:
            raise Unreached(_not_connected(where, error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise Unreached(said("{host} broke off, or did not answer as a web server does.",
                                 host=where.place)) from None  # fmt: skip

    def _addresses(self, where: Target, clock: Clock) -> Sequence[Address]:
        """The numbers of a target, each of which may be called."""
        found = [where.address] if where.address else self._looked_up(where, clock)
        for address in found:
            if reason := objection(address, where.named):
                raise NotAllowed(said("{host} is not called: {address} {reason}.", host=where.place, address=address,
                                      reason=reason))  # fmt: skip
        return found

    def _looked_up(self, where: Target, clock: Clock) -> Sequence[Address]:
        """Looked up once. In a thread, since the system's own way of looking up knows no end."""
        found: list[Sequence[str]] = []

        def look_up() -> None:
            with contextlib.suppress(OSError, UnicodeError):
                found.append(self.resolve(where.host, where.port))

        looking = threading.Thread(target=look_up, daemon=True)
        looking.start()
        looking.join(clock.left_to_connect())
        if looking.is_alive():
            raise TooSlow(self.connect)
        addresses = [parsed(text) for text in dict.fromkeys(found[0])] if found else []
        known = [address for address in addresses if address is not None]
        if not known or len(known) < len(addresses):
            raise Unreached(said("There is no machine with the name {host}.", host=shown(where.host)))
        return known

    def _pool(self, addresses: Sequence[Address], clock: Clock) -> httpcore.ConnectionPool:
        seal = ssl.create_default_context(cafile=self.authorities)
        seal.hostname_checks_common_name = False  # a name counts where browsers look for it, not in the title
        return httpcore.ConnectionPool(
            ssl_context=seal, max_connections=1, max_keepalive_connections=0, http2=False, retries=0,
            network_backend=Pinned(addresses, clock),
        )  # fmt: skip


def caller() -> Caller:
    """The caller with the targets that the operator of this installation has opened; NotAllowed where one is none."""
    return Caller(named_targets(settings.PRIVATE_TARGETS))


def _request(where: Target, method: str, headers: Mapping[str, str], body: bytes) -> httpcore.Request:
    """ValueError where the caller, not the person who typed the address, has made a mistake."""
    if method not in METHODS or len(body) > MOST:
        raise ValueError(f"{method} with {len(body)} bytes")
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS or not (value.isascii() and value.isprintable()):
            raise ValueError(f"the header {name!r}")
    ours = {"Host": where.place, "Accept-Encoding": "identity", "User-Agent": "Goodhands", "Connection": "close"}
    if body or method == "POST":
        ours["Content-Length"] = str(len(body))
    url = httpcore.URL(scheme=where.scheme, host=where.host, port=where.port, target=where.path)
    return httpcore.Request(method, url, headers=[*ours.items(), *headers.items()], content=body)


def _answer(response: httpcore.Response, where: Target) -> Answer:
    """The whole answer, as long as it is no longer than MOST, packed and unpacked."""
    if response.status < 200:
        raise httpcore.RemoteProtocolError("another protocol")
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    parts, size = [], 0
    for part in response.iter_stream():
        parts.append(part)
        size += len(part)
        if size > MOST:
            raise _too_long(where)
    return Answer(response.status, headers, _unpacked(b"".join(parts), headers.get("content-encoding", ""), where))


def _unpacked(body: bytes, packing: str, where: Target) -> bytes:
    """The body as it was before it was packed, which was not asked for but happens."""
    packing = packing.strip().lower()
    if packing in ("", "identity") or not body:
        return body
    if packing not in ("gzip", "x-gzip"):
        raise Unreached(said("{host} packed its answer in a way that was not asked for.", host=where.place))
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        whole = unpacking.decompress(body, MOST + 1)
    except zlib.error:
        raise httpcore.RemoteProtocolError("damaged") from None
    if len(whole) > MOST or unpacking.unconsumed_tail:
        raise _too_long(where)
    if not unpacking.eof or unpacking.unused_data:
        raise httpcore.RemoteProtocolError("damaged")
    return whole


def _too_long(where: Target) -> Unreached:
    return Unreached(said("{host} answered with more than {most} KB.", host=where.place, most=MOST >> 10))


def _not_connected(where: Target, error: BaseException) -> str:
    cause = error.args[0] if error.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return said("{host} could not prove that it is {host}: its certificate is not valid for it.", host=where.place)
    if isinstance(cause, ssl.SSLError):
        return said("No sealed connection to {host} came about.", host=where.place)
    return said("{host} cannot be reached at port {port}.", host=where.place, port=where.port)
