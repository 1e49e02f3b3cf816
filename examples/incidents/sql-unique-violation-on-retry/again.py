"""Keeps the readings of a weather buoy, whose modem repeats messages in bad weather."""

import os
import sys
from datetime import datetime, timedelta

import psycopg

START = datetime(2024, 5, 1, 6)


def messages() -> list[tuple[int, datetime, float]]:
    """Return (buoy, time, wave height); the third message arrives twice."""
    sent = [(4, START + timedelta(hours=hour), 1.5 + hour / 4) for hour in range(4)]
    return [*sent[:3], *sent[2:]]


def main() -> None:
    """Store the messages and print how many hours are covered."""
    dsn = sys.argv[1] if len(sys.argv) > 1 else os.environ["AGORA_DSN"]
    with psycopg.connect(dsn) as sea:
        sea.execute(
            "CREATE TEMPORARY TABLE wave (buoy int, hour timestamp, metres real, UNIQUE (buoy, hour))"
        )
        for buoy, hour, metres in messages():
            sea.execute("INSERT INTO wave VALUES (%s, %s, %s)", (buoy, hour, metres))
        hours = sea.execute("SELECT count(*) FROM wave").fetchone()
        print("hours covered:", hours)


if __name__ == "__main__":
    main()
