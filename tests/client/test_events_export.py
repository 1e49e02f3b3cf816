"""`agora events export`: whole, in order, resumable, as JSON lines or CloudEvents."""

import gzip
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from agora import records

Connection = psycopg.Connection[Any]
Run = Callable[..., str]
TOPIC = "test.thing.happened.v1"


@pytest.fixture
def admin(quiet_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(quiet_dsn, autocommit=True) as connection:
        connection.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
        yield connection


@pytest.fixture
def export(quiet_dsn: str, run: Run) -> Callable[..., list[dict[str, Any]]]:
    def export(*arguments: str) -> list[dict[str, Any]]:
        output = run("agora", "events", "export", *arguments, AGORA_DSN=quiet_dsn)
        return [json.loads(line) for line in output.splitlines()]

    return export


def publish(connection: Connection, count: int, first: int = 0) -> list[int]:
    rows = connection.execute(
        "SELECT agora_event.publish(%s, 'k' || n, jsonb_build_object('n', n)) FROM generate_series(%s::int, %s) AS n",
        [TOPIC, first, first + count - 1],
    )
    return [row[0] for row in rows]


def numbers(found: list[dict[str, Any]]) -> list[int]:
    return [line["payload"]["n"] for line in found]


def test_ranges(admin: Connection, export: Callable[..., list[dict[str, Any]]]) -> None:
    """They end where the next one begins; several pages; by topic."""
    made = publish(admin, 2500)
    assert numbers(export("test.**")) == list(range(2500))
    assert numbers(export("test.**", "--to", str(made[1200]))) == list(range(1200))
    assert numbers(export("test.**", "--from", str(made[1200]))) == list(range(1200, 2500))
    assert numbers(export("test.**", "--after", str(made[2498]))) == [2499]
    assert export("test.**", "--after", str(made[2499])) == []
    assert numbers(export("test.**", "--from", "1999-12-31", "--to", "9999-12-31")) == list(range(2500))
    assert export("test.**", "--from", "9999-12-31") == []
    assert export("memory.**") == []
    (line,) = export("test.**", "--from", str(made[7]), "--to", str(made[8]))
    row = admin.execute(
        "SELECT to_jsonb(p) FROM agora_event.published AS p WHERE p.event_id = %s", [made[7]]
    ).fetchone()
    assert row
    expected = row[0]
    assert datetime.fromisoformat(line.pop("occurred_at")) == datetime.fromisoformat(
        expected.pop("occurred_at")
    )
    assert line == expected


def test_an_open_transaction_is_waited_for(
    quiet_dsn: str, admin: Connection, export: Callable[..., list[dict[str, Any]]]
) -> None:
    """What could still be preceded is not written, so the next export begins there and misses nothing."""
    first = publish(admin, 1)
    with psycopg.connect(quiet_dsn) as slow:
        (early,) = publish(slow, 1, first=1)
        publish(admin, 1, first=2)
        assert numbers(export("test.**")) == [0]
        slow.commit()
    assert numbers(export("test.**", "--after", str(first[0]))) == [1, 2]
    assert early > first[0]


def test_files(quiet_dsn: str, admin: Connection, run: Run, tmp_path: Path) -> None:
    """Compressed by their name; there when they are whole; resumed by what the last one said."""
    publish(admin, 3)
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    for path in (plain, packed):
        run("agora", "events", "export", "test.**", "-o", str(path), AGORA_DSN=quiet_dsn)
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert numbers([json.loads(line) for line in plain.read_text().splitlines()]) == [0, 1, 2]
    before = plain.read_bytes()
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run(
            "agora", "events", "export", "test.**", "--after", "999999", "-o", str(plain), AGORA_DSN=quiet_dsn
        )
    assert "SQLSTATE ZE004" in failed.value.__notes__[0]
    assert plain.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "b.jsonl.gz"]


def test_an_export_that_fails_midway(admin: Connection, tmp_path: Path, quiet_dsn: str) -> None:
    """Half a file does not take the name of a whole one."""
    from agora.cli.streams import _opened

    path = tmp_path / "out.jsonl"
    path.write_text("the former\n")
    with pytest.raises(RuntimeError), _opened(path) as file:
        file.write(b"half\n")
        raise RuntimeError
    assert path.read_text() == "the former\n"
    assert [found.name for found in tmp_path.iterdir()] == ["out.jsonl"]


def test_long_numbers_stay_whole(
    admin: Connection, export: Callable[..., list[dict[str, Any]]], run: Run, quiet_dsn: str
) -> None:
    admin.execute("SELECT agora_event.publish(%s, 'k', '{\"amount\": 12345678901234.567891}')", [TOPIC])
    output = run("agora", "events", "export", "test.**", AGORA_DSN=quiet_dsn)
    assert '"amount": 12345678901234.567891' in output


def test_cloudevents(admin: Connection, export: Callable[..., list[dict[str, Any]]]) -> None:
    """The required attributes are there and well-formed, as is every optional one and every extension."""
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    (cause,) = publish(admin, 1)
    admin.execute(
        "SELECT agora_event.publish(%s, 'a key', '{\"n\": 1}', '6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10', %s, %s)",
        [TOPIC, cause, trace],
    )
    admin.execute("SELECT agora_event.publish(%s, NULL, '{\"n\": 2}')", [TOPIC])
    found = export("test.**", "--format", "cloudevents", "--source", "/agora/here")
    for event in found:
        valid_cloudevent(event)
    assert [event["data"]["n"] for event in found] == [0, 1, 2]
    second = found[1]
    assert (second["source"], second["type"], second["subject"]) == ("/agora/here", TOPIC, "a key")
    assert (second["traceparent"], second["causationid"]) == (trace, str(cause))
    assert second["correlationid"] == "6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10"
    assert "subject" not in found[2]
    assert "traceparent" not in found[2]
    assert len({(event["source"], event["id"]) for event in found}) == 3


def valid_cloudevent(event: dict[str, Any]) -> None:
    """CloudEvents 1.0.2: required attributes, types, names, and the JSON format."""
    for required in ("id", "source", "specversion", "type"):
        assert isinstance(event[required], str)
        assert event[required]
    assert event["specversion"] == "1.0"
    assert re.fullmatch(r"[!-~]+", event["source"]), "a URI reference"
    assert datetime.fromisoformat(event["time"]).tzinfo, "RFC 3339"
    assert "T" in event["time"]
    assert event["datacontenttype"] == "application/json"
    assert isinstance(event["data"], dict)
    for name, value in event.items():
        assert re.fullmatch(r"[a-z0-9]{1,20}", name)
        assert name == "data" or (isinstance(value, str) and value)


def test_a_map(admin: Connection, export: Callable[..., list[dict[str, Any]]]) -> None:
    """The two token streams, keyed by the peer; every record has an id of its own, and the same one next time."""
    row = admin.execute("SELECT agora_ledger.wallet_of(agora.register_principal('ada'))").fetchone()
    assert row
    admin.execute("SELECT agora_ledger.mint(agora_ledger.wallet_of(3), 100, 'golden_state', p_key => '1')")
    admin.execute(
        "SELECT agora_ledger.transfer(agora_ledger.wallet_of(3), %s, 30, 'thanks', p_key => '2', p_actor => 3)",
        [row[0]],
    )
    found = export("--map", "tokens")
    kinds = [(line["topic"], line["payload"].get("transaction_type")) for line in found]
    assert sorted(kinds, key=str) == sorted(
        [
            ("token.transactions.v1", "earned"),
            ("token.transactions.v1", "transferred"),
            ("token.transactions.v1", "earned"),
            ("token.balances.v1", None),
            ("token.balances.v1", None),
        ],
        key=str,
    )
    assert all(line["key"] == str(line["payload"]["peer_id"]) for line in found)
    last = {line["key"]: line["payload"]["balance"] for line in found if "balance" in line["payload"]}
    assert sorted(last.values()) == [30, 70]
    events = export("--map", "tokens", "--format", "cloudevents")
    for event in events:
        valid_cloudevent(event)
    assert len({event["id"] for event in events}) == 5
    assert [event["id"] for event in export("--map", "tokens", "--format", "cloudevents")] == [
        event["id"] for event in events
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--map", "none"),
        ("test.**", "--map", "tokens"),
        ("--format", "xml"),
        ("--from", "nonsense"),
        ("Bad",),
    ],
)
def test_what_it_refuses(quiet_dsn: str, run: Run, arguments: tuple[str, ...]) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run("agora", "events", "export", *arguments, AGORA_DSN=quiet_dsn)
    assert "Traceback" not in failed.value.__notes__[0]


def test_pages_hold_nothing_back(quiet_dsn: str, admin: Connection) -> None:
    """Between two pages no transaction is open that others would wait for."""
    publish(admin, 10)
    with psycopg.connect(quiet_dsn, autocommit=True) as reader:
        for number, (_, page) in enumerate(records.pages(reader, ["test.**"], 0, None, size=3)):
            assert reader.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
            assert len(page) == (3 if number < 3 else 1)
