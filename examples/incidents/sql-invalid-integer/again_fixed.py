"""Stores the laps that volunteers counted at a charity run."""

import os
import re
import sys
from collections.abc import Collection

import psycopg

NOTES = {"Team Owl": "12", "Team Fox": "-", "Team Elk": " 9.0 ", "Team Bee": "unknown"}


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


def store(run: psycopg.Connection[tuple[str, int]], notes: dict[str, str]) -> None:
    """Write one row per team."""
    with run.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO lap_count (team, laps) VALUES (%s, %s)",
            [(team, integer_or_none(laps)) for team, laps in notes.items()],
        )


def main() -> None:
    """Print the ranking."""
    dsn = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
    with psycopg.connect(dsn, autocommit=True) as run:
        run.execute("CREATE TEMPORARY TABLE lap_count (team text PRIMARY KEY, laps integer)")
        store(run, NOTES)
        for team, laps in run.execute("SELECT team, laps FROM lap_count ORDER BY laps DESC NULLS LAST, team"):
            print(f"{team:<9} {'-' if laps is None else laps:>3}")


if __name__ == "__main__":
    main()
