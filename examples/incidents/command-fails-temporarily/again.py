"""Reads the water level from a tide gauge that needs to warm up."""

import subprocess
import sys
import tempfile
from pathlib import Path

GAUGE = "import sys\nn = open(sys.argv[1], 'a').tell()\nopen(sys.argv[1], 'a').write('.')\n"
READING = "sys.exit(75) if n < 2 else print(f'level {410 + n} cm')\n"


class Gauge:
    """A gauge driven by its command line tool."""

    def __init__(self, folder: Path) -> None:
        self.tool = folder / "gauge_tool.py"
        self.tool.write_text(GAUGE + READING, encoding="utf-8")
        self.state = folder / "state"

    def read(self) -> str:
        """Return the tool's reading."""
        command = [sys.executable, str(self.tool), str(self.state)]
        return subprocess.check_output(command, text=True)


def main() -> None:
    """Print one reading."""
    with tempfile.TemporaryDirectory(prefix="tide") as folder:
        gauge = Gauge(Path(folder))
        print(gauge.read().strip())


if __name__ == "__main__":
    main()
