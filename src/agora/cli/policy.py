"""`agora policy …`: the constants of rewards and guards, and how they change."""

from pathlib import Path
from typing import Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, show

app = typer.Typer(
    help="Constants of rewards and guards: what holds, what is proposed, who approved.", no_args_is_help=True
)

Proposal = Annotated[int, typer.Argument(help="Number of the proposal.", show_default=False)]
Actor = Annotated[
    str | None, typer.Option("--as", help="Name of the principal that acts. Default: that of the session.")
]

VERSIONS = """
SELECT v.kind, nullif(lower(v.valid), '-infinity') AS valid_from, v.reward_policy_id, v.parameters
  FROM agora_reward.policy_version AS v
 WHERE v.kind = coalesce(%(kind)s, v.kind) AND (%(past)s OR coalesce(upper(v.valid), 'infinity') > agora.now())
 ORDER BY v.kind, v.valid
"""
CHANGES = """
SELECT c.policy_proposal_id AS proposal, c.kind, c.status, c.valid_from, c.is_emergency, c.changes, c.reason,
       ARRAY(SELECT d.name FROM agora.principal_directory AS d WHERE d.principal_id = ANY (c.approved_by)
              ORDER BY d.name) AS approved_by
  FROM agora_reward.policy_change AS c
 WHERE c.kind = coalesce(%(kind)s, c.kind) AND (%(past)s OR c.status = 'open')
 ORDER BY c.policy_proposal_id
"""
ACTOR = "(SELECT d.principal_id FROM agora.principal_directory AS d WHERE d.name = %(actor)s)"


def _rows(dsn: str | None, query: str, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    from psycopg.rows import dict_row

    from agora import database

    with (
        database.connect(database.target(dsn)) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        return cursor.execute(query.encode(), arguments).fetchall()


def _call(dsn: str | None, call: str, arguments: dict[str, Any]) -> Any:
    """Call a function of agora_reward, as the session's principal or as the one that is named."""
    who = "agora.current_principal()" if arguments["actor"] is None else ACTOR
    (row,) = _rows(dsn, f"SELECT agora_reward.{call}, p_actor => {who}) AS result", arguments)
    return row["result"]


@app.command("show")
def show_policies(
    kind: Annotated[
        str | None, typer.Argument(help="Kind of policy, such as transform or guard.", show_default=False)
    ] = None,
    proposals: Annotated[
        bool, typer.Option("--proposals", help="What is proposed instead of what holds.")
    ] = False,
    past: Annotated[bool, typer.Option("--past", help="Also what is over.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show the versions that hold now or later, or the open proposals."""
    rows = _rows(dsn, CHANGES if proposals else VERSIONS, {"kind": kind, "past": past})
    columns = (
        ("proposal", "kind", "status", "valid_from", "is_emergency", "changes", "approved_by")
        if proposals
        else ("kind", "valid_from", "reward_policy_id", "parameters")
    )
    show(
        rows, columns, as_json=as_json, as_csv=as_csv, nothing="nothing is proposed" if proposals else "none"
    )


@app.command()
def propose(
    kind: Annotated[str, typer.Argument(help="Kind of policy.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why.", show_default=False)],
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="A constant and its JSON value, such as cap=600 or tiers.0.1=330; may be repeated."
        ),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="All constants, as a JSON object, instead of the newest version's.")
    ] = None,
    start: Annotated[str | None, typer.Option("--from", help="A time. Default: the earliest.")] = None,
    emergency: Annotated[
        bool, typer.Option("--emergency", help="Further and sooner, with more approvals.")
    ] = False,
    actor: Actor = None,
    dsn: Dsn = None,
) -> None:
    """Propose a new version; prints the number of the proposal."""
    import json

    if file is not None:
        parameters = json.loads(file.read_text(encoding="utf-8"))
    else:
        found = _rows(dsn, VERSIONS, {"kind": kind, "past": False})
        parameters = found[-1]["parameters"] if found else {}
    for change in changes or []:
        path, _, value = change.partition("=")
        try:
            _put(parameters, path.split("."), json.loads(value))
        except (ValueError, LookupError, TypeError) as error:
            raise typer.BadParameter(f"{change} is not the path of a constant and a JSON value") from error
    proposal = _call(
        dsn,
        "propose_policy(%(kind)s, %(parameters)s::jsonb, %(start)s::timestamptz, %(reason)s, %(emergency)s",
        {
            "kind": kind,
            "parameters": json.dumps(parameters),
            "start": start,
            "reason": reason,
            "emergency": emergency,
            "actor": actor,
        },
    )
    typer.echo(proposal)


def _put(parameters: Any, path: list[str], value: Any) -> None:
    """Replace a constant that is there."""
    *parents, last = [int(step) if step.isdecimal() else step for step in path]
    for step in parents:
        parameters = parameters[step]
    parameters[last]  # raises where there is none
    parameters[last] = value


@app.command()
def approve(
    proposal: Proposal,
    notes: Annotated[str | None, typer.Option(help="Why.")] = None,
    actor: Actor = None,
    dsn: Dsn = None,
) -> None:
    """Approve a proposal of another operator."""
    call = "approve_policy(%(proposal)s, %(notes)s"
    version = _call(dsn, call, {"proposal": proposal, "notes": notes, "actor": actor})
    typer.echo("approved; more approvals are needed" if version is None else f"adopted as version {version}")


@app.command()
def withdraw(
    proposal: Proposal,
    reason: Annotated[str, typer.Option(help="Why.", show_default=False)],
    actor: Actor = None,
    dsn: Dsn = None,
) -> None:
    """Withdraw an open proposal."""
    call = "withdraw_policy(%(proposal)s, %(reason)s"
    _call(dsn, call, {"proposal": proposal, "reason": reason, "actor": actor})
    typer.echo("withdrawn")


def register(cli: typer.Typer) -> None:
    """Add the commands to the command line."""
    cli.add_typer(app, name="policy")
