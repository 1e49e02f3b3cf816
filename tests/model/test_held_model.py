"""What an agent holds is never miscounted, by whatever clocks and snapshots its claims were made and ended."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.pq import TransactionStatus

EXAMPLES = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 100
MOST = 4
"""Tasks that an agent may hold."""
LEASE = timedelta(seconds=40)
START = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS = st.sampled_from([0, 1, 2, 3, 3, 50])
"""When a call is made: by a clock that goes back as often as on, and now and then behind a lease."""
CALLS = {
    "claim": "SELECT c.task_id FROM agora_work.claim_next(%(agent)s, %(limit)s, p_actor => 3) AS c",
    "name": "SELECT c.task_id"
    "  FROM (SELECT max(b.task_id) AS task_id FROM agora_work.board AS b WHERE b.status = 'available') AS n"
    " CROSS JOIN LATERAL agora_work.claim_task(%(agent)s, n.task_id, p_actor => 3) AS c",
    "exchange": "SELECT x.task_id"
    "  FROM agora_work.exchange_tasks(ARRAY[%(agent)s, %(other)s]::bigint[], ARRAY[%(task)s, NULL]::bigint[],"
    "                                 ARRAY[%(epoch)s, NULL]::bigint[], p_actor => 3) AS x",
    "go on": "SELECT c.task_id"
    "  FROM agora_work.complete_and_claim(%(agent)s, %(task)s, %(epoch)s, p_limit => %(limit)s, p_actor => 3) AS c",
    "complete": "SELECT agora_work.complete_task(%(task)s, %(epoch)s, p_actor => 3)",
    "release": "SELECT agora_work.release_task(%(task)s, %(epoch)s, p_actor => 3)",
    "sweep": "SELECT agora_work._release_expired(1000)",
}
CLAIMS = ("claim", "name")
"""What an old snapshot may do."""
ENDS = ("go on", "complete", "release")
HELD = """
SELECT t.task_id, t.epoch FROM agora_work.task AS t WHERE t.holder_id = %s ORDER BY t.claimed_at, t.task_id
"""
MISCOUNTED = """
SELECT a.agent_id, e.task_id, h.tasks AS counted, f.tasks AS held
  FROM agora_work.agent AS a
 CROSS JOIN LATERAL (SELECT NULL::bigint AS task_id
                     UNION ALL
                     SELECT t.task_id FROM agora_work.task AS t WHERE t.holder_id = a.agent_id) AS e
 CROSS JOIN LATERAL agora_work._count_held(a.agent_id, a.held_since, e.task_id) AS h
 CROSS JOIN LATERAL (SELECT count(*) AS tasks
                       FROM agora_work.task AS t
                      WHERE t.holder_id = a.agent_id AND t.task_id IS DISTINCT FROM e.task_id
                        AND least(t.lease_until, t.finish_by) > agora_work.loss_horizon(t.lease)) AS f
 WHERE h.tasks <> f.tasks
"""
"""All that an agent holds, and all but each of it, which it may be about to end."""

Session = psycopg.Connection[Any]
Step = tuple[str, int, int, int, bool]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*CALLS, *CLAIMS, "exchange"]),
        st.integers(0, 1),
        SECONDS,
        st.integers(0, MOST),
        st.booleans(),
    ),
    min_size=5,
    max_size=40,
)
"""Each a call, its agent, its time, which task or how many, and whether its snapshot is from before another call."""


def test_claims_are_counted(timed_dsn: str) -> None:
    with psycopg.connect(timed_dsn, autocommit=True) as desk, psycopg.connect(timed_dsn) as late:
        late.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        desk.execute("SELECT agora.set_setting('work.sweep_every', '1 hour', 'a test', p_actor => 2)")

        @settings(max_examples=EXAMPLES)
        @given(STEPS)
        def run(steps: list[Step]) -> None:
            agents = _begin(desk, late)
            for call, who, second, which, is_late in steps:
                _step(desk, late, call, agents[who], agents[1 - who], second, which, is_late)
                for now in (second, 0, 100):
                    _at(desk, now)
                    assert not desk.execute(MISCOUNTED).fetchall()
                assert not desk.execute("SELECT p.* FROM agora_work._probe_tasks() AS p").fetchall()

        run()


def _begin(desk: Session, late: Session) -> list[int]:
    """Two new agents, and enough to do for them."""
    _at(desk, 0)
    for session in (desk, late):
        session.execute("SELECT set_config('agora_test.started_at', '2025-01-01', false)")
    late.commit()
    desk.execute(
        "SELECT agora_work.cancel_task(b.task_id, 'a test', p_actor => 2)"
        "  FROM agora_work.board AS b WHERE b.closed_at IS NULL"
    )
    desk.execute(
        "SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't')) FROM generate_series(1, 30)))"
    )
    agents = desk.execute(
        "SELECT agora.register_principal('agent ' || gen_random_uuid()) FROM generate_series(1, 2)"
    )
    made = [agent for (agent,) in agents]
    for agent in made:
        desk.execute(
            "SELECT agora_work.register_agent(%s, p_max_tasks => %s, p_lease => %s)", [agent, MOST, LEASE]
        )
    return made


def _at(session: Session, second: int) -> None:
    now = (START + timedelta(seconds=second)).isoformat()
    session.execute("SELECT set_config('agora_test.now', %s, false)", [now])


def _step(
    desk: Session, late: Session, call: str, agent: int, other: int, second: int, which: int, is_late: bool
) -> None:
    """Make a call; a late one looks before, and comes after, another that is made by a later clock."""
    held = desk.execute(HELD, [agent]).fetchall()
    task, epoch = held[which % len(held)] if held else (None, None)
    if task is None and call in ENDS:
        return
    asked = {"agent": agent, "other": other, "task": task, "epoch": epoch, "limit": which or 1}
    if not (is_late and call in CLAIMS):
        _at(desk, second)
        _call(desk, call, asked)
        return
    _at(late, second)  # takes the snapshot
    _at(desk, second + which)
    _call(desk, "exchange" if which % 2 else "claim", asked)
    _call(late, call, asked)
    if late.info.transaction_status != TransactionStatus.IDLE:
        late.commit()


def _call(session: Session, call: str, asked: dict[str, int | None]) -> None:
    """What is refused changes nothing."""
    try:
        session.execute(CALLS[call], asked)
    except psycopg.Error as error:
        session.rollback()
        assert error.sqlstate in ("40001", "ZW004", "ZW005", "ZW007"), error
