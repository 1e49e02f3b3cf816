"""Splits the log of a web shop into one file per customer."""

import resource
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROWS = [(f"customer-{number % 60:02}", f"visit {number}") for number in range(180)]


def split_log(folder: Path) -> int:
    """Write the rows and return the number of files."""
    with ExitStack() as stack:
        handles = {}
        for name, line in ROWS:
            if name not in handles:
                handles[name] = stack.enter_context((folder / f"{name}.txt").open("w", encoding="utf-8"))
            handles[name].write(f"{line}\n")
    return len(list(folder.iterdir()))


def main() -> None:
    """Work under the low limit of a small container."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, hard))
    with tempfile.TemporaryDirectory() as folder:
        print(split_log(Path(folder)), "files written")


if __name__ == "__main__":
    main()
