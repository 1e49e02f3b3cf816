"""How rows are shown: as a table for people, as JSON or CSV for programs."""

import csv
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

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
        _table(rows, columns)
    else:
        typer.echo(nothing)


def dumped(value: Any, indent: int | None = None) -> str:
    """JSON with numbers as they are, to the last digit, and times in ISO format."""
    text = json.dumps(value, indent=indent, default=_plain, ensure_ascii=False)
    return _MARKED.sub(r"\1", text)


# A Decimal goes through json as a text with a mark that no text of a database has, and loses its quotes afterwards.
_MARKED = re.compile(r'"\\u0000([^"]*)"')


def _plain(value: Any) -> str:
    return f"\0{value:f}" if isinstance(value, Decimal) else str(value)


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in columns:
        numeric = all(isinstance(row[column], int | float | Decimal | None) for row in rows)
        table.add_column(column.replace("_", " "), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(row[column])) for column in columns))
    Console().print(table)


def cell(value: Any) -> str:
    """A value as a table shows it: fractions to three digits, times to the second."""
    if isinstance(value, Decimal):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dict | list):
        return dumped(value, indent=2)
    return "" if value is None else str(value)
