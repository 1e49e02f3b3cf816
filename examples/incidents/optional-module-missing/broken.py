"""Serialises a basket with the fastest JSON module of the machine."""

from typing import Any

BASKET = {"customer": 17, "articles": ["bolt", "nut"], "paid": True}


def serialise(value: Any) -> str:
    """Return the value as JSON."""
    import jsonturbo_native as backend

    return str(backend.dumps(value, sort_keys=True))


def main() -> None:
    """Print the basket."""
    print(serialise(BASKET))


if __name__ == "__main__":
    main()
