"""Measures a discussion in which everybody answers the answer before."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Post:
    """A contribution with its answers."""

    author: str
    answers: list["Post"] = field(default_factory=list)


def discussion(length: int) -> Post:
    """Return a thread in which two people answer each other."""
    post = Post("mo")
    for number in range(length):
        post = Post("kim" if number % 2 else "mo", [post])
    return post


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
    """Print who wrote how much."""
    thread = discussion(4001)
    for author in ("kim", "mo"):
        posts = walk_tree(thread, lambda post: post.answers)
        print(author, sum(post.author == author for _, post in posts))


if __name__ == "__main__":
    main()
