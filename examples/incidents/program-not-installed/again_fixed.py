"""Sorts a playlist with the fastest sorter of the machine."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence

PLAYLIST = ["Satie: Gymnopedie", "Bach: Air", "Holst: Mars"]
SLOW_SORT = "import sys; sys.stdout.writelines(sorted(sys.stdin))"


def run_first_available(commands: Iterable[Sequence[str]], text: str, timeout: float = 30.0) -> str:
    """Send text through the first command whose program is installed and return its output.

    Programs are looked up on the PATH; a missing one makes the next command's turn. A program that runs and
    fails raises CalledProcessError, and FileNotFoundError names all candidates when none is installed.
    """
    missing = []
    for command in commands:
        program = shutil.which(command[0])
        if program is None:
            missing.append(command[0])
            continue
        done = subprocess.run(
            [program, *command[1:]], input=text, capture_output=True, text=True, timeout=timeout, check=True
        )
        return done.stdout
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), ", ".join(missing))


class Player:
    """A player with a playlist."""

    def __init__(self, titles: list[str]) -> None:
        self.text = "".join(f"{title}\n" for title in titles)

    def sort(self) -> list[str]:
        """Let the sorter order the titles."""
        sorters = (["warpsort"], [sys.executable, "-c", SLOW_SORT])
        return run_first_available(sorters, self.text).splitlines()


if __name__ == "__main__":
    for position, title in enumerate(Player(PLAYLIST).sort(), start=1):
        print(position, title)
    print("sorted by", sys.platform)
