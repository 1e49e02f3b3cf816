"""Puts values into the placeholders of a template, {{name}}, as literals of its language.

A placeholder stands where an expression may stand, never in a string, a comment or a name, so that a value
can only ever be a value. Whoever passes None for the values has the template checked and nothing filled in.
"""

import ast
import json
import math
import re
import warnings
from typing import Any, Dict, List, Optional, Set, Tuple

MAX_PARAMETERS = 50
MAX_CHARS = 100_000
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
PLACEHOLDER = re.compile(r"\{\{([a-z][a-z0-9_]{0,62})\}\}")
TYPES = ("text", "integer", "number", "boolean", "json")
SQL = ("sql", "mysql", "sqlite")
QUOTED = {
    "sql": re.compile(
        r"--[^\n]*|/\*(?s:.*?)(?:\*/|\Z)|\b[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)|'(?:[^']|'')*(?:'|\Z)|\"[^\"]*(?:\"|\Z)"
        r"|\$(?P<tag>(?:[A-Za-z_]\w{0,62})?)\$(?s:.*?)(?:\$(?P=tag)\$|\Z)"
    ),
    "javascript": re.compile(
        r"//[^\n]*|/\*(?s:.*?)(?:\*/|\Z)|\"(?:[^\"\\]|\\.)*(?:\"|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z)|`(?:[^`\\]|\\.)*(?:`|\Z)"
    ),
}
QUOTED["typescript"] = QUOTED["javascript"]
QUOTED["json"] = QUOTED["javascript"]
HINT_TEMPLATE = "See docs/transforms.md for what a template may be."
HINT_VALUES = "Pass an object with a value of the declared type for every parameter that has no default."


def not_a_template(detail: str) -> ValueError:
    return ValueError("template is not usable", detail[:500], HINT_TEMPLATE, "ZM034")


def wrong_value(detail: str) -> ValueError:
    return ValueError("values do not fit the template", detail[:500], HINT_VALUES, "22023")


def fits(value: Any, kind: str) -> bool:
    if kind == "text":
        return isinstance(value, str) and "\0" not in value
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "json":
        return True
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return isinstance(value, int) if kind == "integer" else math.isfinite(value)


def literal(value: Any, language: str, kind: str) -> str:
    """The value as an expression of the language that means just that."""
    if language not in SQL:
        text = repr(value) if language == "python" else json.dumps(value)
        # what stands before or after must not bind to the sign
        return "(" + text + ")" if text.startswith("-") and language != "json" else text
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return "({})".format(value)
    text = value if kind == "text" else json.dumps(value)
    quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'"
    return " E" + quoted if "\\" in text else quoted


def check_parameters(parameters: Dict[str, Any]) -> None:
    if not 1 <= len(parameters) <= MAX_PARAMETERS:
        raise not_a_template("{} parameters, 1 to {} are possible".format(len(parameters), MAX_PARAMETERS))
    for name, declared in parameters.items():
        if not NAME.fullmatch(name):
            raise not_a_template("parameter {!r} is not a lower-case name".format(name))
        if not isinstance(declared, dict) or not set(declared) <= {"type", "default", "description"}:
            raise not_a_template("parameter {} is not an object of type, default, description".format(name))
        if declared.get("type") not in TYPES:
            raise not_a_template(
                "parameter {} has type {!r}, known: {}".format(name, declared.get("type"), ", ".join(TYPES))
            )
        if not isinstance(declared.get("description", ""), str):
            raise not_a_template("the description of parameter {} is no text".format(name))
        if "default" in declared and not fits(declared["default"], declared["type"]):
            raise not_a_template("the default of parameter {} is no {}".format(name, declared["type"]))


def python_places(code: str) -> Set[Tuple[int, int]]:
    """Line and byte of every {{name}} that the parser sees as an expression: a set of a set of a name."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise not_a_template("the code does not parse as python") from None
    return {
        (node.lineno, node.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.Set)
        and len(node.elts) == 1
        and isinstance(node.elts[0], ast.Set)
        and len(node.elts[0].elts) == 1
        and isinstance(node.elts[0].elts[0], ast.Name)
    }


def check_places(code: str, language: str, parameters: Dict[str, Any]) -> None:
    """Every {{ is a declared placeholder in the place of an expression, and every parameter has one."""
    found = list(PLACEHOLDER.finditer(code))
    if len(found) != code.count("{{") or len(found) != code.count("}}"):
        raise not_a_template("a {{ or }} is not part of a placeholder such as {{name}}")
    if re.search(r"\{\{\{\w+\}\}\}", code):
        raise not_a_template("a placeholder has two braces on either side, not three")
    names = {m.group(1) for m in found}
    if names != set(parameters):
        raise not_a_template(
            "placeholders and parameters differ: " + ", ".join(sorted(names ^ set(parameters)))
        )
    if language == "python":
        places = set()
        for m in found:
            line_start = code.rfind("\n", 0, m.start()) + 1
            places.add((code.count("\n", 0, m.start()) + 1, len(code[line_start : m.start()].encode())))
        if places != python_places(code):
            raise not_a_template("a placeholder is not in the place of an expression")
        return
    pattern = QUOTED.get("sql" if language in SQL else language)
    if pattern is None:
        raise not_a_template(
            "templates are python, sql, javascript, typescript or json, not {}".format(language)
        )
    for m in found:
        before, after = code[m.start() - 1 : m.start()], code[m.end() : m.end() + 1]
        if re.fullmatch(r"[\w$#@.]", before) or re.fullmatch(r"[\w$(\[{]", after):
            raise not_a_template("placeholder {} touches a name".format(m.group(1)))
    if any(PLACEHOLDER.search(quoted.group()) for quoted in pattern.finditer(code)):
        raise not_a_template("a placeholder is in a string or a comment")


def adapt_code(
    code: str, language: str, parameters: Dict[str, Any], values: Optional[Dict[str, Any]]
) -> Optional[str]:
    """The code with its values, or None where only the template was to be checked."""
    code = code.replace("\r\n", "\n").replace("\r", "\n")
    check_parameters(parameters)
    check_places(code, language, parameters)
    if values is None:
        return None
    unknown = sorted(set(values) - set(parameters))
    missing = sorted(name for name in parameters if name not in values and "default" not in parameters[name])
    if unknown or missing:
        raise wrong_value(
            "unknown: {}; missing: {}".format(", ".join(unknown) or "none", ", ".join(missing) or "none")
        )
    wrong: List[str] = [name for name, value in values.items() if not fits(value, parameters[name]["type"])]
    if wrong:
        raise wrong_value(
            ", ".join("{} is no {}".format(name, parameters[name]["type"]) for name in sorted(wrong))
        )

    def fill(match: "re.Match[str]") -> str:
        name = match.group(1)
        return literal(values.get(name, parameters[name].get("default")), language, parameters[name]["type"])

    adapted = PLACEHOLDER.sub(fill, code)
    if len(adapted) > MAX_CHARS:
        raise wrong_value("the result has {} characters, at most {}".format(len(adapted), MAX_CHARS))
    return adapted
