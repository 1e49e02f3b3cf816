"""Applies the discount formulas that shop owners paste into a form."""

import re
import textwrap
from types import CodeType

FORMULA = """
    rate = 0.1 if pieces > 10 else 0
    price = pieces * 2.5 * (1 - rate)
"""


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


def price(pieces: int) -> float:
    """Return what the formula computes for a number of pieces."""
    names: dict[str, float] = {"pieces": pieces}
    exec(compile_snippet(FORMULA, "<formula>"), names)
    return names["price"]


def main() -> None:
    """Print two prices."""
    print(price(4), price(20))


if __name__ == "__main__":
    main()
