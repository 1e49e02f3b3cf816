"""Sorts the words of a text sample into buckets by their first two letters."""

import contextlib
import itertools
import os
import resource
import tempfile

WORDS = ["".join(letters) for letters in itertools.product("aeiou", "bdgklmnprst", ("n", "r"))]


def bucket_words(words: list[str], target: str) -> dict[str, int]:
    """Put every word into its bucket's file and return the sizes."""
    buckets = {}
    with contextlib.ExitStack() as open_files:
        for word in words:
            if word[:2] not in buckets:
                buckets[word[:2]] = open_files.enter_context(open(os.path.join(target, word[:2]), "a"))
            print(word, file=buckets[word[:2]])
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
