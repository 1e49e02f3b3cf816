"""Stores payments that an impatient client sends more than once."""

import os
import sys

import psycopg

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
REQUESTS = [("p-17", 250), ("p-18", 990), ("p-17", 250)]  # the answer to the first p-17 was lost


def main() -> None:
    """Store every request and print the sum."""
    with psycopg.connect(DSN, autocommit=True) as conn:
        conn.execute("CREATE TEMPORARY TABLE payment (payment_id text PRIMARY KEY, cents integer NOT NULL)")
        for payment_id, cents in REQUESTS:
            conn.execute("INSERT INTO payment VALUES (%s, %s)", [payment_id, cents])
            print(payment_id, "stored")
        print("sum", conn.execute("SELECT sum(cents) FROM payment").fetchone())


if __name__ == "__main__":
    main()
