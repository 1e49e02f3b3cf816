"""Brings the letters of a shared scanner to a clerk's desk."""

import shutil
import tempfile
from collections.abc import Iterable
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


def claim_next_file(names: Iterable[str], spool: Path, claimed: Path) -> Path | None:
    """Move the first of the named spool files that is still there into the claimed folder.

    The rename is atomic within a file system, so each file goes to one worker only; a file that another
    worker took first is skipped. Returns its new path, or None when nothing was left; a missing folder is
    still an error.
    """
    for name in names:
        try:
            return (spool / name).rename(claimed / name)
        except FileNotFoundError:
            if not (spool.is_dir() and claimed.is_dir()):
                raise
    return None


def main() -> None:
    """Fetch a letter just after a colleague took the oldest one."""
    roof = tempfile.mkdtemp(prefix="office")
    try:
        office = Office(roof)
        waiting = sorted(path.name for path in office.scanner.iterdir())
        (office.scanner / waiting[0]).rename(Path(roof, "colleague.txt"))
        letter = claim_next_file(waiting, office.scanner, office.desk)
        print(letter.name if letter else "nothing left")
    finally:
        shutil.rmtree(roof)


if __name__ == "__main__":
    main()
