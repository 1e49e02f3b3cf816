"""Longest paths through a graph of tasks, against every path there is."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.udf import load

longest_paths = load("work/longest_paths").longest_paths

Edges = list[tuple[int, int]]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[float], Edges]:
    """Weights, and edges from what waits to what it needs, in an order of the nodes that nobody knows."""
    weights = draw(st.lists(st.integers(0, 100).map(float), min_size=1, max_size=7))
    order = draw(st.permutations(range(1, len(weights) + 1)))
    pairs = [(later, earlier) for place, later in enumerate(order) for earlier in order[:place]]
    return weights, draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []


def chains(node: int, edges: Edges) -> list[list[int]]:
    """Every chain that begins with a node and goes to what waits for it."""
    return [[node]] + [
        [node, *chain] for waits, needs in edges if needs == node for chain in chains(waits, edges)
    ]


@given(graphs())
def test_it_is_the_longest_of_all(graph: tuple[list[float], Edges]) -> None:
    weights, edges = graph
    before, after = longest_paths(weights, [waits for waits, _ in edges], [needs for _, needs in edges])
    nodes = range(1, len(weights) + 1)
    everything = [chain for node in nodes for chain in chains(node, edges)]
    for node in nodes:
        begin = [chain for chain in everything if chain[0] == node]
        end = [chain for chain in everything if chain[-1] == node]
        assert after[node - 1] == max(sum(weights[step - 1] for step in chain) for chain in begin)
        assert before[node - 1] == max(sum(weights[step - 1] for step in chain[:-1]) for chain in end)


def test_a_long_chain_is_quick() -> None:
    count = 20_000
    before, after = longest_paths([1.0] * count, list(range(2, count + 1)), list(range(1, count)))
    assert (before[-1], after[0]) == (count - 1, count)


def test_nothing_has_no_path() -> None:
    assert longest_paths([], [], []) == ([], [])
