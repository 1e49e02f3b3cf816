"""`agora work …`: the board, and what one does with the tasks on it; `agora.cli.claims` has the rest."""

import json
import re
from collections.abc import Sequence
from contextlib import nullcontext
from hashlib import sha256
from math import isinf
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
    *("is_overdue", "unclaimable"),
)
SELDOM = {"code", "agent", "attempts", "unmet", "deadline", "is_overdue", "unclaimable"}
"""Columns that a table has only where they say something."""
STATES = ("all", "blocked", "available", "claimed", "in_progress", "completed", "failed", "cancelled")
STYLES = {"in_progress": "bold green", "claimed": "green", "blocked": "yellow", "failed": "bold red"}

_BOARD = """
SELECT b.task_id, b.code, b.title, b.kind, b.priority, b.status, b.agent, b.attempts, b.unmet, b.blockers, b.epoch,
       b.capabilities, b.exclusive, b.estimate::text AS estimate, b.complexity, b.ready_at, b.deadline, b.lease_until,
       b.finish_by, b.closed_at, b.closing_reason, b.result, b.details, b.unclaimable, b.is_overdue
  FROM agora_work.board AS b
 WHERE {} AND (%(agent)s::bigint IS NULL OR b.agent_id = %(agent)s)
 ORDER BY b.closed_at IS NOT NULL, array_position('{{in_progress,claimed,available,blocked}}', b.status),
       b.priority DESC, b.task_id
 LIMIT %(limit)s
"""
_WHICH = {None: "b.closed_at IS NULL", "all": "true"}
"""Said in so many words, or the closed ones would be read, too."""
_UNCLAIMABLE = """
SELECT u.task_id, u.code, u.title, u.status, u.reason, u.capabilities, u.estimate::text AS estimate,
       u.longest_estimate::text AS longest_estimate, u.closed_needs, u.hint,
       (SELECT d.name FROM agora.principal_directory AS d WHERE d.principal_id = u.assignee_id) AS assignee
  FROM agora_work.unclaimable_task AS u
 ORDER BY u.priority DESC, u.task_id
 LIMIT %(limit)s
"""
_TERMS = """
SELECT a.max_tasks, a.capacity, a.lease, a.is_open FROM agora_work.registered_agent AS a WHERE a.agent_id = %(agent)s
"""
_STANDING = "SELECT b.status, b.agent, b.ready_at FROM agora_work.board AS b WHERE b.task_id = %(task)s"
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


def claim_of(team: "Agora", named: str, epoch: int | None) -> dict[str, Any]:
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
    if watch is not None and (as_json or as_csv):
        raise typer.BadParameter("--watch draws a table; --json and --csv print once")
    with connect(dsn) as team:
        query = _BOARD.format(_WHICH.get(status, "b.status = %(status)s"))
        asked = {"status": status, "agent": principal_id(team, agent), "limit": limit}
        if watch is None:
            rows = team.rows(query, asked)
            show(rows, _columns(rows), as_json=as_json, as_csv=as_csv, nothing="No task.")
        else:
            _watch(team, query, asked, watch)


def _columns(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Columns of a table of tasks: the fewer, the more of them a narrow terminal can show."""
    return [name for name in COLUMNS if name not in SELDOM or any(row[name] for row in rows)]


def _watch(team: "Agora", query: str, asked: dict[str, Any], every: float) -> None:
    """The board on the terminal, at every event and every so many seconds, until it is interrupted.

    Into a file or a pipe, where nothing can be drawn over, it is printed again instead.
    """
    from rich.console import Console
    from rich.live import Live

    console = Console()
    team.connection.autocommit = True
    team.connection.execute("LISTEN agora_event")
    with Live(console=console, auto_refresh=False) if console.is_terminal else nullcontext() as live:
        while True:
            picture = _picture(team.rows(query, asked))
            if live:
                live.update(picture, refresh=True)
            else:
                console.print(picture)
            list(team.connection.notifies(timeout=every, stop_after=1))


def _picture(rows: Sequence[dict[str, Any]]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    counts = {status: sum(row["status"] == status for row in rows) for status in (*STYLES, "available")}
    told = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts.items() if count)
    table = Table(box=None, pad_edge=False, title=told or "No task.", title_justify="left")
    columns = _columns(rows)
    for column in columns:
        table.add_column(column.replace("_", " "), no_wrap=column != "title", overflow="fold")
    for row in rows:
        table.add_row(
            *(Text(cell(row[column])) for column in columns), style=STYLES.get(row["status"], "none")
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
    columns = ("task_id", "code", "title", "status", "reason", "capabilities", "estimate", "assignee", "hint")
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
    lease: Annotated[
        str | None,
        typer.Option(
            help="How long it may be silent, such as '8 hours'. Default: work.lease.", show_default=False
        ),
    ] = None,
    closed: Annotated[
        bool | None,
        typer.Option("--closed/--open", help="Takes no new tasks, or does again.", show_default=False),
    ] = None,
    dsn: Dsn = None,
) -> None:
    """Register an agent for work, or change how; what is not given stays."""
    with connect(dsn) as team:
        try:
            who = principal_id(team, agent)
        except typer.BadParameter:
            who = team.core.register_principal(name=agent)
        terms = (team.rows(_TERMS, {"agent": who}) or [{}])[0]
        told = {"max_tasks": max_tasks, "lease": lease, "is_open": None if closed is None else not closed}
        terms |= {name: value for name, value in told.items() if value is not None}
        team.work.register_agent(agent=who, capabilities=can or None, **terms)
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
    ttl: Annotated[
        str | None,
        typer.Option(
            help="How long a claim of it lasts unless renewed. Default: work.ttl.", show_default=False
        ),
    ] = None,
    deadline: Annotated[
        str | None, typer.Option(help="Such as 2026-01-31T18:00:00Z.", show_default=False)
    ] = None,
    assignee: Annotated[
        str | None, typer.Option(metavar="AGENT", help="Only for this one.", show_default=False)
    ] = None,
    details: Annotated[str | None, typer.Option(help="A JSON object.", show_default=False)] = None,
    key: Annotated[
        str | None, typer.Option(help="A repeated call answers with the first.", show_default=False)
    ] = None,
    dsn: Dsn = None,
) -> None:
    """Add a task; prints its id."""
    options: dict[str, Any] = {"code": code, "priority": priority, "kind": kind, "estimate": estimate}
    options |= {"environment": environment, "ttl": ttl, "deadline": deadline}
    options |= {"needs": needs or [], "capabilities": can or [], "exclusive": exclusive or []}
    with connect(dsn) as team:
        options["details"] = _json(details, "--details")
        options["assignee"] = principal_id(team, assignee)
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
    import psycopg

    text = file.read_bytes()
    try:
        lines = enumerate(text.decode("utf-8-sig").split("\n"), 1)
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{file}: no UTF-8: {error}") from None
    tasks = {number: _json(line, f"{file}, line {number}") for number, line in lines if line.strip()}
    with connect(dsn) as team:
        try:
            ids = team.work.add_tasks(tasks=list(tasks.values()), key=f"file:{sha256(text).hexdigest()}")
        except psycopg.errors.InvalidParameterValue as error:
            found = re.fullmatch("item=([0-9]+): (.*)", error.diag.message_detail or "")
            if found is None:
                raise
            number = list(tasks)[int(found[1]) - 1]
            raise typer.BadParameter(
                f"{file}, line {number}: {error.diag.message_primary}: {found[2]}"
            ) from None
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
        nothing = "Nothing to claim now." if task is None or rows else _standing(team, task)
    columns = ("task_id", "epoch", "code", "title", "priority", "attempt", "lease_until", "finish_by")
    show(rows, columns, as_json=as_json, as_csv=False, nothing=nothing)
    if not rows:
        raise typer.Exit(1)


def _standing(team: "Agora", named: str) -> str:
    """Why a task is not to be had."""
    (row,) = team.rows(_STANDING, task_id(team, named))
    whose = f" by {row['agent']}" if row["agent"] else ""
    when = f", to be had from {cell(row['ready_at'])}" if row["ready_at"] else ""
    return f"Not now: {named} is {row['status'].replace('_', ' ')}{whose}{when}."


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
        team.work.complete_task(**claim_of(team, task, epoch), result=told)
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
        again = team.work.fail_task(**claim_of(team, task, epoch), error=error, retry=not final)
    typer.echo(f"{task} has failed" if again is None else f"{task} is tried again at {cell(again)}")


def _json(text: str | None, where: str) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(f"{where}: no JSON: {error}") from None


def _no_number(constant: str) -> None:
    """NaN and the infinities, which Python reads and JSON does not know."""
    raise ValueError(f"{constant} is no number")


def _finite(number: str) -> float:
    """A number that is larger than any that Python has would be infinity."""
    value = float(number)
    if isinf(value):
        raise ValueError(f"{number[:50]} is too large a number")
    return value


def register(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    main.add_typer(app, name="work")
