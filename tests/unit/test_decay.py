"""The formula of decay: golden vectors, and what holds for every input."""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

decay = load("reward/decay").decay

VECTORS = [
    json.loads(line, parse_float=Decimal)
    for line in (Path(__file__).parents[1] / "golden/decay.jsonl").open("rb")
]
POLICY: dict[str, Any] = {"annual": Decimal("0.1"), "exempt": 0, "expiry": "none", "expiry_days": 365}
MICRO = Decimal("0.000001")
Moves = list[tuple[int, Decimal, Decimal]]

balances = st.decimals(min_value=0, max_value=10**12, places=6)
policies = st.fixed_dictionaries(
    {
        "annual": st.decimals(min_value=0, max_value=1, places=3),
        "exempt": st.integers(0, 100),
        "expiry": st.sampled_from(["none", "activity", "rolling"]),
        "expiry_days": st.integers(1, 60),
    }
)


@st.composite
def movements(draw: st.DrawFn) -> Moves:
    """What came and went on some of the days; nothing is spent that did not come."""
    days = draw(st.lists(st.integers(0, 90), unique=True, max_size=6))
    moves = []
    for day in sorted(days):
        received = Decimal(draw(st.integers(0, 200)))
        moves.append((day, received - draw(st.integers(0, 150)), received))
    return moves


@pytest.mark.parametrize("vector", VECTORS, ids=[v["about"] for v in VECTORS])
def test_golden(vector: dict[str, Any]) -> None:
    moves = [(day, Decimal(net), Decimal(received)) for day, net, received in vector.get("moves", ())]
    left = decay(Decimal(vector["balance"]), vector["days"], POLICY | vector["policy"], moves)
    assert left.quantize(MICRO, ROUND_HALF_UP) == Decimal(vector["left"])


@given(st.integers(0, 1000), st.integers(0, 90), st.integers(0, 90), policies, movements())
def test_it_does_not_matter_when_it_is_computed(
    balance: int, first: int, second: int, policy: dict[str, Any], moves: Moves
) -> None:
    """Some days, and then the others with what went before as history, are all of them at once."""
    start = [(-1, Decimal(0), Decimal(balance))]
    at_once = decay(Decimal(balance), first + second, policy, start + moves)
    early = [move for move in moves if move[0] < first]
    halfway = decay(Decimal(balance), first, policy, start + early)
    history = [
        (day - first, net if day >= first else Decimal(0), received) for day, net, received in start + moves
    ]
    assert decay(halfway, second, policy, history) == at_once


@given(balances, st.integers(0, 400), policies)
def test_it_only_takes_and_leaves_the_exempt_part(
    balance: Decimal, days: int, policy: dict[str, Any]
) -> None:
    left = decay(balance, days, policy)
    assert min(balance, policy["exempt"]) <= left <= balance
    assert left.as_tuple().exponent == -24


@pytest.mark.parametrize(
    ("balance", "days"),
    [
        (None, 1),
        (Decimal("NaN"), 1),
        (Decimal("sNaN"), 1),
        (Decimal("Infinity"), 1),
        (Decimal(-1), 1),
        (Decimal("1e300"), 1),
        (Decimal(1), None),
        (Decimal(1), -1),
        (Decimal(1), 100001),
    ],
)
def test_what_cannot_be_is_refused(balance: Decimal | None, days: int | None) -> None:
    with pytest.raises(ValueError, match="not usable") as caught:
        decay(balance, days, POLICY)
    assert len(caught.value.args) == 3 and all(caught.value.args)


@pytest.mark.parametrize(
    "policy",
    [
        None,
        [],
        {},
        *({key: value for key, value in POLICY.items() if key != missing} for missing in POLICY),
        POLICY | {"annual": "NaN"},
        POLICY | {"annual": Decimal("1.1")},
        POLICY | {"annual": -1},
        POLICY | {"exempt": -1},
        POLICY | {"exempt": "lots"},
        POLICY | {"expiry": "never"},
        POLICY | {"expiry": []},
        POLICY | {"expiry_days": 0},
        POLICY | {"expiry_days": Decimal("365.5")},
        POLICY | {"expiry_days": 100_001},
        POLICY | {"expiry_days": Decimal("1e30")},
        POLICY | {"expiry_days": Decimal("Infinity")},
    ],
)
def test_a_policy_that_cannot_be_used_is_refused(policy: Any) -> None:
    with pytest.raises(ValueError, match="policy is not usable") as caught:
        decay(Decimal(1), 1, policy)
    assert len(caught.value.args) == 3 and all(caught.value.args)
