"""Is a difference more than chance? Means by Welch's t, shares by Newcombe's interval of Wilson scores. Pure.

Counts, means and variances come in, (difference, low, high, p) goes out: the interval covers 1 - alpha, p is two-sided.
Floats inside: these are estimates, rounded to ten decimals.
"""

import math
from decimal import Decimal
from typing import Callable, Optional, Tuple

Difference = Tuple[Decimal, Decimal, Decimal, Decimal]
MANY = 1e8  # degrees of freedom with which Student's t is the normal


def difference(
    n: int,
    mean: float,
    variance: Optional[float],
    other_n: int,
    other_mean: float,
    other_variance: Optional[float],
    alpha: float,
    tail: Callable[[float, float], float],
    quantile: Callable[[float, float], float],
) -> Difference:
    """The first mean less the second; without variances they are shares. tail and quantile are Student's."""
    if variance is None or other_variance is None:
        return _of_shares(mean, n, other_mean, other_n, quantile(1 - alpha, MANY))
    part, other_part = variance / n, other_variance / other_n
    apart, error = mean - other_mean, math.sqrt(part + other_part)
    if error < 1e-12:  # no spread at all: what differs, differs
        return _told(apart, apart, apart, 1.0 if abs(apart) < 1e-12 else 0.0)
    freedom = (part + other_part) ** 2 / (part**2 / (n - 1) + other_part**2 / (other_n - 1))
    reach = quantile(1 - alpha, freedom) * error
    return _told(apart, apart - reach, apart + reach, tail(apart / error, freedom))


def _of_shares(share: float, n: int, other: float, other_n: int, z: float) -> Difference:
    low, high = _wilson(share, n, z)
    other_low, other_high = _wilson(other, other_n, z)
    pooled = (share * n + other * other_n) / (n + other_n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
    apart = share - other
    return _told(
        apart,
        apart - math.hypot(share - low, other_high - other),
        apart + math.hypot(high - share, other - other_low),
        math.erfc(abs(apart) / error / math.sqrt(2)) if error else 1.0,
    )


def _wilson(share: float, n: int, z: float) -> Tuple[float, float]:
    middle = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _told(*values: float) -> Difference:
    apart, low, high, p = (Decimal(repr(round(value, 10))) for value in values)
    return apart, low, high, p
