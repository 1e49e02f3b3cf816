"""What a reputation is: a fold over its events. Pure: Decimal in, Decimal out.

It begins at `start`. Each event adds its delta, within `lowest` and `highest`. Between two events, and after the
last, every day beyond `grace` takes `per_day`, down to `floor` and no further; what is below the floor stays there.
"""

from decimal import Decimal
from typing import List


def reputation_score(
    deltas: List[Decimal],
    gaps: List[int],
    start: Decimal,
    lowest: Decimal,
    highest: Decimal,
    grace: int,
    per_day: Decimal,
    floor: Decimal,
) -> Decimal:
    """Score after the deltas; gaps are the days before each, and after the last one."""

    def idle(score: Decimal, days: int) -> Decimal:
        return min(score, max(floor, score - per_day * max(0, days - grace)))

    score = start
    for place, delta in enumerate(deltas):
        score = min(highest, max(lowest, idle(score, gaps[place]) + delta))
    return idle(score, gaps[-1])
