"""Difference of two rates with its limits, after Newcombe (1998), method 10: from the Wilson score limits of each.

Unlike the difference plus or minus its standard error, it holds near 0 and 1, where success rates are.
"""

import math
from statistics import NormalDist
from typing import Tuple


def wilson(hits: int, runs: int, z: float) -> Tuple[float, float]:
    """Wilson score limits of a rate, unrounded; the bound that ranks evidence is another domain's, and rounded."""
    rate = hits / runs
    middle = (rate + z * z / (2 * runs)) / (1 + z * z / runs)
    reach = z / (1 + z * z / runs) * math.sqrt(rate * (1 - rate) / runs + z * z / (4 * runs * runs))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def compare_rates(
    hits_a: int, runs_a: int, hits_b: int, runs_b: int, tail: float
) -> Tuple[float, float, float]:
    """Rate a less rate b, with a lower and an upper limit that is each passed with chance `tail`; both have a run."""
    z = -NormalDist().inv_cdf(tail)
    rate_a, rate_b = hits_a / runs_a, hits_b / runs_b
    (low_a, high_a), (low_b, high_b) = wilson(hits_a, runs_a, z), wilson(hits_b, runs_b, z)
    difference = rate_a - rate_b
    return (
        difference,
        max(-1.0, difference - math.hypot(rate_a - low_a, high_b - rate_b)),
        min(1.0, difference + math.hypot(high_a - rate_a, rate_b - low_b)),
    )
