"""Finds the newest event in what a server and a phone have reported."""

from dataclasses import dataclass
from datetime import datetime, timezone, tzinfo


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


def as_utc(moment: datetime | str, assumed: tzinfo = timezone.utc) -> datetime:
    """Return a moment, given as a datetime or as ISO 8601 text, as an aware datetime in UTC.

    A moment without a zone is read as local time of the assumed zone, so that times from sources with
    and without offsets can be compared and sorted.
    """
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment.utcoffset() is None:
        moment = moment.replace(tzinfo=assumed)
    return moment.astimezone(timezone.utc)


def newest(events: list[Event]) -> Event:
    """Return the latest event."""
    return max(events, key=lambda event: as_utc(event.at))


if __name__ == "__main__":
    print("newest:", newest(EVENTS).name)
