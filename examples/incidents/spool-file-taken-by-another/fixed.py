"""Lets a worker claim a print job while a faster worker empties the same spool."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


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
    """Fill a spool with jobs and claim one of them."""
    with tempfile.TemporaryDirectory() as root:
        spool, claimed = Path(root, "spool"), Path(root, "claimed")
        spool.mkdir()
        claimed.mkdir()
        for number in (1, 2, 3):
            (spool / f"job-{number}.ps").write_text(f"page {number}", encoding="utf-8")
        seen = sorted(os.listdir(spool))
        (spool / "job-1.ps").unlink()  # the faster worker printed it
        mine = claim_next_file(seen, spool, claimed)
        if mine is None:
            return
        print("printing", mine.name, mine.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
