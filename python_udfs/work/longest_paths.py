"""Longest paths through a graph of tasks, in one pass: how much must come before each, and how much follows with it."""

from typing import List, Tuple


def longest_paths(
    weights: List[float], waits: List[int], needs: List[int]
) -> Tuple[List[float], List[float]]:
    """Weigh the longest chain before each node, and the longest that begins with it.

    Edges go from what waits to what it needs, by positions from 1; there are no circles.
    """
    count = len(weights)
    followers: List[List[int]] = [[] for _ in range(count)]
    unmet = [0] * count
    for edge, waiting in enumerate(waits):
        followers[needs[edge] - 1].append(waiting - 1)
        unmet[waiting - 1] += 1
    order = [node for node in range(count) if unmet[node] == 0]
    before = [0.0] * count
    for node in order:  # grows while it is read: what needs nothing any more comes next
        for follower in followers[node]:
            before[follower] = max(before[follower], before[node] + weights[node])
            unmet[follower] -= 1
            if unmet[follower] == 0:
                order.append(follower)
    after = list(weights)
    for node in reversed(order):
        after[node] += max((after[follower] for follower in followers[node]), default=0.0)
    return before, after
