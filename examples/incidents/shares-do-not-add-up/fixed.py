"""Splits a restaurant bill between three friends."""

from collections.abc import Sequence
from decimal import Decimal
from unittest import TestCase


def split_exactly(total: Decimal, weights: Sequence[int], unit: Decimal = Decimal("0.01")) -> list[Decimal]:
    """Split a total in proportion to the weights into multiples of the unit that add up exactly.

    Left-over units go to the largest remainders, the first of equals first. The total must be a multiple of
    the unit and the weights must not be negative nor all zero (ValueError).
    """
    if total % unit or not sum(weights) or min(weights) < 0:
        raise ValueError(f"cannot split {total} by {list(weights)} in units of {unit}")
    units, whole = int(total / unit), sum(weights)
    shares = [units * weight // whole for weight in weights]
    remainders = [units * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -remainders[index])
    for index in by_remainder[: units - sum(shares)]:
        shares[index] += 1
    return [share * unit for share in shares]


def main() -> None:
    """Split the bill equally and check the sum."""
    bill = Decimal("100.00")
    shares = split_exactly(bill, [1, 1, 1])
    TestCase().assertEqual(sum(shares), bill)
    for name, share in zip(("Ana", "Ben", "Cho"), shares, strict=True):
        print(name, f"{share:.2f}")


if __name__ == "__main__":
    main()
