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


def join_key(*parts: object, separator: str = "-") -> str:
    """Join the parts of a composite key into text, whatever their types.

    Integral floats lose their .0, so that 3 and 3.0 give one key; None, blank parts and parts that hold
    the separator raise ValueError, because two different keys could then look alike.
    """
    words = []
    for part in parts:
        whole = isinstance(part, float) and part.is_integer()
        word = f"{part:.0f}" if whole else str(part).strip()
        if part is None or not word or separator in word:
            raise ValueError(f"not usable in a key joined by {separator!r}: {part!r}")
        words.append(word)
    return separator.join(words)


def label(shelf: Shelf) -> str:
    """Return the text of the shelf's label."""
    return join_key(shelf.hall, shelf.row, shelf.level, separator=".")


if __name__ == "__main__":
    print("\n".join(label(shelf) for shelf in PLAN))
