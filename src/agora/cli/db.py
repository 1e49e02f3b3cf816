"""`agora db`: the schema of a database, up, down, compared and printed. AGORA_DSN names the database."""

from typing import Annotated

import typer

from agora.cli.output import Dsn, Json, dumped

db = typer.Typer(
    name="db",
    help="Migrate the database that AGORA_DSN names, or the private one; compare it with this release.",
    no_args_is_help=True,
)


@db.command()
def upgrade(
    revision: Annotated[str, typer.Argument(help="head, or a revision.")] = "head", dsn: Dsn = None
) -> None:
    """Bring the database to a revision; as a superuser. Safe to run from many places at once."""
    from agora import database, migrate

    target = database.target(dsn)
    if migrate.revision(target) != migrate.head():
        typer.echo("agora: upgrading, which takes some seconds", err=True)
    migrate.upgrade(target, revision)
    _print_current(target)


@db.command(context_settings={"ignore_unknown_options": True})
def downgrade(
    revision: Annotated[str, typer.Argument(help="base, -1, or a revision.")], dsn: Dsn = None
) -> None:
    """Go back to a revision. A domain that is dropped takes its rows with it."""
    from agora import database, migrate

    target = database.target(dsn)
    migrate.downgrade(target, revision)
    _print_current(target)


@db.command()
def current(dsn: Dsn = None) -> None:
    """Print the revision the database stands at."""
    from agora import database

    _print_current(database.target(dsn))


@db.command()
def history() -> None:
    """Print the revisions of this release, the newest first. Connects to nothing."""
    from agora import migrate

    for revision, what in migrate.history():
        typer.echo(f"{revision}  {what}")


def _print_current(dsn: str) -> None:
    from agora import migrate

    revision, newest = migrate.revision(dsn), migrate.head()
    typer.echo(f"{revision or 'base'}{' (head)' if revision == newest else ''}")


@db.command()
def verify(as_json: Json = False, dsn: Dsn = None) -> None:
    """Compare the database with this release, object by object. Exit code: 0 the same, 1 drift."""
    from agora import database

    with database.connect(database.target(dsn)) as connection:
        drift = connection.execute("SELECT kind, identity, problem FROM agora.verify()").fetchall()
        expected = database.sources()
        built_from = database.fingerprints(connection)
    if built_from is None:
        built_from = expected
    for name in sorted(built_from.keys() | expected.keys()):
        if name not in built_from:
            drift.append(("domain", name, "not installed; agora db upgrade"))
        elif name not in expected:
            drift.append(("domain", name, "not in this release"))
        elif built_from[name] != expected[name]:
            drift.append(("domain", name, "built from other sources than this release's"))
    if as_json:
        fields = ("kind", "identity", "problem")
        typer.echo(dumped([dict(zip(fields, each, strict=True)) for each in drift], indent=2))
    else:
        for kind, identity, problem in drift:
            typer.echo(f"{kind} {identity}: {problem}")
    if drift:
        raise typer.Exit(1)
    if not as_json:
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
def roles(dsn: Dsn = None) -> None:
    """Create the cluster-wide roles, before a dump is restored into a new cluster."""
    from agora import build, database

    with database.connect(database.target(dsn)) as connection:
        connection.execute(build.current()[0].items[0].sql.encode())
    typer.echo("agora_owner, agora_service, agora_reader, agora_operator are there")


@db.command()
def ini() -> None:
    """Print an alembic.ini for this installation: `agora db ini > alembic.ini && alembic upgrade head`."""
    from agora import resources

    location = str(resources.migrations()).replace("%", "%%")
    typer.echo(f"[alembic]\nscript_location = {location}\npath_separator = os")


@db.command()
def doctor(as_json: Json = False, dsn: Dsn = None) -> None:
    """Check server, extensions, roles, settings and schema, each with its fix. Exit code: 0 fine, 1 not."""
    from dataclasses import asdict

    from rich.console import Console

    from agora import database
    from agora import doctor as surgery

    console = Console(highlight=False, soft_wrap=True)
    colours = {"ok": "green", "warn": "yellow", "fail": "red"}
    findings = []
    with database.connect(database.target(dsn), autocommit=True) as connection:
        for finding in surgery.examine(connection):
            findings.append(finding)
            if as_json:
                continue
            console.print(f"[{colours[finding.level]}]{finding.level:4}[/]", finding.check, end=": ")
            console.print(finding.detail, markup=False)
            if finding.fix:
                console.print(f"       {finding.fix}", markup=False)
    if as_json:
        typer.echo(dumped([asdict(finding) for finding in findings], indent=2))
    if any(finding.level == "fail" for finding in findings):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add `agora db` to the command line."""
    app.add_typer(db)
