"""Caches the thumbnails of a gallery under composite keys."""

from collections.abc import Callable
from typing import Any

cache: dict[str, str] = {}


def join_key(*parts: object, separator: str = "-") -> str:
    """Join the parts of a composite key into text, whatever their types.

    Integral floats lose their .0, so that 3 and 3.0 give one key; None, blank parts and parts that hold
    the separator raise ValueError, because two different keys could then look alike.
    """
    words = []
    for part in parts:
        whole = isinstance(part, float) and part.is_integer()
        word = f"{part:.0f}" if whole else str(part).strip()
        if part is None or not word or separator in word:
            raise ValueError(f"not usable in a key joined by {separator!r}: {part!r}")
        words.append(word)
    return separator.join(words)


def thumbnail(prefix: Any, picture: Any, width: Any, draw: Callable[[int, int], str]) -> str:
    """Return a thumbnail and draw it at most once."""
    key = join_key(prefix, picture, width, separator=":")
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
