"""Measured operations whose partition is ended while others are recorded: nothing new is lost, and nobody deadlocks."""

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
OLD = """INSERT INTO agora_work.operation (operation_id, principal_id, operation, is_success, recorded_by, recorded_at)
         SELECT %s, p.principal_id, 'old', true, 1, agora.now() - %s::interval
           FROM agora.principal AS p WHERE p.name = 'ada'"""
RECORD = """SELECT agora_work.record_operation(p.principal_id, 'new', true, NULL, gen_random_uuid()::text, 3)
              FROM agora.principal AS p WHERE p.name = 'ada'"""
RETIRE = "SELECT agora_work._retire_operations(100)"
KEPT = "SELECT array_agg(o.operation_id ORDER BY o.operation_id) FROM agora_work.operation AS o"


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture
def admin(session: Session) -> Connection:
    """The first partition is full, and all in it is old."""
    admin = session(autocommit=True)
    admin.execute("SELECT agora.register_principal('ada'), agora.tick()")
    admin.execute(OLD, [1, "181 days"])
    admin.execute("SELECT setval('agora_work.operation_id_seq', 2000000)")
    return admin


def test_recording_while_a_partition_ends(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Who measures reads all partitions: it comes before the end of one, or after it."""
    first, ending, last = session(), session(), session(autocommit=True)
    value(first, RECORD)
    ended = background(value, ending, RETIRE)
    waits_for(ending, first)
    first.commit()
    assert ended.result(SECONDS) == 2
    recorded = background(value, last, RECORD)
    waits_for(last, ending)
    ending.commit()
    assert recorded.result(SECONDS)
    assert value(admin, KEPT) == [2_000_001, 2_000_002]
    assert value(admin, "SELECT r.samples FROM agora_work.retired_operation AS r") == 1


def test_what_is_written_late_keeps_its_partition(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Somebody had a number of the first partition and commits only now."""
    late, ending = session(), session(autocommit=True)
    late.execute(OLD, [2, "1 second"])
    ended = background(value, ending, RETIRE)
    waits_for(ending, late)
    late.commit()
    assert ended.result(SECONDS) == 0
    assert value(admin, KEPT) == [1, 2]
