"""Looks for the first prime above a bound with the help of a checker process."""

import subprocess
import sys
from collections.abc import Iterable, Iterator

CHECKER = "import sys\nfor line in sys.stdin:\n    if int(line) > 1000:\n        sys.exit(print(int(line)))"


def primes(limit: int) -> Iterator[int]:
    """Yield the primes below the limit."""
    sieve = bytearray([1]) * limit
    for number in range(2, limit):
        if sieve[number]:
            yield number
            sieve[number * number :: number] = bytes(len(range(number * number, limit, number)))


def ask(numbers: Iterable[int]) -> str:
    """Return what the checker prints about the numbers."""
    command = [sys.executable, "-c", CHECKER]
    checker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with checker:
        assert checker.stdin and checker.stdout
        checker.stdin.writelines(b"%d\n" % number for number in numbers)
        return checker.stdout.read().decode()


if __name__ == "__main__":
    print("found", ask(primes(400_000)).strip())
