"""Pictures of simulated economies: one run, or two side by side. Needs the extra `pg-agora[plot]`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agora.simulation.scratch import SimulationError
from agora.simulation.trajectory import Trajectory

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PINK, SKY = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"
ZONES: Final = {"green": "#9fd8b4", "yellow": "#fbe08a", "red": "#f2a08c", None: "#e6e6e6"}
DASHES: Final = ("-", (0, (4, 2)))
STYLE: Final[dict[Any, Any]] = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e3e3e3",
    "legend.frameon": False,
    "legend.fontsize": 8,
    "svg.hashsalt": "agora",
    "svg.fonttype": "none",
}


def write_plots(runs: Sequence[Trajectory], directory: Path) -> list[Path]:
    """Write economy.png and economy.svg; the same runs give the same bytes."""
    try:
        import matplotlib as mpl
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.layout_engine import ConstrainedLayoutEngine
    except ModuleNotFoundError as error:
        raise SimulationError("plots need matplotlib: pip install 'pg-agora[plot]'") from error
    with mpl.rc_context(STYLE):
        figure = Figure(
            figsize=(12, 9.5 + 1.6 * len(runs)), layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.08)
        )
        FigureCanvasAgg(figure)
        _draw(figure, runs)
        png, svg = directory / "economy.png", directory / "economy.svg"
        figure.savefig(png, dpi=130, metadata={"Software": None})
        figure.savefig(svg, metadata={"Date": None})
    return [png, svg]


def _draw(figure: "Figure", runs: Sequence[Trajectory]) -> None:
    agents = ", ".join(f"{count} {kind}" for kind, count in runs[0].population.items())
    names = " (solid) against ".join(run.policy for run in runs) + (" (dashed)" if len(runs) > 1 else "")
    figure.suptitle(
        f"{names}: {runs[0].days} days of {agents}, seed {runs[0].seed}", fontsize=12, fontweight="bold"
    )
    grid = figure.add_gridspec(3 + len(runs), 2, height_ratios=[3, 3, 3, *[1.9] * len(runs)])
    panels = [figure.add_subplot(grid[row, column]) for row in range(3) for column in range(2)]
    supply, flow, velocity, ratio, spread, kinds = panels
    for run, dashes in zip(runs, DASHES, strict=False):
        days = list(range(1, len(run.supply) + 1))
        _line(supply, days, [row["supply"] for row in run.supply], SKY, dashes, "supply", width=4)
        _line(supply, days, [row["circulating"] for row in run.supply], BLUE, dashes, "circulating")
        _line(flow, days, _mean(run, "minted"), GREEN, dashes, "minted")
        _line(flow, days, _mean(run, "transferred"), BLUE, dashes, "transferred")
        _line(flow, days, _mean(run, "burned"), ORANGE, dashes, "burned")
        for panel, metric, colour in (
            (velocity, "velocity_weekly", BLUE),
            (ratio, "supply_demand", ORANGE),
            (ratio, "earn_spend_ratio", BLUE),
            (spread, "gini", BLUE),
            (spread, "top_decile_share", PINK),
            (spread, "hoarding_ratio", ORANGE),
        ):
            _line(
                panel,
                _week_ends(run),
                run.series(metric),
                colour,
                dashes,
                metric.replace("_", " "),
                marker=True,
            )
        for kind, colour in zip(run.population, (BLUE, ORANGE, GREEN, PINK, SKY), strict=False):
            balances = [row["balance"] for row in run.kinds if row["kind"] == kind]
            _line(kinds, _week_ends(run), balances, colour, dashes, kind, marker=True)
    titles: tuple[tuple[Axes, str, str | None], ...] = (
        (supply, "Tokens in being", None),
        (flow, "Tokens a day, mean of a week", None),
        (velocity, "Velocity, cycles a week", "velocity_weekly"),
        (ratio, "In over out of circulation, earned over spent", "supply_demand"),
        (spread, "Distribution, 0 to 1 (zones: Gini)", "gini"),
        (kinds, "Mean balance by kind of agent, tokens", None),
    )
    usual = [
        value
        for run in runs
        for name in ("minted", "transferred", "burned")
        for value in _mean(run, name)[7:]
    ]
    if usual:
        flow.set_ylim(
            0, max(usual) * 1.2
        )  # the tokens that agents start with would press the rest to the ground
    for panel, title, zoned in titles:
        _finish(panel, title, runs, zoned)
    for number, run in enumerate(runs):
        _zone_strip(figure.add_subplot(grid[3 + number, :]), run)


def _line(
    panel: "Axes",
    x: Sequence[int],
    y: Sequence[Any],
    colour: str,
    dashes: Any,
    label: str,
    marker: bool = False,
    width: float = 1.6,
) -> None:
    values = [float("nan") if value is None else float(value) for value in y]
    label = label if dashes == "-" else f"_{label}"
    panel.plot(
        x,
        values,
        color=colour,
        linestyle=dashes,
        linewidth=width,
        label=label,
        marker="o" if marker else "",
        markersize=3,
        clip_on=not marker,
    )


def _finish(panel: "Axes", title: str, runs: Sequence[Trajectory], metric: str | None) -> None:
    from matplotlib.ticker import FuncFormatter

    panel.set_title(title)
    panel.set_xlim(1, max(run.days for run in runs))
    panel.set_xlabel("day")
    zones = [row for row in runs[0].thresholds if row["metric"] == metric]
    low, high = panel.get_ylim()
    panel.set_ylim(min(0, low), 1.05 * max(high, *(1.05 * float(row["threshold"]) for row in zones), 0))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    if zones:
        _bands(panel, zones)
    panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=5)


def _bands(panel: "Axes", thresholds: Sequence[dict[str, Any]]) -> None:
    """Shade the zones of a figure; red lies over yellow."""
    low, high = panel.get_ylim()
    panel.axhspan(low, high, color=ZONES["green"], alpha=0.3, linewidth=0)
    for zone in ("yellow", "red"):
        for row in thresholds:
            edge = min(max(float(row["threshold"]), low), high)
            if row["zone"] == zone:
                ends = (low, edge) if row["comparison"] in ("<", "<=") else (edge, high)
                panel.axhspan(*ends, color="white", linewidth=0)
                panel.axhspan(*ends, color=ZONES[zone], alpha=0.35, linewidth=0)


def _zone_strip(panel: "Axes", run: Trajectory) -> None:
    """A row per figure, a cell per week."""
    metrics = list(dict.fromkeys(row["metric"] for row in run.thresholds))
    ends = _week_ends(run)
    starts = [0, *ends[:-1]]
    for place, metric in enumerate(metrics):
        for start, end, zone in zip(starts, ends, run.zones(metric), strict=True):
            panel.barh(place, end - start, left=start, height=0.86, color=ZONES[zone], edgecolor="white")
    panel.set_yticks(range(len(metrics)), [metric.replace("_", " ") for metric in metrics])
    panel.invert_yaxis()
    panel.set_xlim(0, run.days)
    panel.set_xlabel("day")
    panel.grid(visible=False)
    panel.tick_params(length=0)
    panel.spines[:].set_visible(False)
    panel.set_title(f"Zones by week, {run.policy} (grey: nothing to measure)")


def _week_ends(run: Trajectory) -> list[int]:
    return [min(7 * week, run.days) for week in dict.fromkeys(row["week"] for row in run.weeks)]


def _mean(run: Trajectory, column: str) -> list[float]:
    """A column of the days, each with those of the week before it."""
    values = [float(row[column]) for row in run.supply]
    weeks = [values[max(0, day - 6) : day + 1] for day in range(len(values))]
    return [sum(week) / len(week) for week in weeks]
