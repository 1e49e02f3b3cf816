"""Requests where workers meet: each is handed to one of them, none waits for another, and one verdict stands."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

WORKERS = 8
REQUESTS = 80
CLAIM = "SELECT c.request_id, c.epoch FROM agora_work.claim_request('exec') AS c"
FINISH = "SELECT agora_work.finish_request(%s, %s, %s)"


@pytest.fixture
def asked(session: Session) -> list[int]:
    """Requests that wait, all alike."""
    with session() as office:
        office.execute(
            "SELECT agora_work.allow_command('/bin/date', '{}', 'a test', p_key => 'date');"
            "SELECT agora_work.grant_capability(agora.register_principal('ada'), 'system:process:execute', 1, 'a test')"
        )
        rows = office.execute(
            "SELECT (agora_work.submit_exec('/bin/date', p_key => n::text, p_actor => p.principal_id)).request_id"
            "  FROM generate_series(1, %s) AS n, agora.principal AS p WHERE p.name = 'ada'",
            [REQUESTS],
        ).fetchall()
    return [request for (request,) in rows]


def test_each_is_done_once(asked: list[int], session: Session, background: Background) -> None:
    def work(worker: Connection) -> list[int]:
        done = []
        while claimed := worker.execute(CLAIM).fetchone():
            worker.execute(FINISH, [*claimed, "passed"])
            done.append(claimed[0])
        return done

    workers = [session(autocommit=True) for _ in range(WORKERS)]
    shares = [future.result() for future in [background(work, worker) for worker in workers]]
    assert sorted(request for share in shares for request in share) == sorted(asked)


def test_a_worker_passes_by_what_another_takes(asked: list[int], session: Session) -> None:
    one, other = session(), session()
    first, second = one.execute(CLAIM).fetchone(), other.execute(CLAIM).fetchone()
    assert [first, second] == [(asked[0], 1), (asked[1], 1)]
    one.rollback()
    assert session().execute(CLAIM).fetchone() == (asked[0], 1), "what was not taken waits again"


def test_the_first_of_two_verdicts_stands(
    asked: list[int], session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Both come from the one that holds it: the second waits for the first, and is refused."""
    one, other = session(), session()
    claimed = one.execute(CLAIM).fetchone()
    assert claimed is not None
    one.commit()
    one.execute(FINISH, [*claimed, "passed"])
    late = background(other.execute, FINISH, [*claimed, "failed"])
    waits_for(other, one)
    one.commit()
    with pytest.raises(psycopg.Error) as refused:
        late.result()
    assert refused.value.sqlstate == "ZA003"
    with session() as reader:
        assert reader.execute(
            "SELECT outcome FROM agora_work.submitted_request WHERE request_id = %s", [claimed[0]]
        ).fetchone() == ("passed",)


def test_the_limit_holds_side_by_side(session: Session, background: Background, waits_for: WaitsFor) -> None:
    ask = "SELECT (agora_work.submit_sandbox_job(p_code => 'x', p_test => 'x', p_key => %s, p_actor => %s)).status"
    with session() as office:
        office.execute("SELECT agora.set_setting('work.open_requests', '1', 'a test')")
        row = office.execute("SELECT agora.register_principal('ada')").fetchone()
    assert row is not None
    one, other = session(), session()
    assert one.execute(ask, ["one", row[0]]).fetchone() == ("queued",)
    late = background(other.execute, ask, ["other", row[0]])
    waits_for(other, one)
    one.commit()
    with pytest.raises(psycopg.Error) as refused:
        late.result()
    assert refused.value.sqlstate == "ZW104"
