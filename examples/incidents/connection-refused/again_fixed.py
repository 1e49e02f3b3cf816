"""Sends a page to a printer daemon right after boot."""

import socket
import time
from collections.abc import Callable


class Printer:
    """A daemon that owns its port from the start and opens it late."""

    def __init__(self) -> None:
        self.port = socket.socket()
        self.port.bind(("127.0.0.1", 0))
        self.steps_to_boot = 3

    def boot(self, seconds: float) -> None:
        """Take one step of booting; the port opens with the last."""
        self.steps_to_boot -= 1
        if not self.steps_to_boot:
            self.port.listen(1)

    def read_page(self) -> bytes:
        """Accept one connection and read the page it brings."""
        line, _ = self.port.accept()
        with line, line.makefile("rb") as page:
            return page.read()


def connect_with_backoff(
    address: tuple[str, int],
    attempts: int = 6,
    first_pause: float = 0.05,
    pause: Callable[[float], object] = time.sleep,
) -> socket.socket:
    """Connect to a TCP service that may still be starting and return the open socket.

    A refused connection is tried again after pauses that double each time; the last refusal is raised.
    Other errors, such as an unknown host, are raised at once. Tests pass a pause that does not sleep.
    """
    for attempt in range(attempts - 1):
        try:
            return socket.create_connection(address, timeout=10)
        except ConnectionRefusedError:
            pause(first_pause * 2**attempt)
    return socket.create_connection(address, timeout=10)


if __name__ == "__main__":
    printer = Printer()
    with printer.port:
        line = connect_with_backoff(printer.port.getsockname(), pause=printer.boot)
        with line:
            line.sendall(b"page 1 of 1")
        print("printed:", printer.read_page().decode())
