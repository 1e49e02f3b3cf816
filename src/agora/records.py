"""What leaves for another system: events, or what a map makes of them, with the payload as the database wrote it.

A payload stays text on its way through: parsed into Python and written again, a long number would lose its end.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row

from agora import errors

_COLUMNS: LiteralString = (
    "r.event_id, r.topic, r.key, r.payload::text, r.principal_id, r.correlation_id, r.occurred_at,"
    " r.causation_id, r.trace_parent"
)


@dataclass(frozen=True, slots=True)
class Record:
    """One record; `id` is unique and, whenever the same record is made again, the same."""

    id: str
    event_id: int
    topic: str
    key: str | None
    payload: str
    principal_id: int
    correlation_id: UUID | None
    occurred_at: datetime
    causation_id: int | None
    trace_parent: str | None


def fetch(
    connection: psycopg.Connection[Any], events: Sequence[int], map_name: str | None = None
) -> list[Record]:
    """Records of events by their ids, in that order: themselves, or what the map makes of them."""
    query = f"SELECT {_COLUMNS} FROM agora_event.records(%s::bigint[], %s) AS r"
    return _records(connection, query, [list(events), map_name], map_name)


def pages(
    connection: psycopg.Connection[Any],
    topics: Sequence[str],
    after: int,
    to: int | None,
    map_name: str | None = None,
    size: int = 1000,
) -> Iterator[tuple[int, list[Record]]]:
    """The stream page by page: where each page ends, and its records. The connection is one with autocommit.

    Each page is a statement of its own: a long transaction would hold back the delivery of everybody else's events.
    """
    query = f"SELECT {_COLUMNS} FROM agora_event.read(%s::text[], %s, %s, %s) AS r"
    while page := _records(connection, query, [list(topics), after, to, size], None):
        after = page[-1].event_id
        ids = [record.event_id for record in page]
        yield after, page if map_name is None else fetch(connection, ids, map_name)
        if len(page) < size:
            return


def topics_of(connection: psycopg.Connection[Any], map_name: str) -> list[str]:
    """Topics that a map reads."""
    found = connection.execute(
        "SELECT m.topics FROM agora_event.registered_map AS m WHERE m.map = %s", [map_name]
    ).fetchone()
    if found is None:
        raise ValueError(f"no map is called {map_name}; agora_event.registered_map lists them")
    return list(found[0])


def line(record: Record) -> str:
    """The record as one JSON object, its fields named like the columns of agora_event.published."""
    facts = {
        "event_id": record.event_id,
        "topic": record.topic,
        "key": record.key,
        "principal_id": record.principal_id,
        "correlation_id": record.correlation_id and str(record.correlation_id),
        "occurred_at": record.occurred_at.isoformat(),
        "causation_id": record.causation_id,
        "trace_parent": record.trace_parent,
    }
    return _with_payload(facts, "payload", record)


def cloudevent(record: Record, source: str) -> str:
    """The record as a CloudEvent 1.0 in its JSON format, with the extensions for partitioning and tracing."""
    return _with_payload(attributes(record, source), "data", record)


def attributes(record: Record, source: str) -> dict[str, str]:
    """Context attributes of the record as a CloudEvent 1.0; those that would be empty are left out."""
    found: dict[str, str | None] = {
        "specversion": "1.0",
        "id": record.id,
        "source": source,
        "type": record.topic,
        "datacontenttype": "application/json",
        "time": record.occurred_at.isoformat(),
        "subject": record.key or None,
        "partitionkey": record.key or None,
        "principalid": str(record.principal_id),
        "correlationid": str(record.correlation_id) if record.correlation_id else None,
        "causationid": str(record.causation_id) if record.causation_id else None,
        "traceparent": record.trace_parent,
    }
    return {name: value for name, value in found.items() if value is not None}


def _with_payload(facts: dict[str, Any], name: str, record: Record) -> str:
    return f'{json.dumps(facts, ensure_ascii=False)[:-1]}, "{name}": {record.payload}}}'


def _records(
    connection: psycopg.Connection[Any], query: LiteralString, arguments: list[Any], map_name: str | None
) -> list[Record]:
    with errors.translated(), connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(query, arguments).fetchall()
    if map_name is None:
        return [Record(str(row[0]), *row) for row in rows]
    return [Record(f"{row[0]}:{row[1]}:{row[2]}", *row) for row in rows]
