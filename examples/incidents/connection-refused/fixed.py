"""Greets a service that needs a moment to start."""

import socket
import time
from collections.abc import Callable


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


def greet(service: socket.socket) -> str:
    """Connect to a service whose port is reserved but not yet open."""
    address = service.getsockname()

    def started(seconds: float) -> None:
        """Let the service start while we pause."""
        print("waiting", seconds, "s")
        service.listen()

    with connect_with_backoff(address, pause=started) as client:
        server_side, _ = service.accept()
        with server_side:
            client.sendall(b"hello")
            return server_side.recv(5).decode()


def main() -> None:
    """Reserve a port and greet whoever listens there."""
    with socket.socket() as service:
        service.bind(("127.0.0.1", 0))
        print("service heard:", greet(service))


if __name__ == "__main__":
    main()
