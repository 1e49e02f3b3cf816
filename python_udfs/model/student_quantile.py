"""Student's t: how much of it lies beyond a value, and the value that a share lies within. Pure; floats: estimates."""

import math


def student_tail(t: float, freedom: float) -> float:
    """Probability that Student's t with so many degrees of freedom is further from 0 than t."""
    if freedom > 1e6:  # the normal's, to seven digits
        return math.erfc(abs(t) / math.sqrt(2))
    return _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t), t * t / (freedom + t * t))


def student_quantile(confidence: float, freedom: float) -> float:
    """The t from whose negative to which Student's distribution has that share."""
    low, high = 0.0, 1.0
    while student_tail(high, freedom) > 1 - confidence and high < 1e9:
        low, high = high, high * 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if student_tail(middle, freedom) > 1 - confidence else (low, middle)
    return (low + high) / 2


def _incomplete_beta(a: float, b: float, x: float, y: float) -> float:
    """Regularised, by Lentz's continued fraction, on the side where it converges; y is 1 - x with all its digits."""
    if x <= 0 or y <= 0:
        return float(y <= 0)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, y, x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(y))
    tiny = 1e-300
    c, d = 1.0, 1 / ((1 - (a + b) * x / (a + 1)) or tiny)
    fraction = d
    for m in range(1, 500):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / ((1 + step * d) or tiny)
            c = (1 + step / c) or tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction / a
