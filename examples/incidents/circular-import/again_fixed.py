"""Opens the first door of a text adventure whose rooms and doors refer to each other."""

import importlib
import inspect
import runpy
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

MODULES = {
    "adventure_room": """
from adventure_door import Door
class Room:
    def __init__(self, name): self.name, self.doors = name, [Door("oak")]
""",
    "adventure_door": """
from late import lazy_attribute
Room = lazy_attribute("adventure_room", "Room")
class Door:
    def __init__(self, wood): self.wood = wood
    def open(self): return Room(f"behind the {self.wood} door")
""",
    "play": "from adventure_room import Room\nresult = Room('hall').doors[0].open().name\n",
}


def lazy_attribute(module: str, name: str) -> Callable[..., Any]:
    """Return a callable that stands for module.name and imports the module when it is first called.

    In place of `from module import name` this breaks a circle of imports: nothing is looked up while the
    modules are still being executed.
    """
    found: list[Callable[..., Any]] = []

    def call(*args: Any, **kwargs: Any) -> Any:
        if not found:
            found.append(getattr(importlib.import_module(module), name))
        return found[0](*args, **kwargs)

    call.__name__ = name
    return call


def main() -> None:
    """Unpack the game and play it."""
    with tempfile.TemporaryDirectory(prefix="game") as home:
        for name, text in MODULES.items():
            Path(home, f"{name}.py").write_text(text, encoding="utf-8")
        needs = "import importlib\nfrom collections.abc import Callable\nfrom typing import Any\n"
        Path(home, "late.py").write_text(needs + inspect.getsource(lazy_attribute), encoding="utf-8")
        sys.path.append(home)
        importlib.invalidate_caches()
        print("you are", runpy.run_path(f"{home}/play.py")["result"])


if __name__ == "__main__":
    main()
