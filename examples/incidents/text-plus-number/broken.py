"""Caches the thumbnails of a gallery under composite keys."""

from collections.abc import Callable
from typing import Any

cache: dict[str, str] = {}


def thumbnail(prefix: Any, picture: Any, width: Any, draw: Callable[[int, int], str]) -> str:
    """Return a thumbnail and draw it at most once."""
    key = prefix + ":" + picture + ":" + width
    if key not in cache:
        cache[key] = draw(picture, width)
    return cache[key]


def main() -> None:
    """Ask twice for one picture and once for another."""
    for picture in (17, 18, 17):
        print(thumbnail("thumb", picture, 64, lambda number, width: f"<{number} at {width} px>"))
    print(len(cache), "drawn:", *cache)


if __name__ == "__main__":
    main()
