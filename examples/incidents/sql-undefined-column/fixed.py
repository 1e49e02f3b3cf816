"""Prints customers with their e-mail addresses from a database of any release."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]


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


def prepare(conn: psycopg.Connection[tuple[str, ...]]) -> None:
    """Create the table of the older release."""
    conn.execute("CREATE TEMPORARY TABLE customer (name text, phone text)")
    conn.execute("INSERT INTO customer VALUES ('Ada', '555-0100'), ('Grace', '555-0101')")


def main() -> None:
    """Print one line per customer."""
    with psycopg.connect(DSN) as conn:
        prepare(conn)
        for name, email in conn.execute(select_present(conn, "customer", ["name", "email"])):
            print(f"{name}: {email or 'no e-mail'}")


if __name__ == "__main__":
    main()
