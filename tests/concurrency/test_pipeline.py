"""Runs and releases with several sessions at once: no success over a gate that fails meanwhile, one release in use."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from uuid import uuid4

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]


def one(connection: Connection, query: str, *arguments: object) -> Any:
    """Return the only column of the only row."""
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def register(connection: Connection, name: str = "maker") -> int:
    return int(one(connection, "SELECT agora.register_principal(%s)", name))


def completed_run(connection: Connection, actor: int) -> int:
    """Start a run and complete each of its stages."""
    start = "SELECT agora_pipeline.start_run('fast', 'A service.', %s, p_actor => %s)"
    run = int(one(connection, start, uuid4(), actor))
    pending = (
        "SELECT stage FROM agora_pipeline.recorded_stage WHERE generation_run_id = %s AND status = 'pending'"
    )
    for (stage,) in connection.execute(pending, (run,)).fetchall():
        connection.execute("SELECT agora_pipeline.start_stage(%s, %s, %s)", (run, stage, actor))
        connection.execute("SELECT agora_pipeline.finish_stage(%s, %s, p_actor => %s)", (run, stage, actor))
    return run


def succeed(connection: Connection, run: int, actor: int) -> str:
    finish = "SELECT (agora_pipeline.finish_run(%s, 'success', p_actor => %s)).status"
    return str(one(connection, finish, run, actor))


def test_a_run_does_not_succeed_over_a_gate_that_fails_meanwhile(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    judge, maker = session(), session()
    actor = register(judge)
    run = completed_run(judge, actor)
    judge.commit()
    one(judge, "SELECT agora_pipeline.record_gate(%s, 'G9', 'failed', p_actor => %s)", run, actor)
    waiting = background(succeed, maker, run, actor)
    waits_for(maker, judge)
    judge.commit()
    with pytest.raises(psycopg.Error) as refused:
        waiting.result()
    assert refused.value.sqlstate == "ZG007"


def test_the_same_run_started_twice_is_one(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    first, second = session(), session()
    actor = register(first)
    first.commit()
    correlation = uuid4()

    def start(connection: Connection) -> int:
        query = "SELECT agora_pipeline.start_run('fast', 'A service.', %s, p_actor => %s)"
        return int(one(connection, query, correlation, actor))

    run = start(first)
    waiting = background(start, second)
    waits_for(second, first)
    first.commit()
    assert waiting.result() == run


def test_one_release_of_a_component_is_in_use(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    first, second = session(), session()
    actor = register(first)
    releases = []
    for version in ("1", "2"):
        run = completed_run(first, actor)
        succeed(first, run, actor)
        propose = "SELECT agora_pipeline.propose_release('orders', %s, %s, p_actor => %s)"
        releases.append(one(first, propose, version, run, actor))
        first.execute("SELECT agora_pipeline.decide_release(%s, true)", (releases[-1],))
    first.commit()
    publish = "SELECT agora_pipeline.publish_release(%s)"
    assert one(first, publish, releases[0]) is None
    waiting = background(one, second, publish, releases[1])
    waits_for(second, first)
    first.commit()
    assert waiting.result() == releases[0]
    second.commit()
    state = "SELECT array_agg(status ORDER BY version) FROM agora_pipeline.component_release"
    assert one(first, state) == ["superseded", "released"]
