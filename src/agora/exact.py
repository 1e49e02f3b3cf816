"""JSON in which a Decimal is a number with every digit, as PostgreSQL's numeric and jsonb have it."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from secrets import token_hex
from typing import Any


def _refuse(value: Any) -> Any:
    raise TypeError(f"{value!r} has no place in JSON")


def dumps(
    value: Any,
    *,
    indent: int | None = None,
    ensure_ascii: bool = True,
    default: Callable[[Any], Any] = _refuse,
) -> str:
    """JSON of a value; `default` says what stands for other types than JSON's and Decimal.

    A Decimal goes through the standard library as a text with a mark that nobody can guess, so that no text of a
    caller can pass for a number, and loses its quotes afterwards.
    """
    mark = token_hex(16)
    numbers = 0

    def plain(found: Any) -> Any:
        nonlocal numbers
        if not isinstance(found, Decimal):
            return default(found)
        if not found.is_finite():
            return _refuse(found)
        numbers += 1
        return f"{mark}{found:f}"

    text = json.dumps(value, indent=indent, default=plain, ensure_ascii=ensure_ascii)
    return re.sub(f'"{mark}([^"]*)"', r"\1", text) if numbers else text
