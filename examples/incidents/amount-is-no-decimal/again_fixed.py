"""Counts the donations of a fundraising evening from handwritten cards."""

import re
from decimal import Decimal, localcontext

CARDS = {"Ada": "12,50 euro", "Linus": "1.000", "Grace": "7", "Alan": "- 2,00"}


def parse_money(text: str) -> Decimal:
    """Read an amount such as '1.234,50 €', 'USD 1,234.50', "1'234.5" or '(12.00)', which is negative.

    The last point or comma is the decimal separator unless it is the only kind present and exactly three
    digits follow it. Text without a digit raises ValueError.
    """
    digits = re.sub(r"[^\d.,]", "", text).strip(".,")
    if not digits:
        raise ValueError(f"no amount in {text!r}")
    last = max(digits.rfind("."), digits.rfind(","))
    two_kinds = "." in digits and "," in digits
    is_fraction = last >= 0 and (two_kinds or len(digits) - last != 4)
    whole, fraction = (digits[:last], digits[last + 1 :]) if is_fraction else (digits, "")
    negative = re.match(r"\s*[(\-\u2212]|.*-\s*$", text) is not None
    amount = Decimal(f"{re.sub(r'[.,]', '', whole)}.{fraction or 0}")
    return -amount if negative else amount


class Evening:
    """A fundraising evening with a goal."""

    def __init__(self, goal: str) -> None:
        self.goal = Decimal(goal)

    def missing(self, cards: dict[str, str]) -> Decimal:
        """Return what is still missing, never less than nothing."""
        with localcontext(prec=12):
            given = sum(map(parse_money, cards.values()))
            return max(Decimal(0), self.goal - given)


if __name__ == "__main__":
    evening = Evening("1500")
    print("still missing:", evening.missing(CARDS))
