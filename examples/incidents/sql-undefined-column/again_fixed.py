"""Lists the ships in port with tonnage and call sign for the pilot's office."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

CONNECTION = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
SHIPS = [("Aurora", 8200), ("Kestrel", 410), ("Meridian", 52000)]


def select_present(conn: psycopg.Connection[Any], table: str, wanted: Sequence[str]) -> sql.Composed:
    """Build a SELECT over the wanted columns in which those that the table lacks come back as NULL.

    For queries that must run on several releases of a schema. The table may be schema-qualified; a table
    that has none of the columns raises LookupError, because that is a mistake and not a difference.
    """
    rows = conn.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    present = {name for (name,) in rows}
    if present.isdisjoint(wanted):
        raise LookupError(f"{table} has none of the columns {', '.join(wanted)}")
    columns = [
        sql.Identifier(name) if name in present else sql.SQL("NULL AS {}").format(sql.Identifier(name))
        for name in wanted
    ]
    return sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(columns), sql.Identifier(*table.split(".")))


def ships(port: psycopg.Connection[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return name, tonnage and call sign of every ship."""
    query = select_present(port, "berth", ["ship", "tonnage", "call_sign"])
    return port.execute(query + sql.SQL(" WHERE tonnage > 500")).fetchall()


def main() -> None:
    """Fill the berths and print the list."""
    port = psycopg.connect(CONNECTION, autocommit=True)
    try:
        port.execute("CREATE TEMPORARY TABLE berth (ship text, tonnage integer)")
        with port.cursor() as cursor:
            cursor.executemany("INSERT INTO berth VALUES (%s, %s)", SHIPS)
        for ship, tonnage, call_sign in ships(port):
            print(ship, tonnage, call_sign)
    finally:
        port.close()


if __name__ == "__main__":
    main()
