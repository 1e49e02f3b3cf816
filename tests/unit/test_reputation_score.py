"""The formula of reputations, without a database."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

reputation_score = load("core/reputation_score").reputation_score
RULE: dict[str, Any] = {
    "start": Decimal("0.5"),
    "lowest": Decimal(0),
    "highest": Decimal("1.5"),
    "grace": 30,
    "per_day": Decimal("0.01"),
    "floor": Decimal("0.5"),
}
deltas = st.lists(st.decimals(min_value=-2, max_value=2, places=3), max_size=20)
days = st.integers(min_value=0, max_value=1000)


def score(events: list[Decimal], gaps: list[int]) -> Decimal:
    result: Decimal = reputation_score(events, gaps, **RULE)
    return result


@given(deltas, st.data())
def test_it_stays_within_its_bounds(events: list[Decimal], data: st.DataObject) -> None:
    gaps = data.draw(st.lists(days, min_size=len(events) + 1, max_size=len(events) + 1))
    assert RULE["lowest"] <= score(events, gaps) <= RULE["highest"]


@given(deltas, days, days)
def test_idle_days_never_raise_it_nor_take_it_below_the_floor(
    events: list[Decimal], fewer: int, more: int
) -> None:
    gaps = [0] * len(events)
    earlier, later = (score(events, [*gaps, idle]) for idle in sorted((fewer, more)))
    assert later <= earlier
    assert later >= min(earlier, RULE["floor"])


@given(deltas, st.decimals(min_value=0, max_value=2, places=3))
def test_good_news_never_lowers_it(events: list[Decimal], delta: Decimal) -> None:
    gaps = [0] * (len(events) + 1)
    assert score([*events, delta], [*gaps, 0]) >= score(events, gaps)


def test_who_comes_back_every_month_keeps_it() -> None:
    assert score([Decimal(1)] + [Decimal(0)] * 12, [0] + [30] * 13) == Decimal("1.5")
    assert score([Decimal(1)], [0, 390]) == Decimal("0.5")
