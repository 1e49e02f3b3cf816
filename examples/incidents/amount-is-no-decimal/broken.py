"""Sums the invoices of a quarter."""

from decimal import Decimal

INVOICES = ["EUR 1,250.00", "EUR 89.90", "EUR (40.00)"]


def total(invoices: list[str]) -> Decimal:
    """Return the sum of all amounts."""
    amount = Decimal(0)
    for invoice in invoices:
        amount += Decimal(invoice)
    return amount


def main() -> None:
    """Print the sum."""
    print("total", total(INVOICES))


if __name__ == "__main__":
    main()
