"""Splits a restaurant bill between three friends."""

from unittest import TestCase


def main() -> None:
    """Split the bill equally and check the sum."""
    bill = 100.0
    shares = [round(bill / 3, 2) for _ in range(3)]
    TestCase().assertEqual(sum(shares), bill)
    for name, share in zip(("Ana", "Ben", "Cho"), shares, strict=True):
        print(name, f"{share:.2f}")


if __name__ == "__main__":
    main()
