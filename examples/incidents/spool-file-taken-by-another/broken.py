"""Lets a worker claim a print job while a faster worker empties the same spool."""

import os
import tempfile
from pathlib import Path


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
        mine = claimed / seen[0]
        os.rename(spool / seen[0], mine)
        print("printing", mine.name, mine.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
