"""Lists the members of a choir from the text file of its old address book."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

MEMBERS = "Zoé Martin;alto\nJosé Pérez;bass\nAnna Schmidt;soprano\n"


def decode_text(raw: bytes, fallbacks: Sequence[str] = ("cp1252", "latin-1")) -> tuple[str, str]:
    """Decode bytes of unknown origin and return (text, encoding used).

    Valid UTF-8 is almost never anything else, so it is tried first; then each fallback in order.
    The last fallback's UnicodeDecodeError is raised when none fits (latin-1 always fits).
    """
    candidates = ("utf-8-sig", *fallbacks)
    for encoding in candidates[:-1]:
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return raw.decode(candidates[-1]), candidates[-1]


def members(path: Path) -> list[tuple[str, str]]:
    """Return (name, voice) pairs."""
    text, _ = decode_text(path.read_bytes())
    return [(name, voice) for name, voice in (line.split(";") for line in text.splitlines())]


def main() -> None:
    """Write the file in the encoding of the old system and list it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "choir.txt")
        path.write_text(MEMBERS, encoding="latin-1")
        for name, voice in members(path):
            print(ascii(name), "sings", voice)


if __name__ == "__main__":
    main()
