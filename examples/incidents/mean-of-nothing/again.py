"""Ranks the cyclists of a race by their average speed."""

from collections import defaultdict
from typing import NamedTuple


class Lap(NamedTuple):
    """A finished lap."""

    rider: str
    speed: float


RIDERS = ["Eddy", "Jeannie", "Marco"]
LAPS = [Lap("Eddy", 38.5), Lap("Jeannie", 40.0), Lap("Eddy", 37.5), Lap("Jeannie", 41.0)]


def ranking(laps: list[Lap]) -> list[tuple[str, float]]:
    """Return riders with their mean speed, fastest first."""
    speeds: defaultdict[str, list[float]] = defaultdict(list)
    for lap in laps:
        speeds[lap.rider].append(lap.speed)
    means = [(rider, sum(speeds[rider]) / len(speeds[rider])) for rider in RIDERS]
    return sorted(means, key=lambda entry: -entry[1])


if __name__ == "__main__":
    for place, (rider, speed) in enumerate(ranking(LAPS), start=1):
        print(place, rider, f"{speed:.1f} km/h")
