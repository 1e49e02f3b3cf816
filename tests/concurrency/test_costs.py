"""The roll-up of costs while calls are being recorded."""

from time import monotonic
from typing import Any

import psycopg

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
