"""Prints the loans of a library that are overdue."""

from datetime import datetime, timedelta, timezone, tzinfo

LOANS = {
    "Dune": "2024-06-01T18:00:00",
    "Emma": "2024-06-03T18:00:00+02:00",
    "Ulysses": "2024-05-28T18:00:00",
}
SUMMER = timezone(timedelta(hours=2))


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


def overdue(loans: dict[str, str], now: datetime) -> list[str]:
    """Return the titles that should be back by now."""
    return sorted(title for title, due in loans.items() if as_utc(due, SUMMER) < now)


def main() -> None:
    """Ask on the second of June at noon."""
    noon = datetime(2024, 6, 2, 12, tzinfo=SUMMER)
    titles = overdue(LOANS, noon)
    print(f"{noon:%d %B}: {len(titles)} overdue")
    for title in titles:
        print(" ", title)


if __name__ == "__main__":
    main()
