"""Difference of two means with its limits, after Welch (1947): the variances need not be alike.

Student's distribution is computed from the regularised incomplete beta function by its continued fraction (Lentz's
method), its quantile by Newton's method.
"""

import math
from statistics import NormalDist
from typing import Tuple

TINY = 1e-300


def beta_share(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - beta_share(b, a, 1.0 - x)
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0) or TINY)
    fraction = d
    for step in range(1, 10000):
        ends = (
            step * (b - step) * x / ((a + 2 * step - 1.0) * (a + 2 * step)),
            -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1.0)),
        )
        for term in ends:
            d = 1.0 / (1.0 + term * d or TINY)
            c = 1.0 + term / c or TINY
            fraction *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    logarithm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(logarithm) * fraction / a


def t_tail(t: float, freedom: float) -> float:
    """Chance that Student's t is above t, for t >= 0; by the side on which no digits are lost."""
    if t * t < freedom:
        return 0.5 - 0.5 * beta_share(0.5, freedom / 2.0, t * t / (freedom + t * t))
    return 0.5 * beta_share(freedom / 2.0, 0.5, freedom / (freedom + t * t))


def t_density(t: float, freedom: float) -> float:
    """Density of Student's t."""
    scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2
    return math.exp(scale - (freedom + 1) / 2 * math.log1p(t * t / freedom))


def t_quantile(tail: float, freedom: float) -> float:
    """The t that is passed with chance `tail`, 0 < tail <= 0.5.

    By Newton's method from the quantile of the normal distribution, which is never above it: the tail is convex, so
    every step goes up and none goes too far.
    """
    t = max(0.0, -NormalDist().inv_cdf(tail))
    while True:
        step = (t_tail(t, freedom) - tail) / t_density(t, freedom)
        if step <= 1e-14 * t:
            return t
        t += step


def compare_means(
    runs_a: int, mean_a: float, variance_a: float, runs_b: int, mean_b: float, variance_b: float, tail: float
) -> Tuple[float, float, float]:
    """Mean a less mean b, and the limits that are each passed with chance `tail`; both have two runs at least."""
    difference = mean_a - mean_b
    squared = variance_a / runs_a + variance_b / runs_b
    if squared <= 0.0:
        return difference, difference, difference
    share = variance_a / runs_a / squared
    freedom = 1.0 / (share**2 / (runs_a - 1) + (1.0 - share) ** 2 / (runs_b - 1))
    reach = t_quantile(tail, freedom) * math.sqrt(squared)
    return difference, difference - reach, difference + reach
