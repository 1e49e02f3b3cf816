"""Prints customers with their e-mail addresses from a database of any release."""

import os
import sys

import psycopg

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]


def prepare(conn: psycopg.Connection[tuple[str, ...]]) -> None:
    """Create the table of the older release."""
    conn.execute("CREATE TEMPORARY TABLE customer (name text, phone text)")
    conn.execute("INSERT INTO customer VALUES ('Ada', '555-0100'), ('Grace', '555-0101')")


def main() -> None:
    """Print one line per customer."""
    with psycopg.connect(DSN) as conn:
        prepare(conn)
        rows = conn.execute("SELECT name, email FROM customer ORDER BY name")
        for name, email in rows:
            print(f"{name}: {email or 'no e-mail'}")


if __name__ == "__main__":
    main()
