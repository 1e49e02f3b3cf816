"""Fetches the price of wheat from the tools of two exchanges."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal

STALLED = "import threading; threading.Event().wait()"
QUOTE = "print('wheat 214.75 EUR/t')"


def first_answer(commands: Iterable[tuple[Sequence[str], float]]) -> str | None:
    """Run (command, seconds) pairs in order and return the output of the first that ends well in time.

    A command that exceeds its seconds is killed with everything it has started; one that fails is passed
    over. None means that no command answered.
    """
    for command, seconds in commands:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            try:
                output, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                continue
        if process.returncode == 0:
            return output
    return None


def wheat_price(tools: dict[str, str]) -> Decimal:
    """Return the price that the exchange's tool prints."""
    limits = {"hamburg": 0.03, "paris": 20.0}
    commands = [([sys.executable, "-c", program], limits[name]) for name, program in tools.items()]
    line = first_answer(commands)
    if line is None:
        raise LookupError("no exchange")
    return Decimal(line.split()[1])


if __name__ == "__main__":
    price = wheat_price({"hamburg": STALLED, "paris": QUOTE})
    print(f"100 t cost {price * 100:.2f} EUR")
