"""`agora work next|block|solve|help|inbox|decide|team|score|moves`: around the tasks."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, show
from agora.cli.team import connect, principal_id
from agora.cli.work import Epoch, Task, Who, app, task_id

if TYPE_CHECKING:
    from agora.client import Agora

As = Annotated[
    str | None,
    typer.Option("--as", metavar="AGENT", help="Who acts. Default: the session.", show_default=False),
]

_BLOCKERS = """
SELECT b.blocker_id, b.code, b.title, b.type, b.severity, b.due_level AS level, b.is_overdue, b.helpers,
       (SELECT d.name FROM agora.principal_directory AS d WHERE d.principal_id = b.reported_by) AS reported_by,
       b.reported_at, b.description, b.capabilities, b.hazards, b.task_id
  FROM agora_work.reported_blocker AS b
 WHERE b.status = 'open'
 ORDER BY array_position('{critical,high,medium,low}', b.severity), b.reported_at
"""
_ESCALATIONS = """
SELECT e.escalation_id, e.agent, e.reason, e.items, e.task_ids, e.opened_at, e.latest_at, d.details AS latest,
       split_part(coalesce(d.details ->> 'description', d.details ->> 'error', d.details::text), E'\n', 1) AS about
  FROM agora_work.recorded_escalation AS e
  LEFT JOIN LATERAL (SELECT d.details FROM agora_work.escalation_detail AS d
                      WHERE d.escalation_id = e.escalation_id ORDER BY d.raised_at DESC LIMIT 1) AS d ON true
 WHERE e.status = 'open'
 ORDER BY e.opened_at
"""
_TEAM = """
SELECT s.agent, s.status, s.health, s.held_tasks, l.assigned::text AS assigned, l.load_percent, l.band,
       i.idle_for::text AS idle_for, s.help_wanted, s.can_help, s.seen_at
  FROM agora_work.session AS s
  JOIN agora_work.agent_load AS l USING (agent_id)
  LEFT JOIN agora_work.idle_time AS i USING (agent_id)
 ORDER BY s.agent
"""
_SCORE = (
    "SELECT s.metric, s.value, s.target, s.unit, s.is_met, s.samples"
    "  FROM agora_work.scorecard AS s ORDER BY s.metric"
)


def _acting(team: "Agora", named: str | None) -> dict[str, int]:
    """Who acts, as an argument; nothing where the session does."""
    who = principal_id(team, named)
    return {} if who is None else {"actor": who}


@app.command("next")
def next_work(agent: Who, as_json: Json = False, dsn: Dsn = None) -> None:
    """Claim what an agent should do next: its own, the next, help, a filler. Exit code 1: nothing now."""
    with connect(dsn) as team:
        who = principal_id(team, agent)
        rows = team.work.next_work(agent=who, actor=who)
    columns = ("source", "task_id", "epoch", "code", "title", "finish_by", "help_assignment_id", "stopped")
    show(rows, columns, as_json=as_json, as_csv=False, nothing="Nothing to do now.")
    if not rows:
        raise typer.Exit(1)


@app.command()
def block(
    task: Task,
    kind: Annotated[str, typer.Option("--type", help="A word, such as test_failure.", show_default=False)],
    description: Annotated[str, typer.Option(help="What is wrong.", show_default=False)],
    severity: Annotated[str, typer.Option(help="low, medium, high or critical.")] = "medium",
    can: Annotated[list[str] | None, typer.Option(help="A capability that helps; may be repeated.")] = None,
    hazard: Annotated[
        list[str] | None, typer.Option(help="conflict, legal or safety: a human decides; may be repeated.")
    ] = None,
    epoch: Epoch = None,
    acting: As = None,
    dsn: Dsn = None,
) -> None:
    """Say that a task is stuck: its holder gives it up and waits for it, helpers and the orchestrator are told."""
    with connect(dsn) as team:
        found = task_id(team, task, epoch)
        report: Any = team.work.report_blocker(
            task=found["task"],
            type=kind,
            description=description,
            severity=severity,
            capabilities=can or [],
            hazards=hazard or [],
            epoch=found["epoch"] if found["is_held"] or epoch is not None else None,
            **_acting(team, acting),
        )
    asked = f"{len(report['invited'])} agents are asked" if report["is_new"] else "it was reported before"
    human = "" if report["escalation_id"] is None else ", and a human"
    typer.echo(f"blocker {report['blocker_id']}: {asked}{human}")


@app.command()
def solve(
    blocker: Annotated[int, typer.Argument(help="Id.", show_default=False)],
    resolution: Annotated[str, typer.Option(help="What solved it.", show_default=False)],
    acting: As = None,
    dsn: Dsn = None,
) -> None:
    """Close a blocker; its task goes on."""
    with connect(dsn) as team:
        team.work.close_blocker(blocker=blocker, resolution=resolution, **_acting(team, acting))
    typer.echo(f"blocker {blocker} is closed")


@app.command("help")
def give_help(
    blocker: Annotated[int | None, typer.Argument(help="Id. Default: show what is open.")] = None,
    end: Annotated[
        str | None,
        typer.Option(help="End the help with it: solved, partial or unable.", show_default=False),
    ] = None,
    note: Annotated[str | None, typer.Option(help="What was found.", show_default=False)] = None,
    acting: As = None,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show what is stuck, help with it, or end that."""
    with connect(dsn) as team:
        if blocker is None:
            columns = ("blocker_id", "code", "title", "type", "severity", "level", "helpers", "reported_by")
            show(team.rows(_BLOCKERS), columns, as_json=as_json, as_csv=as_csv, nothing="Nothing is stuck.")
            return
        who = _acting(team, acting)
        assignment = team.work.offer_help(blocker=blocker, **who)
        if end is not None:
            team.work.end_help(help_assignment=assignment, outcome=end, note=note, **who)
    typer.echo(f"help {assignment} with blocker {blocker} {'goes on' if end is None else 'has ended'}")


@app.command()
def inbox(
    agent: Who,
    ack: Annotated[bool, typer.Option("--ack", help="Acknowledge what is shown.")] = False,
    limit: Annotated[int, typer.Option(help="Most messages.", min=1, max=1000)] = 10,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Read the messages of an agent; what is not acknowledged comes again."""
    with connect(dsn) as team:
        who = principal_id(team, agent)
        rows = team.work.read_inbox(limit=limit, actor=who)
        columns = ("message_id", "kind", "sender_id", "sent_at", "delivery", "body")
        show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="No message.")
        for row in rows if ack else ():
            team.work.ack_message(message=row["message_id"], actor=who)


@app.command()
def decide(
    escalation: Annotated[int | None, typer.Argument(help="Id. Default: show what is open.")] = None,
    resolution: Annotated[str | None, typer.Option(help="What was decided.", show_default=False)] = None,
    acting: As = None,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show what waits for a human, or decide it."""
    with connect(dsn) as team:
        if escalation is None:
            columns = ("escalation_id", "agent", "reason", "items", "opened_at", "about")
            show(team.rows(_ESCALATIONS), columns, as_json=as_json, as_csv=as_csv, nothing="Nothing waits.")
            return
        team.work.close_escalation(escalation=escalation, resolution=resolution, **_acting(team, acting))
    typer.echo(f"escalation {escalation} is decided")


@app.command("team")
def sessions(as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Show what each agent does, whether it is well, and how much it has."""
    columns = ("agent", "status", "health", "held_tasks", "assigned", "load_percent", "band", "idle_for")
    with connect(dsn) as team:
        show(team.rows(_TEAM), columns, as_json=as_json, as_csv=as_csv, nothing="No agent.")


@app.command()
def score(as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Show how well the team works, against its targets."""
    columns = ("metric", "value", "target", "unit", "is_met", "samples")
    with connect(dsn) as team:
        show(team.rows(_SCORE), columns, as_json=as_json, as_csv=as_csv, nothing="No figures.")


@app.command()
def path(as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Show the critical path: the longest remaining chain of tasks."""
    columns = ("task_id", "code", "title", "status", "estimate", "starts_after", "remaining")
    query = (
        "SELECT p.task_id, p.code, p.title, p.status, p.estimate::text AS estimate,"
        "       p.starts_after::text AS starts_after, p.remaining::text AS remaining"
        "  FROM agora_work.critical_path() AS p"
    )
    with connect(dsn) as team:
        show(team.rows(query), columns, as_json=as_json, as_csv=as_csv, nothing="Nothing to do.")


@app.command()
def moves(
    apply: Annotated[bool, typer.Option("--apply", help="Make them.")] = False,
    limit: Annotated[int, typer.Option(help="Most moves.", min=1, max=10_000)] = 100,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show which tasks agents with too much should give to others, or make it so."""
    columns = ("task_id", "code", "title", "estimate", "from_agent", "to_agent")
    with connect(dsn) as team:
        rows = team.work.rebalance(limit=limit)
        show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="Nobody has too much.")
        if apply and rows:
            team.work.move_tasks(
                tasks=[row["task_id"] for row in rows], agents=[row["to_agent"] for row in rows]
            )


def register(main: typer.Typer) -> None:
    """Leave the commands where importing this put them: in the group of `agora work`."""
