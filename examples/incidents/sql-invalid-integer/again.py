"""Stores the laps that volunteers counted at a charity run."""

import os
import sys

import psycopg

NOTES = {"Team Owl": "12", "Team Fox": "-", "Team Elk": " 9.0 ", "Team Bee": "unknown"}


def store(run: psycopg.Connection[tuple[str, int]], notes: dict[str, str]) -> None:
    """Write one row per team."""
    with run.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO lap_count (team, laps) VALUES (%s, %s)",
            list(notes.items()),
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
