"""Lets two workers take jobs from one table at the same time."""

import os
import sys
from typing import Any

import psycopg
from psycopg import sql

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
SCHEMA = f"incident_sql_lock_not_available_{os.getpid()}"


def claim_rows(conn: psycopg.Connection[Any], table: str, key: str, limit: int = 1) -> list[Any]:
    """Lock up to limit rows that no other transaction holds and return their keys, lowest first.

    Rows locked elsewhere are skipped instead of waited for, so any number of workers can share one table.
    The locks last until the caller's transaction ends: finish the work before the commit.
    """
    query = sql.SQL("SELECT {key} FROM {table} ORDER BY {key} LIMIT %s FOR UPDATE SKIP LOCKED").format(
        key=sql.Identifier(key), table=sql.Identifier(*table.split("."))
    )
    return [value for (value,) in conn.execute(query, [limit])]


def take_job(conn: psycopg.Connection[tuple[int]]) -> int | None:
    """Take the next job inside the worker's open transaction."""
    jobs = claim_rows(conn, f"{SCHEMA}.job", "job_id")
    return jobs[0] if jobs else None


def main() -> None:
    """Start two workers and print what each got."""
    with psycopg.connect(DSN, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {SCHEMA} CREATE TABLE job (job_id int PRIMARY KEY)")
        try:
            admin.execute(f"INSERT INTO {SCHEMA}.job VALUES (1), (2), (3)")
            with psycopg.connect(DSN) as first, psycopg.connect(DSN) as second:
                print("first worker:", take_job(first))
                print("second worker:", take_job(second))
        finally:
            admin.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


if __name__ == "__main__":
    main()
