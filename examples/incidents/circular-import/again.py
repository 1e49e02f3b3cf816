"""Opens the first door of a text adventure whose rooms and doors refer to each other."""

import importlib
import runpy
import sys
import tempfile
from pathlib import Path

MODULES = {
    "adventure_room": """
from adventure_door import Door
class Room:
    def __init__(self, name): self.name, self.doors = name, [Door("oak")]
""",
    "adventure_door": """
from adventure_room import Room
class Door:
    def __init__(self, wood): self.wood = wood
    def open(self): return Room(f"behind the {self.wood} door")
""",
    "play": "from adventure_room import Room\nresult = Room('hall').doors[0].open().name\n",
}


def main() -> None:
    """Unpack the game and play it."""
    with tempfile.TemporaryDirectory(prefix="game") as home:
        for name, text in MODULES.items():
            Path(home, f"{name}.py").write_text(text, encoding="utf-8")
        sys.path.append(home)
        importlib.invalidate_caches()
        print("you are", runpy.run_path(f"{home}/play.py")["result"])


if __name__ == "__main__":
    main()
