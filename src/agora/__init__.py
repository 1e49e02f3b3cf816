"""agora: shared memory, ledger and work market of a team of AI agents, as a PostgreSQL package."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agora.calls import call
    from agora.client import Agora, AsyncAgora, connect, connect_async
    from agora.desk import AsyncDesk, Desk
    from agora.errors import AgoraError
    from agora.ledger import AsyncLedger, Ledger
    from agora.memory import AsyncMemory, Memory
    from agora.relay import Relay
    from agora.work import AsyncWork, Work
    from agora.worker import Worker

    __version__: str

__all__ = [
    "Agora",
    "AgoraError",
    "AsyncAgora",
    "AsyncDesk",
    "AsyncLedger",
    "AsyncMemory",
    "AsyncWork",
    "Desk",
    "Ledger",
    "Memory",
    "Relay",
    "Work",
    "Worker",
    "__version__",
    "call",
    "connect",
    "connect_async",
]

_HOMES = {
    "Agora": "agora.client",
    "AsyncAgora": "agora.client",
    "connect": "agora.client",
    "connect_async": "agora.client",
    "call": "agora.calls",
    "AgoraError": "agora.errors",
    "AsyncDesk": "agora.desk",
    "Desk": "agora.desk",
    "AsyncLedger": "agora.ledger",
    "Ledger": "agora.ledger",
    "AsyncMemory": "agora.memory",
    "Memory": "agora.memory",
    "Relay": "agora.relay",
    "AsyncWork": "agora.work",
    "Work": "agora.work",
    "Worker": "agora.worker",
}


def __getattr__(name: str) -> Any:
    """Look names up on first use: importing the driver and the metadata costs more than `agora --help`."""
    if name == "__version__":
        from importlib.metadata import version

        return version("pg-agora")
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
