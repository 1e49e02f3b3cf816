"""Drops duplicate records from a list of products with tags."""

from collections.abc import Hashable
from typing import Any, cast

RECORDS = [
    ["bolt", ["metal", "small"]],
    ["lamp", ["glass"]],
    ["bolt", ["metal", "small"]],
]


def freeze(value: Any) -> Hashable:
    """Return a hashable copy of nested plain data; equal data give equal copies.

    Lists and tuples become tuples, sets frozensets and dictionaries frozensets of pairs, each with a tag so
    that an empty list differs from an empty dictionary. Other values must be hashable themselves.
    """
    if isinstance(value, (list, tuple)):
        return ("list", tuple(freeze(item) for item in value))
    if isinstance(value, (set, frozenset)):
        return ("set", frozenset(freeze(item) for item in value))
    if isinstance(value, dict):
        return ("dict", frozenset((key, freeze(item)) for key, item in value.items()))
    hash(value)
    return cast(Hashable, value)


def distinct(records: list[Any]) -> list[Any]:
    """Return the records without repetitions, in order."""
    seen = set()
    result = []
    for record in records:
        key = freeze(record)
        if key not in seen:
            seen.add(key)
            result.append(record)
    return result


def main() -> None:
    """Print what is left."""
    for name, tags in distinct(RECORDS):
        print(name, *tags)


if __name__ == "__main__":
    main()
