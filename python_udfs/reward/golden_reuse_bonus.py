"""What the n-th reuse of a golden state adds. Pure: Decimal in, Decimal out.

bonus = schedule(n), as long as the bonuses together stay within reuse_cap, and with the reward for the approval within
total_cap. The schedule's last step is that of every later reuse. The result is rounded half up to micro-tokens.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Dict

MICRO = Decimal("0.000001")


def golden_reuse_bonus(n: int, bonuses: Decimal, reward: Decimal, policy: Dict[str, Any]) -> Decimal:
    """Tokens for the n-th reuse, from 1, where earlier ones earned `bonuses` and the approval `reward`.

    Raises ValueError with (message, detail, hint) where an input is out of range or a constant is missing.
    """
    if n is None or n < 1:
        raise ValueError(
            "number of a reuse is not usable", f"n={'NULL' if n is None else n}", "Reuses are counted from 1."
        )
    for name, value in (("bonuses", bonuses), ("reward", reward)):
        if value is None or not value.is_finite() or value < 0:
            raise ValueError(
                "reward input is not an amount",
                f"{name}={'NULL' if value is None else value}",
                "Pass what was earned before, 0 or more tokens.",
            )
    try:
        schedule = policy["reuse"]
        left = min(Decimal(policy["reuse_cap"]), Decimal(policy["total_cap"]) - reward) - bonuses
        amount = max(Decimal(0), min(Decimal(schedule[min(n, len(schedule)) - 1]), left))
        return amount.quantize(MICRO, ROUND_HALF_UP)
    except (ArithmeticError, KeyError, IndexError, TypeError, ValueError) as error:
        raise ValueError(
            "reward policy is not usable",
            f"{type(error).__name__}: {error}",
            "It needs reuse, a list of tokens, and reuse_cap and total_cap.",
        ) from error
