"""Prints when a monthly subscription is due."""

from datetime import date

START = date(2024, 1, 31)


def due_dates(start: date, count: int) -> list[date]:
    """Return the first due dates after the start."""
    return [start.replace(month=start.month + number) for number in range(1, count + 1)]


def main() -> None:
    """Print four due dates."""
    for day in due_dates(START, 4):
        print(day.isoformat())


if __name__ == "__main__":
    main()
