"""Counts the answers of a web server by status."""

import re
from collections import Counter

LOG = """\
GET /index.html 200
GET /missing.html 404
-- server restarted --
POST /order 200
"""


def statuses(log: str) -> Counter[str | None]:
    """Count the lines of each status."""
    pattern = re.compile(r"\w+ \S+ (?P<status>\d{3})")
    return Counter(pattern.fullmatch(line).group("status") for line in log.splitlines())


def main() -> None:
    """Print the counts."""
    for status, count in sorted(statuses(LOG).items(), key=str):
        print(status, count)


if __name__ == "__main__":
    main()
