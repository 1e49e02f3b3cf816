"""Brings the letters of a shared scanner to a clerk's desk."""

import shutil
import tempfile
from pathlib import Path

LETTERS = {"scan0042.txt": "Dear Sir", "scan0043.txt": "Dear Madam"}


class Office:
    """A scanner folder and a desk under one roof."""

    def __init__(self, roof: str) -> None:
        self.scanner, self.desk = Path(roof) / "scanner", Path(roof) / "desk" / "kim"
        self.scanner.mkdir()
        self.desk.mkdir(parents=True)
        for name, text in LETTERS.items():
            (self.scanner / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Fetch a letter just after a colleague took the oldest one."""
    roof = tempfile.mkdtemp(prefix="office")
    try:
        office = Office(roof)
        waiting = sorted(path.name for path in office.scanner.iterdir())
        (office.scanner / waiting[0]).rename(Path(roof, "colleague.txt"))
        letter = (office.scanner / waiting[0]).replace(office.desk / waiting[0])
        print(letter.name)
    finally:
        shutil.rmtree(roof)


if __name__ == "__main__":
    main()
