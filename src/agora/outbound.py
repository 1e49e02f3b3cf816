"""One HTTP exchange with a server that an operator named, within a time, and with the address that was looked at.

A redirect is an answer like any other: nothing is followed. No proxy of the environment is used, nothing is unpacked.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Thread, Timer
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
UNICAST = ipaddress.IPv6Network("2000::/3")
"""Of version 6, what is on the internet; the rest is reserved, or one's own, such as a gateway to version 4."""


class OutboundError(Exception):
    """There was no answer."""


class AddressError(OutboundError):
    """The name of the server leads to no address that it may have."""


class LateError(OutboundError):
    """There was no whole answer within the time."""


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes


def exchange(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    timeout: float,
    *,
    is_private: bool,
    most: int = 0,
) -> Answer:
    """Ask and be answered within `timeout` seconds, the look-up of the name included; reads `most` bytes of the body.

    The address that was checked is the one connected to: a name that resolves differently a moment later gains nothing.
    """
    expired = Flag()
    deadline = monotonic() + timeout
    try:
        parts = urlsplit(url)
        host, is_secure = parts.hostname or "", parts.scheme == "https"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        plain = _connected(host, parts.port or (443 if is_secure else 80), deadline, is_private)
        with closing(_secured(plain, host) if is_secure else plain) as stream:
            timer = Timer(_left(deadline), _cut, [stream, expired])
            timer.start()
            try:
                if isinstance(stream, ssl.SSLSocket):
                    stream.do_handshake()
                connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
                connection.sock = stream
                connection.request(method, path, body, dict(headers))
                response = connection.getresponse()
                content = response.read(most) if most else b""
                if expired.is_set():  # what was cut off is an answer to http.client
                    raise TimeoutError
                if len(content) < most and response.length:
                    raise http.client.IncompleteRead(content, response.length)
                answered = {name.lower(): value for name, value in response.getheaders()}
                return Answer(response.status, response.reason, answered, content)
            finally:
                timer.cancel()
    except (OSError, ValueError, http.client.HTTPException) as error:
        if expired.is_set() or isinstance(error, TimeoutError):
            raise LateError(f"no answer within {timeout:g} s") from error
        raise OutboundError(words(f"{type(error).__name__}: {error}")) from error


def _connected(host: str, port: int, deadline: float, is_private: bool) -> socket.socket:
    found = _looked_up(host, port, _left(deadline))
    addresses = [address for *_, address in found if _is_allowed(str(address[0]), is_private)]
    if not addresses:
        raise AddressError(f"{host} is an address of a private network")
    for address in addresses[:-1]:
        try:
            return socket.create_connection((str(address[0]), port), _left(deadline))
        except OSError:
            continue
    return socket.create_connection((str(addresses[-1][0]), port), _left(deadline))


def _looked_up(host: str, port: int, timeout: float) -> list[tuple[Any, ...]]:
    """What a name leads to. The resolver knows no time limit: it is asked in a thread that nobody waits for."""
    answers: SimpleQueue[list[tuple[Any, ...]] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, ValueError) as error:
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=timeout)
    except Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _left(deadline: float) -> float:
    """Seconds until a deadline, which is not over."""
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _is_allowed(address: str, is_private: bool) -> bool:
    """Whether an address is public, or in one's own network and that of a machine: no link's, no group's."""
    found = _plain(ipaddress.ip_address(address.partition("%")[0]))
    if found.is_multicast:
        return False
    if found.is_global and (found.version == 4 or found in UNICAST):
        return True
    return is_private and not (found.is_link_local or found.is_unspecified)


def _plain(address: Address) -> Address:
    """The address of version 4 that one of version 6 leads to, by mapping or through a gateway."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return ipaddress.IPv4Address(address.packed[-4:])
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    return context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _cut(stream: socket.socket, expired: Flag) -> None:
    """End a conversation that takes too long, however regularly a byte of it comes."""
    expired.set()
    with suppress(OSError):  # it ended by itself
        stream.shutdown(socket.SHUT_RDWR)


def words(text: str) -> str:
    """What somebody else's server said, as it may stand in a table."""
    return "".join(c if c.isprintable() else "?" for c in text)[:200]
