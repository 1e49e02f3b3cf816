"""Sends a page to a printer daemon right after boot."""

import socket


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


if __name__ == "__main__":
    printer = Printer()
    with printer.port:
        printer.boot(0.5)  # the daemon is still starting
        line = socket.create_connection(printer.port.getsockname(), timeout=2)
        with line:
            line.sendall(b"page 1 of 1")
        print("printed:", printer.read_page().decode())
