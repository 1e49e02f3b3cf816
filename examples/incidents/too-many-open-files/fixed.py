"""Splits the log of a web shop into one file per customer."""

import resource
import tempfile
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

ROWS = [(f"customer-{number % 60:02}", f"visit {number}") for number in range(180)]


def split_to_files(rows: Iterable[tuple[str, str]], folder: Path, max_open: int = 8) -> list[Path]:
    """Append each (name, line) to <folder>/<name>.txt with at most max_open files open at a time.

    The file used least recently is closed first and opened again when its name returns, so the number of
    names is not limited by file descriptors. Returns the files of the folder in order.
    """
    handles: OrderedDict[str, TextIO] = OrderedDict()
    try:
        for name, line in rows:
            if name not in handles:
                if len(handles) >= max_open:
                    handles.popitem(last=False)[1].close()
                handles[name] = (folder / f"{name}.txt").open("a", encoding="utf-8")
            handles.move_to_end(name)
            handles[name].write(f"{line}\n")
    finally:
        for handle in handles.values():
            handle.close()
    return sorted(folder.glob("*.txt"))


def split_log(folder: Path) -> int:
    """Write the rows and return the number of files."""
    return len(split_to_files(ROWS, folder))


def main() -> None:
    """Work under the low limit of a small container."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, hard))
    with tempfile.TemporaryDirectory() as folder:
        print(split_log(Path(folder)), "files written")


if __name__ == "__main__":
    main()
