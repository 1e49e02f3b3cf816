"""Reserves seats for tonight's play while the box office sells one of the same row."""

import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from psycopg import errors

THEATRE = f"incident_sql_serialization_failure_{os.getpid()}"
Connection = psycopg.Connection[tuple[int]]


def run_transaction(
    conn: psycopg.Connection[Any],
    work: Callable[[psycopg.Connection[Any]], Any],
    attempts: int = 5,
    pause: Callable[[float], object] = time.sleep,
) -> Any:
    """Run work in one transaction, and again from its start when it lost a race against another one.

    Serialization failures and deadlocks are retried after a random, growing pause; every other error, and
    the last attempt's, is raised. The work must have no effect outside the transaction.
    """
    for attempt in range(1, attempts):
        try:
            with conn.transaction():
                return work(conn)
        except (errors.SerializationFailure, errors.DeadlockDetected):
            pause(random.uniform(0, 0.01 * 2**attempt))
    with conn.transaction():
        return work(conn)


def book_four(counter: Connection, walk_ins: list[int], web: Connection) -> str:
    """Take four seats for a web customer; somebody at the counter is faster once."""
    free = (web.execute(f"TABLE {THEATRE}.seat_row").fetchone() or (0,))[0]
    while walk_ins:
        counter.execute(f"UPDATE {THEATRE}.seat_row SET free = free - %s", [walk_ins.pop()])
    web.execute(f"UPDATE {THEATRE}.seat_row SET free = %s", [free - 4])
    return f"{free - 4} seats left"


if __name__ == "__main__":
    dsn = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
    with psycopg.connect(dsn, autocommit=True) as office:
        office.execute(f"CREATE SCHEMA {THEATRE}")
        try:
            office.execute(f"CREATE TABLE {THEATRE}.seat_row AS SELECT 24 AS free")
            with psycopg.connect(dsn) as visitor:
                visitor.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
                book = partial(book_four, office, [1])
                print(run_transaction(visitor, book, pause=lambda _: None))
        finally:
            office.execute(f"DROP SCHEMA {THEATRE} CASCADE")
