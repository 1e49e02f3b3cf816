"""Packs the parcels of a conveyor belt into cartons of four."""

import queue
from collections.abc import Iterator
from typing import Any

PARCELS = ["lamp", "book", "vase", "shoes", "clock", "chess set"]


class Belt:
    """A belt that carries parcels past the packer."""

    def __init__(self, parcels: list[str]) -> None:
        self.parcels: queue.Queue[str] = queue.Queue()
        for parcel in parcels:
            self.parcels.put(parcel)


def take_batch(source: queue.Queue[Any], limit: int, patience: float = 1.0) -> list[Any]:
    """Take up to limit items from a queue and return what came, possibly nothing.

    Waits at most patience seconds for each next item; an empty queue ends the batch instead of raising
    queue.Empty, so a consumer can flush a partial batch and go on.
    """
    batch: list[Any] = []
    while len(batch) < limit:
        try:
            batch.append(source.get(timeout=patience))
        except queue.Empty:
            break
    return batch


def cartons(belt: Belt) -> Iterator[list[str]]:
    """Yield carton after carton until the belt is empty."""
    while carton := take_batch(belt.parcels, 4, patience=0.002):
        yield carton


def main() -> None:
    """Print the content of every carton."""
    for number, carton in enumerate(cartons(Belt(PARCELS)), start=1):
        print(f"carton {number}: {', '.join(carton)}")


if __name__ == "__main__":
    main()
