"""Serialises a basket with the fastest JSON module of the machine."""

import importlib
from types import ModuleType
from typing import Any

BASKET = {"customer": 17, "articles": ["bolt", "nut"], "paid": True}


def import_first(*names: str) -> ModuleType:
    """Import and return the first of the named modules that is installed.

    Only the absence of that very module (or of a package above it) makes the next name's turn; a module
    that is there but misses something of its own still raises. List the standard library's choice last.
    """
    for name in names:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            missing = error.name or ""
            if name != missing and not name.startswith(f"{missing}."):
                raise
    raise ModuleNotFoundError(f"none of these modules is installed: {', '.join(names)}")


def serialise(value: Any) -> str:
    """Return the value as JSON."""
    backend = import_first("jsonturbo_native", "json")

    return str(backend.dumps(value, sort_keys=True))


def main() -> None:
    """Print the basket."""
    print(serialise(BASKET))


if __name__ == "__main__":
    main()
