"""Finds the brightest star of a catalogue."""

import json
import os
import tempfile
from pathlib import Path

CATALOGUE = b'\xef\xbb\xbf{"Vega": 0.03, "Sirius": -1.46, "Deneb": 1.25}'


def brightest(catalogue: str) -> str:
    """Return the name with the smallest magnitude."""
    magnitudes = json.loads(Path(catalogue).read_text(encoding="utf-8"))
    return str(min(magnitudes, key=magnitudes.__getitem__))


def main() -> None:
    """Store the catalogue under a name of its own and look into it."""
    handle, name = tempfile.mkstemp(suffix=".stars")
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(CATALOGUE)
        print("brightest:", brightest(name))
    finally:
        os.unlink(name)


if __name__ == "__main__":
    main()
