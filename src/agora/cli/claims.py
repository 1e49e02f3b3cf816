"""`agora work start|keep|renew|release|cancel`: what happens to a claim between its beginning and its end."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Dsn, Json, cell, show
from agora.cli.team import connect, principal_id
from agora.cli.work import Epoch, Task, Who, app, claim_of, task_id

if TYPE_CHECKING:
    from agora.client import Agora

_HELD = """
SELECT b.task_id, b.code, b.title, b.epoch FROM agora_work.board AS b WHERE b.agent_id = %(agent)s ORDER BY b.task_id
"""


@app.command()
def start(task: Task, epoch: Epoch = None, dsn: Dsn = None) -> None:
    """Say that work on a claimed task began."""
    with connect(dsn) as team:
        began = team.work.start_task(**claim_of(team, task, epoch))
    typer.echo(f"{task} is in progress since {cell(began)}")


@app.command()
def keep(
    agent: Who,
    every: Annotated[
        float | None,
        typer.Option(
            help="Again every so many seconds, while it holds anything.", min=0.1, show_default=False
        ),
    ] = None,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Keep the claims of an agent alive: a heartbeat for all that it holds. Exit code 1: it holds nothing."""
    with connect(dsn) as team:
        who = principal_id(team, agent)
        rows = _beat(team, who)
        columns = ("task_id", "epoch", "code", "title", "lease_until", "finish_by")
        show(rows, columns, as_json=as_json, as_csv=False, nothing="It holds nothing.")
        if not rows:
            raise typer.Exit(1)
        while every is not None and rows:
            # Nobody notifies this connection: it waits, and ends where the server does.
            list(team.connection.notifies(timeout=every, stop_after=1))
            rows = _beat(team, who)


def _beat(team: "Agora", agent: int | None) -> list[dict[str, Any]]:
    """What an agent still holds, and until when."""
    held = {row["task_id"]: row for row in team.rows(_HELD, {"agent": agent})}
    told = {"tasks": list(held), "epochs": [row["epoch"] for row in held.values()]}
    rows = team.work.heartbeat(**told, actor=agent)
    return [held[row["task_id"]] | row for row in rows if row["is_held"]]


@app.command()
def renew(
    task: Task,
    ttl: Annotated[str, typer.Option(help="From now, such as '20 minutes'; 60 s to 24 h.")] = "300 seconds",
    epoch: Epoch = None,
    dsn: Dsn = None,
) -> None:
    """Let a claim last longer than the time that its task has."""
    with connect(dsn) as team:
        until = team.work.renew_task(**claim_of(team, task, epoch), ttl=ttl)
    typer.echo(f"{task} is to be finished by {cell(until)}")


@app.command()
def release(
    task: Task,
    reason: Annotated[str | None, typer.Option(help="Why.", show_default=False)] = None,
    epoch: Epoch = None,
    dsn: Dsn = None,
) -> None:
    """Give a claimed task back; that is no attempt."""
    with connect(dsn) as team:
        team.work.release_task(**claim_of(team, task, epoch), reason=reason)
    typer.echo(f"{task} is given back")


@app.command()
def cancel(
    task: Task,
    reason: Annotated[str, typer.Option(help="Why.", show_default=False)],
    dsn: Dsn = None,
) -> None:
    """End a task that is not wanted any more, whoever holds it."""
    with connect(dsn) as team:
        team.work.cancel_task(task=task_id(team, task)["task"], reason=reason)
    typer.echo(f"{task} is cancelled")


def register(main: typer.Typer) -> None:
    """Leave the commands where importing this put them: in the group of `agora work`."""
