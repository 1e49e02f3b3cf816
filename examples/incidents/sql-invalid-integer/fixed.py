"""Loads stock counts from a spreadsheet into the database."""

import csv
import os
import re
import sys
from collections.abc import Collection

import psycopg

DSN = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
SHEET = 'article,count\nbolt,"1,200"\nnut,n/a\nwasher,75\n'


def integer_or_none(
    text: str, blanks: Collection[str] = ("", "-", "?", "n/a", "na", "none", "null", "unknown")
) -> int | None:
    """Read a whole number as people write it; return None for the words that mean there is none.

    Spaces, apostrophes, underscores and thousands commas are dropped and 12.0 counts as 12.
    Anything else raises ValueError with the offending text.
    """
    cleaned = text.strip().lower()
    if cleaned in blanks:
        return None
    digits = re.fullmatch(r"([+-]?\d+)(?:\.0+)?", re.sub(r"(?<=\d)[,'_\s](?=\d{3}(?!\d))", "", cleaned))
    if digits is None:
        raise ValueError(f"not a whole number: {text!r}")
    return int(digits[1])


def main() -> None:
    """Load the sheet and print what is known."""
    with psycopg.connect(DSN) as conn:
        conn.execute("CREATE TEMPORARY TABLE stock (article text, pieces integer)")
        for row in csv.DictReader(SHEET.splitlines()):
            pieces = integer_or_none(row["count"])
            conn.execute("INSERT INTO stock VALUES (%s, %s)", [row["article"], pieces])
        known = conn.execute("SELECT count(pieces), sum(pieces) FROM stock").fetchone()
        print("known articles and pieces:", known)


if __name__ == "__main__":
    main()
