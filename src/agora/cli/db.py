"""`agora db`: the schema of a database, up, down, compared and printed. AGORA_DSN names the database."""

from typing import Annotated

import typer

db = typer.Typer(
    name="db",
    help="Migrate the database that AGORA_DSN names, or the private one; compare it with this release.",
    no_args_is_help=True,
)


@db.command()
def upgrade(revision: Annotated[str, typer.Argument(help="head, or a revision.")] = "head") -> None:
    """Bring the database to a revision; as a superuser. Safe to run from many places at once."""
    from agora import database, migrate

    migrate.upgrade(database.target(), revision)
    _print_current(database.target())


@db.command(context_settings={"ignore_unknown_options": True})
def downgrade(revision: Annotated[str, typer.Argument(help="base, -1, or a revision.")]) -> None:
    """Go back to a revision. A domain that is dropped takes its rows with it."""
    from agora import database, migrate

    migrate.downgrade(database.target(), revision)
    _print_current(database.target())


@db.command()
def current() -> None:
    """Print the revision the database stands at."""
    from agora import database

    _print_current(database.target())


def _print_current(dsn: str) -> None:
    from agora import migrate

    revision, newest = migrate.revision(dsn), migrate.head()
    typer.echo(f"{revision or 'base'}{' (head)' if revision == newest else ''}")


@db.command()
def verify() -> None:
    """Compare the database with this release, object by object. Exit code: 0 the same, 1 drift."""
    from agora import database

    with database.connect(database.target()) as connection:
        drift = [
            f"{kind} {identity}: {problem}"
            for kind, identity, problem in connection.execute(
                "SELECT kind, identity, problem FROM agora.verify()"
            )
        ]
        expected = database.sources()
        built_from = database.fingerprints(connection)
    if built_from is None:
        built_from = expected
    for name in sorted(built_from.keys() | expected.keys()):
        if name not in built_from:
            drift.append(f"domain {name}: not installed; agora db upgrade")
        elif name not in expected:
            drift.append(f"domain {name}: not in this release")
        elif built_from[name] != expected[name]:
            drift.append(f"domain {name}: built from other sources than this release's")
    for line in drift:
        typer.echo(line)
    if drift:
        raise typer.Exit(1)
    typer.echo("no drift")


@db.command()
def sql(
    start: Annotated[str, typer.Option("--from", help="base, or a revision.")] = "base",
    stop: Annotated[
        str, typer.Option("--to", help="head, or a revision; before --from it goes down.")
    ] = "head",
) -> None:
    """Print a migration as one psql script, to review and run elsewhere. Connects to nothing."""
    from agora import migrate

    typer.echo(migrate.script(start, stop), nl=False)


@db.command()
def roles() -> None:
    """Create the cluster-wide roles, before a dump is restored into a new cluster."""
    from agora import build, database

    with database.connect(database.target()) as connection:
        connection.execute(build.current()[0].items[0].sql.encode())
    typer.echo("agora_owner, agora_service, agora_reader, agora_operator are there")


@db.command()
def ini() -> None:
    """Print an alembic.ini for this installation: `agora db ini > alembic.ini && alembic upgrade head`."""
    from agora import resources

    location = str(resources.migrations()).replace("%", "%%")
    typer.echo(f"[alembic]\nscript_location = {location}\npath_separator = os")


@db.command()
def doctor() -> None:
    """Check server, extensions, roles, settings and schema, each with its fix. Exit code: 0 fine, 1 not."""
    from rich.console import Console

    from agora import database
    from agora import doctor as surgery

    console = Console(highlight=False, soft_wrap=True)
    colours = {"ok": "green", "warn": "yellow", "fail": "red"}
    failed = False
    with database.connect(database.target(), autocommit=True) as connection:
        for finding in surgery.examine(connection):
            failed |= finding.level == "fail"
            console.print(f"[{colours[finding.level]}]{finding.level:4}[/]", finding.check, end=": ")
            console.print(finding.detail, markup=False)
            if finding.fix:
                console.print(f"       {finding.fix}", markup=False)
    if failed:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add `agora db` to the command line."""
    app.add_typer(db)
