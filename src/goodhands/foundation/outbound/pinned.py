"""Connecting to an address that was looked at, whatever the name means by now, and to its end within a set time."""

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from goodhands.foundation.rules.addresses import Address


class TooSlow(Exception):
    """The time that a call, or its connecting, may take is over: so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Clock:
    """How much of a call's time is left. `now` counts seconds; `connect` of the `whole` may go into connecting."""

    def __init__(self, now: Callable[[], float], connect: float, whole: float) -> None:
        self._now, self._began = now, now()
        self.connect, self.whole = min(connect, whole), whole

    def left(self) -> float:
        """The seconds left of the whole; TooSlow where there are none."""
        return self._left_of(self.whole)

    def left_to_connect(self) -> float:
        """The seconds left to be connected; TooSlow where there are none."""
        return self._left_of(self.connect)

    def _left_of(self, limit: float) -> float:
        seconds = self._began + limit - self._now()
        if seconds <= 0:
            raise TooSlow(limit)
        return seconds


class Stream(httpcore.NetworkStream):
    """A connection on which every step gets what is left of the time, so that nobody can drip for ever."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self._sock, self._clock = sock, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What is there, empty at the end."""
        try:
            self._sock.settimeout(self._clock.left())
            return self._sock.recv(max_bytes)
        except TimeoutError:
            raise TooSlow(self._clock.whole) from None
        except OSError as error:
            raise httpcore.ReadError(error) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of it."""
        try:
            while buffer:
                self._sock.settimeout(self._clock.left())
                buffer = buffer[self._sock.send(buffer) :]
        except TimeoutError:
            raise TooSlow(self._clock.whole) from None
        except OSError as error:
            raise httpcore.WriteError(error) from error

    def close(self) -> None:
        """Let go of it."""
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "Stream":
        """The same connection, sealed; the certificate must be that of the name."""
        try:
            self._sock.settimeout(self._clock.left_to_connect())
            return Stream(ssl_context.wrap_socket(self._sock, server_hostname=server_hostname), self._clock)
        except TimeoutError:
            self.close()
            raise TooSlow(self._clock.connect) from None
        except OSError as error:
            self.close()
            raise httpcore.ConnectError(error) from error

    def get_extra_info(self, info: str) -> Any:
        """The little that is asked for: whether something can be read, and what the seal is."""
        return self._sock if info == "socket" else None


class Pinned(httpcore.NetworkBackend):
    """Connects to the first of these addresses that answers. The name it is asked for is not looked up again."""

    def __init__(self, addresses: Sequence[Address], clock: Clock) -> None:
        self._addresses, self._clock = addresses, clock

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Stream:  # fmt: skip
        """A connection to the first address that takes one."""
        failure = OSError()
        for address in self._addresses:
            try:
                # A number goes in, so that nothing is looked up.
                return Stream(
                    socket.create_connection((str(address), port), self._clock.left_to_connect()), self._clock
                )
            except TimeoutError:
                raise TooSlow(self._clock.connect) from None
            except OSError as error:
                failure = error
        raise httpcore.ConnectError(failure) from failure
