"""Finds the newest event in what a server and a phone have reported."""

from dataclasses import dataclass
from datetime import datetime, timezone


@dataclass
class Event:
    """Something that happened, with its time as the source gave it."""

    name: str
    at: datetime


EVENTS = [
    Event("backup finished", datetime(2024, 3, 5, 9, 30, tzinfo=timezone.utc)),
    Event("photo taken", datetime(2024, 3, 5, 9, 45)),
    Event("disk checked", datetime(2024, 3, 5, 8, 0, tzinfo=timezone.utc)),
]


def newest(events: list[Event]) -> Event:
    """Return the latest event."""
    return max(events, key=lambda event: event.at)


if __name__ == "__main__":
    print("newest:", newest(EVENTS).name)
