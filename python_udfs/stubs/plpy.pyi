"""What PL/Python gives a function, for type checkers: the module `plpy`, the dictionaries SD, GD and TD."""

from typing import Any, NoReturn

SD: dict[str, Any]
"""Kept between the calls of one function in one session; emptied when the function is replaced."""
GD: dict[str, Any]
"""Kept between the calls of all functions in one session."""
TD: dict[str, Any]
"""What a trigger function is told."""

def debug(message: object, /, *, detail: str = ..., hint: str = ...) -> None: ...
def notice(message: object, /, *, detail: str = ..., hint: str = ...) -> None: ...
def warning(message: object, /, *, detail: str = ..., hint: str = ...) -> None: ...
def error(
    message: object,
    /,
    *,
    detail: str | None = ...,
    hint: str | None = ...,
    sqlstate: str = ...,
    schema_name: str = ...,
    table_name: str = ...,
    column_name: str = ...,
    datatype_name: str = ...,
    constraint_name: str = ...,
) -> NoReturn: ...
def quote_literal(string: str, /) -> str: ...
def quote_nullable(string: str | None, /) -> str: ...
def quote_ident(string: str, /) -> str: ...
