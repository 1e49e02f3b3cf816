"""`agora health` and `agora tick`: how a database is, and what it needs now and then."""

from typing import Annotated

import typer


def health() -> None:
    """Ask every health probe. Exit code: 0 healthy, 1 degraded, 2 unreachable."""
    from rich.console import Console
    from rich.table import Table

    from agora import database

    with database.connect(database.target()) as connection:
        report = connection.execute("SELECT component, ok, detail, hint FROM agora.health()").fetchall()
    table = Table(box=None, pad_edge=False)
    for title in ("component", "ok", "detail", "hint"):
        table.add_column(title)
    for component, ok, detail, hint in report:
        table.add_row(component, "[green]yes[/]" if ok else "[red]no[/]", detail, "" if ok else hint)
    Console().print(table)
    if not all(ok for _, ok, _, _ in report):
        raise typer.Exit(1)


Limit = Annotated[int, typer.Option(help="Most rows that one job handles.", min=1)]


def tick(limit: Limit = 1000) -> None:
    """Run the jobs that are due, once."""
    from agora import database

    with database.connect(database.target()) as connection:
        handled = connection.execute("SELECT agora.tick(%s)", [limit]).fetchone()
    typer.echo(f"{handled[0] if handled else 0} rows handled")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (health, tick):
        app.command()(command)
