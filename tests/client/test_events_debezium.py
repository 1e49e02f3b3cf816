"""The outbox as Debezium's event router reads it: what docs/events.md says, on a server with logical decoding.

There is no Kafka Connect here. The test makes the publication of the page, reads its stream with pgoutput, as the
connector does, and routes each row by the page's connector configuration.
"""

import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from agora import cluster as launcher
from agora import migrate

Connection = psycopg.Connection[Any]
Row = dict[str, str | None]
PAGE = (Path(__file__).parents[2] / "docs/events.md").read_text(encoding="utf-8")
TOPIC = "test.thing.happened.v1"


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    with launcher.temporary(wal_level="logical", synchronous_commit="on") as server:
        migrate.upgrade(server.dsn())
        yield server.dsn()


@pytest.fixture(scope="module")
def admin(dsn: str) -> Iterator[Connection]:
    """As the page prepares it, with a slot."""
    (block,) = re.findall(r"```sql superuser\n(CREATE PUBLICATION .*?)```", PAGE, re.DOTALL)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(block.encode())
        connection.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
        slot = config()["slot.name"]
        connection.execute("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", [slot])
        yield connection
        connection.execute("SELECT pg_drop_replication_slot(%s)", [slot])


def config() -> dict[str, str]:
    (block,) = re.findall(r"```json\n(\{\n  \"name\": \"agora\".*?)```", PAGE, re.DOTALL)
    found: dict[str, str] = json.loads(block)["config"]
    return found


def text(message: bytes, at: int) -> tuple[str, int]:
    end = message.index(b"\0", at)
    return message[at:end].decode(), end + 1


def inserted(connection: Connection) -> list[tuple[str, Row]]:
    """Rows of the stream with the relation they are of: messages R and I of pgoutput, version 1."""
    messages = connection.execute(
        "SELECT data FROM pg_logical_slot_get_binary_changes("
        "%s, NULL, NULL, 'proto_version', '1', 'publication_names', %s)",
        [config()["slot.name"], config()["publication.name"]],
    )
    relations: dict[int, tuple[str, list[str]]] = {}
    found = []
    for (message,) in messages:
        kind = message[:1]
        if kind == b"R":
            schema, at = text(message, 5)
            name, at = text(message, at)
            (count,) = struct.unpack_from("!h", message, at + 1)
            columns, at = [], at + 3
            for _ in range(count):
                column, at = text(message, at + 1)
                columns.append(column)
                at += 8
            relations[struct.unpack_from("!i", message, 1)[0]] = (f"{schema}.{name}", columns)
        elif kind == b"I":
            relation, columns = relations[struct.unpack_from("!i", message, 1)[0]]
            values: list[str | None] = []
            at = 8
            for _ in columns:
                if message[at : at + 1] == b"n":
                    values.append(None)
                    at += 1
                else:
                    (length,) = struct.unpack_from("!i", message, at + 1)
                    values.append(message[at + 5 : at + 5 + length].decode())
                    at += 5 + length
            found.append((relation, dict(zip(columns, values, strict=True))))
        else:
            assert kind in b"BC", "nothing but inserts is published"
    return found


def routed(row: Row) -> tuple[str, str | None, Any, dict[str, str | None]]:
    """What the event router makes of a row: topic, key, value, headers."""
    options = {
        name.removeprefix("transforms.outbox."): value
        for name, value in config().items()
        if name.startswith("transforms.outbox.")
    }
    by = row[options["route.by.field"]]
    assert by
    headers = {"id": row[options["table.field.event.id"]]}
    for placed in options["table.fields.additional.placement"].split(","):
        column, place, *alias = placed.split(":")
        assert place == "header"
        headers[alias[0] if alias else column] = row[column]
    topic = options["route.topic.replacement"].replace("${routedByValue}", by)
    payload = row[options["table.field.event.payload"]]
    assert payload
    return topic, row[options["table.field.event.key"]], json.loads(payload), headers


def test_the_stream(admin: Connection) -> None:
    """Every event once, in the order of the commits, each routed to its topic; across partitions; nothing else."""
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    admin.execute(
        "SELECT agora_event.publish(%s, 'a', '{\"n\": 1}',"
        " '6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10', p_trace_parent => %s)",
        [TOPIC, trace],
    )
    with admin.transaction(force_rollback=True):
        admin.execute("SELECT agora_event.publish(%s, 'a', '{\"n\": 2}')", [TOPIC])
    admin.execute("SELECT agora._add_partition('agora_event.event', 1, 10000000, 20000000)")
    admin.execute("SELECT setval('agora_event.event_id_seq', 10000000)")
    admin.execute("SELECT agora_event.publish(%s, NULL, '{\"n\": 3}')", [TOPIC])
    admin.execute("SELECT agora_ledger.mint(agora_ledger.wallet_of(3), 5, 'a test', p_key => 'k')")

    rows = inserted(admin)
    assert {relation for relation, _ in rows} == {config()["table.include.list"]}
    assert not {"xid", "origin_xid"} & set(rows[0][1]), "what means nothing elsewhere is not published"
    records = [routed(row) for _, row in rows]
    expected = admin.execute(
        "SELECT p.topic, p.key, p.payload, p.event_id::text, p.correlation_id::text, p.trace_parent,"
        " p.principal_id::text"
        " FROM agora_event.published AS p ORDER BY p.event_id"
    ).fetchall()
    assert len(expected) == 3
    assert [(topic, key, value) for topic, key, value, _ in records] == [row[:3] for row in expected]
    for (*_, headers), row in zip(records, expected, strict=True):
        assert headers.pop("occurred_at")
        assert headers == {
            "id": row[3],
            "correlation_id": row[4],
            "causation_id": None,
            "traceparent": row[5],
            "principal_id": row[6],
        }

    # The end of a partition is no change that is published.
    admin.execute("ALTER TABLE agora_event.event_p1 DISABLE TRIGGER event_p1_refuse_truncate")
    admin.execute("TRUNCATE agora_event.event_p1")
    assert inserted(admin) == []


def test_the_role_reads_what_it_must(admin: Connection, dsn: str) -> None:
    """Its snapshot reads the table, and nothing else of agora."""
    with psycopg.connect(dsn, user="debezium", autocommit=True) as connection:
        columns = ", ".join(inserted_columns(admin))
        connection.execute(f"SELECT {columns} FROM agora_event.event".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM agora_event.consumer")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT agora_event.publish('x', 'y', '{}')")


def inserted_columns(connection: Connection) -> list[str]:
    row = connection.execute(
        "SELECT t.attnames FROM pg_publication_tables AS t WHERE t.pubname = %s",
        [config()["publication.name"]],
    ).fetchone()
    assert row
    return list(row[0])
