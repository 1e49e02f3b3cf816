"""Runs a small shop whose orders know their customers and the other way round."""

import importlib
import sys
import tempfile
from pathlib import Path

ORDERS = "from shop_customers import greet\n\ndef total(name):\n    return greet(name), 42\n"
CUSTOMERS = (
    "from shop_orders import total\n\n"
    "def greet(name):\n    return f'Dear {name}'\n\n"
    "def bill(name):\n    return total(name)\n"
)


def main() -> None:
    """Write the modules of the shop and run it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "shop_orders.py").write_text(ORDERS, encoding="utf-8")
        Path(folder, "shop_customers.py").write_text(CUSTOMERS, encoding="utf-8")
        sys.path.insert(0, folder)
        customers = importlib.import_module("shop_customers")
        print(customers.bill("Ada"))


if __name__ == "__main__":
    main()
