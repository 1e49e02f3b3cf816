"""What a transform has earned by its adoption: the variant of the reward for transforms. Pure: Decimal in, Decimal out.

reward = min(cap, base * min(users_cap, log2(1 + users)) * confidence * (cost_base + cost_coef * saved) * safety)

Users are distinct others who had success with it. The first counts 1, three count 2, seven count 3: a ring of
friends gains little. The result is rounded half up to micro-tokens.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Dict

MICRO = Decimal("0.000001")


def adoption_reward(
    users: int, confidence: Decimal, saved: Decimal, is_verified: bool, policy: Dict[str, Any]
) -> Decimal:
    """Tokens that are earned so far; confidence and saved, the share of the cost that is saved, are from 0 to 1.

    Raises ValueError with (message, detail, hint) where an input is out of range or a constant is missing.
    """
    if users is None or users < 0 or is_verified is None:
        raise ValueError(
            "adoption is not usable",
            f"users={'NULL' if users is None else users} is_verified={'NULL' if is_verified is None else is_verified}",
            "Pass how many others used it, and whether it was verified.",
        )
    for name, value in (("confidence", confidence), ("saved", saved)):
        if value is None or not value.is_finite() or not 0 <= value <= 1:
            raise ValueError(
                "reward input is not a share",
                f"{name}={'NULL' if value is None else value}",
                "Pass confidence and saved from 0 to 1.",
            )
    try:
        reach = min(Decimal(policy["users_cap"]), Decimal(1 + users).ln() / Decimal(2).ln())
        amount = (
            Decimal(policy["base"])
            * reach
            * confidence
            * (Decimal(policy["cost_base"]) + Decimal(policy["cost_coef"]) * saved)
            * (Decimal(1) if is_verified else Decimal(policy["unverified"]))
        )
        return min(Decimal(policy["cap"]), amount).quantize(MICRO, ROUND_HALF_UP)
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            "reward policy is not usable",
            f"{type(error).__name__}: {error}",
            "It needs base, users_cap, cost_base, cost_coef, unverified and cap.",
        ) from error
