"""Shows the first lines of a long listing through a filter program."""

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence

FILTER = [sys.executable, "-c", "for _ in range(2): print(input().upper())"]
LISTING = [f"entry number {number}" for number in range(20_000)]


def pipe_lines(command: Sequence[str], lines: Iterable[str]) -> tuple[int, str]:
    """Feed lines to a command's standard input and return (exit code, output).

    A reader that stops early is no error: writing ends there. The output goes through a temporary file, so
    neither side can block the other however much is written.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as output,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, encoding="utf-8") as reader,
    ):
        assert reader.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            for line in lines:
                reader.stdin.write(f"{line}\n")
        with contextlib.suppress(BrokenPipeError):
            reader.stdin.close()  # flushes what is left
        code = reader.wait()
        output.seek(0)
        return code, output.read()


def main() -> None:
    """Send the listing through the filter."""
    code, shown = pipe_lines(FILTER, LISTING)
    print(shown, end="")
    print("filter ended with", code)


if __name__ == "__main__":
    main()
