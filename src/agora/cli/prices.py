"""`agora prices …`: what models cost, from the command line."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Csv, Dsn, Json, dollars, show

if TYPE_CHECKING:
    from agora.client import Agora
    from agora.prices import Source

app = typer.Typer(help="What models cost: bring prices in, show them, set them.", no_args_is_help=True)

Model = Annotated[str, typer.Argument(help="Model, as provider/model.", show_default=False)]


class Origin(StrEnum):
    """Where a catalogue comes from."""

    auto = "auto"
    snapshot = "snapshot"
    installed = "installed"
    online = "online"


def _rows(team: "Agora", query: str, arguments: Any) -> list[dict[str, Any]]:
    from psycopg.rows import dict_row

    with team.connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), arguments).fetchall()


def _source(origin: Origin) -> "Source":
    from agora import prices

    if origin is Origin.online:
        return prices.fetched()
    if origin is not Origin.snapshot:
        try:
            return prices.installed()
        except ImportError:
            if origin is Origin.installed:
                raise typer.BadParameter(
                    "genai-prices is not installed: pip install 'pg-agora[prices]'"
                ) from None
    return prices.snapshot()


@app.command()
def sync(
    origin: Annotated[
        Origin,
        typer.Option(
            "--from", help="auto: the installed genai-prices, else the snapshot that came with agora."
        ),
    ] = Origin.auto,
    provider: Annotated[list[str] | None, typer.Option(help="Only of these providers.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Apply without asking.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Show what would change, change nothing.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Bring providers, models and prices up to date. What would change is shown before it is applied."""
    from rich.console import Console
    from rich.progress import track

    from agora import client

    source = _source(origin)
    parts = [part for part in source.catalogue["providers"] if not provider or part["provider"] in provider]
    if provider and len(parts) < len(set(provider)):
        unknown = ", ".join(sorted(set(provider) - {part["provider"] for part in parts}))
        raise typer.BadParameter(f"not in {source.name}: {unknown}")
    quiet = as_json or as_csv

    def load(apply: bool) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        console = Console(stderr=True)
        for part in track(
            parts, source.name, console=console, transient=True, disable=not console.is_terminal
        ):
            rows += team.model.load_catalogue(
                catalogue={"providers": [part]}, source=source.name, apply=apply
            )
        return rows

    with client.connect(dsn) as team:
        changes = load(False)
        if quiet:
            show(changes, list(changes[0]) if changes else [], as_json=as_json, as_csv=as_csv, nothing="")
        else:
            _summary(source.name, changes)
        if changes and not dry_run and (yes or typer.confirm("Apply?", err=True)):
            with team.transaction():
                load(True)
            typer.echo("applied", err=quiet)


SHOWN = 20
"""Changes that a summary names; --csv and --json have all."""


def _summary(source: str, changes: list[dict[str, Any]]) -> None:
    from collections import Counter

    counts = Counter(row["change"] for row in changes)
    said = ", ".join(f"{number} {change}" for change, number in sorted(counts.items()))
    typer.echo(f"{source}: {said or 'nothing changes'}")
    named = [row for row in changes if row["change"] in ("changed price", "kept")]
    if named:
        columns = ("change", "provider", "model", "valid_from")
        show(named[:SHOWN], columns, as_json=False, as_csv=False, nothing="")
    if len(named) > SHOWN:
        typer.echo(f"and {len(named) - SHOWN} more; --csv shows all")


@app.command("show")
def show_prices(
    model: Annotated[
        str | None, typer.Argument(help="Model, as provider/model; none: all that have a price.")
    ] = None,
    at: Annotated[datetime | None, typer.Option(help="Moment, UTC; default: now.")] = None,
    provider: Annotated[str | None, typer.Option(help="Only models of this provider.")] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    dsn: Dsn = None,
) -> None:
    """Show what a model charges, or what all charge for a million tokens."""
    from datetime import UTC

    from agora import client

    with client.connect(dsn) as team:
        if model is not None:
            moment = {} if at is None else {"at": at.replace(tzinfo=UTC)}
            rows = team.model.price_at(model=model, **moment)
            columns = ["unit", "tier_start", "usd", "per"]
        else:
            rows = _rows(
                team,
                "SELECT m.reference, m.input_usd, m.output_usd, m.context_window, m.deprecated_at"
                " FROM agora_model.known_model AS m"
                " WHERE m.price_list_id IS NOT NULL AND (%(provider)s::text IS NULL OR m.provider = %(provider)s)"
                " ORDER BY m.reference",
                {"provider": provider},
            )
            columns = ["reference", "input_usd", "output_usd", "context_window"]
    shown = rows if as_json or as_csv else dollars(rows, 12)
    show(shown, columns, as_json=as_json, as_csv=as_csv, nothing="No model has a price: agora prices sync.")


@app.command()
def history(model: Model, as_json: Json = False, as_csv: Csv = False, dsn: Dsn = None) -> None:
    """Show every price there was, is and will be."""
    from agora import client

    with client.connect(dsn) as team:
        rows = team.model.prices_of(model=model)
    columns = ["valid_from", "valid_until", "unit", "tier_start", "usd", "per", "source"]
    shown = rows if as_json or as_csv else dollars(rows, 12)
    show(shown, columns, as_json=as_json, as_csv=as_csv, nothing="No price of this model is known.")


@app.command("set")
def set_price(
    model: Model,
    prices: Annotated[
        list[str], typer.Argument(help="Prices in US dollars, such as input_mtok=3 output_mtok=15.")
    ],
    valid_from: Annotated[datetime | None, typer.Option(help="From when on, UTC; default: now.")] = None,
    source: Annotated[str, typer.Option(help="Where they come from.")] = "operator",
    dsn: Dsn = None,
) -> None:
    """Set what a model costs from a moment on."""
    from datetime import UTC
    from decimal import Decimal, InvalidOperation

    from agora import client

    amounts: dict[str, Decimal] = {}
    for price in prices:
        name, _, value = price.partition("=")
        try:
            amounts[name] = Decimal(value)
        except InvalidOperation:
            amounts[name] = Decimal("NaN")
        if not amounts[name].is_finite():
            raise typer.BadParameter(f"{price!r} is not a price; write input_mtok=3")
    moment = {} if valid_from is None else {"valid_from": valid_from.replace(tzinfo=UTC)}
    with client.connect(dsn) as team:
        number = team.model.set_price(model=model, prices=amounts, source=source, **moment)
    typer.echo(f"price list {number}")


def register(main: typer.Typer) -> None:
    """Add `agora prices` to the command line."""
    main.add_typer(app, name="prices")
