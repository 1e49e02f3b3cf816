"""`agora cost …` and `agora metrics`: what model calls cost and how well they do, from the command line."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, dollars, dumped, show

app = typer.Typer(help="What model calls cost: reports, forecast, budgets.", no_args_is_help=True)


class Key(StrEnum):
    """What a report has a line for."""

    day = "day"
    month = "month"
    agent = "agent"
    agent_type = "agent_type"
    stage = "stage"
    category = "category"
    project = "project"
    model = "model"


NARROWING = {
    "agent": "Only calls of this principal.",
    "model": "Only of this model, as provider/model.",
    "stage": "Only for this stage.",
    "category": "Only for this problem category.",
    "project": "Only for this project.",
    "agent_type": "Only of this kind of agent.",
}
"""What a report can be narrowed to: options of the commands that report, and fields of p_only."""


def _narrowed(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of NARROWING; those that were used it gets as `only`, a JSON object."""

    @wraps(command)
    def narrowed(**given: Any) -> None:
        used = {name: given.pop(name) for name in NARROWING}
        command(only=dumped({name: value for name, value in used.items() if value is not None}), **given)

    options = {
        name: Parameter(
            name,
            Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[str | None, typer.Option(help=text)],
        )
        for name, text in NARROWING.items()
    }
    own = signature(command).parameters
    all_of_them = [own[name] for name in own if name != "only"] + list(options.values())
    vars(narrowed)["__signature__"] = Signature(
        [one.replace(kind=Parameter.KEYWORD_ONLY) for one in all_of_them]
    )
    narrowed.__annotations__ = {one.name: one.annotation for one in all_of_them}
    return narrowed


_SCOPE = "coalesce(concat_ws(', ', 'team ' || b.team, p.name, b.stage), '')"


def _rows(dsn: str | None, query: str, arguments: Any = ()) -> list[dict[str, Any]]:
    from psycopg.rows import dict_row

    from agora import database

    with (
        database.connect(database.target(dsn)) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        return cursor.execute(query.encode(), arguments).fetchall()


@app.command()
@_narrowed
def report(
    only: str,
    by: Annotated[Key, typer.Option(help="What each line is about.")] = Key.day,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day, UTC; default: the first of all.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day before which it ends, UTC.")
    ] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show calls and what they cost, the dearest first; days and months in their order."""
    order = "r.key" if by in (Key.day, Key.month) else "r.cost_usd DESC, r.key"
    rows = _rows(
        dsn,
        "SELECT r.* FROM agora_model.cost_report(%s, coalesce(%s::date, '-infinity'),"
        f" coalesce(%s::date, 'infinity'), %s::jsonb) AS r ORDER BY {order}",
        [by.value, since, until, only],
    )
    columns = (
        "key",
        "calls",
        "success_share",
        "quality",
        "latency_ms",
        "cost_usd",
        "cost_per_call_usd",
        "unpriced_calls",
    )
    if as_json or as_csv:
        show(rows, columns, as_json=as_json, as_csv=as_csv, nothing="")
        return
    show(dollars(rows, 6), columns, as_json=False, as_csv=False, nothing="No calls.")
    if rows:
        calls, unpriced = (sum(row[name] for row in rows) for name in ("calls", "unpriced_calls"))
        typer.echo(f"{calls} calls, {_usd(sum(row['cost_usd'] for row in rows))}{_waiting(unpriced)}")


def _usd(value: Decimal) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".") + " USD"


def _waiting(unpriced: int) -> str:
    return f", {unpriced} without a price: agora prices sync" if unpriced else ""


@app.command()
@_narrowed
def forecast(
    only: str,
    confidence: Annotated[
        float, typer.Option(help="How sure the interval is to hold it.", min=0.5, max=0.999)
    ] = 0.95,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Say what this month, UTC, will have cost at its end."""
    (row,) = _rows(
        dsn,
        "SELECT f.* FROM agora_model.forecast_month(%s::jsonb, %s::numeric) AS f",
        [only, str(confidence)],
    )
    if as_json:
        typer.echo(dumped(row, indent=2))
        return
    typer.echo(
        f"{row['month']:%Y-%m}: {_usd(row['spent_usd'])} spent, {row['remaining_days']:.1f} days remain"
    )
    if row["forecast_usd"] is None:
        typer.echo("no forecast: no call was made on a whole day before this one")
        return
    interval = (
        f", with {confidence:.1%} confidence {_usd(row['low_usd'])} to {_usd(row['high_usd'])}"
        if row["high_usd"] is not None
        else ""
    )
    typer.echo(f"expected: {_usd(row['forecast_usd'])}{interval}")
    typer.echo(f"mean of {row['days']} days: {_usd(row['daily_usd'])} a day")


@app.command()
def budget(
    ended: Annotated[bool, typer.Option("--all", help="Those that ended, too.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show budgets with what they spent and reserved in this period, the fullest first."""
    rows = _rows(
        dsn,
        f"SELECT b.budget_id, {_SCOPE} AS scope, b.period,"
        " b.limit_usd, b.spent_usd, b.reserved_usd, b.remaining_usd, b.used_percent, b.crossed_percent,"
        " CASE WHEN b.is_hard THEN b.on_exhausted ELSE 'warn' END AS policy, b.period_end, b.ended_at"
        " FROM agora_model.budget_state AS b"
        " LEFT JOIN agora.principal_directory AS p ON p.principal_id = b.principal_id"
        " WHERE %s OR b.ended_at IS NULL ORDER BY b.used_percent DESC NULLS LAST, b.budget_id",
        [ended],
    )
    columns = (
        "budget_id",
        "scope",
        "period",
        "limit_usd",
        "spent_usd",
        "reserved_usd",
        "remaining_usd",
        "used_percent",
        "policy",
    )
    _show_budgets(rows, columns, as_json=as_json, as_csv=as_csv)


@app.command()
def pace(as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Show how fast budgets are spent, those that end first at the top. Exit code 1: one is spent too fast."""
    rows = _rows(
        dsn,
        f"SELECT b.budget_id, {_SCOPE} AS scope, b.period, b.limit_usd, b.used_usd, b.used_percent, b.elapsed_percent,"
        " b.usd_per_hour, b.hours_left, b.expected_usd, b.is_too_fast, b.period_end"
        " FROM agora_model.budget_pace AS b"
        " LEFT JOIN agora.principal_directory AS p ON p.principal_id = b.principal_id"
        " ORDER BY b.hours_left NULLS LAST, b.budget_id",
    )
    columns = (
        "budget_id",
        "scope",
        "period",
        "limit_usd",
        "used_percent",
        "elapsed_percent",
        "usd_per_hour",
        "hours_left",
        "expected_usd",
    )
    _show_budgets(rows, columns, as_json=as_json, as_csv=as_csv)
    if any(row["is_too_fast"] for row in rows):
        raise typer.Exit(1)


def _show_budgets(
    rows: list[dict[str, Any]], columns: tuple[str, ...], *, as_json: bool, as_csv: bool
) -> None:
    shown = (
        rows
        if as_json or as_csv
        else [row | {"scope": row["scope"] or "all calls"} for row in dollars(rows, 6)]
    )
    show(shown, columns, as_json=as_json, as_csv=as_csv, nothing="No budgets: agora_model.set_budget().")


def metrics(
    days: Annotated[int, typer.Option(help="How many days, today the last.", min=1, max=366)] = 14,
    stage: Annotated[str | None, typer.Option(help=NARROWING["stage"])] = None,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Show how calls did: success, quality, how many, what they cost, with their trend; and the models."""
    trend = _rows(
        dsn,
        "SELECT d.day::date, coalesce(sum(c.calls), 0)::bigint AS calls, coalesce(sum(c.cost_usd), 0) AS cost_usd,"
        " round(sum(c.successes) / nullif(sum(c.calls), 0), 6) AS success_share,"
        " round(sum(c.quality) / nullif(sum(c.rated), 0), 6) AS quality,"
        " sum(c.successes) AS successes, sum(c.rated) AS rated, sum(c.quality) AS quality_sum"
        " FROM generate_series((agora.now() AT TIME ZONE 'UTC')::date - (%(days)s::integer - 1),"
        " (agora.now() AT TIME ZONE 'UTC')::date, interval '1 day') AS d(day)"
        " LEFT JOIN agora_model.recorded_cost AS c ON c.day = d.day::date"
        " AND (%(stage)s::text IS NULL OR c.stage = %(stage)s)"
        " GROUP BY d.day ORDER BY d.day",
        {"days": days, "stage": stage},
    )
    models = _rows(
        dsn,
        # The same days: the window ends with the last microsecond of today.
        "SELECT p.* FROM agora_model.performance(%s, make_interval(hours => 24 * %s),"
        " date_trunc('day', agora.now(), 'UTC') + interval '24 hours' - interval '1 microsecond') AS p"
        " ORDER BY p.stage, p.calls DESC, p.model",
        [stage, days],
    )

    def mean(part: str, whole: str) -> Decimal | None:
        count = sum(row[whole] or 0 for row in trend)
        return round(sum(row[part] or 0 for row in trend) / Decimal(count), 6) if count else None

    totals = {
        "success_share": mean("successes", "calls"),
        "quality": mean("quality_sum", "rated"),
        "calls": sum(row["calls"] for row in trend),
        "cost_usd": sum(row["cost_usd"] for row in trend),
    }
    series = [{name: row[name] for name in ("day", *totals)} for row in trend]
    if as_json:
        typer.echo(dumped({**totals, "days": series, "models": models}, indent=2))
        return
    from agora.cli.economy import sparkline

    said = {
        "success_share": "" if totals["success_share"] is None else f"{totals['success_share']:.1%}",
        "quality": "" if totals["quality"] is None else f"{totals['quality']:.3f}",
        "calls": f"{totals['calls']:,}",
        "cost_usd": _usd(Decimal(totals["cost_usd"] or 0)),
    }
    titles = {"success_share": "success", "quality": "quality", "calls": "calls", "cost_usd": "cost"}
    for name, title in titles.items():
        typer.echo(f"{title:<8} {said[name]:>20}  {sparkline([row[name] for row in series])}".rstrip())
    if models:
        typer.echo()
        columns = (
            "stage",
            "model",
            "calls",
            "success_share",
            "quality",
            "latency_p50_ms",
            "latency_p95_ms",
            "cost_usd",
        )
        show(dollars(models, 6), columns, as_json=False, as_csv=False, nothing="")


def register(main: typer.Typer) -> None:
    """Add `agora cost` and `agora metrics` to the command line."""
    main.add_typer(app, name="cost")
    main.command()(metrics)
