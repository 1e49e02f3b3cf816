"""Sets the title page of a booklet with an external typesetter."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence

TYPESETTERS = [
    ["centerline-ng", "--width", "24"],
    [sys.executable, "-c", "import sys; print(sys.stdin.read().strip().center(24, '.'))"],
]


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


def typeset(title: str) -> str:
    """Return the title as the typesetter sets it."""
    return run_first_available(TYPESETTERS, title)


def main() -> None:
    """Print the title page."""
    print(typeset("Field Notes"), end="")


if __name__ == "__main__":
    main()
