"""Prints the loans of a library that are overdue."""

from datetime import datetime, timedelta, timezone

LOANS = {
    "Dune": "2024-06-01T18:00:00",
    "Emma": "2024-06-03T18:00:00+02:00",
    "Ulysses": "2024-05-28T18:00:00",
}
SUMMER = timezone(timedelta(hours=2))


def overdue(loans: dict[str, str], now: datetime) -> list[str]:
    """Return the titles that should be back by now."""
    return sorted(title for title, due in loans.items() if datetime.fromisoformat(due) < now)


def main() -> None:
    """Ask on the second of June at noon."""
    noon = datetime(2024, 6, 2, 12, tzinfo=SUMMER)
    titles = overdue(LOANS, noon)
    print(f"{noon:%d %B}: {len(titles)} overdue")
    for title in titles:
        print(" ", title)


if __name__ == "__main__":
    main()
