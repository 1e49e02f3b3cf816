"""Evidence that a candidate does worse than the incumbent, which may be looked at after every run.

Each run of the candidate is put in a block with `ratio` runs of the incumbent, each used once. If the two are
alike, every place in the order of the block, from the worst to the best outcome, is as likely as any other for the
candidate. So a bet on the low places, at the odds of a candidate whose odds of being among the worst are ODDS times
as high, is fair: its payoff is never negative and 1 on average, whatever the outcomes look like (Koning 2023,
permutation e-values; proportional odds as in McCullagh 1980). A gambler who begins with 1, puts FIRST of it on
"worse from the start" and the rest, little by little, on "worse from now on", holds a fair game's capital, too. By
Ville's inequality (1939) that ever reaches 1 / alpha with chance alpha at most: alpha is spent over the whole
canary, however long it is and however often somebody looks.
"""

import math
from typing import Any, Dict, List, Tuple

ODDS = 4.0
FIRST = 0.8
SPREAD = 100.0  # half of the rest is staked by the hundredth block


def blocks_of(is_candidate: List[bool], outcomes: List[float], ratio: int) -> List[Tuple[float, List[float]]]:
    """Runs in their order as blocks: a run of the candidate, and the latest `ratio` unused ones of the incumbent."""
    waiting: List[float] = []
    unused: List[float] = []
    blocks = []
    for place, candidate in enumerate(is_candidate):
        (waiting if candidate else unused).append(outcomes[place])
        if waiting and len(unused) >= ratio:
            blocks.append((waiting.pop(0), unused[-ratio:]))
            del unused[-ratio:]
    return blocks


def stake(share: float) -> float:
    """What the bet says the chance is that the candidate is among the worst `share`."""
    return ODDS * share / (1.0 + (ODDS - 1.0) * share)


def payoff(outcome: float, others: List[float]) -> float:
    """What a bet of 1 on the low places pays; equal outcomes share their places."""
    size = len(others) + 1
    below = sum(other < outcome for other in others)
    upto = below + 1 + sum(other == outcome for other in others)
    return (stake(upto / size) - stake(below / size)) * size / (upto - below)


def canary_evidence(
    is_candidate: List[bool], outcomes: List[float], ratio: int, limit: float, margin: float
) -> Dict[str, Any]:
    """The capital, and the block in which it was at `limit` while the mean had dropped by more than `margin`.

    `since` is the block from which on the payoffs speak most against it; `drop` is that of the means since then.
    """
    blocks = blocks_of(is_candidate, outcomes, ratio)
    active = drop = total = lowest = 0.0
    capital = highest = 1.0
    since, breach = 1, None
    drops = [0.0]
    for number, (outcome, others) in enumerate(blocks, 1):
        paid = payoff(outcome, others)
        idle = (1.0 - FIRST) * SPREAD / (SPREAD + number - 1)
        fresh = FIRST if number == 1 else (1.0 - FIRST) * SPREAD / (SPREAD + number - 2) - idle
        active = (active + fresh) * paid
        capital = active + idle
        highest = max(highest, capital)
        if total < lowest:
            lowest, since = total, number
        total += math.log(paid)
        drops.append(drops[-1] + sum(others) / ratio - outcome)
        drop = (drops[number] - drops[since - 1]) / (number - since + 1)
        if breach is None and capital >= limit and drop > margin:
            breach = number
    return {
        "blocks": len(blocks),
        "capital": round(capital, 6),
        "highest": round(highest, 6),
        "limit": round(limit, 6),
        "since": since,
        "drop": round(drop, 6),
        "breach": breach,
    }
