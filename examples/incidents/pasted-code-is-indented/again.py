"""Checks that the example in a function's documentation still works."""

import textwrap
from typing import Any


def hypotenuse(a: float, b: float) -> float:
    """Return the longest side of a right triangle.

    Example::

        side = hypotenuse(3, 4)
        assert side == 5
    """
    return float((a * a + b * b) ** 0.5)


def run_example(documented: Any) -> dict[str, Any]:
    """Run the block after 'Example::' and return its names."""
    block = str(documented.__doc__).partition("Example::")[2]
    scope: dict[str, Any] = {documented.__name__: documented}
    exec(compile(block, f"<{documented.__name__}>", "exec"), scope)
    return scope


def main() -> None:
    """Run the example and show its result."""
    print(textwrap.shorten(f"side is {run_example(hypotenuse)['side']}", 40))


if __name__ == "__main__":
    main()
