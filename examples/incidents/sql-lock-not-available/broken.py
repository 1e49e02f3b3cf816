"""Lets two workers take jobs from one table at the same time."""

import os
import sys

import psycopg

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
SCHEMA = f"incident_sql_lock_not_available_{os.getpid()}"


def take_job(conn: psycopg.Connection[tuple[int]]) -> int | None:
    """Take the next job inside the worker's open transaction."""
    query = f"SELECT job_id FROM {SCHEMA}.job ORDER BY job_id LIMIT 1 FOR UPDATE NOWAIT"
    row = conn.execute(query).fetchone()
    return row[0] if row else None


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
