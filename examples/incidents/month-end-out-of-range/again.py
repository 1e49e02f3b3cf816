"""Plans the quarterly inspections of a lift."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice


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
            years, month = divmod(self.first.month - 1 + months, 12)
            yield self.first.replace(year=self.first.year + years, month=month + 1).date()


def main() -> None:
    """Print the next year's inspections."""
    lift = Lift("north tower", datetime(2023, 8, 31, 9, 0))
    for day in islice(lift.inspections(), 4):
        print(f"{lift.name}: {day:%d.%m.%Y}")


if __name__ == "__main__":
    main()
