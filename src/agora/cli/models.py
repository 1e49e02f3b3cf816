"""`agora models …`: which model should do the work of a stage, from the command line."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, dollars, dumped, show

if TYPE_CHECKING:
    from agora.client import Agora

app = typer.Typer(help="Which model should do the work: compare, migrate, look back.", no_args_is_help=True)

Stage = Annotated[str, typer.Argument(help="Stage of the work, such as generation.", show_default=False)]
Migration = Annotated[int, typer.Argument(help="Number of the migration, see history.", show_default=False)]
CRITERIA = ("criterion", "value", "comparison", "limit", "met")


def _rows(team: "Agora", query: str, arguments: Any) -> list[dict[str, Any]]:
    from psycopg.rows import dict_row

    with team.connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), arguments).fetchall()


def _say(answer: dict[str, Any], as_json: bool) -> None:
    """A verdict for people: its criteria, then what it says and why."""
    if as_json:
        typer.echo(dumped(answer, indent=2))
        return
    show(answer["criteria"], CRITERIA, as_json=False, as_csv=False, nothing="")
    typer.echo(": ".join(part for part in (answer["verdict"], "; ".join(answer["reasons"])) if part))
    if answer["runs_needed"]:
        typer.echo(f"{answer['runs_needed']} more runs are needed")


@app.command()
def compare(stage: Stage, as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Show the models of a stage side by side, and which of them it should try."""
    from agora import client

    with client.connect(dsn) as team:
        rows = team.model.compare_models(stage=stage)
    columns = ("model", "share", "runs", "success", "quality", "usd", "saving", "verdict")
    shown = rows if as_json or as_csv else dollars(rows, 6)
    show(shown, columns, as_json=as_json, as_csv=as_csv, nothing="")


@app.command()
def migrate(
    stage: Stage,
    candidate: Annotated[
        str, typer.Argument(help="Model to move to, as provider/model.", show_default=False)
    ],
    share: Annotated[
        float | None,
        typer.Option(help="Share of the calls that the canary gets; default: model.canary_share."),
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what the evidence says, change nothing.")] = False,
    unproven: Annotated[
        bool, typer.Option(help="Start the canary also where the evidence does not suffice; as an operator.")
    ] = False,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Propose to move a stage to another model, and try it on a share of its calls. Ends with 1 where it is refused."""
    from agora import client

    with client.connect(dsn) as team:
        answer = team.model.evaluate_migration(stage=stage, candidate=candidate)
        if not dry_run:
            with team.transaction():
                answer["migration"] = team.model.propose_migration(stage=stage, candidate=candidate)
                if answer["verdict"] == "accept" or (unproven and answer["verdict"] != "refuse"):
                    answer["started_at"] = team.model.start_canary(
                        migration=answer["migration"], **({} if share is None else {"share": share})
                    )
    _say(answer, as_json)
    if not (as_json or dry_run):
        waits = (
            "no canary"
            if answer["verdict"] == "refuse"
            else "no canary; --unproven starts one, as an operator"
        )
        typer.echo(f"migration {answer['migration']}: {'canary' if 'started_at' in answer else waits}")
    if answer["verdict"] == "refuse":
        raise typer.Exit(1)


@app.command()
def canary(
    migration: Migration,
    judge: Annotated[bool, typer.Option(help="Promote it or roll it back, if that is the verdict.")] = False,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Say what the calls of a canary show so far."""
    from agora import client

    with client.connect(dsn) as team:
        function = team.model.judge_canary if judge else team.model.evaluate_canary
        _say(function(migration=migration), as_json)


@app.command()
def stop(
    migration: Migration,
    reason: Annotated[str, typer.Option(help="Why.", show_default=False)],
    dsn: Dsn = None,
) -> None:
    """End a migration: a proposal is rejected, a canary rolled back. Takes an operator."""
    from agora import client

    with client.connect(dsn) as team:
        status = team.model.stop_migration(migration=migration, reason=reason)
    typer.echo(f"migration {migration}: {status}")


@app.command()
def history(
    stage: Annotated[str | None, typer.Argument(help="Only of this stage.")] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show every decision about migrations; with --json also the evidence that it was made on."""
    from agora import client

    with client.connect(dsn) as team:
        rows = _rows(
            team,
            "SELECT h.recorded_at, h.model_migration_id AS migration, h.stage, h.incumbent, h.candidate, h.status,"
            " array_to_string(h.reasons, '; ') AS reasons, h.criteria, h.evidence, h.created_by"
            " FROM agora_model.migration_history AS h"
            " WHERE %(stage)s::text IS NULL OR h.stage = %(stage)s ORDER BY h.migration_decision_id",
            {"stage": stage},
        )
    columns = ("recorded_at", "migration", "stage", "incumbent", "candidate", "status", "reasons")
    show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="No migration was proposed.")


def register(main: typer.Typer) -> None:
    """Add `agora models` to the command line."""
    main.add_typer(app, name="models")
