"""`agora economy …`: how the token economy is, and how it would be under another policy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, cell, dumped, show

if TYPE_CHECKING:
    from rich.console import Console

    from agora.simulation import Trajectory

app = typer.Typer(
    help="How the token economy is, and how it would be under another policy.", no_args_is_help=True
)

ZONE_STYLES = {"green": "green", "yellow": "yellow", "red": "bold red"}
BARS = "▁▂▃▄▅▆▇█"


@app.command()
def report(
    weeks: Annotated[int, typer.Option(help="How many weeks the trend shows.", min=1, max=52)] = 8,
    top: Annotated[int, typer.Option(help="How many contributors.", min=1, max=100)] = 10,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show the figures of the economy with targets, zones and trend, the top contributors, and what made tokens.

    With --csv the figures alone.
    """
    from psycopg.rows import dict_row

    from agora import database

    with (
        database.connect(database.target(dsn)) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        figures = cursor.execute("SELECT e.* FROM agora_reward.economy_indicator AS e").fetchall()
        past = cursor.execute(
            "SELECT e.metric, array_agg(e.value ORDER BY w.ago DESC) AS trend"
            " FROM generate_series(0, %s - 1) AS w(ago),"
            " agora_reward.economy_at((agora.now() AT TIME ZONE 'UTC')::date - 7 * w.ago) AS e GROUP BY e.metric",
            [weeks],
        ).fetchall()
        contributors = cursor.execute(
            "SELECT p.* FROM agora_reward.contributor_profile AS p ORDER BY p.rank, p.principal_id LIMIT %s",
            [top],
        ).fetchall()
        issued = cursor.execute(
            "SELECT i.kind, i.reason, sum(i.transactions) AS transactions, sum(i.minted) AS minted"
            " FROM agora_ledger.issuance AS i WHERE i.day > (agora.now() AT TIME ZONE 'UTC')::date - 7 * %s"
            " GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2",
            [weeks],
        ).fetchall()
    trends = {row["metric"]: row["trend"] for row in past}
    figures = [figure | {"trend": trends[figure["metric"]]} for figure in figures]
    if as_json and not as_csv:
        typer.echo(dumped({"figures": figures, "contributors": contributors, "issuance": issued}, indent=2))
    elif as_csv or as_json:
        show(figures, (), as_json=as_json, as_csv=as_csv, nothing="")
    else:
        _print_report(figures, contributors, issued, weeks)


def _print_report(
    figures: list[dict[str, Any]],
    contributors: list[dict[str, Any]],
    issued: list[dict[str, Any]],
    weeks: int,
) -> None:
    from rich.console import Console

    console = Console()
    table = _table(
        "Figures of the week that ends today",
        "figure",
        "<value",
        "unit",
        "target",
        "met",
        "zone",
        f"{weeks} weeks",
    )
    for row in figures:
        table.add_row(
            row["metric"].replace("_", " "),
            cell(row["value"]),
            row["unit"],
            _target(row),
            {True: "yes", False: "no", None: ""}[row["met"]],
            _zone(row["zone"]),
            sparkline(row["trend"]),
        )
    console.print(table)
    for row in figures:
        if row["advice"]:
            console.print(f"{_zone(row['zone'])} {row['metric'].replace('_', ' ')}: {row['advice']}")
    columns = (
        "rank",
        "name",
        "<rewarded",
        "<granted",
        "<earned",
        "<spent",
        "<balance",
        "<transforms",
        "<golden_states",
        "<patterns",
        "<reuses",
    )
    _print_rows(console, "Contributors by rewards", columns, contributors)
    _print_rows(
        console, f"What made tokens, {weeks} weeks", ("kind", "reason", "<transactions", "<minted"), issued
    )


def sparkline(values: list[Any]) -> str:
    """A bar per value, from the lowest to the highest; a blank where there is none."""
    known = [float(value) for value in values if value is not None]
    low, span = (min(known), max(known) - min(known)) if known else (0.0, 0.0)
    top = len(BARS) - 1
    return "".join(
        " " if value is None else BARS[round((float(value) - low) / span * top) if span else top // 2]
        for value in values
    )


@app.command()
def simulate(
    policy: Annotated[
        Path | None,
        typer.Option(
            help="JSON of policy kinds and the constants that differ. Default: the policy of the release.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(help="A second policy, played beside the first.", exists=True, dir_okay=False),
    ] = None,
    population: Annotated[
        str, typer.Option(help="Kinds of agents: kind=count,…")
    ] = "heavy-contributor=10,heavy-consumer=30,balanced=60",
    days: Annotated[int, typer.Option(help="Days to play.", min=1, max=3650)] = 90,
    seed: Annotated[int, typer.Option(help="The same seed, the same trajectory.")] = 1,
    pull_levers: Annotated[
        bool,
        typer.Option("--pull-levers", help="Pull the levers that the zones call for, the morning after."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Directory for trajectory.jsonl, economy.png and economy.svg.", file_okay=False),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(
            help="Make the scratch database beside this one, as a superuser. Default: on a server of its own."
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="With --server: leave the scratch database, to look around.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Play an economy of agents under a policy, in a scratch database with a clock of its own.

    Agents live by the functions that real agents call. No other database is touched; the scratch database is dropped.
    """
    from contextlib import nullcontext

    from rich.console import Console

    from agora import cluster
    from agora.simulation import parse_population
    from agora.simulation.policy import read_policy

    if keep and not server:
        raise typer.BadParameter("--keep needs --server: a server of its own ends with the command")
    try:
        agents = parse_population(population)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--population") from None
    policies = [(policy.stem if policy else "default", read_policy(policy) if policy else {})]
    if compare:
        policies.append((compare.stem, read_policy(compare)))
    if len({name for name, _ in policies}) < len(policies):
        raise typer.BadParameter(
            "two files of one name: their runs could not be told apart", param_hint="--compare"
        )
    with nullcontext(server) if server else cluster.temporary() as place:
        runs = _play(
            place if isinstance(place, str) else place.dsn(), policies, agents, days, seed, pull_levers, keep
        )
    if as_json:
        import json

        typer.echo(dumped([json.loads(line) for run in runs for line in run.lines()], indent=2))
    else:
        _print_runs(Console(), runs)
    if out:
        for path in _write(runs, out):
            typer.echo(f"written: {path}", err=True)


def _play(
    server: str,
    policies: list[tuple[str, Any]],
    agents: dict[str, int],
    days: int,
    seed: int,
    levers: bool,
    keep: bool,
) -> "list[Trajectory]":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    from agora.simulation import simulate as play

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("day {task.completed} of {task.total}"),
        TimeRemainingColumn(),
    )
    runs = []
    with Progress(*columns, console=Console(stderr=True)) as bar:
        for name, constants in policies:
            task = bar.add_task(name, total=days)

            def told(_: str, day: int, task: TaskID = task) -> None:
                bar.update(task, completed=day)

            runs.append(
                play(
                    server,
                    agents,
                    days,
                    seed=seed,
                    policy=constants,
                    levers=levers,
                    name=name,
                    keep=keep,
                    progress=told,
                )
            )
    return runs


def _write(runs: "list[Trajectory]", out: Path) -> list[Path]:
    from agora.simulation.plot import write_plots

    out.mkdir(parents=True, exist_ok=True)
    lines = out / "trajectory.jsonl"
    lines.write_text("".join(f"{line}\n" for run in runs for line in run.lines()), encoding="utf-8")
    return [lines, *write_plots(runs, out)]


def _print_runs(console: "Console", runs: "list[Trajectory]") -> None:
    from agora.simulation import HEADLINES

    for run in runs:
        table = _table(f"{run.policy}: figures by week", "week", *(f"<{name}" for name in HEADLINES))
        for place, week in enumerate(dict.fromkeys(row["week"] for row in run.weeks)):
            cells = [_coloured(run.series(name)[place], run.zones(name)[place]) for name in HEADLINES]
            table.add_row(str(week), *cells)
        console.print(table)
        _print_rows(
            console,
            f"{run.policy}: what was called for",
            ("day", "metric", "from_zone", "zone", "<value", "lever", "advice"),
            [row for row in run.triggers if row["zone"] != "green"],
        )
        if run.pulls:
            _print_rows(
                console,
                f"{run.policy}: levers that were pulled",
                ("day", "metric", "zone", "lever", "arguments", "outcome", "refused"),
                run.pulls,
            )
        last = run.kinds[-1]["week"]
        _print_rows(
            console,
            f"{run.policy}: agents at the end",
            ("kind", "<agents", "<balance", "<earned", "<spent", "<rewarded", "<granted"),
            [row for row in run.kinds if row["week"] == last],
        )
        _print_rows(
            console, f"{run.policy}: what made tokens", ("reason", "<transactions", "<minted"), run.issuance
        )
    if len(runs) == 2:
        _print_comparison(console, *runs)


def _print_comparison(console: "Console", one: "Trajectory", two: "Trajectory") -> None:
    table = _table("Side by side, last week", "figure", f"<{one.policy}", f"<{two.policy}", "<difference")
    for metric in dict.fromkeys(row["metric"] for row in one.weeks):
        (a, b), zones = (
            (run.series(metric)[-1] for run in (one, two)),
            [run.zones(metric)[-1] for run in (one, two)],
        )
        table.add_row(
            metric.replace("_", " "),
            _coloured(a, zones[0]),
            _coloured(b, zones[1]),
            cell(b - a) if a is not None and b is not None else "",
        )
    console.print(table)


def _print_rows(console: "Console", title: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    from rich.markup import escape

    table = _table(title, *columns)
    for row in rows:
        table.add_row(
            *(
                _zone(row[name]) if "zone" in name else escape(cell(row[name]))
                for name in (c.lstrip("<") for c in columns)
            )
        )
    console.print(table)


def _table(title: str, *columns: str) -> Any:
    """A table; a column that begins with < is for numbers."""
    from rich.table import Table

    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(
            column.lstrip("<").replace("_", " "), justify="right" if column.startswith("<") else "left"
        )
    return table


def _zone(zone: str | None) -> str:
    return f"[{ZONE_STYLES[zone]}]{zone}[/]" if zone else ""


def _coloured(value: Any, zone: str | None) -> str:
    return f"[{ZONE_STYLES[zone]}]{cell(value)}[/]" if zone else cell(value)


def _target(row: dict[str, Any]) -> str:
    if row["comparison"] == "between":
        return f"{cell(row['target'])} to {cell(row['target_to'])}"
    return f"{row['comparison']} {cell(row['target'])}" if row["comparison"] else ""


def register(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    main.add_typer(app, name="economy")
