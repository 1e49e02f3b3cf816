"""Fetches the price of wheat from the tools of two exchanges."""

import subprocess
import sys
from decimal import Decimal

STALLED = "import threading; threading.Event().wait()"
QUOTE = "print('wheat 214.75 EUR/t')"


def wheat_price(tools: dict[str, str]) -> Decimal:
    """Return the price that the exchange's tool prints."""
    for program in tools.values():
        line = subprocess.check_output([sys.executable, "-c", program], text=True, timeout=0.03)
        return Decimal(line.split()[1])
    raise LookupError("no exchange")


if __name__ == "__main__":
    price = wheat_price({"hamburg": STALLED, "paris": QUOTE})
    print(f"100 t cost {price * 100:.2f} EUR")
