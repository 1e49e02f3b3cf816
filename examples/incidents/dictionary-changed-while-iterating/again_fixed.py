"""Forgets the sensors of a field that have been silent for too long."""

from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier, RLock
from typing import Any


class Field:
    """The sensors heard so far: number and minute of the last signal."""

    def __init__(self) -> None:
        self.heard = {7: 3, 8: 41, 9: 44}
        self.lock, self.meet = RLock(), Barrier(2, timeout=5)

    def receive(self, number: int, minute: int) -> None:
        """Note a new sensor in the middle of a clean-up."""
        self.meet.wait()
        with self.lock:
            self.heard[number] = minute
        self.meet.wait()

    def silent(self, number: int, minute: int) -> bool:
        """Tell whether a sensor is silent; the receiver gets its turn at sensor 7."""
        if number == 7:
            self.meet.wait()
            self.meet.wait()
        return minute < 30


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


if __name__ == "__main__":
    meadow = Field()
    with ThreadPoolExecutor(max_workers=1) as receiver:
        receiver.submit(meadow.receive, 10, 45)
        print("silent:", drop_where(meadow.heard, meadow.silent, meadow.lock))
    print("still heard:", sorted(meadow.heard))
