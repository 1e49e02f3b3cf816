"""Keeps the readings of a weather buoy, whose modem repeats messages in bad weather."""

import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

START = datetime(2024, 5, 1, 6)


def messages() -> list[tuple[int, datetime, float]]:
    """Return (buoy, time, wave height); the third message arrives twice."""
    sent = [(4, START + timedelta(hours=hour), 1.5 + hour / 4) for hour in range(4)]
    return [*sent[:3], *sent[2:]]


def insert_once(conn: psycopg.Connection[Any], table: str, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is already there; return True when it is new.

    A retry after a lost answer then has no effect instead of raising UniqueViolation. Column and table
    names are quoted, values are sent as parameters; the table may be schema-qualified.
    """
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    return conn.execute(query, list(row.values())).rowcount == 1


def main() -> None:
    """Store the messages and print how many hours are covered."""
    dsn = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
    with psycopg.connect(dsn) as sea:
        sea.execute(
            "CREATE TEMPORARY TABLE wave (buoy int, hour timestamp, metres real, UNIQUE (buoy, hour))"
        )
        for buoy, hour, metres in messages():
            insert_once(sea, "wave", {"buoy": buoy, "hour": hour, "metres": metres})
        hours = sea.execute("SELECT count(*) FROM wave").fetchone()
        print("hours covered:", hours)


if __name__ == "__main__":
    main()
