"""Greets a service that needs a moment to start."""

import socket


def greet(service: socket.socket) -> str:
    """Connect to a service whose port is reserved but not yet open."""
    address = service.getsockname()
    with socket.create_connection(address) as client:
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
