"""Reserves seats for tonight's play while the box office sells one of the same row."""

import os
import sys

import psycopg

THEATRE = f"incident_sql_serialization_failure_{os.getpid()}"
Connection = psycopg.Connection[tuple[int]]


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
                print(book_four(office, [1], visitor))
        finally:
            office.execute(f"DROP SCHEMA {THEATRE} CASCADE")
