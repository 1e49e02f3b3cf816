"""`agora health` and `agora tick`: how a database is, and what it needs now and then."""

from typing import TYPE_CHECKING, Annotated

import typer

from agora.cli.output import Csv, Dsn, Json, show

if TYPE_CHECKING:
    from psycopg.rows import DictRow


def health(as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Ask every health probe. Exit code: 0 healthy, 1 degraded, 2 unreachable."""
    from psycopg.rows import dict_row

    from agora import database

    with (
        database.connect(database.target(dsn)) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        rows = cursor.execute("SELECT component, ok, detail, hint FROM agora.health()").fetchall()
    if as_json or as_csv:
        show(rows, list(rows[0]), as_json=as_json, as_csv=as_csv, nothing="")
    else:
        _print(rows)
    if not all(row["ok"] for row in rows):
        raise typer.Exit(1)


def _print(rows: "list[DictRow]") -> None:
    """What is wrong first, with what to do about it."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("component", "ok", "detail", box=None, pad_edge=False)
    for row in sorted(rows, key=lambda row: bool(row["ok"])):
        state = Text("yes", "green") if row["ok"] else Text("no", "red")
        said = row["detail"] if row["ok"] or not row["hint"] else f"{row['detail']}\n{row['hint']}"
        table.add_row(row["component"], state, Text(said))
    Console().print(table)


Limit = Annotated[int, typer.Option(help="Most rows that one job handles.", min=1)]


def tick(limit: Limit = 1000, dsn: Dsn = None) -> None:
    """Run the jobs that are due, once."""
    from agora import database

    with database.connect(database.target(dsn)) as connection:
        handled = connection.execute("SELECT agora.tick(%s)", [limit]).fetchone()
    typer.echo(f"{handled[0] if handled else 0} rows handled")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (health, tick):
        app.command()(command)
