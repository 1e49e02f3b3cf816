"""Flattens a folder tree that a runaway script has nested very deeply."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def nested_folders(depth: int) -> dict[str, Any]:
    """Return a folder in a folder in a folder ..."""
    folder: dict[str, Any] = {"name": "end", "folders": []}
    for level in range(depth, 0, -1):
        folder = {"name": f"level{level}", "folders": [folder]}
    return folder


def walk_tree(
    root: Any, children: Callable[[Any], Iterable[Any]], max_nodes: int = 10_000_000
) -> Iterator[tuple[int, Any]]:
    """Yield (depth, node) for every node of a tree, parents before children, siblings in order.

    Uses a stack of its own, so the depth is limited by memory and not by Python's recursion limit. A
    structure that holds itself ends with ValueError after max_nodes instead of running for ever.
    """
    stack: list[Iterator[Any]] = [iter((root,))]
    seen = 0
    while stack:
        try:
            node = next(stack[-1])
        except StopIteration:
            stack.pop()
            continue
        seen += 1
        if seen > max_nodes:
            raise ValueError(f"more than {max_nodes} nodes: is the tree a cycle?")
        yield len(stack) - 1, node
        stack.append(iter(children(node)))


def main() -> None:
    """Print how many folders there are and what the last is called."""
    tree = walk_tree(nested_folders(5000), lambda folder: folder["folders"])
    names = [folder["name"] for _, folder in tree]
    print(len(names), "folders, last:", names[-1])


if __name__ == "__main__":
    main()
