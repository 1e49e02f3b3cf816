"""Synchronises a calendar with a script that asks for patience on its first run."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

SCRIPT = """
import pathlib, sys
marker = pathlib.Path(sys.argv[1], "ran-before")
if not marker.exists():
    marker.touch()
    sys.exit(75)
print("12 events synchronised")
"""


def run_with_retry(
    command: Sequence[str],
    attempts: int = 4,
    temporary: Collection[int] = (os.EX_TEMPFAIL,),
    pause: Callable[[float], object] = time.sleep,
) -> str:
    """Run a command until it succeeds and return its output.

    Exit statuses listed as temporary are retried after pauses of 0.1, 0.2, 0.4, ... seconds; any other
    status, and the last attempt's, raises CalledProcessError with the output.
    """
    for attempt in range(1, attempts + 1):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in temporary or attempt == attempts:
            break
        pause(0.05 * 2**attempt)
    done.check_returncode()
    return done.stdout


def synchronise(folder: str) -> str:
    """Run the script and return what it says."""
    script = Path(folder, "sync.py")
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), folder]
    return run_with_retry(command, pause=lambda seconds: print("retry after", seconds, "s"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        print(synchronise(home), end="")
