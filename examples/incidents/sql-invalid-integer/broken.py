"""Loads stock counts from a spreadsheet into the database."""

import csv
import os
import sys

import psycopg

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
SHEET = 'article,count\nbolt,"1,200"\nnut,n/a\nwasher,75\n'


def main() -> None:
    """Load the sheet and print what is known."""
    with psycopg.connect(DSN) as conn:
        conn.execute("CREATE TEMPORARY TABLE stock (article text, pieces integer)")
        for row in csv.DictReader(SHEET.splitlines()):
            conn.execute("INSERT INTO stock VALUES (%s, %s)", [row["article"], row["count"]])
        known = conn.execute("SELECT count(pieces), sum(pieces) FROM stock").fetchone()
        print("known articles and pieces:", known)


if __name__ == "__main__":
    main()
