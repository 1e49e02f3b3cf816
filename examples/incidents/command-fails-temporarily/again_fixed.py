"""Reads the water level from a tide gauge that needs to warm up."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

GAUGE = "import sys\nn = open(sys.argv[1], 'a').tell()\nopen(sys.argv[1], 'a').write('.')\n"
READING = "sys.exit(75) if n < 2 else print(f'level {410 + n} cm')\n"


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


class Gauge:
    """A gauge driven by its command line tool."""

    def __init__(self, folder: Path) -> None:
        self.tool = folder / "gauge_tool.py"
        self.tool.write_text(GAUGE + READING, encoding="utf-8")
        self.state = folder / "state"
        self.waited: list[float] = []

    def read(self) -> str:
        """Return the tool's reading."""
        command = [sys.executable, str(self.tool), str(self.state)]
        return run_with_retry(command, attempts=5, pause=self.waited.append)


def main() -> None:
    """Print one reading."""
    with tempfile.TemporaryDirectory(prefix="tide") as folder:
        gauge = Gauge(Path(folder))
        print(gauge.read().strip())


if __name__ == "__main__":
    main()
