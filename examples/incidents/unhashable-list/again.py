"""Counts the different hands that a card dealer produced in an evening."""

import random
from typing import Any

DECK = [[rank, suit] for rank in ("ace", "king", "queen") for suit in ("hearts", "spades")]


def deal(rounds: int) -> list[list[list[str]]]:
    """Deal two cards per round with a fixed seed."""
    dealer = random.Random(7)
    return [sorted(dealer.sample(DECK, 2)) for _ in range(rounds)]


def main() -> None:
    """Compare the hands seen with the hands possible."""
    hands: Any = deal(40)
    seen = set()
    for hand in hands:
        if hand not in seen:
            seen.add(hand)
    possible = len(DECK) * (len(DECK) - 1) // 2
    print(f"{len(seen)} of {possible} hands in {len(hands)} rounds")


if __name__ == "__main__":
    main()
