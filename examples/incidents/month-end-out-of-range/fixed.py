"""Prints when a monthly subscription is due."""

import calendar
from datetime import date

START = date(2024, 1, 31)


def add_months(day: date, months: int) -> date:
    """Return the date the given number of months later, or earlier for a negative number.

    A day that the target month does not have becomes that month's last day: 31 January plus one month is
    28 or 29 February. Compute a series from its first date, or the clamped day sticks.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    last = calendar.monthrange(year, month)[1]
    return day.replace(year=year, month=month, day=min(day.day, last))


def due_dates(start: date, count: int) -> list[date]:
    """Return the first due dates after the start."""
    return [add_months(start, number) for number in range(1, count + 1)]


def main() -> None:
    """Print four due dates."""
    for day in due_dates(START, 4):
        print(day.isoformat())


if __name__ == "__main__":
    main()
