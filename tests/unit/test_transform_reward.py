"""The reward formula: golden vectors, and what holds for every input."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

transform_reward = load("reward/transform_reward").transform_reward

VECTORS = [
    json.loads(line) for line in (Path(__file__).parents[1] / "golden/transform_reward.jsonl").open("rb")
]
POLICY: dict[str, Any] = {
    "tiers": [[Decimal("0.9"), Decimal(300)], [Decimal("0.7"), Decimal(150)], [Decimal("0.5"), Decimal(50)]],
    "novelty_base": Decimal("0.5"),
    "novelty_coef": Decimal("0.5"),
    "complexity_coef": Decimal("0.3"),
    "complexity_cap": Decimal(1),
    "cap": Decimal(500),
}
ONE = Decimal(1)
shares = st.decimals(min_value=0, max_value=1, places=6)
tokens = st.decimals(min_value=0, max_value=1000, places=6)


@pytest.mark.parametrize(
    "vector", VECTORS, ids=[f"{v['quality']}-{v['novelty']}-{v['complexity']}" for v in VECTORS]
)
def test_golden(vector: dict[str, Any]) -> None:
    policy = POLICY | vector.get("policy", {})
    inputs = (Decimal(vector[name]) for name in ("quality", "novelty", "complexity"))
    assert transform_reward(*inputs, policy) == Decimal(vector["reward"])


@given(shares, shares, shares, shares)
def test_more_is_never_less(quality: Decimal, novelty: Decimal, complexity: Decimal, other: Decimal) -> None:
    reward = transform_reward(quality, novelty, complexity, POLICY)
    for better in (
        (max(quality, other), novelty, complexity),
        (quality, max(novelty, other), complexity),
        (quality, novelty, max(complexity, other)),
    ):
        assert transform_reward(*better, POLICY) >= reward


@given(shares, shares, shares, tokens)
def test_result_is_money(quality: Decimal, novelty: Decimal, complexity: Decimal, cap: Decimal) -> None:
    """A Decimal of at most six decimals, between zero and the cap; nothing below the lowest tier."""
    reward = transform_reward(quality, novelty, complexity, POLICY | {"cap": cap})
    assert isinstance(reward, Decimal)
    assert reward == round(reward, 6)
    assert 0 <= reward <= cap
    if quality < Decimal("0.5"):
        assert reward == 0


@given(shares, shares, st.sampled_from([(Decimal(at), Decimal(tier)) for at, tier in POLICY["tiers"]]))
def test_tier_begins_at_its_threshold(
    novelty: Decimal, complexity: Decimal, tier: tuple[Decimal, Decimal]
) -> None:
    at, amount = tier
    bonus = (1 + novelty) / 2 * (1 + Decimal("0.3") * complexity)
    lower = max((t for a, t in POLICY["tiers"] if a < at), default=Decimal(0))
    micro = Decimal("0.000001")
    assert abs(transform_reward(at, novelty, complexity, POLICY) - amount * bonus) <= micro / 2
    assert abs(transform_reward(at - micro, novelty, complexity, POLICY) - lower * bonus) <= micro / 2


@pytest.mark.parametrize(
    "value", [None, *map(Decimal, ("NaN", "sNaN", "Infinity", "-Infinity", "-0.1", "1.000001"))]
)
@pytest.mark.parametrize("place", range(3))
def test_what_is_no_share_is_refused(value: Decimal | None, place: int) -> None:
    inputs: list[Decimal | None] = [ONE, ONE, ONE]
    inputs[place] = value
    with pytest.raises(ValueError, match="not a share") as caught:
        transform_reward(*inputs, POLICY)
    assert len(caught.value.args) == 3 and all(caught.value.args)


@pytest.mark.parametrize(
    "policy",
    [
        None,
        [],
        {},
        *({key: value for key, value in POLICY.items() if key != missing} for missing in POLICY),
        POLICY | {"tiers": 1},
        POLICY | {"tiers": [[1]]},
        POLICY | {"tiers": [["x", 1]]},
        POLICY | {"cap": "NaN"},
        POLICY | {"cap": "lots"},
        POLICY | {"cap": None},
        POLICY | {"novelty_coef": "Infinity", "cap": "Infinity"},
    ],
)
def test_a_policy_that_cannot_be_used_is_refused(policy: Any) -> None:
    with pytest.raises(ValueError, match="policy is not usable") as caught:
        transform_reward(ONE, ONE, ONE, policy)
    assert len(caught.value.args) == 3 and all(caught.value.args)
