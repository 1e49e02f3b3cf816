"""Checks that the example in a function's documentation still works."""

import re
import textwrap
from types import CodeType
from typing import Any


def hypotenuse(a: float, b: float) -> float:
    """Return the longest side of a right triangle.

    Example::

        side = hypotenuse(3, 4)
        assert side == 5
    """
    return float((a * a + b * b) ** 0.5)


def compile_snippet(source: str, name: str = "<snippet>") -> CodeType:
    """Compile Python statements that were pasted from an indented block or an interpreter session.

    Tabs become spaces, the common indentation goes, and so do the marks >>> and ... with the output lines
    between them. Line numbers stay those of the pasted text; real errors still raise SyntaxError.
    """
    text = textwrap.dedent(source.expandtabs(4))
    if re.search(r"^>>> ", text, re.MULTILINE):
        prompt = re.compile(r"(?:>>>|\.\.\.)(?: |$)")
        lines = [prompt.sub("", line, count=1) if prompt.match(line) else "" for line in text.splitlines()]
        text = "\n".join(lines)
    return compile(f"{text}\n", name, "exec")


def run_example(documented: Any) -> dict[str, Any]:
    """Run the block after 'Example::' and return its names."""
    block = str(documented.__doc__).partition("Example::")[2]
    scope: dict[str, Any] = {documented.__name__: documented}
    exec(compile_snippet(block, f"<{documented.__name__}>"), scope)
    return scope


def main() -> None:
    """Run the example and show its result."""
    print(textwrap.shorten(f"side is {run_example(hypotenuse)['side']}", 40))


if __name__ == "__main__":
    main()
