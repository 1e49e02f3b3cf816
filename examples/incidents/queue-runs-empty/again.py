"""Packs the parcels of a conveyor belt into cartons of four."""

import queue
from collections.abc import Iterator

PARCELS = ["lamp", "book", "vase", "shoes", "clock", "chess set"]


class Belt:
    """A belt that carries parcels past the packer."""

    def __init__(self, parcels: list[str]) -> None:
        self.parcels: queue.Queue[str] = queue.Queue()
        for parcel in parcels:
            self.parcels.put(parcel)


def cartons(belt: Belt) -> Iterator[list[str]]:
    """Yield carton after carton until the belt is empty."""
    while belt.parcels.qsize():
        carton: list[str] = []
        while len(carton) < 4:
            carton.append(belt.parcels.get(block=True, timeout=0.002))
        yield carton


def main() -> None:
    """Print the content of every carton."""
    for number, carton in enumerate(cartons(Belt(PARCELS)), start=1):
        print(f"carton {number}: {', '.join(carton)}")


if __name__ == "__main__":
    main()
