"""Finds the brightest star of a catalogue."""

import codecs
import json
import os
import tempfile
from pathlib import Path
from typing import Any

CATALOGUE = b'\xef\xbb\xbf{"Vega": 0.03, "Sirius": -1.46, "Deneb": 1.25}'


def read_json(path: Path) -> Any:
    """Read a JSON file saved by any editor: UTF-8, UTF-16 or UTF-32 with or without a byte-order mark.

    The mark decides the encoding; without one the file is taken as UTF-8.
    """
    raw = path.read_bytes()
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    encoding = next((name for mark, name in marks if raw.startswith(mark)), "utf-8")
    return json.loads(raw.decode(encoding))


def brightest(catalogue: str) -> str:
    """Return the name with the smallest magnitude."""
    magnitudes = read_json(Path(catalogue))
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
