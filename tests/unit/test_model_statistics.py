"""The statistics of migrations and experiments against published figures, exact cases and their own properties."""

import math
import random
from statistics import NormalDist, mean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

means = load("model/compare_means")
rates = load("model/compare_rates")
required_runs = load("model/required_runs").required_runs
canary = load("model/canary_evidence")

tails = st.floats(min_value=1e-9, max_value=0.5)
freedoms = st.floats(min_value=1.0, max_value=1e6)


# ---- Student's t -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tail", "freedom", "quantile"),
    [
        (0.05, 3, 2.353363),
        (0.025, 5, 2.570582),
        (0.05, 10, 1.812461),
        (0.01, 12, 2.680998),
        (0.025, 30, 2.042272),
        (0.005, 60, 2.660283),
        (0.0005, 120, 3.373454),
    ],
)
def test_quantiles_are_those_of_the_tables(tail: float, freedom: float, quantile: float) -> None:
    assert means.t_quantile(tail, freedom) == pytest.approx(quantile, abs=5e-7)


@given(tails)
def test_one_and_two_degrees_of_freedom_are_exact(tail: float) -> None:
    share = 1 - 2 * tail
    assert means.t_quantile(tail, 1.0) == pytest.approx(math.tan(math.pi * share / 2), rel=1e-6, abs=1e-12)
    wanted = share * math.sqrt(2 / (1 - share * share)) if tail < 0.5 else 0.0
    assert means.t_quantile(tail, 2.0) == pytest.approx(wanted, rel=1e-6, abs=1e-12)


@given(tails, freedoms)
def test_the_quantile_is_passed_with_its_chance(tail: float, freedom: float) -> None:
    assert means.t_tail(means.t_quantile(tail, freedom), freedom) == pytest.approx(tail, rel=1e-9)


@given(tails)
def test_with_many_degrees_of_freedom_it_is_the_normal(tail: float) -> None:
    assert means.t_quantile(tail, 1e6) == pytest.approx(-NormalDist().inv_cdf(tail), rel=1e-4, abs=1e-9)


# ---- means -------------------------------------------------------------------------------------------------


def test_means_are_those_of_students_sleep_data() -> None:
    """Student (1908), as every textbook computes it: t = -1.8608, 17.776 degrees of freedom."""
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = means.compare_means(10, mean(one), variance(one), 10, mean(two), variance(two), 0.025)
    assert found == pytest.approx((-1.58, -3.3654832, 0.2054832), abs=5e-8)


def test_means_without_any_spread_are_exact() -> None:
    assert means.compare_means(5, 0.92, 0.0, 5, 0.95, 0.0, 0.05) == pytest.approx((-0.03, -0.03, -0.03))


sample = st.tuples(st.integers(2, 500), st.floats(0, 1), st.floats(0, 0.25))


@given(sample, sample, st.floats(0.001, 0.5))
def test_means_turned_round_are_the_negative(
    a: tuple[int, float, float], b: tuple[int, float, float], tail: float
) -> None:
    difference, lower, upper = means.compare_means(*a, *b, tail)
    assert lower <= difference <= upper
    assert means.compare_means(*b, *a, tail) == pytest.approx((-difference, -upper, -lower))


# ---- rates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "limits"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_rates_are_those_of_newcombe(counts: tuple[int, int, int, int], limits: tuple[float, float]) -> None:
    """Newcombe (1998), table II, method 10."""
    assert rates.compare_rates(*counts, 0.025)[1:] == pytest.approx(limits, abs=5.1e-5)


@pytest.mark.parametrize(
    ("hits", "runs", "lower"),
    [
        (1, 1, 0.207),
        (2, 3, 0.208),
        (3, 3, 0.438),
        (16, 16, 0.806),
        (19, 20, 0.764),
        (80, 100, 0.711),
        (95, 100, 0.888),
    ],
)
def test_limits_of_a_rate_are_those_of_wilson(hits: int, runs: int, lower: float) -> None:
    """The figures that agora_memory.wilson_lower_bound() is held to; upper and lower limits mirror each other."""
    assert rates.wilson(hits, runs, 1.96)[0] == pytest.approx(lower, abs=5.1e-4)
    assert rates.wilson(runs - hits, runs, 1.96)[1] == pytest.approx(1 - lower, abs=5.1e-4)


@given(st.data(), st.integers(1, 500), st.integers(1, 500), st.floats(0.001, 0.4))
def test_rates_turned_round_are_the_negative(data: st.DataObject, a: int, b: int, tail: float) -> None:
    hits_a, hits_b = data.draw(st.integers(0, a)), data.draw(st.integers(0, b))
    difference, lower, upper = rates.compare_rates(hits_a, a, hits_b, b, tail)
    assert -1 <= lower <= difference <= upper <= 1
    assert rates.compare_rates(hits_b, b, hits_a, a, tail) == pytest.approx((-difference, -upper, -lower))


# ---- sizes -------------------------------------------------------------------------------------------------


def test_95_against_97_percent_needs_1503_runs() -> None:
    assert required_runs(0.95 * 0.05, 0.97 * 0.03, 0.02, 0.025, 0.8, 1) == 1503


@given(st.floats(0.001, 0.25), st.floats(0.005, 0.5), st.floats(0.5, 0.99))
def test_half_the_effect_needs_four_times_the_runs(spread: float, effect: float, power: float) -> None:
    whole, half = (required_runs(spread, spread, size, 0.025, power, 1) for size in (effect, effect / 2))
    assert abs(half - 4 * whole) <= 3


# ---- the sequential test -----------------------------------------------------------------------------------

outcomes = st.lists(st.sampled_from([0.0, 0.5, 0.8, 0.9, 1.0]), min_size=2, max_size=12)


@given(outcomes)
def test_the_bet_is_fair_whatever_the_outcomes(block: list[float]) -> None:
    """If each of the block is as likely the candidate's, it pays 1 on average: that is all the proof needs."""
    payoffs = [canary.payoff(block[place], block[:place] + block[place + 1 :]) for place in range(len(block))]
    assert mean(payoffs) == pytest.approx(1.0)
    assert min(payoffs) > 0


@given(st.integers(1, 500))
def test_all_the_capital_is_staked_once(blocks: int) -> None:
    """Where every payoff is 1, because all outcomes are equal, the capital stays 1."""
    evidence = canary.canary_evidence([True, False] * blocks, [1.0] * (2 * blocks), 1, 20, 0.03)
    assert (evidence["capital"], evidence["highest"], evidence["blocks"], evidence["breach"]) == (
        1,
        1,
        blocks,
        None,
    )


@given(st.lists(st.booleans(), max_size=300), st.integers(1, 9))
def test_a_run_is_in_one_block_at_most(is_candidate: list[bool], ratio: int) -> None:
    blocks = canary.blocks_of(is_candidate, [float(place) for place in range(len(is_candidate))], ratio)
    used = [run for outcome, others in blocks for run in (outcome, *others)]
    assert len(used) == len(set(used)) == len(blocks) * (ratio + 1)
    assert len(blocks) <= min(sum(is_candidate), is_candidate.count(False) // ratio)
    assert all(is_candidate[int(outcome)] for outcome, _ in blocks)


def test_what_was_seen_stays_seen() -> None:
    """A breach is found whenever somebody looks, also when the candidate did well afterwards."""
    bad, good = [0.0] + [1.0] * 8, [1.0] * 9
    runs = (bad * 20, good * 200)
    early = canary.canary_evidence([True, *[False] * 8] * 20, runs[0], 8, 25, 0.03)
    late = canary.canary_evidence([True, *[False] * 8] * 220, runs[0] + runs[1], 8, 25, 0.03)
    assert early["breach"] is not None
    assert late["breach"] == early["breach"]


def test_a_drop_within_the_margin_is_no_breach() -> None:
    evidence = canary.canary_evidence([True, *[False] * 8] * 50, [0.93, *[0.95] * 8] * 50, 8, 25, 0.03)
    assert evidence["capital"] > 25
    assert evidence["drop"] == pytest.approx(0.02)
    assert evidence["breach"] is None


def breaches(rate: float, degraded: float, healthy: int, canaries: int, runs: int, seed: int) -> int:
    """How many of so many canaries are rolled back for their success; `healthy` runs come before it falls."""
    chance = random.Random(seed)
    found = 0
    for _ in range(canaries):
        is_candidate, results = [], []
        for place in range(runs * 10):
            candidate = place % 10 == 9
            fails = degraded if candidate and place >= healthy * 10 else rate
            is_candidate.append(candidate)
            results.append(float(chance.random() < fails))
        found += canary.canary_evidence(is_candidate, results, 8, 1 / 0.045, 0.03)["breach"] is not None
    return found


@pytest.mark.parametrize("rate", [0.7, 0.9, 0.95, 0.99])
def test_few_canaries_that_do_as_well_are_rolled_back(rate: float) -> None:
    """Looked at after every run: at most 4.5 percent; 29 of 400 would be above that with a chance of 1 percent."""
    assert breaches(rate, rate, 0, 400, 300, 1) <= 28


@pytest.mark.parametrize("healthy", [0, 100])
def test_one_that_begins_to_fail_is_found(healthy: int) -> None:
    assert breaches(0.95, 0.75, healthy, 50, healthy + 150, 2) == 50


# ---- promotion ---------------------------------------------------------------------------------------------


def promoted(drop: float, canaries: int, seed: int) -> int:
    """How many of so many canaries are promoted: looked at with 100 runs, and whenever these doubled, up to 800."""
    chance = random.Random(seed)
    found = 0
    for _ in range(canaries):
        theirs = [chance.gauss(0.95 - drop, 0.1) for _ in range(800)]
        ours = [chance.gauss(0.95, 0.1) for _ in range(3200)]
        for look in (1, 2, 3, 4):
            runs = 50 * 2**look
            a, b = theirs[:runs], ours[: 4 * runs]
            limits = means.compare_means(
                runs, mean(a), variance(a), 4 * runs, mean(b), variance(b), 0.05 / 2**look
            )
            if limits[1] >= -0.03:
                found += 1
                break
    return found


def test_an_inferior_candidate_is_rarely_promoted() -> None:
    """Exactly at the margin: at most alpha over all looks; 20 of 200 would be that with a chance below 1 percent."""
    assert promoted(0.03, 200, 3) < 20


def test_an_equal_candidate_is_promoted() -> None:
    assert promoted(0.0, 100, 4) > 90
