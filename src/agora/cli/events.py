"""`agora listen` and `agora events`: what happens, who reads it, what could not be handled."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.output import Dsn, dumped, table

if TYPE_CHECKING:
    from agora.events import Event

events = typer.Typer(
    name="events", help="Topics, consumers and dead letters of the event log.", no_args_is_help=True
)

Consumer = Annotated[str, typer.Argument(help="Name of the consumer.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


def listen(
    topics: Annotated[
        list[str],
        typer.Argument(help="Topics, or patterns such as memory.*.*.v1 or 'reward.**'.", show_default=False),
    ],
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="beginning, end, an event's id, or a time. Default: end, or where --consumer stands.",
        ),
    ] = None,
    as_json: Json = False,
    consumer: Annotated[
        str | None, typer.Option(help="A consumer that is kept and resumes; without it, one for this call.")
    ] = None,
    wait: Annotated[bool, typer.Option(help="Go on when nothing is left, until SIGINT or SIGTERM.")] = True,
    dsn: Dsn = None,
) -> None:
    """Print events as they happen. They are acknowledged when they are printed."""
    import secrets
    import signal

    from agora import database
    from agora.events import subscribe

    target = database.target(dsn)
    name = consumer or f"listen-{secrets.token_hex(6)}"
    with database.connect(target, autocommit=True) as connection:
        connection.execute("SELECT agora_event.create_consumer(%s, %s::text[])", [name, topics])
        try:
            if start is not None:
                _seek(connection, name, start)
            subscription = subscribe(target, name, wait=wait)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: subscription.stop())
            for event in subscription:
                typer.echo(_line(event, as_json))
        finally:
            if consumer is None:
                connection.execute("SELECT agora_event.drop_consumer(%s)", [name])


def _line(event: "Event", as_json: bool) -> str:
    import json

    if as_json:
        return json.dumps(event._asdict(), default=str, ensure_ascii=False)
    payload = json.dumps(event.payload, ensure_ascii=False)
    return f"{event.occurred_at:%Y-%m-%d %H:%M:%S.%f%z} {event.topic} {event.key or '-'} {payload}"


def _seek(connection: Any, consumer: str, place: str) -> None:
    arguments: dict[str, str | None] = {"to": None, "event": None, "time": None}
    arguments["to" if place in ("beginning", "end") else "event" if place.isdecimal() else "time"] = place
    with checked_place(place):
        connection.execute(
            "SELECT agora_event.seek(%(consumer)s, %(to)s, %(event)s::bigint, %(time)s::timestamptz)",
            {"consumer": consumer, **arguments},
        )


@contextmanager
def checked_place(place: str) -> Iterator[None]:
    """Say what a place is, where the server found that this one is none."""
    import psycopg

    try:
        yield
    except (
        psycopg.errors.InvalidDatetimeFormat,
        psycopg.errors.DatetimeFieldOverflow,
        psycopg.errors.NumericValueOutOfRange,
    ):
        raise typer.BadParameter(
            f"{place} is no place: beginning, end, an event's id, or a time such as '2026-01-31 12:00'"
        ) from None


def _show(query: str, dsn: str | None, as_json: bool, nothing: str, arguments: Any = None) -> None:
    """Print the rows of a view."""
    from psycopg.rows import dict_row

    from agora import database

    with (
        database.connect(database.target(dsn)) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        rows = cursor.execute(query.encode(), arguments).fetchall()
    if as_json:
        for row in rows:
            typer.echo(dumped(row))
    elif rows:
        table(rows, list(rows[0]))
    else:
        typer.echo(nothing)


@events.command()
def topics(as_json: Json = False, dsn: Dsn = None) -> None:
    """Topics that can be published and listened to."""
    _show(
        "SELECT t.topic, coalesce(t.retention::text, 'for ever') AS retention, t.description"
        " FROM agora_event.registered_topic AS t ORDER BY t.topic",
        dsn,
        as_json,
        "No topic.",
    )


@events.command()
def consumers(as_json: Json = False, dsn: Dsn = None) -> None:
    """Who reads: shares, the worker of each, and what it waits for."""
    _show(
        "SELECT s.consumer, s.share, s.worker, s.position_event, s.retry_at, s.attempts, s.last_error"
        " FROM agora_event.consumer_share AS s ORDER BY s.consumer, s.share",
        dsn,
        as_json,
        "No consumer.",
    )


@events.command()
def lag(as_json: Json = False, dsn: Dsn = None) -> None:
    """How far each consumer is behind, and which process holds delivery back."""
    _show(
        "SELECT l.consumer, l.events_behind, l.oldest_waiting_at, l.workers, l.dead_letters, l.events_held_back,"
        " CASE WHEN l.events_held_back > 0 THEN l.held_back_by_pid END AS held_back_by_pid"
        " FROM agora_event.consumer_lag AS l ORDER BY l.consumer",
        dsn,
        as_json,
        "No consumer.",
    )


@events.command()
def webhooks(as_json: Json = False, dsn: Dsn = None) -> None:
    """Where events are posted to, and how that goes."""
    _show(
        "SELECT w.webhook, w.status, w.url, w.secret_name, w.failures, w.last_error,"
        " w.last_delivered_at, l.events_behind"
        " FROM agora_event.registered_webhook AS w"
        " JOIN agora_event.consumer_lag AS l ON l.consumer = w.webhook ORDER BY w.webhook",
        dsn,
        as_json,
        "No webhook.",
    )


@events.command()
def seek(
    consumer: Consumer,
    place: Annotated[
        str, typer.Argument(help="beginning, end, an event's id, or a time.", show_default=False)
    ],
    dsn: Dsn = None,
) -> None:
    """Move a consumer, forward or back."""
    from agora import database

    with database.connect(database.target(dsn)) as connection:
        _seek(connection, consumer, place)


@events.command()
def dead(
    consumer: Annotated[str | None, typer.Argument(help="Of one consumer only.", show_default=False)] = None,
    as_json: Json = False,
    dsn: Dsn = None,
) -> None:
    """Events that consumers could not handle."""
    if consumer is not None:
        _check_consumer(consumer, dsn)
    _show(
        "SELECT p.consumer, p.event_id, p.topic, p.key, p.attempts, p.parked_at, p.reason, p.payload"
        " FROM agora_event.parked_event AS p"
        " WHERE p.status = 'dead' AND p.consumer = coalesce(%s, p.consumer) ORDER BY p.consumer, p.event_id",
        dsn,
        as_json,
        "No dead letter.",
        [consumer],
    )


def _check_consumer(consumer: str, dsn: str | None) -> None:
    from agora import database, errors

    with database.connect(database.target(dsn)) as connection:
        query = "SELECT FROM agora_event.consumer_share AS s WHERE s.consumer = %s"
        if connection.execute(query, [consumer]).fetchone() is None:
            raise errors.UnknownConsumer(
                "unknown consumer", f"consumer={consumer}", "agora events consumers lists them."
            )


@events.command()
def requeue(
    consumer: Consumer,
    event: Annotated[int | None, typer.Argument(help="One event; default: all.", show_default=False)] = None,
    dsn: Dsn = None,
) -> None:
    """Deliver dead letters again."""
    from agora import database

    with database.connect(database.target(dsn)) as connection:
        row = connection.execute("SELECT agora_event.requeue(%s, %s)", [consumer, event]).fetchone()
    typer.echo(f"{row[0] if row else 0} to be delivered again")


@events.command()
def replay(
    projection: Annotated[
        str | None, typer.Argument(help="One projection; default: all.", show_default=False)
    ] = None,
    dsn: Dsn = None,
) -> None:
    """Rebuild derived tables from the events and compare them with the live ones. Exit code 1: they differ."""
    from rich.console import Console
    from rich.table import Table

    from agora import database

    with database.connect(database.target(dsn)) as connection:
        rows = connection.execute(
            "SELECT r.projection, r.events, r.rows_rebuilt, r.rows_live, r.rows_differing"
            " FROM agora_event.replay(p_projection => %s) AS r",
            [projection],
        ).fetchall()
        connection.rollback()
    grid = Table("projection", "events", "rebuilt", "live", "differing", box=None, pad_edge=False)
    for row in rows:
        grid.add_row(*map(str, row))
    Console().print(grid)
    if any(row[-1] for row in rows):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(listen)
    app.add_typer(events)
