"""Hands open rides to taxi drivers who ask at the same moment."""

import contextlib
import os
import sys
from typing import Any

import psycopg
from psycopg import sql

TOWN = f"incident_sql_lock_not_available_{os.getpid()}"
RIDES = ["r-0815", "r-0900", "r-0930"]


def claim_rows(conn: psycopg.Connection[Any], table: str, key: str, limit: int = 1) -> list[Any]:
    """Lock up to limit rows that no other transaction holds and return their keys, lowest first.

    Rows locked elsewhere are skipped instead of waited for, so any number of workers can share one table.
    The locks last until the caller's transaction ends: finish the work before the commit.
    """
    query = sql.SQL("SELECT {key} FROM {table} ORDER BY {key} LIMIT %s FOR UPDATE SKIP LOCKED").format(
        key=sql.Identifier(key), table=sql.Identifier(*table.split("."))
    )
    return [value for (value,) in conn.execute(query, [limit])]


def assign(dsn: str, drivers: list[str]) -> dict[str, str]:
    """Give each driver, all with transactions open, the earliest ride that is still free."""
    rides: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        for driver in drivers:
            radio = stack.enter_context(psycopg.connect(dsn))
            rides[driver] = claim_rows(radio, f"{TOWN}.open_ride", "ride")[0]
    return rides


def main() -> None:
    """Open the town, assign, close it."""
    dsn = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
    with psycopg.connect(dsn, autocommit=True) as office:
        office.execute(f"CREATE SCHEMA {TOWN} CREATE TABLE open_ride (ride text)")
        try:
            office.execute(f"INSERT INTO {TOWN}.open_ride SELECT unnest(%s::text[])", [RIDES])
            for driver, ride in assign(dsn, ["Mo", "Kim"]).items():
                print(driver, "drives", ride)
        finally:
            office.execute(f"DROP SCHEMA {TOWN} CASCADE")


if __name__ == "__main__":
    main()
