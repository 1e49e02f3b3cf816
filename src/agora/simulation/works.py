"""The code that simulated agents contribute: functions of many shapes, written with more or less care."""

from random import Random
from typing import Final

from agora.simulation.population import draw

_SYLLABLES: Final = (
    "ba",
    "co",
    "di",
    "fu",
    "ga",
    "ke",
    "li",
    "mo",
    "nu",
    "pa",
    "re",
    "si",
    "to",
    "vu",
    "xe",
    "zo",
)
_COMPARISONS: Final = ("<", ">", "<=", ">=", "==", "!=", "in", "not in")
_OPERATORS: Final = ("+", "-", "*", "//", "%", "|", "&")

# {i} indentation, {v} the result, {r} the rows, {a} {b} new names, {n} a number, {c} a comparison, {o} an operator.
_SIMPLE: Final = (
    "{i}{v} = {v} {o} {n}",
    "{i}{v} = [{a} {o} {n} for {a} in {r} if {a}]",
    "{i}{v} = {{{a}: {a} {o} {n} for {a} in {r}}}",
    "{i}{v} = sorted({r}, key=lambda {a}: ({a} {o} {n}, {a}))",
    "{i}{v} = sum(1 for {a} in {r} if {a} and {a} {o} {n})",
    "{i}{a}, *{b} = {r}\n{i}{v} = ({a}, {b})",
    "{i}{v} = {r}[{n}:][::-1]",
    "{i}{v} = str({v}).strip().split()[:{n}]",
    "{i}{v} = {r} if {r} else {n}",
    "{i}{v} = max({r}, default={n}) {o} len({r})",
    "{i}{v} = f'{{{v}}} of {{{r}}}'",
    "{i}assert {r} {c} {v}",
)
_NESTED: Final = (
    "{i}for {a} in {r}:\n{body}",
    "{i}for {a}, {b} in enumerate({r}):\n{body}",
    "{i}while {v} {c} {r}:\n{body}\n{i}    break",
    "{i}if {v} {c} {r}:\n{body}",
    "{i}if {r}:\n{body}\n{i}else:\n{other}",
    "{i}try:\n{body}\n{i}except (KeyError, ValueError):\n{other}",
)


def word(chance: Random) -> str:
    """A name that nobody used before, most likely."""
    return "".join(chance.choice(_SYLLABLES) for _ in range(4))


def write_code(chance: Random, name: str, skill: float) -> str:
    """A function; skill is the share of good habits in it: types, a docstring, refused input."""
    rows, result = word(chance), word(chance)
    typed, told, safe = (chance.random() < skill for _ in range(3))
    lines = [f"def {name}({rows}: list[int]) -> object:" if typed else f"def {name}({rows}):"]
    if told:
        lines.append(f'    """Return the {word(chance)} of {rows}, without {word(chance)}."""')
    if safe:
        lines.append(f"    if {rows} is None:\n        raise ValueError('no {word(chance)} was given')")
    lines.append(f"    {result} = {chance.randrange(100)}")
    body = [_statement(chance, rows, result, 1) for _ in range(2 + draw(chance, 2))]
    return "\n".join([*lines, *body, f"    return {result}"])


def _statement(chance: Random, rows: str, result: str, depth: int) -> str:
    is_nested = chance.random() < 0.6 / depth
    return chance.choice(_NESTED if is_nested else _SIMPLE).format(
        i="    " * depth,
        v=result,
        r=rows,
        a=word(chance),
        b=word(chance),
        n=chance.randrange(2, 90),
        c=chance.choice(_COMPARISONS),
        o=chance.choice(_OPERATORS),
        body=_statement(chance, rows, result, depth + 1) if is_nested else "",
        other=_statement(chance, rows, result, depth + 1) if is_nested else "",
    )
