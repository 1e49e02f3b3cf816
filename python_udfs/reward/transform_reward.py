"""What a transform earns. Pure: Decimal in, Decimal out.

reward = min(cap, tier(quality) * (novelty_base + novelty_coef * novelty)
                  * (1 + complexity_coef * min(complexity, complexity_cap)))

The tier is that of the highest threshold that the quality reaches; below all of them the reward is 0.
The result is rounded half up to micro-tokens.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Dict

MICRO = Decimal("0.000001")


def transform_reward(
    quality: Decimal, novelty: Decimal, complexity: Decimal, policy: Dict[str, Any]
) -> Decimal:
    """Tokens for a transform; quality, novelty and complexity are shares from 0 to 1.

    Raises ValueError with (message, detail, hint) where an input is not a share or a constant is missing.
    """
    for name, value in (("quality", quality), ("novelty", novelty), ("complexity", complexity)):
        if value is None or not value.is_finite() or not 0 <= value <= 1:
            raise ValueError(
                "reward input is not a share",
                f"{name}={'NULL' if value is None else value}",
                "Pass quality, novelty and complexity from 0 to 1.",
            )
    try:
        reached = [(Decimal(at), Decimal(tokens)) for at, tokens in policy["tiers"] if quality >= Decimal(at)]
        base = max(reached)[1] if reached else Decimal(0)
        novelty_factor = Decimal(policy["novelty_base"]) + Decimal(policy["novelty_coef"]) * novelty
        complexity_factor = 1 + Decimal(policy["complexity_coef"]) * min(
            complexity, Decimal(policy["complexity_cap"])
        )
        amount = min(Decimal(policy["cap"]), base * novelty_factor * complexity_factor)
        return amount.quantize(MICRO, ROUND_HALF_UP)
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            "reward policy is not usable",
            f"{type(error).__name__}: {error}",
            "It needs tiers, novelty_base, novelty_coef, complexity_coef, complexity_cap and cap.",
        ) from error
