"""Sorts a playlist with the fastest sorter of the machine."""

import subprocess
import sys

PLAYLIST = ["Satie: Gymnopedie", "Bach: Air", "Holst: Mars"]
SLOW_SORT = "import sys; sys.stdout.writelines(sorted(sys.stdin))"


class Player:
    """A player with a playlist."""

    def __init__(self, titles: list[str]) -> None:
        self.text = "".join(f"{title}\n" for title in titles)

    def sort(self) -> list[str]:
        """Let the sorter order the titles."""
        sorter = subprocess.Popen(["warpsort"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return sorter.communicate(self.text)[0].splitlines()


if __name__ == "__main__":
    for position, title in enumerate(Player(PLAYLIST).sort(), start=1):
        print(position, title)
    print("sorted by", sys.platform)
