"""Measures how long a deployment took from the lines of its log."""

from datetime import datetime, timedelta

LOG = """\
2024/03/05 10:15:00 UTC | build started
2024/03/05 10:19:30 UTC | image pushed
2024/03/05 10:21:10 UTC | service restarted
"""


def duration(log: str) -> timedelta:
    """Return the time between the first and the last line."""
    stamps = [line.split(" | ")[0] for line in log.splitlines()]
    moments = [datetime.fromisoformat(stamp) for stamp in stamps]
    return max(moments) - min(moments)


def main() -> None:
    """Print the duration in seconds."""
    print("deployed in", duration(LOG).total_seconds(), "seconds")


if __name__ == "__main__":
    main()
