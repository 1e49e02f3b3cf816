"""Plans the quarterly inspections of a lift."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice


def add_months(day: date, months: int) -> date:
    """Return the date the given number of months later, or earlier for a negative number.

    A day that the target month does not have becomes that month's last day: 31 January plus one month is
    28 or 29 February. Compute a series from its first date, or the clamped day sticks.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    last = calendar.monthrange(year, month)[1]
    return day.replace(year=year, month=month, day=min(day.day, last))


class Lift:
    """A lift and the day of its first inspection."""

    def __init__(self, name: str, first: datetime) -> None:
        self.name = name
        self.first = first

    def inspections(self) -> Iterator[date]:
        """Yield the days of all later inspections."""
        months = 0
        while True:
            months += 3
            yield add_months(self.first.date(), months)


def main() -> None:
    """Print the next year's inspections."""
    lift = Lift("north tower", datetime(2023, 8, 31, 9, 0))
    for day in islice(lift.inspections(), 4):
        print(f"{lift.name}: {day:%d.%m.%Y}")


if __name__ == "__main__":
    main()
