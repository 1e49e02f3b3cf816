"""`agora events export` and `agora events bridge`: what leaves for files and for Kafka."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from agora.cli.events import checked_place, events
from agora.cli.output import Dsn

if TYPE_CHECKING:
    from agora.database import Connection


class Format(StrEnum):
    """How a record is written."""

    JSONL = "jsonl"
    CLOUDEVENTS = "cloudevents"


Topics = Annotated[
    list[str] | None,
    typer.Argument(help="Topics, or patterns such as memory.**. Default: all, or those of --map."),
]
Map = Annotated[
    str | None,
    typer.Option("--map", help="Write what this map makes of the events, such as tokens.", metavar="NAME"),
]
Source = Annotated[
    str | None,
    typer.Option(help="The source that CloudEvents name. Default: /agora/ and the database's name."),
]


def export(
    topics: Topics = None,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="File, or - for standard output; compressed if it ends in .gz."),
    ] = Path("-"),
    form: Annotated[
        Format,
        typer.Option("--format", help="jsonl: our fields; cloudevents: CloudEvents 1.0, one per line."),
    ] = Format.JSONL,
    start: Annotated[str, typer.Option("--from", help="beginning, an event's id, or a time.")] = "beginning",
    end: Annotated[str, typer.Option("--to", help="end, or the event or time before which to stop.")] = "end",
    after: Annotated[
        int | None, typer.Option(help="Behind this event, instead of --from: where another export ended.")
    ] = None,
    map_name: Map = None,
    source: Source = None,
    dsn: Dsn = None,
) -> None:
    """Write events to a file, in the order of delivery. A file is there when it is whole.

    Ranges that meet neither overlap nor leave a gap. The last line on standard error names the last event: pass it to
    --after next time.
    """
    from agora import database, records

    count = 0
    with database.connect(database.target(dsn), autocommit=True) as connection:
        chosen = _topics(connection, topics, map_name)
        last = _place(connection, start) if after is None else after
        limit = None if end == "end" else _place(connection, end)
        name = source or f"/agora/{connection.info.dbname}"
        with _opened(output) as file:
            for end_of_page, page in records.pages(connection, chosen, last, limit, map_name):
                for record in page:
                    line = records.line(record) if form is Format.JSONL else records.cloudevent(record, name)
                    file.write(f"{line}\n".encode())
                count, last = count + len(page), end_of_page
    print(f"{count} records; the last event is {last}", file=sys.stderr)


def bridge(
    brokers: Annotated[
        str, typer.Option(help="Kafka brokers: host:port, separated by commas.", show_default=False)
    ],
    topics: Topics = None,
    consumer: Annotated[str, typer.Option(help="The consumer that keeps the position.")] = "kafka",
    worker: Annotated[
        str | None, typer.Option(help="Name of this process, unique while it runs. Default: the host's.")
    ] = None,
    start: Annotated[
        str, typer.Option("--from", help="Where a new consumer begins: beginning or end.")
    ] = "end",
    topic: Annotated[
        str, typer.Option(help="Kafka topic, made of {topic}, {domain}, {entity}, {action} and {version}.")
    ] = "{topic}",
    map_name: Map = None,
    source: Source = None,
    config: Annotated[
        list[str] | None, typer.Option(help="Setting of librdkafka, name=value.", metavar="NAME=VALUE")
    ] = None,
    config_file: Annotated[
        Path | None,
        typer.Option(help="File of such settings, one per line: the place for passwords.", exists=True),
    ] = None,
    batch: Annotated[int, typer.Option(help="Events that are produced together.", min=1, max=10000)] = 500,
    ttl: Annotated[
        float, typer.Option(help="Seconds after which another bridge takes over.", min=0.1)
    ] = 30.0,
    wait: Annotated[bool, typer.Option(help="Go on when nothing is left, until SIGINT or SIGTERM.")] = True,
    dsn: Dsn = None,
) -> None:
    """Carry events to Kafka: at least once, a key in order, resumed where it stopped.

    Needs pip install pg-agora[kafka].
    """
    import signal
    import socket
    from importlib.util import find_spec

    from agora import database
    from agora.kafka import Bridge

    if find_spec("confluent_kafka") is None:
        raise typer.BadParameter("the bridge needs confluent-kafka: pip install 'pg-agora[kafka]'")
    target = database.target(dsn)
    with database.connect(target) as connection:
        chosen = _topics(connection, topics, map_name)
        name = source or f"/agora/{connection.info.dbname}"
    lines = config_file.read_text(encoding="utf-8").splitlines() if config_file else []
    try:
        carrier = Bridge(
            target, brokers, consumer, worker or socket.gethostname(), chosen, map_name, start, topic, name,
            _settings([*lines, *(config or [])]), batch, ttl, wait=wait,
        )  # fmt: skip
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: carrier.stop())
    carrier.run()
    print(f"{carrier.sent} records", file=sys.stderr)


def _topics(connection: "Connection", topics: list[str] | None, map_name: str | None) -> list[str]:
    from agora import records

    if map_name is None:
        return topics or ["**"]
    if topics:
        raise typer.BadParameter("a map has topics of its own")
    try:
        return records.topics_of(connection, map_name)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _place(connection: "Connection", place: str) -> int:
    from agora import errors

    if place == "beginning":
        return 0
    column = "p_event_id => %s::bigint" if place.isdecimal() else "p_time => %s::timestamptz"
    with errors.translated(), checked_place(place):
        row = connection.execute(f"SELECT agora_event.place({column})".encode(), [place]).fetchone()
    return int(row[0]) if row else 0


def _settings(lines: list[str]) -> dict[str, str]:
    """Settings from lines of name=value; empty lines and comments are passed over."""
    found = {}
    for line in lines:
        name, equals, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not equals:
            raise typer.BadParameter("a setting is written name=value")  # not shown: it may be a password
        found[name.strip()] = value.strip()
    return found


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes] | Any]:
    """A file that appears under its name when all of it is written; standard output, if somebody still reads it."""
    import gzip
    import os

    if str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as raw:
            if path.suffix == ".gz":
                with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
                    yield packed
            else:
                yield raw
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def register(app: typer.Typer) -> None:
    """Add the commands to `agora events`."""
    for command in (export, bridge):
        events.command()(command)
