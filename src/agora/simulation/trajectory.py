"""What came of a simulated economy: its figures day by day and week by week."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

HEADLINES: Final = (
    "supply",
    "velocity_weekly",
    "supply_demand",
    "earn_spend_ratio",
    "gini",
    "hoarding_ratio",
    "profitable_share",
    "active_contributors",
)
"""The figures that a summary shows; a trajectory has all."""

Row = dict[str, Any]


@dataclass
class Trajectory:
    """A run, and all that was seen of it. Equal arguments give equal trajectories."""

    policy: str
    seed: int
    days: int
    population: dict[str, int]
    supply: list[Row] = field(default_factory=list)
    """Per day: transactions, minted, burned, transferred, supply, circulating."""
    weeks: list[Row] = field(default_factory=list)
    """Per week and figure: week, day, metric, value, unit, zone."""
    kinds: list[Row] = field(default_factory=list)
    """Per week and kind of agents: mean balance, earned and spent until then."""
    triggers: list[Row] = field(default_factory=list)
    """Changes of zone, with the lever that each calls for."""
    pulls: list[Row] = field(default_factory=list)
    """Levers that were pulled, where they were to be: day, metric, zone, lever, arguments, advice, outcome, refused."""
    issuance: list[Row] = field(default_factory=list)
    """Per reason: transactions, tokens minted."""
    thresholds: list[Row] = field(default_factory=list)
    """Where zones end: metric, zone, comparison, threshold."""
    acts: dict[str, int] = field(default_factory=dict)
    """How often agents did what, and could not afford it."""

    def series(self, metric: str) -> list[Decimal | None]:
        """A figure, week by week."""
        return [row["value"] for row in self.weeks if row["metric"] == metric]

    def zones(self, metric: str) -> list[str | None]:
        """The zones of a figure, week by week."""
        return [row["zone"] for row in self.weeks if row["metric"] == metric]

    def lines(self) -> Iterator[str]:
        """All of it as JSON Lines: the run first, then what was seen, each with its type."""
        run = {"policy": self.policy, "seed": self.seed, "days": self.days, "population": self.population}
        yield _line("run", run | {"acts": self.acts})
        for kind, rows in (
            ("day", self.supply),
            ("figure", self.weeks),
            ("kind", self.kinds),
            ("trigger", self.triggers),
            ("pull", self.pulls),
            ("issuance", self.issuance),
            ("threshold", self.thresholds),
        ):
            for row in rows:
                yield _line(kind, {"policy": self.policy} | row)


def _line(kind: str, row: Row) -> str:
    return json.dumps({"type": kind} | row, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
