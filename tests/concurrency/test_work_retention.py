"""Tasks whose retention ends while somebody names them: they stay, or are unknown; no caller meets a constraint."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
LATER = "SELECT set_config('agora_test.now', (agora.now() + interval '91 days')::text, false)"
FORGET = "SELECT agora_work._forget_tasks(100)"
CALLS = {
    "needed": "SELECT agora_work.add_dependency(%(new)s, %(old)s)",
    "waiting": "SELECT agora_work.add_dependency(%(old)s, %(new)s)",
    "needed no more": "SELECT agora_work.drop_dependency(%(new)s, %(old)s)",
    "needed by a new one": "SELECT agora_work.add_task('x', jsonb_build_object('needs', ARRAY[%(old)s::bigint]))",
    "needed by its code": "SELECT agora_work.add_task('x', '{\"needs\": [\"OLD\"]}')",
    "awaited": "SELECT agora_work.wait_for(%(old)s, p_actor => %(ada)s)",
    "escalated": "SELECT agora_work.escalate('unsure', '{}', %(old)s, p_actor => %(ada)s)",
    "cancelled": "SELECT agora_work.cancel_task(%(old)s, 'a test')",
    "changed": "SELECT agora_work.change_task(%(old)s, '{\"priority\": 1}')",
    "reported": "SELECT agora_work.report_blocker(%(old)s, 'stuck', 'x', p_actor => %(ada)s)",
}
CLOSED = {"waiting", "changed", "reported"}
"""What a closed task refuses anyway."""


@pytest.fixture
def facts(session: Session, timed_dsn: str) -> dict[str, int]:
    """A task that was cancelled long ago, one that is open, and an agent."""
    admin = session(autocommit=True, to=timed_dsn)
    row = admin.execute(
        "SELECT agora_work.register_agent(agora.register_principal('ada')),"
        " agora_work.add_task('o', '{\"code\": \"OLD\"}')"
    ).fetchone()
    assert row is not None
    ada, old = row
    admin.execute("SELECT agora_work.cancel_task(%s, 'a test')", [old])
    admin.execute(LATER)
    new = admin.execute("SELECT agora_work.add_task('n')").fetchone()
    assert new is not None
    return {"ada": ada, "old": old, "new": new[0]}


@pytest.fixture
def later(session: Session, timed_dsn: str) -> Callable[[], Connection]:
    """Sessions of that time."""

    def connect() -> Connection:
        connection = session(to=timed_dsn)
        connection.execute(LATER)
        connection.commit()
        return connection

    return connect


@pytest.mark.parametrize("what", CALLS)
def test_named_while_it_is_forgotten(
    facts: dict[str, int],
    later: Callable[[], Connection],
    background: Background,
    waits_for: WaitsFor,
    what: str,
) -> None:
    forgetting, calling = later(), later()
    assert forgetting.execute(FORGET).fetchone() == (1,)
    answer = background(calling.execute, CALLS[what].encode(), facts)
    waits_for(calling, forgetting)
    forgetting.commit()
    with pytest.raises(psycopg.DatabaseError) as refused:
        answer.result(SECONDS)
    assert refused.value.sqlstate == "ZW001"


@pytest.mark.parametrize("what", sorted(CALLS.keys() - CLOSED))
def test_named_before_it_is_forgotten(
    facts: dict[str, int], later: Callable[[], Connection], what: str
) -> None:
    """Who named it first keeps it as long as the transaction lasts, and nobody waits."""
    forgetting, calling = later(), later()
    calling.execute(CALLS[what].encode(), facts)
    forgetting.execute("SET lock_timeout = '5s'")
    assert forgetting.execute(FORGET).fetchone() == (0,)
    calling.commit()
