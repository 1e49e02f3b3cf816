"""A simulated economy: agents that live by the real functions of agora, in a scratch database, under its own clock.

`simulate()` makes the database, plays the days and drops it. What comes out depends on its arguments alone.
"""

from agora.simulation.engine import Progress, simulate
from agora.simulation.population import KINDS, Kind, parse_population
from agora.simulation.scratch import SimulationError
from agora.simulation.trajectory import HEADLINES, Trajectory

__all__ = [
    "HEADLINES",
    "KINDS",
    "Kind",
    "Progress",
    "SimulationError",
    "Trajectory",
    "parse_population",
    "simulate",
]
