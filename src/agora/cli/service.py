"""`agora health`, `tick` and `worker`: what keeps a database alive."""

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


def worker(
    every: Annotated[float, typer.Option(help="Seconds between two rounds.", min=0.1)] = 5.0,
    limit: Limit = 1000,
) -> None:
    """Run the jobs that are due, again and again, until SIGINT or SIGTERM. Any number may run."""
    import signal
    import sys
    from threading import Event

    import psycopg

    from agora import database

    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    dsn = database.target()
    connection = database.connect(dsn, autocommit=True)
    while not stop.is_set():
        try:
            if connection.closed:
                connection = database.connect(dsn, autocommit=True)
            connection.execute("SELECT agora.tick(%s)", [limit])
        except psycopg.OperationalError as error:
            # The server restarts or failed over: the jobs wait, so do we.
            print(f"agora: {error}".rstrip(), file=sys.stderr)
            connection.close()
        stop.wait(every)
    connection.close()


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (health, tick, worker):
        app.command()(command)
