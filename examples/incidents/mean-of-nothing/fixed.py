"""Prints the average rating of every product."""

import math
from collections.abc import Iterable

RATINGS = {"kettle": [4, 5, 3], "toaster": [], "blender": [2, 4]}


def mean_or(values: Iterable[float | None], default: float | None = None) -> float | None:
    """Return the average (arithmetic mean) of the values that are there, or the default for an empty group.

    None and NaN count as missing, and nothing to average is no division by zero. The sum is exact (fsum),
    so the order of the values does not matter.
    """
    present = [value for value in values if value is not None and not math.isnan(value)]
    if not present:
        return default
    return math.fsum(present) / len(present)


def averages(ratings: dict[str, list[int]]) -> dict[str, float | None]:
    """Return the mean rating per product."""
    return {name: mean_or(stars) for name, stars in ratings.items()}


def main() -> None:
    """Print one line per product."""
    for name, average in averages(RATINGS).items():
        print(f"{name:<8}", "no ratings yet" if average is None else f"{average:.1f}")


if __name__ == "__main__":
    main()
