"""Reads the moves of a chess game from a commented transcript."""

import re
from collections.abc import Iterable
from io import StringIO

TRANSCRIPT = "1. e4 e5\n2. Nf3 Nc6\n(a long think)\n3. Bb5 a6\n"
MOVE = r"(?P<number>\d+)\. (?P<white>\S+) (?P<black>\S+)"


def parse_lines(
    pattern: str, lines: Iterable[str]
) -> tuple[list[dict[str, str | None]], list[tuple[int, str]]]:
    """Match every line against a pattern with named groups; return (fields, rejects).

    Fields are the named groups of the lines that match in full, rejects the other non-blank lines with
    their numbers, counted from 1, so that nothing is lost silently.
    """
    compiled = re.compile(pattern)
    fields: list[dict[str, str | None]] = []
    rejects: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        found = compiled.fullmatch(line.strip())
        if found is not None:
            fields.append(found.groupdict())
        elif line.strip():
            rejects.append((number, line))
    return fields, rejects


class Game:
    """The moves of both sides."""

    def __init__(self, transcript: StringIO) -> None:
        self.white: list[str] = []
        self.black: list[str] = []
        moves, self.comments = parse_lines(MOVE, transcript)
        for move in moves:
            self.white.append(str(move["white"]))
            self.black.append(str(move["black"]))


def main() -> None:
    """Print the opening of each side."""
    game = Game(StringIO(TRANSCRIPT))
    print("white:", *game.white)
    print("black:", *game.black)


if __name__ == "__main__":
    main()
