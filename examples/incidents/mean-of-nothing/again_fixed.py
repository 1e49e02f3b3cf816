"""Ranks the cyclists of a race by their average speed."""

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple


class Lap(NamedTuple):
    """A finished lap."""

    rider: str
    speed: float


RIDERS = ["Eddy", "Jeannie", "Marco"]
LAPS = [Lap("Eddy", 38.5), Lap("Jeannie", 40.0), Lap("Eddy", 37.5), Lap("Jeannie", 41.0)]


def mean_or(values: Iterable[float | None], default: float | None = None) -> float | None:
    """Return the average (arithmetic mean) of the values that are there, or the default for an empty group.

    None and NaN count as missing, and nothing to average is no division by zero. The sum is exact (fsum),
    so the order of the values does not matter.
    """
    present = [value for value in values if value is not None and not math.isnan(value)]
    if not present:
        return default
    return math.fsum(present) / len(present)


def ranking(laps: list[Lap]) -> list[tuple[str, float]]:
    """Return riders with their mean speed, fastest first."""
    speeds: defaultdict[str, list[float]] = defaultdict(list)
    for lap in laps:
        speeds[lap.rider].append(lap.speed)
    means = [(rider, mean_or(speeds[rider], default=0.0) or 0.0) for rider in RIDERS]
    return sorted(means, key=lambda entry: -entry[1])


if __name__ == "__main__":
    for place, (rider, speed) in enumerate(ranking(LAPS), start=1):
        print(place, rider, f"{speed:.1f} km/h")
