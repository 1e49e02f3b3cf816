"""`agora agents …`: who can do what, who is halted; `agora witness …`: what was done, and proof of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, cell, dumped, show

if TYPE_CHECKING:
    from agora.client import Agora

agents = typer.Typer(help="Agents: capabilities, matching, breakers.", no_args_is_help=True)
witness = typer.Typer(help="The witness: anchor, verify.", no_args_is_help=True)

Agent = Annotated[str, typer.Argument(metavar="AGENT", help="Name or id.", show_default=False)]

_STANDING = """
SELECT s.* FROM agora_work.agent_standing AS s
 WHERE NOT %(halted)s OR s.breaker <> 'closed'
 ORDER BY s.breaker <> 'closed' DESC, s.name
"""
_ONE = """
SELECT s.* FROM agora_work.agent_standing AS s
 WHERE s.name = %(named)s OR s.principal_id::text = %(named)s
 ORDER BY s.name <> %(named)s LIMIT 1
"""
_SKILLS = """
SELECT k.code, k.standing, k.level_name, k.is_valid, k.expires_at, k.manifest_id, k.granted_by
  FROM agora_work.agent_skill AS k WHERE k.principal_id = %(agent)s ORDER BY k.standing DESC, k.code
"""
_VIOLATIONS = """
SELECT v.violation_id, v.kind, v.subject, v.details, v.recorded_at
  FROM agora_work.recorded_violation AS v WHERE v.principal_id = %(agent)s ORDER BY v.violation_id DESC LIMIT 20
"""
_ANCHORS = "SELECT a.* FROM agora_work.published_anchor AS a ORDER BY a.anchor_id"
_MATCH = """
SELECT m.* FROM agora_work.match_agents(%(codes)s, %(limit)s, %(level)s, %(cost)s::numeric,
                                        p_environment => %(environment)s, p_preferred => %(prefer)s,
                                        p_disqualifying => %(without)s, p_reputation => %(reputation)s::numeric,
                                        p_weights => %(weights)s::jsonb) AS m
"""


def _team(dsn: str | None) -> "Agora":
    from agora import client

    return client.connect(dsn)


def _agent(team: "Agora", named: str) -> dict[str, Any]:
    rows = team.rows(_ONE, {"named": named})
    if not rows:
        raise typer.BadParameter(f"there is no agent {named}; `agora agents list` shows all of them")
    return rows[0]


# ---- agents ----------------------------------------------------------------------------------------------


@agents.command("list")
def list_agents(as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Show agents with what they cost and how they do, those that are halted first."""
    with _team(dsn) as team:
        rows = team.rows(_STANDING, {"halted": False})
    columns = ("principal_id", "name", "verified", "cost_usd", "reputation", "tier", "samples", "breaker")
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="No agent.")


@agents.command("show")
def show_agent(agent: Agent, as_json: Json = False, dsn: Dsn = None) -> None:
    """Show an agent: standing, capabilities, the last violations."""
    with _team(dsn) as team:
        standing = _agent(team, agent)
        asked = {"agent": standing["principal_id"]}
        skills, violations = team.rows(_SKILLS, asked), team.rows(_VIOLATIONS, asked)
    if as_json:
        typer.echo(dumped({**standing, "skills": skills, "violations": violations}, indent=2))
        return
    fields = [{"field": name, "value": cell(value)} for name, value in standing.items()]
    show(fields, ("field", "value"), as_json=False, as_csv=False, nothing="")
    columns = ("code", "standing", "level_name", "is_valid", "expires_at")
    show(skills, columns, as_json=False, as_csv=False, nothing="No capability.")
    if violations:
        facts = ("violation_id", "kind", "subject", "recorded_at")
        show(violations, facts, as_json=False, as_csv=False, nothing="")


@agents.command()
def match(
    codes: Annotated[
        list[str],
        typer.Argument(
            metavar="CAPABILITY[=WEIGHT]…", help="Codes, and what they weigh.", show_default=False
        ),
    ],
    limit: Annotated[int, typer.Option(help="Most agents.", min=1, max=100)] = 5,
    level: Annotated[int, typer.Option(help="Least level, 1 novice to 4 expert.", min=1, max=4)] = 1,
    cost: Annotated[float | None, typer.Option(help="Most US dollars an hour.")] = None,
    environment: Annotated[str | None, typer.Option(help="Whose policy holds.")] = None,
    prefer: Annotated[
        list[str] | None, typer.Option(help="Capability that ranks higher; again for more.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(help="Capability that disqualifies; again for more.")
    ] = None,
    reputation: Annotated[float, typer.Option(help="Least reputation.", min=0, max=1)] = 0,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show the best agents for work that needs capabilities. Exit code 1: nobody qualifies."""
    needed = [code.partition("=") for code in codes]
    try:
        weights = {code: int(weight) for code, weighed, weight in needed if weighed}
    except ValueError:
        raise typer.BadParameter("a weight is a whole number, as in code:sql=3") from None
    asked = {
        "codes": [code for code, _, _ in needed],
        "weights": dumped(weights),
        "limit": limit,
        "level": level,
    }
    asked |= {"cost": cost, "environment": environment, "reputation": reputation}
    asked |= {"prefer": prefer or [], "without": without or []}
    with _team(dsn) as team:
        rows = team.rows(_MATCH, asked)
    columns = ("rank", "name", "match", "missing", "reputation", "cost_usd", "score")
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="Nobody qualifies.")
    if not rows:
        raise typer.Exit(1)


@agents.command()
def breaker(as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Show the agents that are halted, and why. Exit code 1: there are any."""
    with _team(dsn) as team:
        rows = team.rows(_STANDING, {"halted": True})
    columns = ("principal_id", "name", "breaker", "reason_class", "reason")
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="No agent is halted.")
    if rows:
        raise typer.Exit(1)


@agents.command()
def reset(
    agent: Agent,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept.", show_default=False)],
    dsn: Dsn = None,
) -> None:
    """Close the breaker of an agent. For operators other than the agent."""
    with _team(dsn) as team:
        found = _agent(team, agent)
        name = team.work.agent_breaker(agent=found["principal_id"])
        team.core.reset_breaker(breaker=name, reason=reason)
    typer.echo(f"{found['name']} may go on.")


# ---- the witness -----------------------------------------------------------------------------------------


@witness.command()
def anchor(
    export: Annotated[
        Path | None, typer.Option(help="Write all anchors to this file, to be kept elsewhere.")
    ] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Put the heads of all streams that moved under one hash. For operators."""
    with _team(dsn) as team:
        before = team.rows(_ANCHORS)
        team.work.anchor_witness()
        found = team.rows(_ANCHORS)
    if export:
        export.write_text("".join(f"{dumped(row)}\n" for row in found), encoding="utf-8")
    columns = ("anchor_id", "streams", "seal_id", "anchored_at", "hash")
    show(found[len(before) :], columns, as_json=as_json, as_csv=as_csv, nothing="Nothing new to anchor.")


@witness.command()
def verify(
    anchors: Annotated[
        Path | None, typer.Option(help="Anchors that were kept elsewhere: a file of `anchor --export`.")
    ] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Hash the entries of the witness anew and compare them. Exit code 1: something was changed.

    The database's own functions are not asked. Without anchors that were kept elsewhere this finds mistakes, not
    whoever can make the chain anew.
    """
    from agora import witness as chains

    kept: dict[int, bytes] = {}
    if anchors:
        try:
            lines = [line for line in anchors.read_text(encoding="utf-8").splitlines() if line.strip()]
            kept = chains.read_export(lines)
        except (ValueError, KeyError, TypeError) as error:
            raise typer.BadParameter(f"{anchors} is no export of anchors: {error}") from None
        if not kept:
            raise typer.BadParameter(f"{anchors} has no anchor in it")
    with _team(dsn) as team, team.transaction():
        findings = [vars(found) for found in chains.verify(team.connection, kept)]
    told = f"Nothing was changed; {len(kept)} anchors were kept elsewhere."
    show(findings, ("stream", "seq", "problem"), as_json=as_json, as_csv=as_csv, nothing=told)
    if findings:
        raise typer.Exit(1)


def register(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    main.add_typer(agents, name="agents")
    main.add_typer(witness, name="witness")
