"""The other reward formulas: golden vectors, and what holds for every input."""

import json
from collections.abc import Callable
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

ROOT = Path(__file__).parents[2]
VECTORS = [json.loads(line) for line in (ROOT / "tests/golden/rewards.jsonl").open("rb")]
FORMULAS: dict[str, Callable[..., Decimal]] = {
    "golden": load("reward/golden_reward").golden_reward,
    "reuse": load("reward/golden_reuse_bonus").golden_reuse_bonus,
    "pattern": load("reward/pattern_reward").pattern_reward,
    "adoption": load("reward/adoption_reward").adoption_reward,
}
GOLDEN: dict[str, Any] = {
    "base": Decimal(200),
    "slope": Decimal(1),
    "anchor": Decimal("0.9"),
    "mult_min": Decimal(1),
    "mult_max": Decimal(2),
    "reuse": [Decimal(n) for n in (50, 40, 30, 20)],
    "reuse_cap": Decimal(500),
    "total_cap": Decimal(1000),
}
POLICIES: dict[str, dict[str, Any]] = {
    "golden": {key: GOLDEN[key] for key in ("base", "slope", "anchor", "mult_min", "mult_max", "total_cap")},
    "reuse": {key: GOLDEN[key] for key in ("reuse", "reuse_cap", "total_cap")},
    "pattern": {
        "tiers": [
            [Decimal("0.9"), Decimal(300)],
            [Decimal("0.7"), Decimal(150)],
            [Decimal("0.5"), Decimal(50)],
        ],
        "novelty_base": Decimal("0.5"),
        "novelty_coef": Decimal("0.5"),
        "duplicate_similarity": Decimal("0.85"),
        "multipliers": {
            "effect": Decimal("1.3"),
            "compute": Decimal("1.3"),
            "reducer": Decimal("1.3"),
            "orchestrator": Decimal("1.5"),
            "utility": Decimal(1),
            "example": Decimal("0.8"),
            "default": Decimal(1),
        },
        "complexity_coef": Decimal("0.25"),
        "complexity_cap": Decimal("0.8"),
        "cap": Decimal(500),
    },
    "adoption": {
        "base": Decimal(200),
        "users_cap": Decimal(5),
        "cost_base": Decimal("0.5"),
        "cost_coef": Decimal("0.5"),
        "unverified": Decimal("0.5"),
        "cap": Decimal(1000),
    },
}
USUAL: dict[str, dict[str, Any]] = {
    "golden": {"quality": Decimal(1)},
    "reuse": {"n": 1, "bonuses": Decimal(0), "reward": Decimal(200)},
    "pattern": {
        "quality": Decimal(1),
        "novelty": Decimal(1),
        "similarity": Decimal(0),
        "complexity": Decimal(1),
        "role": "effect",
    },
    "adoption": {"users": 3, "confidence": Decimal(1), "saved": Decimal(0), "is_verified": False},
}
MICRO = Decimal("0.000001")
shares = st.decimals(min_value=0, max_value=1, places=6)
tokens = st.decimals(min_value=0, max_value=1000, places=6)


def given_input(vector: dict[str, Any]) -> dict[str, Any]:
    """Input of a vector with numbers in strings as Decimals."""
    return {
        key: Decimal(value) if isinstance(value, str) and key != "role" else value
        for key, value in vector["input"].items()
    }


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['formula']}-{v['about']}".replace(" ", "_"))
def test_golden(vector: dict[str, Any]) -> None:
    policy = POLICIES[vector["formula"]] | vector.get("policy", {})
    assert FORMULAS[vector["formula"]](**given_input(vector), policy=policy) == Decimal(vector["reward"])


def test_reuses_add_up_to_the_cap() -> None:
    """Cumulative 50, 90, 120, 140 … 500 at the 22nd, and no more."""
    bonuses = [
        Decimal(v["reward"])
        for v in VECTORS
        if v["formula"] == "reuse" and v["about"].startswith("the vectors")
    ]
    totals = list(accumulate(bonuses))
    assert [totals[n - 1] for n in (1, 2, 3, 4, 22, 23)] == [50, 90, 120, 140, 500, 500]


@given(st.lists(tokens, min_size=1, max_size=5), tokens, tokens, tokens, st.integers(1, 40))
def test_reuses_never_pass_a_cap(
    schedule: list[Decimal], cap: Decimal, total: Decimal, reward: Decimal, reuses: int
) -> None:
    policy = {"reuse": schedule, "reuse_cap": cap, "total_cap": total}
    paid = Decimal(0)
    for n in range(1, reuses + 1):
        bonus = FORMULAS["reuse"](n, paid, reward, policy)
        assert 0 <= bonus <= schedule[min(n, len(schedule)) - 1]
        paid += bonus
    assert paid <= cap
    assert paid == 0 or paid + reward <= total


@given(shares, shares)
def test_a_better_golden_state_earns_no_less(one: Decimal, other: Decimal) -> None:
    low, high = (FORMULAS["golden"](quality, GOLDEN) for quality in sorted((one, other)))
    assert 200 <= low <= high <= 220


@given(shares, shares, shares, shares, st.sampled_from([None, "effect", "orchestrator", "example", "new"]))
def test_patterns(
    quality: Decimal, similarity: Decimal, complexity: Decimal, other: Decimal, role: str | None
) -> None:
    """Money between zero and the cap; more is never less; a duplicate is nothing, whatever else it is."""
    formula, policy = FORMULAS["pattern"], POLICIES["pattern"]
    reward = formula(quality, 1 - similarity, similarity, complexity, role, policy)
    assert reward == round(reward, 6)
    assert 0 <= reward <= 500
    assert (reward == 0) == (quality < Decimal("0.5") or similarity >= Decimal("0.85"))
    assert formula(max(quality, other), 1 - similarity, similarity, complexity, role, policy) >= reward
    assert formula(quality, 1 - similarity, similarity, max(complexity, other), role, policy) >= reward
    nearer = max(similarity, other)
    assert formula(quality, 1 - nearer, nearer, complexity, role, policy) <= reward


@given(st.integers(0, 10**6), shares, shares, st.booleans(), st.integers(0, 10**6), shares)
def test_adoption(
    users: int, confidence: Decimal, saved: Decimal, is_verified: bool, more: int, other: Decimal
) -> None:
    formula, policy = FORMULAS["adoption"], POLICIES["adoption"]
    reward = formula(users, confidence, saved, is_verified, policy)
    assert reward == round(reward, 6)
    assert 0 <= reward <= 1000
    for better in (
        (max(users, more), confidence, saved, is_verified),
        (users, max(confidence, other), saved, is_verified),
        (users, confidence, max(saved, other), is_verified),
        (users, confidence, saved, True),
    ):
        assert formula(*better, policy) >= reward
    assert (
        abs(
            formula(users, confidence, saved, True, policy)
            - 2 * formula(users, confidence, saved, False, policy)
        )
        <= MICRO
    )


WRONG = [None, *map(Decimal, ("NaN", "sNaN", "Infinity", "-Infinity", "-0.1"))]


@pytest.mark.parametrize(
    ("formula", "name", "value"),
    [
        (formula, name, value)
        for formula, inputs in USUAL.items()
        for name, usual in inputs.items()
        for value in (
            [None, 0, -1]
            if name == "n"
            else [None, -1]
            if name == "users"
            else [None]
            if name == "is_verified"
            else []
            if name == "role"
            else WRONG
            if formula == "reuse"
            else [*WRONG, Decimal("1.000001")]
        )
    ],
)
def test_a_wrong_input_is_refused(formula: str, name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="not") as caught:
        FORMULAS[formula](**(USUAL[formula] | {name: value}), policy=POLICIES[formula])
    assert len(caught.value.args) == 3 and all(caught.value.args)
    assert name in caught.value.args[1]


@pytest.mark.parametrize(
    ("formula", "policy"),
    [
        (formula, policy)
        for formula, usual in POLICIES.items()
        for policy in (
            None,
            [],
            {},
            *({key: value for key, value in usual.items() if key != missing} for missing in usual),
            *(usual | {key: wrong} for key in usual for wrong in ("lots", None, [[]])),
            *(usual | {key: "NaN"} for key in usual if key.endswith("cap")),
        )
    ],
)
def test_a_policy_that_cannot_be_used_is_refused(formula: str, policy: Any) -> None:
    with pytest.raises(ValueError, match="policy is not usable") as caught:
        FORMULAS[formula](**USUAL[formula], policy=policy)
    assert len(caught.value.args) == 3 and all(caught.value.args)
