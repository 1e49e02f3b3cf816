"""Drops duplicate records from a list of products with tags."""

from typing import Any

RECORDS = [
    ["bolt", ["metal", "small"]],
    ["lamp", ["glass"]],
    ["bolt", ["metal", "small"]],
]


def distinct(records: list[Any]) -> list[Any]:
    """Return the records without repetitions, in order."""
    seen = set()
    result = []
    for record in records:
        key = record
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
