"""Looks up a postcode through a remote service, or in the local book."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence

REMOTE = [sys.executable, "-c", "import signal; signal.pause()"]  # a service that never answers
LOCAL = [sys.executable, "-c", "print({'Oslo': '0010', 'Bergen': '5003'}['Bergen'])"]


def first_answer(commands: Iterable[tuple[Sequence[str], float]]) -> str | None:
    """Run (command, seconds) pairs in order and return the output of the first that ends well in time.

    A command that exceeds its seconds is killed with everything it has started; one that fails is passed
    over. None means that no command answered.
    """
    for command, seconds in commands:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            try:
                output, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                continue
        if process.returncode == 0:
            return output
    return None


def postcode() -> str:
    """Return the postcode of Bergen."""
    answer = first_answer([(REMOTE, 0.02), (LOCAL, 20.0)])
    return "unknown" if answer is None else answer.strip()


def main() -> None:
    """Print the postcode."""
    print("Bergen", postcode())


if __name__ == "__main__":
    main()
