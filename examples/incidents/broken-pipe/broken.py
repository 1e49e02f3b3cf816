"""Shows the first lines of a long listing through a filter program."""

import subprocess
import sys

FILTER = [sys.executable, "-c", "for _ in range(2): print(input().upper())"]
LISTING = [f"entry number {number}" for number in range(20_000)]


def main() -> None:
    """Send the listing through the filter."""
    with subprocess.Popen(FILTER, stdin=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        for line in LISTING:
            child.stdin.write(f"{line}\n")
    print("filter ended with", child.returncode)


if __name__ == "__main__":
    main()
