"""Distributes a budget in thousands over the departments of a museum."""

import unittest
from collections.abc import Sequence
from decimal import Decimal

DEPARTMENTS = {"paintings": 45, "archive": 20, "school": 7}


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


def distribute(budget: str) -> dict[str, str]:
    """Return the department's budgets, checked against the whole."""
    whole = Decimal(budget)
    parts = split_exactly(whole, list(DEPARTMENTS.values()), unit=Decimal("0.1"))
    check = sum(parts)
    unittest.TestCase().assertEqual(check, whole)
    return {name: f"{part:,.1f}" for name, part in zip(DEPARTMENTS, parts, strict=True)}


if __name__ == "__main__":
    for name, part in distribute("980.7").items():
        print(f"{name:<10} {part:>7} k")
