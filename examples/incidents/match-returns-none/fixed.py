"""Counts the answers of a web server by status."""

import re
from collections import Counter
from collections.abc import Iterable

LOG = """\
GET /index.html 200
GET /missing.html 404
-- server restarted --
POST /order 200
"""


def parse_lines(
    pattern: str, lines: Iterable[str]
) -> tuple[list[dict[str, str | None]], list[tuple[int, str]]]:
    """Match every line against a pattern with named groups; return (fields, rejects).

    Fields are the named groups of the lines that match in full, rejects the other non-blank lines with
    their numbers, counted from 1, so that nothing is lost silently.
    """
    compiled = re.compile(pattern)
    fields: list[dict[str, str | None]] = []
    rejects: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        found = compiled.fullmatch(line.strip())
        if found is not None:
            fields.append(found.groupdict())
        elif line.strip():
            rejects.append((number, line))
    return fields, rejects


def statuses(log: str) -> Counter[str | None]:
    """Count the lines of each status."""
    fields, rejects = parse_lines(r"\w+ \S+ (?P<status>\d{3})", log.splitlines())
    print(len(rejects), "line is no request")
    return Counter(entry["status"] for entry in fields)


def main() -> None:
    """Print the counts."""
    for status, count in sorted(statuses(LOG).items(), key=str):
        print(status, count)


if __name__ == "__main__":
    main()
