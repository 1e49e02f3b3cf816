"""`agora work …`: the board, and what one does with the tasks on it."""

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, cell, show
from agora.cli.team import connect, principal_id

if TYPE_CHECKING:
    from rich.table import Table

    from agora.client import Agora

app = typer.Typer(help="The board of tasks: show it, add to it, claim, finish.", no_args_is_help=True)

Task = Annotated[str, typer.Argument(help="Code or id.", show_default=False)]
Who = Annotated[str, typer.Argument(metavar="AGENT", help="Name or id.", show_default=False)]
Epoch = Annotated[
    int | None, typer.Option(help="Epoch of the claim. Default: that of the board.", show_default=False)
]

COLUMNS = (
    *("task_id", "code", "title", "kind", "priority", "status", "agent", "attempts", "unmet", "deadline"),
    "unclaimable",
)
STATES = ("all", "blocked", "available", "claimed", "in_progress", "completed", "failed", "cancelled")
STYLES = {"in_progress": "bold green", "claimed": "green", "blocked": "yellow", "failed": "bold red"}

_BOARD = """
SELECT b.task_id, b.code, b.title, b.kind, b.priority, b.status, b.agent, b.attempts, b.unmet, b.blockers, b.epoch,
       b.capabilities, b.exclusive, b.estimate::text AS estimate, b.complexity, b.ready_at, b.deadline, b.lease_until,
       b.finish_by, b.closed_at, b.closing_reason, b.result, b.details, b.unclaimable
  FROM agora_work.board AS b
 WHERE CASE WHEN %(status)s::text IS NULL THEN b.closed_at IS NULL ELSE b.status = %(status)s OR %(status)s = 'all' END
   AND (%(agent)s::bigint IS NULL OR b.agent_id = %(agent)s)
 ORDER BY b.closed_at IS NOT NULL, array_position('{in_progress,claimed,available,blocked}', b.status), b.priority DESC,
       b.task_id
 LIMIT %(limit)s
"""
_UNCLAIMABLE = """
SELECT u.task_id, u.code, u.title, u.status, u.reason, u.capabilities, u.estimate::text AS estimate,
       u.longest_estimate::text AS longest_estimate,
       (SELECT d.name FROM agora.principal_directory AS d WHERE d.principal_id = u.assignee_id) AS assignee
  FROM agora_work.unclaimable_task AS u
 ORDER BY u.priority DESC, u.task_id
 LIMIT %(limit)s
"""
_TASK = """
SELECT b.task_id, b.epoch, b.agent_id IS NOT NULL AS is_held FROM agora_work.board AS b
 WHERE b.task_id = coalesce((SELECT c.task_id FROM agora_work.board AS c WHERE c.code = %(named)s), %(number)s::bigint)
"""


def task_id(team: "Agora", named: str, epoch: int | None = None) -> dict[str, Any]:
    """Task and epoch of what is named, by code or by id, and whether it is held."""
    number = int(named) if re.fullmatch("[0-9]{1,18}", named) else None
    rows = team.rows(_TASK, {"named": named, "number": number})
    if not rows:
        raise typer.BadParameter(f"there is no task {named}; agora work board shows all of them")
    held: bool = rows[0]["is_held"]
    return {
        "task": rows[0]["task_id"],
        "epoch": rows[0]["epoch"] if epoch is None else epoch,
        "is_held": held,
    }


def _claim(team: "Agora", named: str, epoch: int | None) -> dict[str, Any]:
    """Task and epoch as arguments."""
    found = task_id(team, named, epoch)
    return {name: found[name] for name in ("task", "epoch")}


@app.command()
def board(
    status: Annotated[
        str | None, typer.Option(help="One state, or all. Default: what is open.", show_default=False)
    ] = None,
    agent: Annotated[str | None, typer.Option(help="What this agent holds.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(help="Most rows.", min=1, max=100_000)] = 50,
    watch: Annotated[
        float | None,
        typer.Option(
            help="Show it again at every event, and every so many seconds.", min=0.1, show_default=False
        ),
    ] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show the board: what is worked on first, then what is ready, the most urgent first."""
    if status is not None and status not in STATES:
        raise typer.BadParameter(f"--status is one of {', '.join(STATES)}")
    with connect(dsn) as team:
        asked = {"status": status, "agent": principal_id(team, agent), "limit": limit}
        if watch is None:
            show(team.rows(_BOARD, asked), COLUMNS, as_json=as_json, as_csv=as_csv, nothing="No task.")
        else:
            _watch(team, asked, watch)


def _watch(team: "Agora", asked: dict[str, Any], every: float) -> None:
    """The board on the terminal, at every event and every so many seconds, until it is interrupted."""
    from rich.live import Live

    team.connection.autocommit = True
    team.connection.execute("LISTEN agora_event")
    with Live(_picture(team.rows(_BOARD, asked)), auto_refresh=False) as live:
        while True:
            list(team.connection.notifies(timeout=every, stop_after=1))
            live.update(_picture(team.rows(_BOARD, asked)), refresh=True)


def _picture(rows: Sequence[dict[str, Any]]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    counts = {status: sum(row["status"] == status for row in rows) for status in (*STYLES, "available")}
    told = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts.items() if count)
    table = Table(box=None, pad_edge=False, title=told or "No task.", title_justify="left")
    for column in COLUMNS:
        table.add_column(column.replace("_", " "))
    for row in rows:
        table.add_row(
            *(Text(cell(row[column])) for column in COLUMNS), style=STYLES.get(row["status"], "none")
        )
    return table


@app.command()
def unclaimable(
    limit: Annotated[int, typer.Option(help="Most rows.", min=1, max=100_000)] = 50,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show tasks that no agent can ever claim as things stand, and why."""
    columns = ("task_id", "code", "title", "status", "reason", "capabilities", "estimate", "assignee")
    with connect(dsn) as team:
        rows = team.rows(_UNCLAIMABLE, {"limit": limit})
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="Every task can be claimed.")


@app.command("register")
def register_agent(
    agent: Annotated[
        str, typer.Argument(help="Name or id; a new name is registered as an agent.", show_default=False)
    ],
    can: Annotated[
        list[str] | None,
        typer.Option(help="A capability that it declares; may be repeated. None: those it declared stay."),
    ] = None,
    max_tasks: Annotated[int | None, typer.Option(help="Most tasks at once.", show_default=False)] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Takes no new tasks.")] = False,
    dsn: Dsn = None,
) -> None:
    """Register an agent for work, or change how."""
    with connect(dsn) as team:
        try:
            who = principal_id(team, agent)
        except typer.BadParameter:
            who = team.core.register_principal(name=agent)
        team.work.register_agent(agent=who, capabilities=can or None, max_tasks=max_tasks, is_open=not closed)
        typer.echo(f"{agent} is registered for work as {who}")


@app.command()
def add(
    title: Annotated[str, typer.Argument(help="What is to be done.", show_default=False)],
    code: Annotated[str | None, typer.Option(help="Name of its own.", show_default=False)] = None,
    priority: Annotated[int, typer.Option(help="0 to 100.", min=0, max=100)] = 50,
    kind: Annotated[str, typer.Option(help="critical, filler or universal.")] = "critical",
    needs: Annotated[
        list[str] | None, typer.Option(help="Code of a task that comes first; may be repeated.")
    ] = None,
    can: Annotated[list[str] | None, typer.Option(help="A capability it needs; may be repeated.")] = None,
    environment: Annotated[
        str | None, typer.Option(help="Environment whose policy says who may claim it.", show_default=False)
    ] = None,
    exclusive: Annotated[
        list[str] | None, typer.Option(help="A key it must have for itself; may be repeated.")
    ] = None,
    estimate: Annotated[str | None, typer.Option(help="Such as '90 minutes'.", show_default=False)] = None,
    details: Annotated[str | None, typer.Option(help="A JSON object.", show_default=False)] = None,
    key: Annotated[
        str | None, typer.Option(help="A repeated call answers with the first.", show_default=False)
    ] = None,
    dsn: Dsn = None,
) -> None:
    """Add a task; prints its id."""
    options: dict[str, Any] = {"code": code, "priority": priority, "kind": kind, "estimate": estimate}
    options |= {"environment": environment}
    options |= {"needs": needs or [], "capabilities": can or [], "exclusive": exclusive or []}
    with connect(dsn) as team:
        options["details"] = _json(details, "--details")
        typer.echo(team.work.add_task(title=title, options=options, key=key))


@app.command("import")
def import_tasks(
    file: Annotated[
        Path,
        typer.Argument(help="JSON Lines, a task each.", show_default=False, exists=True, dir_okay=False),
    ],
    dsn: Dsn = None,
) -> None:
    """Add the tasks of a file, all or none; they may need each other. The same file again adds nothing."""
    text = file.read_bytes()
    tasks = []
    try:
        lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{file}: no UTF-8: {error}") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            tasks.append(_json(line, f"{file}, line {number}"))
    with connect(dsn) as team:
        ids = team.work.add_tasks(tasks=tasks, key=f"file:{sha256(text).hexdigest()}")
    typer.echo(f"{len(ids)} tasks")


@app.command()
def claim(
    agent: Who,
    task: Annotated[
        str | None, typer.Argument(help="Code or id. Default: the next.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(help="Most tasks.", min=1, max=10_000)] = 1,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Claim a task, or the next ones, for an agent. Exit code 1: not now."""
    with connect(dsn) as team:
        who = principal_id(team, agent)
        if task is None:
            rows = team.work.claim_next(agent=who, limit=limit)
        else:
            rows = team.work.claim_task(agent=who, task=task_id(team, task)["task"])
    columns = ("task_id", "epoch", "code", "title", "priority", "attempt", "lease_until", "finish_by")
    show(rows, columns, as_json=as_json, as_csv=False, nothing="Nothing to claim now.")
    if not rows:
        raise typer.Exit(1)


@app.command()
def done(
    task: Task,
    result: Annotated[str | None, typer.Option(help="A JSON object.", show_default=False)] = None,
    epoch: Epoch = None,
    dsn: Dsn = None,
) -> None:
    """Say that a task is done."""
    with connect(dsn) as team:
        told = _json(result, "--result")
        team.work.complete_task(**_claim(team, task, epoch), result=told)
    typer.echo(f"{task} is completed")


@app.command()
def fail(
    task: Task,
    error: Annotated[str, typer.Option("--error", help="What went wrong.", show_default=False)],
    final: Annotated[bool, typer.Option("--final", help="Do not try it again.")] = False,
    epoch: Epoch = None,
    dsn: Dsn = None,
) -> None:
    """Say that a task could not be done."""
    with connect(dsn) as team:
        again = team.work.fail_task(**_claim(team, task, epoch), error=error, retry=not final)
    typer.echo(f"{task} has failed" if again is None else f"{task} is tried again at {cell(again)}")


def _json(text: str | None, where: str) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(f"{where}: no JSON: {error}") from None


def _no_number(constant: str) -> None:
    """NaN and the infinities, which Python reads and JSON does not know."""
    raise ValueError(f"{constant} is no number")


def register(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    main.add_typer(app, name="work")
