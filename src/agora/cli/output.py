"""How rows are shown: as a table for people, as JSON or CSV for programs."""

import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

import typer

from agora import exact

Json = Annotated[bool, typer.Option("--json", help="Print JSON: whole rows, whole values.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV with a header: whole rows, whole values.")]
Dsn = Annotated[str | None, typer.Option(help="Database. Default: AGORA_DSN, else the private one.")]


def show(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool, as_csv: bool, nothing: str
) -> None:
    """Print rows; a table has only the columns named, and `nothing` is said where there is no row."""
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    if as_json:
        typer.echo(dumped(rows, indent=2))
    elif as_csv:
        writer = csv.DictWriter(sys.stdout, list(rows[0]) if rows else columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    elif rows:
        table(rows, columns)
    else:
        typer.echo(nothing)


_SECOND = timedelta(seconds=1)


class Full(Decimal):
    """A number that a table shows with every digit."""


def dollars(rows: Sequence[Mapping[str, Any]], places: int) -> list[dict[str, Any]]:
    """Rows for a table whose amounts of money have so many decimals, where other fractions are cut to three."""

    def figure(name: str, value: Any) -> Any:
        return Full(round(value, places)) if isinstance(value, Decimal) and name.endswith("usd") else value

    return [{name: figure(name, value) for name, value in row.items()} for row in rows]


def dumped(value: Any, indent: int | None = None) -> str:
    """JSON with numbers as they are, to the last digit, times in ISO format and bytes in hexadecimal."""
    return exact.dumps(value, indent=indent, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Print a table for people; what is too long for the terminal is folded, nothing is left out."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False)
    for column in columns:
        numeric = all(isinstance(row[column], int | float | Decimal | None) for row in rows)
        grid.add_column(column.replace("_", " "), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell(row[column])) for column in columns))
    Console().print(grid)


def cell(value: Any) -> str:
    """A value as a table shows it: fractions to three digits, times to the second, an object's fields in lines."""
    if isinstance(value, Full):
        return f"{value.normalize():f}"
    if isinstance(value, Decimal):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix(":00")
    if isinstance(value, timedelta):
        return str(timedelta(seconds=round(value.total_seconds()))) if abs(value) >= _SECOND else str(value)
    if isinstance(value, dict):
        return "\n".join(
            f"{name}: {each if isinstance(each, str) else dumped(each)}" for name, each in value.items()
        )
    if isinstance(value, list):
        return dumped(value)
    return "" if value is None else _plain(value)
