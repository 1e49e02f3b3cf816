"""What a figure must reach, as the tables show it: the bar and whether it is met."""

from dataclasses import dataclass
from typing import Any

from rich.table import Table


@dataclass(frozen=True)
class Bar:
    """Met where a figure is at most, or at least, the limit."""

    limit: float
    at_least: bool = False

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:,g}"


def judged(bars: dict[str, Bar], figures: dict[str, float]) -> list[dict[str, Any]]:
    """A row for each figure that has a bar."""
    return [
        {"figure": name, "value": figures[name], "bar": str(bar), "met": bar.holds(figures[name])}
        for name, bar in bars.items()
        if name in figures
    ]


def table(rows: list[dict[str, Any]], title: str = "bars") -> Table:
    """The rows that `judged` made."""
    shown = Table("figure", "value", "bar", "met", title=title)
    for row in rows:
        shown.add_row(row["figure"], f"{row['value']:,.4g}", row["bar"], "yes" if row["met"] else "NO")
    return shown
