"""Applies the discount formulas that shop owners paste into a form."""

FORMULA = """
    rate = 0.1 if pieces > 10 else 0
    price = pieces * 2.5 * (1 - rate)
"""


def price(pieces: int) -> float:
    """Return what the formula computes for a number of pieces."""
    names: dict[str, float] = {"pieces": pieces}
    exec(compile(FORMULA, "<formula>", "exec"), names)
    return names["price"]


def main() -> None:
    """Print two prices."""
    print(price(4), price(20))


if __name__ == "__main__":
    main()
