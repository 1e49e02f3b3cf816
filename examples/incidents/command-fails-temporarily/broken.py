"""Synchronises a calendar with a script that asks for patience on its first run."""

import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = """
import pathlib, sys
marker = pathlib.Path(sys.argv[1], "ran-before")
if not marker.exists():
    marker.touch()
    sys.exit(75)
print("12 events synchronised")
"""


def synchronise(folder: str) -> str:
    """Run the script and return what it says."""
    script = Path(folder, "sync.py")
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), folder]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        print(synchronise(home), end="")
