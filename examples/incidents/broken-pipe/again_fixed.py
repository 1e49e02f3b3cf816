"""Looks for the first prime above a bound with the help of a checker process."""

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence

CHECKER = "import sys\nfor line in sys.stdin:\n    if int(line) > 1000:\n        sys.exit(print(int(line)))"


def primes(limit: int) -> Iterator[int]:
    """Yield the primes below the limit."""
    sieve = bytearray([1]) * limit
    for number in range(2, limit):
        if sieve[number]:
            yield number
            sieve[number * number :: number] = bytes(len(range(number * number, limit, number)))


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


def ask(numbers: Iterable[int]) -> str:
    """Return what the checker prints about the numbers."""
    command = [sys.executable, "-c", CHECKER]
    status, finding = pipe_lines(command, map(str, numbers))
    print("checker's status", status)
    return finding


if __name__ == "__main__":
    print("found", ask(primes(400_000)).strip())
