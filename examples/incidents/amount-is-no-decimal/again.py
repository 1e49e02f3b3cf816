"""Counts the donations of a fundraising evening from handwritten cards."""

from decimal import Decimal, localcontext

CARDS = {"Ada": "12,50 euro", "Linus": "1.000", "Grace": "7", "Alan": "- 2,00"}


class Evening:
    """A fundraising evening with a goal."""

    def __init__(self, goal: str) -> None:
        self.goal = Decimal(goal)

    def missing(self, cards: dict[str, str]) -> Decimal:
        """Return what is still missing, never less than nothing."""
        with localcontext(prec=12):
            given = sum(map(Decimal, cards.values()))
            return max(Decimal(0), self.goal - given)


if __name__ == "__main__":
    evening = Evening("1500")
    print("still missing:", evening.missing(CARDS))
