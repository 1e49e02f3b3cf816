"""Measures how long a deployment took from the lines of its log."""

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

LOG = """\
2024/03/05 10:15:00 UTC | build started
2024/03/05 10:19:30 UTC | image pushed
2024/03/05 10:21:10 UTC | service restarted
"""


def parse_timestamp(text: str) -> datetime:
    """Parse a timestamp in the forms that logs, mails and APIs use and return it in UTC.

    Understands ISO 8601 (also with slashes or a trailing Z or UTC), RFC 2822 dates and epoch seconds or
    milliseconds. A time without a zone counts as UTC; anything else raises ValueError.
    """
    cleaned = text.strip().removesuffix("UTC").rstrip().replace("/", "-")
    if re.fullmatch(r"\d{10}(?:\.\d+)?|\d{13}", cleaned):
        seconds = float(cleaned) / (1000 if len(cleaned) == 13 and "." not in cleaned else 1)
        return datetime.fromtimestamp(seconds, timezone.utc)
    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError:
        moment = parsedate_to_datetime(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=timezone.utc)
    return moment.astimezone(timezone.utc)


def duration(log: str) -> timedelta:
    """Return the time between the first and the last line."""
    stamps = [line.split(" | ")[0] for line in log.splitlines()]
    moments = [parse_timestamp(stamp) for stamp in stamps]
    return max(moments) - min(moments)


def main() -> None:
    """Print the duration in seconds."""
    print("deployed in", duration(LOG).total_seconds(), "seconds")


if __name__ == "__main__":
    main()
