"""The roll-up of costs while calls are being recorded."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from time import monotonic
from typing import Any

import psycopg
import pytest

from tests.concurrency.conftest import SECONDS

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

CALL = "SELECT (agora_model.record_call('acme/new', NULL, '{\"input_tokens\": 1}')).llm_call_id"


def calls(connection: psycopg.Connection[Any], relation: str) -> int:
    row = connection.execute(
        f"SELECT coalesce(sum(c.calls), 0) FROM agora_model.{relation} AS c".encode()
    ).fetchone()
    assert row is not None
    return int(row[0])


def fold(connection: psycopg.Connection[Any]) -> int:
    connection.execute("SELECT agora_model._fold_costs(1000)")
    return calls(connection, "daily_cost")


def test_the_rollup_waits_for_who_drew_an_id_and_has_not_committed(dsn: str) -> None:
    with (
        psycopg.connect(dsn, autocommit=True) as job,
        psycopg.connect(dsn) as slow,
        psycopg.connect(dsn, autocommit=True) as quick,
    ):
        fold(job)
        quick.execute(CALL)
        slow.execute(CALL)
        quick.execute(CALL)
        assert [fold(job) for _ in range(3)] == [0, 0, 0], "an older id is still open"
        assert calls(job, "recorded_cost") == 2
        slow.commit()
        deadline = monotonic() + 60
        while fold(job) < 3:  # writers in the server's other databases hold it back, too
            assert monotonic() < deadline, "the horizon never moved"
        assert calls(job, "recorded_cost") == 3


def test_an_id_is_drawn_by_who_has_an_xid(dsn: str) -> None:
    """Else the job could take a mark for decided whose call is yet to be written."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for function in ("record_call", "record_calls", "_correct_calls", "_price_unpriced"):
            row = connection.execute(
                "SELECT prosrc FROM pg_proc WHERE pronamespace = 'agora_model'::regnamespace AND proname = %s",
                [function],
            ).fetchone()
            assert row is not None
            source = row[0]
            drawn = source.find("nextval(") if "nextval(" in source else source.find("INSERT INTO")
            assert 0 < source.find("pg_current_xact_id()") < drawn, function


OLD = """
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3}', '-infinity');
INSERT INTO agora_model.llm_call (called_at, recorded_at, principal_id, model_id, price_list_id, is_success, usage,
                                  variant, cost_usd, meta)
SELECT '2025-05-02Z', '2025-05-02Z', 1, m.model_id, m.price_list_id, true, '{"input_tokens": 1000000}', '{}', 3, '{}'
  FROM agora_model.known_model AS m WHERE m.reference = 'acme/turbo';
SELECT setval('agora_model.llm_call_id_seq', 10000000);
SELECT agora.set_setting('model.retired_calls', 'drop', 'a test');
"""
REPRICE = (
    "SELECT (agora_model.reprice_calls('acme/turbo', '{\"input_mtok\": 2}', '2025-05-01Z', '2025-06-01Z',"
    " 'contract', p_key => %s)).calls"
)
RETIRE = "SELECT agora_model._retire_calls(1000)"
REPORT = "SELECT r.calls, r.cost_usd FROM agora_model.cost_report('model') AS r"


@pytest.fixture
def job(session: Session) -> Connection:
    """A session of the job, with a call that is past its retention and in the roll-up."""
    connection = session(autocommit=True)
    connection.execute(OLD.encode())
    fold_until(connection, "up_to_call >= 9999999")
    return connection


def fold_until(job: Connection, condition: str) -> None:
    deadline = monotonic() + SECONDS
    while not job.execute(f"SELECT 1 FROM agora_model.cost_horizon WHERE {condition}".encode()).fetchone():
        assert monotonic() < deadline, "the horizon never moved"
        fold(job)


def test_a_correction_under_way_keeps_its_call(
    job: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    repricing = session()
    assert repricing.execute(REPRICE, ["a"]).fetchone() == (1,)
    retiring = background(job.execute, RETIRE)
    waits_for(job, repricing)
    repricing.commit()
    with suppress(psycopg.errors.LockNotAvailable):  # where the machine took longer than the job waits
        assert retiring.result().fetchone() == (0,)
    fold_until(job, "up_to_correction >= 1")
    assert job.execute(RETIRE).fetchone() == (1,)
    assert job.execute(REPORT).fetchall() == [(1, 2)]
    assert job.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_a_correction_that_comes_too_late_is_refused(
    job: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    retiring, repricing = session(), session()
    assert retiring.execute(RETIRE).fetchone() == (1,)
    waiting = background(repricing.execute, REPRICE, ["a"])
    waits_for(repricing, retiring)
    retiring.commit()
    with pytest.raises(psycopg.Error) as caught:
        waiting.result()
    assert caught.value.sqlstate == "ZP033"
    assert job.execute(REPORT).fetchall() == [(1, 3)]


def test_a_job_with_an_old_snapshot_ends_nothing(job: Connection, session: Session) -> None:
    """It would not see the correction of a call that it takes away."""
    old = session()
    old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    assert old.execute(REPORT).fetchall() == [(1, 3)]
    assert job.execute(REPRICE, ["a"]).fetchone() == (1,)
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        old.execute(RETIRE)
    old.rollback()
    assert job.execute(REPORT).fetchall() == [(1, 2)]


@pytest.mark.parametrize("with_budget", [False, True])
def test_loads_of_the_same_calls_in_another_order_do_not_deadlock(
    session: Session, background: Background, waits_for: WaitsFor, with_budget: bool
) -> None:
    """A load of more than a batch keeps the keys and budgets of its first while it takes those of its next."""
    admin, holder, first, second = session(autocommit=True), session(), session(), session()
    if with_budget:
        admin.execute("SELECT agora_model.set_budget(1000, 'month')")
    admin.execute(
        "SELECT agora_model.record_call('acme/x', NULL, '{}')"
    )  # or all would wait for who names it first
    low = [f"a{number:04}" for number in range(1000)]
    high = [f"b{number:04}" for number in range(1000)]

    def fill(connection: Connection, keys: list[str]) -> None:
        connection.execute("CREATE TEMP TABLE incoming (key text, model text, usage jsonb)")
        connection.execute(
            "INSERT INTO incoming SELECT k, 'acme/x', '{}' FROM unnest(%s::text[]) AS k", [keys]
        )
        connection.commit()

    def load(connection: Connection) -> Counter[str]:
        found = connection.execute(
            "SELECT o.ordinal, o.outcome FROM agora_model.record_calls_from('incoming') AS o ORDER BY 1"
        ).fetchall()
        connection.commit()
        assert [number for number, _ in found] == list(range(1, len(found) + 1))
        return Counter(outcome for _, outcome in found)

    fill(first, [*low, "am", *high])
    fill(second, [*high, *low])
    holder.execute("""SELECT agora_model.record_calls('[{"key": "am", "model": "acme/x", "usage": {}}]')""")
    loaded = background(load, first)
    waits_for(first, holder)
    loaded_again = background(load, second)
    waits_for(second, first)
    holder.rollback()
    assert loaded.result() == {"recorded": 2001}
    assert loaded_again.result() == {"existing": 2000}
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
