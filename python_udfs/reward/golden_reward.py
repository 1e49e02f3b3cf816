"""What a golden state earns when it is approved. Pure: Decimal in, Decimal out.

reward = min(total_cap, base * multiplier), where multiplier = 1 + slope * (quality - anchor), kept within mult_min and
mult_max. The result is rounded half up to micro-tokens.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Dict

MICRO = Decimal("0.000001")


def golden_reward(quality: Decimal, policy: Dict[str, Any]) -> Decimal:
    """Tokens for the approval of a golden state; quality is a share from 0 to 1.

    Raises ValueError with (message, detail, hint) where it is not a share or a constant is missing.
    """
    if quality is None or not quality.is_finite() or not 0 <= quality <= 1:
        raise ValueError(
            "reward input is not a share",
            f"quality={'NULL' if quality is None else quality}",
            "Pass a quality from 0 to 1.",
        )
    try:
        multiplier = 1 + Decimal(policy["slope"]) * (quality - Decimal(policy["anchor"]))
        multiplier = min(Decimal(policy["mult_max"]), max(Decimal(policy["mult_min"]), multiplier))
        amount = min(Decimal(policy["total_cap"]), Decimal(policy["base"]) * multiplier)
        return amount.quantize(MICRO, ROUND_HALF_UP)
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            "reward policy is not usable",
            f"{type(error).__name__}: {error}",
            "It needs base, slope, anchor, mult_min, mult_max and total_cap.",
        ) from error
