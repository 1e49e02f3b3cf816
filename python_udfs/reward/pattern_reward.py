"""What a pattern earns. Pure: Decimal in, Decimal out.

A duplicate, similar to what was there by duplicate_similarity or more, earns 0. Otherwise
reward = min(cap, tier(quality) * (novelty_base + novelty_coef * novelty) * multiplier(role)
                  * (1 + complexity_coef * min(complexity, complexity_cap)))

The tier is that of the highest threshold that the quality reaches; below all of them the reward is 0.
The result is rounded half up to micro-tokens.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Dict, Optional

MICRO = Decimal("0.000001")


def pattern_reward(
    quality: Decimal,
    novelty: Decimal,
    similarity: Decimal,
    complexity: Decimal,
    role: Optional[str],
    policy: Dict[str, Any],
) -> Decimal:
    """Tokens for a pattern; all numbers are shares from 0 to 1. A role without a multiplier has the default one.

    Raises ValueError with (message, detail, hint) where an input is not a share or a constant is missing.
    """
    for name, value in (
        ("quality", quality),
        ("novelty", novelty),
        ("similarity", similarity),
        ("complexity", complexity),
    ):
        if value is None or not value.is_finite() or not 0 <= value <= 1:
            raise ValueError(
                "reward input is not a share",
                f"{name}={'NULL' if value is None else value}",
                "Pass quality, novelty, similarity and complexity from 0 to 1.",
            )
    try:
        if similarity >= Decimal(policy["duplicate_similarity"]):
            return Decimal(0).quantize(MICRO)
        reached = [(Decimal(at), Decimal(tokens)) for at, tokens in policy["tiers"] if quality >= Decimal(at)]
        base = max(reached)[1] if reached else Decimal(0)
        multipliers = policy["multipliers"]
        amount = (
            base
            * (Decimal(policy["novelty_base"]) + Decimal(policy["novelty_coef"]) * novelty)
            * Decimal(multipliers.get(role, multipliers["default"]))
            * (1 + Decimal(policy["complexity_coef"]) * min(complexity, Decimal(policy["complexity_cap"])))
        )
        return min(Decimal(policy["cap"]), amount).quantize(MICRO, ROUND_HALF_UP)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            "reward policy is not usable",
            f"{type(error).__name__}: {error}",
            "It needs duplicate_similarity, tiers, novelty_base, novelty_coef, multipliers with a default,"
            " complexity_coef, complexity_cap and cap.",
        ) from error
