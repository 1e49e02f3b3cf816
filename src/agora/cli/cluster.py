"""`agora up`, `down`, `status`, `psql` and `dsn`: the user's private cluster.

With AGORA_DSN set there is no private cluster: nothing is started or stopped.
"""

import os
from typing import Annotated

import typer


def _given() -> str | None:
    """The server that AGORA_DSN names, which takes the place of the private cluster everywhere."""
    return os.environ.get("AGORA_DSN") or None


def up(
    keep: Annotated[
        bool, typer.Option("--keep", help="Refuse to rebuild a database made from other sources.")
    ] = False,
) -> None:
    """Start the private cluster and bring its database to this release."""
    if _given():
        typer.echo(
            "AGORA_DSN is set: nothing private is started. `agora db upgrade` brings it to this release."
        )
        return
    from agora import database

    server = database.private()
    database.ensure(server, keep=keep)
    typer.echo(f"running in {server.root}. Look around with `agora psql`, stop with `agora down`.")


def down() -> None:
    """Stop the private cluster; its data stay."""
    if _given():
        typer.echo("AGORA_DSN is set: it names a server that is not ours to stop.")
        return
    from agora import cluster

    server = cluster.persistent()
    if server.status() == "stopped":
        typer.echo("not running.")
        return
    server.stop()
    typer.echo(f"stopped; the data stay in {server.root}.")


def status() -> None:
    """Say whether the server is up. Exit code: 0 running, 1 stopped."""
    import psycopg

    from agora import cluster

    if given := _given():
        try:
            psycopg.connect(given, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            typer.echo(f"unreachable: the server that AGORA_DSN names: {error}")
            raise typer.Exit(1) from error
        typer.echo("running: the server that AGORA_DSN names.")
        return
    server = cluster.persistent()
    state = server.status()
    if state == "stopped":
        typer.echo("stopped. Start it with `agora up`.")
        raise typer.Exit(1)
    typer.echo(f"{'running' if state == 'ready' else state}: {server.dsn(cluster.DATABASE)}")


def psql(context: typer.Context) -> None:
    """Open psql on the database, with any arguments of psql's own; starts the private cluster if need be."""
    import shutil

    from agora import cluster, database

    dsn = database.target()
    program = shutil.which("psql") or str(cluster.find_bindir() / "psql")
    os.execv(program, ["psql", "-d", dsn, *context.args])  # noqa: S606


def dsn() -> None:
    """Print the connection string of the database. Starts nothing."""
    from agora import cluster

    typer.echo(_given() or cluster.persistent().dsn(cluster.DATABASE))


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (up, down, status, dsn):
        app.command()(command)
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(psql)
