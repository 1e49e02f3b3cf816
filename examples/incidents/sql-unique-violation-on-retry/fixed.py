"""Stores payments that an impatient client sends more than once."""

import os
import sys
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
REQUESTS = [("p-17", 250), ("p-18", 990), ("p-17", 250)]  # the answer to the first p-17 was lost


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
    """Store every request and print the sum."""
    with psycopg.connect(DSN, autocommit=True) as conn:
        conn.execute("CREATE TEMPORARY TABLE payment (payment_id text PRIMARY KEY, cents integer NOT NULL)")
        for payment_id, cents in REQUESTS:
            is_new = insert_once(conn, "payment", {"payment_id": payment_id, "cents": cents})
            print(payment_id, "stored" if is_new else "was there")
        print("sum", conn.execute("SELECT sum(cents) FROM payment").fetchone())


if __name__ == "__main__":
    main()
