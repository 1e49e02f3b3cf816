"""`agora listen` and `agora events`: what happens, who reads it, what could not be handled."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

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
) -> None:
    """Print events as they happen. They are acknowledged when they are printed."""
    import secrets
    import signal

    from agora import database
    from agora.events import subscribe

    dsn = database.target()
    name = consumer or f"listen-{secrets.token_hex(6)}"
    with database.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT agora_event.create_consumer(%s, %s::text[])", [name, topics])
        try:
            if start is not None:
                _seek(connection, name, start)
            subscription = subscribe(dsn, name, wait=wait)
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
    connection.execute(
        "SELECT agora_event.seek(%(consumer)s, %(to)s, %(event)s::bigint, %(time)s::timestamptz)",
        {"consumer": consumer, **arguments},
    )


def _show(query: str, as_json: bool, arguments: Any = None) -> None:
    """Print the rows of a view."""
    import json

    from psycopg.rows import dict_row
    from rich.console import Console
    from rich.table import Table

    from agora import database

    with database.connect(database.target()) as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query.encode(), arguments).fetchall()
        columns = [column.name for column in cursor.description or ()]
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, default=str, ensure_ascii=False))
        return
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console().print(table, markup=False)


@events.command()
def topics(as_json: Json = False) -> None:
    """Topics that can be published and listened to."""
    _show(
        "SELECT t.topic, coalesce(t.retention::text, 'for ever') AS retention, t.description"
        " FROM agora_event.registered_topic AS t ORDER BY t.topic",
        as_json,
    )


@events.command()
def consumers(as_json: Json = False) -> None:
    """Who reads: shares, the worker of each, and what it waits for."""
    _show(
        "SELECT s.consumer, s.share, s.worker, s.position_event, s.retry_at, s.attempts, s.last_error"
        " FROM agora_event.consumer_share AS s ORDER BY s.consumer, s.share",
        as_json,
    )


@events.command()
def lag(as_json: Json = False) -> None:
    """How far each consumer is behind, and which process holds delivery back."""
    _show(
        "SELECT l.consumer, l.events_behind, l.oldest_waiting_at, l.workers, l.dead_letters, l.events_held_back,"
        " CASE WHEN l.events_held_back > 0 THEN l.held_back_by_pid END AS held_back_by_pid"
        " FROM agora_event.consumer_lag AS l ORDER BY l.consumer",
        as_json,
    )


@events.command()
def webhooks(as_json: Json = False) -> None:
    """Where events are posted to, and how that goes."""
    _show(
        "SELECT w.webhook, w.status, w.url, w.secret_name, w.failures, w.last_error,"
        " w.last_delivered_at, l.events_behind"
        " FROM agora_event.registered_webhook AS w"
        " JOIN agora_event.consumer_lag AS l ON l.consumer = w.webhook ORDER BY w.webhook",
        as_json,
    )


@events.command()
def seek(
    consumer: Consumer,
    place: Annotated[
        str, typer.Argument(help="beginning, end, an event's id, or a time.", show_default=False)
    ],
) -> None:
    """Move a consumer, forward or back."""
    from agora import database

    with database.connect(database.target()) as connection:
        _seek(connection, consumer, place)


@events.command()
def dead(
    consumer: Annotated[str | None, typer.Argument(help="Of one consumer only.", show_default=False)] = None,
    as_json: Json = False,
) -> None:
    """Events that consumers could not handle."""
    _show(
        "SELECT p.consumer, p.event_id, p.topic, p.key, p.attempts, p.parked_at, p.reason, p.payload"
        " FROM agora_event.parked_event AS p"
        " WHERE p.status = 'dead' AND p.consumer = coalesce(%s, p.consumer) ORDER BY p.consumer, p.event_id",
        as_json,
        [consumer],
    )


@events.command()
def requeue(
    consumer: Consumer,
    event: Annotated[int | None, typer.Argument(help="One event; default: all.", show_default=False)] = None,
) -> None:
    """Deliver dead letters again."""
    from agora import database

    with database.connect(database.target()) as connection:
        row = connection.execute("SELECT agora_event.requeue(%s, %s)", [consumer, event]).fetchone()
    typer.echo(f"{row[0] if row else 0} to be delivered again")


@events.command()
def replay(
    projection: Annotated[
        str | None, typer.Argument(help="One projection; default: all.", show_default=False)
    ] = None,
) -> None:
    """Rebuild derived tables from the events and compare them with the live ones. Exit code 1: they differ."""
    from rich.console import Console
    from rich.table import Table

    from agora import database

    with database.connect(database.target()) as connection:
        rows = connection.execute(
            "SELECT r.projection, r.events, r.rows_rebuilt, r.rows_live, r.rows_differing"
            " FROM agora_event.replay(p_projection => %s) AS r",
            [projection],
        ).fetchall()
        connection.rollback()
    table = Table("projection", "events", "rebuilt", "live", "differing", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(str, row))
    Console().print(table)
    if any(row[-1] for row in rows):
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(listen)
    app.add_typer(events)
