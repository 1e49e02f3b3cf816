"""Lists the members of a choir from the text file of its old address book."""

import tempfile
from pathlib import Path

MEMBERS = "Zoé Martin;alto\nJosé Pérez;bass\nAnna Schmidt;soprano\n"


def members(path: Path) -> list[tuple[str, str]]:
    """Return (name, voice) pairs."""
    text = path.read_text(encoding="utf-8")
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
