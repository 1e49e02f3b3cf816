"""Counts the different hands that a card dealer produced in an evening."""

import random
from collections.abc import Hashable
from typing import Any, cast

DECK = [[rank, suit] for rank in ("ace", "king", "queen") for suit in ("hearts", "spades")]


def deal(rounds: int) -> list[list[list[str]]]:
    """Deal two cards per round with a fixed seed."""
    dealer = random.Random(7)
    return [sorted(dealer.sample(DECK, 2)) for _ in range(rounds)]


def freeze(value: Any) -> Hashable:
    """Return a hashable copy of nested plain data; equal data give equal copies.

    Lists and tuples become tuples, sets frozensets and dictionaries frozensets of pairs, each with a tag so
    that an empty list differs from an empty dictionary. Other values must be hashable themselves.
    """
    if isinstance(value, (list, tuple)):
        return ("list", tuple(freeze(item) for item in value))
    if isinstance(value, (set, frozenset)):
        return ("set", frozenset(freeze(item) for item in value))
    if isinstance(value, dict):
        return ("dict", frozenset((key, freeze(item)) for key, item in value.items()))
    hash(value)
    return cast(Hashable, value)


def main() -> None:
    """Compare the hands seen with the hands possible."""
    hands: Any = deal(40)
    seen = {freeze(hand) for hand in hands}
    possible = len(DECK) * (len(DECK) - 1) // 2
    print(f"{len(seen)} of {possible} hands in {len(hands)} rounds")


if __name__ == "__main__":
    main()
