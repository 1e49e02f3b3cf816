"""Hands open rides to taxi drivers who ask at the same moment."""

import contextlib
import os
import sys

import psycopg

TOWN = f"incident_sql_lock_not_available_{os.getpid()}"
RIDES = ["r-0815", "r-0900", "r-0930"]


def assign(dsn: str, drivers: list[str]) -> dict[str, str]:
    """Give each driver, all with transactions open, the earliest ride that is still free."""
    rides: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        for driver in drivers:
            radio = stack.enter_context(psycopg.connect(dsn))
            found = radio.execute(
                f"SELECT min(ride) FROM (SELECT * FROM {TOWN}.open_ride FOR UPDATE NOWAIT) r"
            )
            rides[driver] = str((found.fetchone() or [None])[0])
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
