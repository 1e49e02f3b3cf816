"""Model calls as a block: authorised before, recorded and settled after, given back where they fail."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

import agora
from agora import calls, client

PRICES = {"input_mtok": 3, "output_mtok": 15}
USAGE = {"input_tokens": 1000, "output_tokens": 500}
COST = Decimal("0.0105")


@pytest.fixture
def team(dsn: str) -> Iterator[client.Agora]:
    with agora.connect(dsn) as team:
        team.model.register_provider(provider="acme")
        team.model.register_model(provider="acme", model="turbo")
        team.model.set_price(model="acme/turbo", prices=PRICES, valid_from="-infinity")
        team.model.set_budget(limit_usd=Decimal("0.03"))
        yield team


@pytest.fixture
def ada(team: client.Agora) -> int:
    return int(team.core.register_principal(name="ada"))


def state(team: client.Agora) -> dict[str, Any]:
    (row,) = team.rows("SELECT spent_usd, reserved_usd FROM agora_model.budget_state")
    return row


def test_a_call_is_authorised_timed_recorded_and_settled(team: client.Agora, ada: int) -> None:
    ticks = iter([1.0, 1.25])
    with agora.call(
        team,
        "acme/turbo",
        "generation",
        estimate=USAGE,
        principal=ada,
        key="k",
        clock=lambda: next(ticks),
    ) as call:
        assert call.answer["decision"] == "allow"
        assert state(team) == {"spent_usd": 0, "reserved_usd": COST}
        call.usage, call.quality, call.details["project"] = {"input_tokens": 2000}, 0.9, "p"
    assert call.cost_usd == Decimal("0.006")
    assert state(team) == {"spent_usd": Decimal("0.006"), "reserved_usd": 0}
    (row,) = team.rows("SELECT latency_ms, project, is_success, quality FROM agora_model.recorded_call")
    assert row == {"latency_ms": 250, "project": "p", "is_success": True, "quality": Decimal("0.9")}


def test_one_that_fails_is_given_back(team: client.Agora, ada: int) -> None:
    with (
        pytest.raises(ConnectionError),
        agora.call(team, "acme/turbo", estimate=Decimal("0.01"), principal=ada),
    ):
        raise ConnectionError
    assert state(team) == {"spent_usd": 0, "reserved_usd": 0}
    assert team.rows("SELECT FROM agora_model.recorded_call") == []


def test_one_that_fails_after_it_was_paid_is_recorded(team: client.Agora, ada: int) -> None:
    with pytest.raises(KeyError), agora.call(team, "acme/turbo", estimate=0.01, principal=ada) as call:
        call.usage = USAGE
        raise KeyError
    assert state(team) == {"spent_usd": COST, "reserved_usd": 0}
    assert team.rows("SELECT is_success FROM agora_model.recorded_call") == [{"is_success": False}]


def test_one_that_does_not_say_what_it_used_is_an_error(team: client.Agora, ada: int) -> None:
    with (
        pytest.raises(ValueError, match="usage"),
        agora.call(team, "acme/turbo", estimate=USAGE, principal=ada),
    ):
        pass
    assert state(team) == {"spent_usd": 0, "reserved_usd": 0}


@pytest.mark.parametrize(
    "model, estimate", [("acme/turbo", 0.031), ("acme/new", USAGE), ("acme/turbo", None)]
)
def test_what_a_budget_refuses_is_not_called(team: client.Agora, ada: int, model: str, estimate: Any) -> None:
    with (
        pytest.raises(calls.SpendRefusedError, match="deny") as refused,
        agora.call(team, model, estimate=estimate, principal=ada),
    ):
        pytest.fail("it was called")
    assert refused.value.answer["authorization_id"] is None


def test_where_costs_are_not_tracked_it_is_only_called(team: client.Agora, ada: int) -> None:
    team.core.set_flag(flag="cost_tracking", on=False)
    with agora.call(team, "acme/turbo", estimate=99, principal=ada) as call:
        call.usage = USAGE
    assert call.cost_usd is None
    assert state(team) == {"spent_usd": 0, "reserved_usd": 0}
