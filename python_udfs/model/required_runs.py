"""How many runs a comparison of two groups needs: the usual normal approximation, variances not pooled."""

from statistics import NormalDist


def required_runs(
    variance_a: float, variance_b: float, effect: float, tail: float, power: float, ratio: float
) -> int:
    """Runs of group a, to the nearest, that find an effect with chance `power`; group b has `ratio` times as many."""
    reach = NormalDist().inv_cdf(power) - NormalDist().inv_cdf(tail)
    return round(reach**2 * (variance_a + variance_b / ratio) / effect**2)
