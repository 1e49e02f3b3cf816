"""Sweeps expired sessions while users log in."""

import threading
from collections.abc import Callable, MutableMapping
from contextlib import AbstractContextManager
from typing import Any

sessions = {"ana": 10.0, "ben": 95.0, "cho": 20.0}  # user -> expiry
sweeping, arrived = threading.Event(), threading.Event()
guard = threading.Lock()


def log_in() -> None:
    """Add a session as soon as the sweep has begun."""
    sweeping.wait(timeout=5)
    with guard:
        sessions["dee"] = 99.0
    arrived.set()


def expired(expiry: float, now: float) -> bool:
    """Tell whether a session is over; other threads run meanwhile."""
    sweeping.set()
    arrived.wait(timeout=5)
    return expiry < now


def drop_where(
    table: MutableMapping[Any, Any], is_stale: Callable[[Any, Any], bool], lock: AbstractContextManager[Any]
) -> list[Any]:
    """Remove the entries that is_stale(key, value) picks from a mapping that other threads change.

    The predicate runs on a snapshot and without the lock, so it may be slow; an entry replaced meanwhile
    stays. Writers must hold the same lock. Returns the removed keys.
    """
    with lock:
        snapshot = list(table.items())
    candidates = [(key, value) for key, value in snapshot if is_stale(key, value)]
    dropped = []
    with lock:
        for key, value in candidates:
            if key in table and table[key] is value:
                del table[key]
                dropped.append(key)
    return dropped


def main() -> None:
    """Sweep at time 50 while somebody logs in."""
    visitor = threading.Thread(target=log_in)
    visitor.start()
    try:
        stale = drop_where(sessions, lambda user, expiry: expired(expiry, 50.0), guard)
        print("gone:", stale, "left:", sorted(sessions))
    finally:
        visitor.join()


if __name__ == "__main__":
    main()
