"""Runs a small shop whose orders know their customers and the other way round."""

import importlib
import inspect
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ORDERS = "from shop_customers import greet\n\ndef total(name):\n    return greet(name), 42\n"
CUSTOMERS = (
    "from lazy import lazy_attribute\n\ntotal = lazy_attribute('shop_orders', 'total')\n\n"
    "def greet(name):\n    return f'Dear {name}'\n\n"
    "def bill(name):\n    return total(name)\n"
)


def lazy_attribute(module: str, name: str) -> Callable[..., Any]:
    """Return a callable that stands for module.name and imports the module when it is first called.

    In place of `from module import name` this breaks a circle of imports: nothing is looked up while the
    modules are still being executed.
    """
    found: list[Callable[..., Any]] = []

    def call(*args: Any, **kwargs: Any) -> Any:
        if not found:
            found.append(getattr(importlib.import_module(module), name))
        return found[0](*args, **kwargs)

    call.__name__ = name
    return call


def main() -> None:
    """Write the modules of the shop and run it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "shop_orders.py").write_text(ORDERS, encoding="utf-8")
        Path(folder, "shop_customers.py").write_text(CUSTOMERS, encoding="utf-8")
        imports = "import importlib\nfrom collections.abc import Callable\nfrom typing import Any\n\n\n"
        Path(folder, "lazy.py").write_text(imports + inspect.getsource(lazy_attribute), encoding="utf-8")
        sys.path.insert(0, folder)
        customers = importlib.import_module("shop_customers")
        print(customers.bill("Ada"))


if __name__ == "__main__":
    main()
