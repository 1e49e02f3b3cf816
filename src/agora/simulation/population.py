"""Who lives in a simulated economy: kinds of agents with their rates, and the code that they write."""

from dataclasses import dataclass
from random import Random
from typing import Final

MOST_AGENTS: Final = 1000


@dataclass(frozen=True)
class Kind:
    """How an agent behaves: means per day, unless said otherwise."""

    name: str
    contributes: float
    """Transforms registered."""
    skill: float
    """Share of good habits in its code: types, docstrings, handled errors."""
    reuses: float
    """Errors answered with somebody else's transform."""
    buys: float
    """Kilobytes of context bought from others, at two tokens each."""
    calls: float
    """Model calls."""
    cost: float
    """Tokens that a call costs."""


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("heavy-contributor", contributes=0.5, skill=0.8, reuses=0.2, buys=0.5, calls=1.0, cost=20),
        Kind("heavy-consumer", contributes=0.01, skill=0.5, reuses=0.4, buys=6.0, calls=3.0, cost=25),
        Kind("balanced", contributes=0.08, skill=0.6, reuses=0.15, buys=2.0, calls=1.5, cost=20),
        Kind("casual", contributes=0.01, skill=0.4, reuses=0.05, buys=0.3, calls=0.4, cost=15),
        Kind("hoarder", contributes=0.2, skill=0.6, reuses=0.02, buys=0.0, calls=0.0, cost=0),
    )
}


def parse_population(text: str) -> dict[str, int]:
    """Read `kind=count,…`; raises ValueError that says what is wrong."""
    population: dict[str, int] = {}
    for part in text.split(","):
        name, separator, count = (piece.strip() for piece in part.partition("="))
        if name not in KINDS:
            raise ValueError(f"there is no kind of agent {name!r}; there are {', '.join(KINDS)}")
        if name in population:
            raise ValueError(f"{name} comes twice")
        if not separator or not count.isascii() or not count.isdigit() or int(count) < 1:
            raise ValueError(f"{part.strip()!r} is not kind=count with a count of 1 or more")
        population[name] = int(count)
    if sum(population.values()) > MOST_AGENTS:
        raise ValueError(f"{sum(population.values())} agents are more than {MOST_AGENTS}")
    return population


def draw(chance: Random, mean: float) -> int:
    """A number of events of a day (Poisson)."""
    left, count = chance.expovariate(1.0), 0
    while left < mean:
        left += chance.expovariate(1.0)
        count += 1
    return count
