"""Sorts the words of a text sample into buckets by their first two letters."""

import itertools
import os
import resource
import tempfile
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

WORDS = ["".join(letters) for letters in itertools.product("aeiou", "bdgklmnprst", ("n", "r"))]


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


def bucket_words(words: list[str], target: str) -> dict[str, int]:
    """Put every word into its bucket's file and return the sizes."""
    split_to_files(((word[:2], word) for word in words), Path(target), max_open=4)
    return {entry.name: entry.stat().st_size for entry in os.scandir(target)}


def main() -> None:
    """Print how evenly the words are spread."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (24, most))
    with tempfile.TemporaryDirectory(prefix="words-") as target:
        sizes = bucket_words(WORDS, target)
        print(len(sizes), "buckets, largest", max(sizes.values()), "bytes")


if __name__ == "__main__":
    main()
