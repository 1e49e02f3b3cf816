"""Migrations with several sessions at once: one canary in a stage, one decision about it, one outcome of a run."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SETUP = """
SELECT agora_model.register_provider('acme');
SELECT agora_model.register_model('acme', m) FROM unnest(ARRAY['turbo', 'mini', 'nano']) AS m;
SELECT agora_model.assign_models('design', '{"acme/turbo": 1}');
"""
EXPERIMENT = """
SELECT agora_model.create_experiment('x', 'x', 'quality', '{a,b}', '{"effect": 0.1, "deviation": 0.1}');
SELECT agora_model.start_experiment('x');
"""


def one(connection: Connection, query: str, *arguments: object) -> Any:
    """Return the only column of the only row."""
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture
def proposals(session: Session) -> list[int]:
    """Two candidates for one stage."""
    setup = session(autocommit=True)
    setup.execute(SETUP.encode())
    return [
        one(setup, "SELECT agora_model.propose_migration('design', %s)", name)
        for name in ("acme/mini", "acme/nano")
    ]


def test_two_canaries_of_a_stage_do_not_start(
    session: Session, background: Background, waits_for: WaitsFor, proposals: list[int]
) -> None:
    first, second = session(), session()
    one(first, "SELECT agora_model.start_canary(%s)", proposals[0])
    other = background(one, second, "SELECT agora_model.start_canary(%s)", proposals[1])
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        other.result()
    assert refused.value.sqlstate == "ZP054"


def test_an_assignment_waits_for_a_canary_that_starts(
    session: Session, background: Background, waits_for: WaitsFor, proposals: list[int]
) -> None:
    """Neither can slip past the other: both lock the stage."""
    first, second = session(), session()
    one(first, "SELECT agora_model.start_canary(%s)", proposals[0])
    other = background(one, second, "SELECT agora_model.assign_models('design', '{\"acme/nano\": 1}')")
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        other.result()
    assert refused.value.sqlstate == "ZP054"


def test_a_canary_is_decided_once(
    session: Session, background: Background, waits_for: WaitsFor, proposals: list[int]
) -> None:
    """Who judges it while an operator stops it finds it decided."""
    setup, first, second = session(autocommit=True), session(), session()
    one(setup, "SELECT agora_model.start_canary(%s)", proposals[0])
    one(first, "SELECT agora_model.stop_migration(%s, 'an operator')", proposals[0])
    other = background(one, second, "SELECT (agora_model.judge_canary(%s)).verdict", proposals[0])
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        other.result()
    assert refused.value.sqlstate == "ZP057"
    decided = "SELECT count(*) FROM agora_model.migration_history AS h WHERE h.model_migration_id = %s"
    assert one(setup, decided, proposals[0]) == 3


def test_a_run_has_one_outcome(session: Session, background: Background, waits_for: WaitsFor) -> None:
    setup, first, second, third = session(autocommit=True), session(), session(), session()
    setup.execute(EXPERIMENT.encode())
    observe = "SELECT agora_model.record_observation('x', '00000000-0000-4000-8000-000000000001', %s)"
    arm = one(first, observe, 1)
    same = background(one, second, observe, 1)
    waits_for(second, first)
    first.commit()
    assert same.result() == arm
    with pytest.raises(psycopg.Error) as refused:
        one(third, observe, 0)
    assert refused.value.sqlstate == "ZP063"


def test_nothing_is_observed_once_it_is_stopped(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    setup, first, second = session(autocommit=True), session(), session()
    setup.execute(EXPERIMENT.encode())
    one(first, "SELECT agora_model.stop_experiment('x')")
    late = background(one, second, "SELECT agora_model.record_observation('x', gen_random_uuid(), 1)")
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        late.result()
    assert refused.value.sqlstate == "ZP062"
