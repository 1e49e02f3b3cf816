"""Prints the labels for the shelves of a storage hall."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Shelf:
    """A shelf as the floor plan's table gives it."""

    hall: Any
    row: Any
    level: Any


PLAN = [Shelf("B", 4, 1.0), Shelf("B", 4, 2.0), Shelf("C", 11, 1.0)]


def label(shelf: Shelf) -> str:
    """Return the text of the shelf's label."""
    text = shelf.hall
    text += shelf.row
    text += shelf.level
    return str(text)


if __name__ == "__main__":
    print("\n".join(label(shelf) for shelf in PLAN))
