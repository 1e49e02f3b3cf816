"""A proxy that cuts a connection after the server has done what it was asked, and before the client hears of it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from psycopg.conninfo import conninfo_to_dict, make_conninfo

READY = b"Z\x00\x00\x00\x05I"
"""What the server says last when a statement is done and committed."""


@dataclass
class Cut:
    """Where to connect; and what to do."""

    dsn: str
    words: list[bytes] = field(default_factory=list)
    """Each is waited for in turn: the call that contains it is answered by a lost connection."""
    done: int = 0
    """So many connections were cut."""


def _pump(source: socket.socket, target: socket.socket, seen: Callable[[bytes], bool]) -> None:
    """Hand on what comes, until one side ends or what came is not to be handed on."""
    with suppress(OSError):
        while (data := source.recv(65536)) and seen(data):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutting(dsn: str, *words: str) -> Iterator[Cut]:
    """A way to the server on which the first call with the first of the words is cut, then the next with the second."""
    facts = conninfo_to_dict(dsn)
    host, port = str(facts.get("host", "")), str(facts.get("port", "5432"))
    listener = socket.create_server(("127.0.0.1", 0))
    cut = Cut(
        make_conninfo(dsn, host="127.0.0.1", port=listener.getsockname()[1], sslmode="disable"),
        [word.encode() for word in words],
    )

    def serve(client: socket.socket) -> None:
        server = (
            socket.socket(socket.AF_UNIX)
            if host.startswith("/")
            else socket.create_connection((host, int(port)))
        )
        if host.startswith("/"):
            server.connect(f"{host}/.s.PGSQL.{port}")
        armed = threading.Event()
        tail = bytearray()

        def asked(data: bytes) -> bool:
            if cut.words and cut.words[0] in data:
                cut.words.pop(0)
                armed.set()
            return True

        def answered(data: bytes) -> bool:
            if not armed.is_set():
                return True
            tail.extend(data)
            while not tail.endswith(READY) and (more := server.recv(65536)):
                tail.extend(more)
            cut.done += 1
            return False

        threading.Thread(target=_pump, args=(client, server, asked), daemon=True).start()
        _pump(server, client, answered)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield cut
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
