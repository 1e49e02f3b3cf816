"""Sums the invoices of a quarter."""

import re
from decimal import Decimal

INVOICES = ["EUR 1,250.00", "EUR 89.90", "EUR (40.00)"]


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


def total(invoices: list[str]) -> Decimal:
    """Return the sum of all amounts."""
    amount = Decimal(0)
    for invoice in invoices:
        amount += parse_money(invoice)
    return amount


def main() -> None:
    """Print the sum."""
    print("total", total(INVOICES))


if __name__ == "__main__":
    main()
