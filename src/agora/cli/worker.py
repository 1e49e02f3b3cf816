"""`agora worker` runs what is due, again and again; `embed` makes vectors of documents, `webhooks` posts events;
`sandbox` runs submitted code, `exec` commands, `proxy` makes calls."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from agora.cli.service import Limit

if TYPE_CHECKING:
    from collections import Counter
    from typing import Any

    import psycopg

    from agora.embedding import Model
    from agora.events import Flag
    from agora.isolation import Box
    from agora.outside import Verdict

    Connection = psycopg.Connection[tuple[Any, ...]]

group = typer.Typer(invoke_without_command=True)

Every = Annotated[float, typer.Option(help="Seconds between two rounds.", min=0.1)]


@group.callback()
def worker(context: typer.Context, every: Every = 5.0, limit: Limit = 1000) -> None:
    """Run the jobs that are due, again and again, until SIGINT or SIGTERM. Any number may run."""
    if context.invoked_subcommand:
        return
    _repeat(every, lambda connection, _: _tick(connection, limit))


@group.command()
def embed(
    model: Annotated[
        str | None, typer.Option(help="Model to embed with. Default: every model that has a provider.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Stop when nothing waits, instead of looking again.")
    ] = False,
    every: Every = 5.0,
    lease: Annotated[int, typer.Option(help="Seconds that a batch may take.", min=1, max=86400)] = 300,
) -> None:
    """Make the vectors that documents wait for. Any number may run; each document is given to one of them."""
    if not once:
        _repeat(every, lambda connection, stop: _embed(connection, model, lease, stop))
        return
    from agora import database
    from agora.events import Flag

    with database.connect(database.target(), autocommit=True) as connection:
        _embed(connection, model, lease, Flag())


@group.command()
def webhooks(
    every: Every = 5.0,
    worker: Annotated[
        str | None, typer.Option(help="Name of this process, unique while it runs. Default: the host's.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Post to private addresses and over plain http, too.")
    ] = False,
) -> None:
    """Post events to webhooks, signed. Any number may run; each webhook is served by one of them.

    Secrets are in the files of the directory AGORA_WEBHOOK_SECRETS, or in AGORA_WEBHOOK_SECRET_<NAME>.
    """
    import socket

    from agora import database
    from agora.webhooks import Deliverers

    deliverers = Deliverers(database.target(), worker or socket.gethostname(), allow_private)
    try:
        _repeat(every, lambda connection, _: deliverers.step(connection))
    finally:
        deliverers.stop()


Principal = Annotated[str, typer.Option("--as", help="Principal that signs what came of it.")]
Once = Annotated[bool, typer.Option("--once", help="Stop when nothing waits, instead of looking again.")]
Check = Annotated[bool, typer.Option("--check", help="Say which isolation holds here, and do nothing.")]


@group.command()
def sandbox(
    principal: Annotated[
        str | None, typer.Option("--as", help="Principal that signs the verdicts: a reviewer.")
    ] = None,
    once: Once = False,
    every: Every = 5.0,
    check: Check = False,
) -> None:
    """Run submitted Python in a sandbox (bubblewrap), with limits. Any number may run; each job is given to one.

    Refuses where code cannot be isolated. Log in as a member of agora_service that is bound to nobody.
    """
    from agora.sandbox import run

    box = _box([], check)
    if principal is None:
        raise typer.BadParameter("name the principal that signs the verdicts with --as: a reviewer")
    _serve("sandbox", principal, once, every, lambda body, limits: run(box, body, limits))


@group.command("exec")
def execute(
    principal: Principal = "service",
    show: Annotated[
        list[str] | None,
        typer.Option(help="Directory that commands may read, beside /usr; they start in the first."),
    ] = None,
    once: Once = False,
    every: Every = 5.0,
    check: Check = False,
) -> None:
    """Run commands that the allow-list lets through, in a sandbox, without a shell. Any number may run.

    Refuses where they cannot be isolated. Log in as a member of agora_service that is bound to nobody.
    """
    from agora.executor import run

    box = _box(show or [], check)
    _serve("exec", principal, once, every, lambda body, limits: run(box, body, limits))


@group.command()
def proxy(principal: Principal = "service", once: Once = False, every: Every = 5.0) -> None:
    """Make HTTP calls that the allow-list lets through. Any number may run; no redirect is followed.

    Log in as a member of agora_service that is bound to nobody.
    """
    from agora.proxy import run

    _serve("http", principal, once, every, run)


def _box(shown: list[str], check: bool) -> "Box":
    """The box of this machine; ends the command where there is none, or where only that was asked."""
    from agora.isolation import SandboxUnavailableError, find

    try:
        box = find(shown)
    except SandboxUnavailableError as error:
        typer.echo(f"agora: {error}", err=True)
        raise typer.Exit(3) from None
    if check:
        for what, how in box.holdings().items():
            typer.echo(f"{what}: {how}")
        raise typer.Exit
    if box.groups is None:
        typer.echo(f"memory, processes: {box.holdings()['memory, processes']}", err=True)
    return box


def _serve(
    kind: str, principal: str, once: bool, every: float, do: "Callable[[Any, dict[str, int]], Verdict]"
) -> None:
    """Do requests of a kind until none waits, and again after a while."""
    from agora import database
    from agora.events import Flag

    if not once:
        _repeat(every, lambda connection, stop: _do_all(connection, kind, principal, do, stop))
        return
    with database.connect(database.target(), autocommit=True) as connection:
        _do_all(connection, kind, principal, do, Flag())


def _do_all(
    connection: "Connection",
    kind: str,
    principal: str,
    do: "Callable[[Any, dict[str, int]], Verdict]",
    stop: "Flag",
) -> None:
    """Do requests until none waits, and say how they went."""
    from collections import Counter

    from agora import outside

    found = connection.execute(
        "SELECT d.principal_id FROM agora.principal_directory AS d WHERE d.name = %s", [principal]
    ).fetchone()
    if found is None:
        raise typer.BadParameter(f"no principal is called {principal}; see agora.principal_directory")
    done: Counter[str] = Counter()
    while not stop.is_set() and (outcome := outside.step(connection, kind, found[0], do)):
        done[outcome] += 1
    if done:
        typer.echo(_counts(done))


def _tick(connection: "Connection", limit: int) -> None:
    connection.execute("SELECT agora.tick(%s)", [limit])


def _repeat(every: float, step: "Callable[[Connection, Flag], None]") -> None:
    """Take a step at a time until a signal comes; wait while the server, or what else is needed, is away."""
    import signal

    import psycopg

    from agora import database
    from agora.embedding import ProviderBusyError
    from agora.events import Flag

    stop = Flag()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    dsn = database.target()
    connection = database.connect(dsn, autocommit=True)
    while not stop.is_set():
        try:
            if connection.closed:
                connection = database.connect(dsn, autocommit=True)
            step(connection, stop)
        except psycopg.OperationalError as error:
            # The server restarts or failed over: the jobs wait, so do we.
            print(f"agora: {error}".rstrip(), file=sys.stderr)
            connection.close()
        except ProviderBusyError as error:
            print(f"agora: {error}", file=sys.stderr)
        stop.wait(every)
    connection.close()


def _embed(connection: "Connection", name: str | None, lease: int, stop: "Flag") -> None:
    """Embed with each model until nothing waits, and say how much it was."""
    from agora import embedding

    found = [model for model in embedding.models(connection) if name in (None, model.name)]
    if name and not found:
        raise typer.BadParameter(
            f"no embedding model is called {name}; see agora_memory.known_embedding_model"
        )
    for model in found:
        if model.provider == "external" and not name:
            continue
        _embed_all(connection, model, lease, stop)


def _embed_all(connection: "Connection", model: "Model", lease: int, stop: "Flag") -> None:
    from collections import Counter

    from rich.console import Console

    from agora import embedding

    provider = embedding.shared_provider(model)
    done: Counter[str] = Counter()
    with Console(stderr=True).status(f"{model.name}: looking for documents") as status:
        while not stop.is_set():
            outcomes = embedding.embed_batch(connection, model, provider, f"{lease} seconds")
            if not outcomes:
                break
            done.update(outcomes)
            status.update(f"{model.name}: {_counts(done)}")
    if done:
        typer.echo(f"{model.name}: {_counts(done)}")


def _counts(done: "Counter[str]") -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(done.items()))


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(group, name="worker")
