"""Distributes a budget in thousands over the departments of a museum."""

import unittest

DEPARTMENTS = {"paintings": 45, "archive": 20, "school": 7}


def distribute(budget: str) -> dict[str, str]:
    """Return the department's budgets, checked against the whole."""
    whole = float(budget)
    weights = sum(DEPARTMENTS.values())
    parts = [round(whole * weight / weights, 1) for weight in DEPARTMENTS.values()]
    check = sum(parts)
    unittest.TestCase().assertEqual(check, whole)
    return {name: f"{part:,.1f}" for name, part in zip(DEPARTMENTS, parts, strict=True)}


if __name__ == "__main__":
    for name, part in distribute("980.7").items():
        print(f"{name:<10} {part:>7} k")
