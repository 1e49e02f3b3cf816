"""Reads the moves of a chess game from a commented transcript."""

import re
from io import StringIO

TRANSCRIPT = "1. e4 e5\n2. Nf3 Nc6\n(a long think)\n3. Bb5 a6\n"
MOVE = r"(?P<number>\d+)\. (?P<white>\S+) (?P<black>\S+)"


class Game:
    """The moves of both sides."""

    def __init__(self, transcript: StringIO) -> None:
        self.white: list[str] = []
        self.black: list[str] = []
        for line in transcript:
            move = re.match(MOVE, line)
            self.white.append(move.group("white"))
            self.black.append(move.group("black"))


def main() -> None:
    """Print the opening of each side."""
    game = Game(StringIO(TRANSCRIPT))
    print("white:", *game.white)
    print("black:", *game.black)


if __name__ == "__main__":
    main()
