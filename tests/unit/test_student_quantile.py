"""Differences of means and shares against published values, and what holds for every input."""

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.udf import load

student = load("model/student_quantile")


def difference(n: int, mean: float, variance: float | None, other_n: int, *other: float | None) -> Any:
    """Of two means, or without variances of two shares."""
    return load("model/difference").difference(
        n, mean, variance, other_n, *other, student.student_tail, student.student_quantile
    )


def shares(hits: int, n: int, other_hits: int, other_n: int, alpha: float) -> Any:
    return difference(n, hits / n, None, other_n, other_hits / other_n, None, alpha)


counts = st.tuples(st.integers(1, 5000), st.floats(0, 1)).map(lambda x: (round(x[0] * x[1]), x[0]))
samples = st.tuples(st.integers(2, 5000), st.floats(0, 1), st.floats(1e-6, 0.25))


@pytest.mark.parametrize(
    ("confidence", "freedom", "t"),
    [
        (0.95, 1, 12.706205),
        (0.95, 10, 2.228139),
        (0.99, 5, 4.032143),
        (0.90, 30, 1.697261),
        (0.95, 10**6, 1.959966),
    ],
)
def test_quantiles_are_those_of_the_tables(confidence: float, freedom: int, t: float) -> None:
    assert student.student_quantile(confidence, freedom) == pytest.approx(t, abs=1e-6)


@given(st.floats(-50, 50), st.integers(1, 10**6))
@example(1.6262480775065593e-05, 1)
def test_the_tail_of_one_degree_is_cauchy_s_and_of_many_the_normal_s(t: float, freedom: int) -> None:
    assert student.student_tail(t, 1) == pytest.approx(1 - 2 / math.pi * math.atan(abs(t)), abs=1e-9)
    assert 0 <= student.student_tail(t, freedom) <= 1
    assert student.student_tail(t, 10**6) == pytest.approx(math.erfc(abs(t) / math.sqrt(2)), abs=1e-6)


def test_newcombe_s_own_example() -> None:
    apart, low, high, p = shares(56, 70, 48, 80, 0.05)
    assert apart == Decimal("0.2")
    assert low == pytest.approx(Decimal("0.0524"), abs=Decimal("0.0001"))
    assert high == pytest.approx(Decimal("0.3339"), abs=Decimal("0.0001"))
    assert p == pytest.approx(Decimal("0.00805"), abs=Decimal("0.00001"))


def test_welch_s_t() -> None:
    apart, low, high, p = difference(10, 5, 4, 12, 4, 9, 0.05)
    assert (apart, round(low, 4), round(high, 4), round(p, 4)) == (
        1,
        Decimal("-1.2430"),
        Decimal("3.2430"),
        Decimal("0.3627"),
    )
    assert difference(2, 1, 0, 2, 1, 0, 0.05)[3] == 1
    assert difference(2, 1, 0, 2, 2, 0, 0.05)[3] == 0


@given(counts, counts, st.sampled_from([0.01, 0.05, 0.2]))
def test_shares_turned_round_turn_the_sign(one: tuple[int, int], two: tuple[int, int], alpha: float) -> None:
    apart, low, high, p = shares(*one, *two, alpha)
    turned = shares(*two, *one, alpha)
    assert turned == (-apart, -high, -low, p)
    assert -1 <= low <= apart <= high <= 1
    assert 0 <= p <= 1


@given(samples, samples, st.sampled_from([0.01, 0.05, 0.2]))
def test_means_turned_round_turn_the_sign_and_p_agrees_with_the_interval(
    one: tuple[int, float, float], two: tuple[int, float, float], alpha: float
) -> None:
    apart, low, high, p = difference(*one, *two, alpha)
    assert difference(*two, *one, alpha) == (-apart, -high, -low, p)
    assert low <= apart <= high
    if abs(p - Decimal(alpha)) > Decimal("1e-6"):
        assert (p < alpha) == (low > 0 or high < 0)
