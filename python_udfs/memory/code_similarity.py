"""How alike two programs are, by the shapes that code_shape() gives them."""

from typing import List

KEPT = 1024  # as in code_shape.py: a shape of this size may have been cut


def code_similarity(left: List[int], right: List[int]) -> float:
    """Jaccard's coefficient, 0 to 1; where a shape was cut, estimated on the smallest hashes of both."""
    first, second = set(left), set(right)
    union = first | second
    if max(len(first), len(second)) >= KEPT:
        union = set(sorted(union)[:KEPT])
    return round(len(first & second & union) / len(union), 6) if union else 0.0
