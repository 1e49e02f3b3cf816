"""The bridge to Kafka, against librdkafka's mock cluster: brokers that speak the protocol over TCP, in this process."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import psycopg
import pytest
from confluent_kafka import Consumer, Message, Producer, TopicPartition

from agora import errors, kafka

Connection = psycopg.Connection[Any]
TOPIC = "test.thing.happened.v1"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
SECONDS = 60


@pytest.fixture
def brokers() -> Iterator[str]:
    """Addresses of three brokers; they end with the client that made them."""
    cluster = Producer({"test.mock.num.brokers": 3, "log_level": 0})
    yield ",".join(f"{b.host}:{b.port}" for b in cluster.list_topics(timeout=SECONDS).brokers.values())
    del cluster


@pytest.fixture
def admin(quiet_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(quiet_dsn, autocommit=True) as connection:
        connection.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
        yield connection


@pytest.fixture
def bridge(quiet_dsn: str, brokers: str) -> Callable[..., kafka.Bridge]:
    """A bridge that ends when nothing is left."""

    def bridge(**options: Any) -> kafka.Bridge:
        given = {"topics": ["test.**"], "start": "beginning", "wait": False} | options
        return kafka.Bridge(quiet_dsn, given.pop("brokers", brokers), "kafka", "w", **given)

    return bridge


def publish(connection: Connection, count: int, first: int = 0) -> None:
    connection.execute(
        "SELECT agora_event.publish(%s, 'k' || n %% 7, jsonb_build_object('n', n))"
        " FROM generate_series(%s::int, %s) AS n",
        [TOPIC, first, first + count - 1],
    )


def arrived(brokers: str, topic: str) -> list[Message]:
    """All that the brokers have of a topic, each partition in its order."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "test", "log_level": 0})
    found: list[Message] = []
    try:
        partitions = consumer.list_topics(topic, timeout=SECONDS).topics[topic].partitions
        ends = {
            p: consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=SECONDS)[1]
            for p in partitions
        }
        consumer.assign([TopicPartition(topic, p, 0) for p in partitions])
        while len(found) < sum(ends.values()):
            message = consumer.poll(SECONDS)
            assert message is not None
            assert message.error() is None
            found.append(message)
    finally:
        consumer.close()
    return found


def numbers(messages: list[Message]) -> list[int]:
    return [json.loads(message.value() or b"")["n"] for message in messages]


def by_key(messages: list[Message]) -> dict[bytes, list[int]]:
    found: dict[bytes, list[int]] = {}
    for message in messages:
        found.setdefault(message.key() or b"", []).append(json.loads(message.value() or b"")["n"])
    return found


def behind(connection: Connection) -> int:
    row = connection.execute(
        "SELECT l.events_behind FROM agora_event.consumer_lag AS l WHERE l.consumer = 'kafka'"
    ).fetchone()
    assert row
    return int(row[0])


def test_all_arrive_once_in_order_by_key(
    admin: Connection, brokers: str, bridge: Callable[..., kafka.Bridge]
) -> None:
    publish(admin, 1000)
    carrier = bridge(batch=64)
    carrier.run()
    found = arrived(brokers, TOPIC)
    assert sorted(numbers(found)) == list(range(1000))
    assert all(numbers == sorted(numbers) for numbers in by_key(found).values())
    assert len({(message.key(), message.partition()) for message in found}) == 7, "a key has one partition"
    assert (carrier.sent, behind(admin)) == (1000, 0)
    publish(admin, 5, first=1000)
    bridge().run()
    assert sorted(numbers(arrived(brokers, TOPIC))) == list(range(1005)), "it goes on where it was"


def test_a_record(admin: Connection, brokers: str, bridge: Callable[..., kafka.Bridge]) -> None:
    """Key, exact value, time, and headers as the Kafka binding of CloudEvents has them."""
    row = admin.execute(
        "SELECT agora_event.publish(%s, 'a', '{\"amount\": 12345678901234.567891}',"
        " '6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10', p_trace_parent => %s)",
        [TOPIC, TRACE],
    ).fetchone()
    admin.execute("SELECT agora_event.publish(%s, NULL, '{}')", [TOPIC])
    assert row
    bridge(topic="agora.{domain}-{entity}.{version}", source="/agora/here").run()
    first, second = sorted(arrived(brokers, "agora.test-thing.v1"), key=lambda message: message.key() is None)
    found = dict(first.headers() or [])
    assert first.key() == b"a"
    assert first.value() == b'{"amount": 12345678901234.567891}'
    assert first.timestamp()[1] == int(1000 * _time(admin, row[0]))
    assert found.pop("ce_time")
    assert found == {
        "ce_specversion": b"1.0",
        "ce_id": str(row[0]).encode(),
        "ce_source": b"/agora/here",
        "ce_type": TOPIC.encode(),
        "ce_subject": b"a",
        "ce_partitionkey": b"a",
        "ce_principalid": b"1",
        "ce_correlationid": b"6f1c2f0e-4a3b-4a53-9a52-0b6f7c1a9d10",
        "ce_traceparent": TRACE.encode(),
        "traceparent": TRACE.encode(),
        "content-type": b"application/json",
    }
    assert second.key() is None
    assert "traceparent" not in dict(second.headers() or [])


def _time(connection: Connection, event: int) -> float:
    row = connection.execute(
        "SELECT p.occurred_at FROM agora_event.published AS p WHERE p.event_id = %s", [event]
    ).fetchone()
    assert row
    return float(row[0].timestamp())


def test_a_map(admin: Connection, brokers: str, bridge: Callable[..., kafka.Bridge]) -> None:
    admin.execute("SELECT agora_ledger.mint(agora_ledger.wallet_of(3), 5, 'golden_state', p_key => '1')")
    admin.execute("SELECT agora_ledger.mint(agora_ledger.wallet_of(3), 7, 'golden_state', p_key => '2')")
    bridge(topics=["ledger.transaction.posted.v1"], map_name="tokens").run()
    transactions, balances = arrived(brokers, "token.transactions.v1"), arrived(brokers, "token.balances.v1")
    assert {message.key() for message in transactions + balances} == {b"3"}
    assert [json.loads(message.value() or b"")["amount"] for message in transactions] == [5, 7]
    assert json.loads(balances[-1].value() or b"")["balance"] == 12


def test_what_no_broker_takes(admin: Connection, brokers: str, bridge: Callable[..., kafka.Bridge]) -> None:
    """A record that is too large is put aside; those around it arrive."""
    publish(admin, 3)
    admin.execute(
        "SELECT agora_event.publish(%s, 'k', jsonb_build_object('n', -1, 'big', repeat('x', 5000)))", [TOPIC]
    )
    publish(admin, 3, first=3)
    bridge(config={"message.max.bytes": "2000"}).run()
    assert sorted(numbers(arrived(brokers, TOPIC))) == list(range(6))
    assert behind(admin) == 0
    dead = admin.execute("SELECT p.payload ->> 'n', p.reason FROM agora_event.parked_event AS p").fetchall()
    assert [(n, "too large" in reason) for n, reason in dead] == [("-1", True)]


def test_brokers_that_are_away(admin: Connection, brokers: str, bridge: Callable[..., kafka.Bridge]) -> None:
    """Nothing is acknowledged for them; it is tried again until they are there."""
    publish(admin, 10)
    carrier = bridge(
        brokers="127.0.0.1:1", config={"message.timeout.ms": "300", "log_level": "0"}, pause=0.01
    )
    attempts = []

    def wait(seconds: float) -> None:
        attempts.append((seconds, behind(admin)))
        if len(attempts) == 3:  # who is there may take its time
            carrier.brokers, carrier.config = brokers, {}

    carrier._stopped.wait = wait  # type: ignore[assignment, method-assign]
    carrier.run()
    assert attempts == [(0.02, 10), (0.04, 10), (0.08, 10)], "later each time"
    assert sorted(numbers(arrived(brokers, TOPIC))) == list(range(10))
    assert behind(admin) == 0


def test_a_lost_connection(admin: Connection, brokers: str, bridge: Callable[..., kafka.Bridge]) -> None:
    """The database ends every session in the middle of a batch: nothing is lost."""
    publish(admin, 300)
    carrier, ended = bridge(batch=100), []
    produce = carrier._produce

    def hurt(*arguments: Any) -> None:
        produce(*arguments)
        if carrier.sent and not ended:
            ended.append(
                admin.execute(
                    "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a"
                    " WHERE a.pid <> pg_backend_pid() AND a.datname = current_database()"
                ).fetchall()
            )

    carrier._produce = hurt  # type: ignore[method-assign]
    carrier.run()
    assert ended[0]
    assert set(numbers(arrived(brokers, TOPIC))) == set(range(300))
    assert behind(admin) == 0


def test_killed_and_resumed(quiet_dsn: str, admin: Connection, brokers: str) -> None:
    """Killed again and again: nothing is lost, a key stays in order, twice comes what was not acknowledged yet."""
    total, batch, kills = 6000, 50, 4
    admin.execute("SELECT agora_event.create_consumer('kafka', '{test.**}', 'beginning')")
    publish(admin, total)
    command = [
        *(sys.executable, "-m", "agora", "events", "bridge", "test.**", "--brokers", brokers, "--no-wait"),
        *("--worker", "w", "--batch", str(batch), "--config", "log_level=0"),
    ]
    environment = {**os.environ, "AGORA_DSN": quiet_dsn}
    for number in range(kills):
        goal = total - (number + 1) * total // (kills + 1)
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
            deadline = monotonic() + SECONDS
            while behind(admin) > goal:
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert monotonic() < deadline
            process.kill()
    assert behind(admin) > 0
    subprocess.run(command, env=environment, check=True, timeout=SECONDS)
    found = arrived(brokers, TOPIC)
    times = Counter(numbers(found))
    assert set(times) == set(range(total))
    assert sum(times.values()) - total <= batch * kills, "no more than the batch in hand, once for each kill"
    for key, values in by_key(found).items():
        first = list(dict.fromkeys(values))
        assert first == sorted(first), f"{key!r} is out of order"
    assert behind(admin) == 0


def test_one_bridge_at_a_time(quiet_dsn: str, admin: Connection, bridge: Callable[..., kafka.Bridge]) -> None:
    """A second one of another name waits for the lease; one of the same name replaces the first."""
    admin.execute("SELECT agora_event.create_consumer('kafka', '{test.**}', 'beginning')")
    publish(admin, 3)
    admin.execute("SELECT agora_event.join_consumer('kafka', 'w')")
    admin.execute("SELECT * FROM agora_event.poll('kafka', 1, 'w', 1)")
    other = bridge()
    other.worker = "another"
    other.run()
    assert (other.sent, behind(admin)) == (0, 3)
    same = bridge()
    same.run()
    assert (same.sent, behind(admin)) == (3, 0)
    with pytest.raises(psycopg.Error) as refused:
        admin.execute("SELECT * FROM agora_event.poll('kafka', 1, 'w', 1)")
    assert refused.value.sqlstate == errors.WorkerReplaced.sqlstate


def test_stopped_before_it_began(admin: Connection, bridge: Callable[..., kafka.Bridge]) -> None:
    publish(admin, 3)
    carrier = bridge()
    carrier.stop()
    carrier.run()
    assert carrier.sent == 0


@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_a_graceful_stop(quiet_dsn: str, admin: Connection, brokers: str, number: str) -> None:
    """A signal ends it after the batch in hand: what was sent is acknowledged."""
    import signal

    admin.execute("SELECT agora_event.create_consumer('kafka', '{test.**}', 'beginning')")
    publish(admin, 20)
    command = [sys.executable, "-m", "agora", "events", "bridge", "test.**", "--brokers", brokers]
    environment = {**os.environ, "AGORA_DSN": quiet_dsn}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        deadline = monotonic() + SECONDS
        while behind(admin):
            assert process.poll() is None
            assert monotonic() < deadline
        process.send_signal(getattr(signal, number))
        _, output = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert "20 records" in output
    assert sorted(numbers(arrived(brokers, TOPIC))) == list(range(20))
    assert admin.execute("SELECT * FROM agora_event.worker").fetchall() == [], "it left"


@pytest.mark.parametrize("template", ["{nonsense}", "a b", "", "x" * 250, "{topic}/x", ".."])
def test_topics_that_are_none(bridge: Callable[..., kafka.Bridge], template: str) -> None:
    with pytest.raises(ValueError, match="topic"):
        bridge(topic=template)


@pytest.mark.parametrize(
    ("template", "topic", "expected"),
    [
        ("{topic}", TOPIC, TOPIC),
        ("all", TOPIC, "all"),
        ("{domain}.{entity}.{action}.{version}", TOPIC, TOPIC),
        ("agora-{domain}{action}", "token.balances.v1", "agora-token"),
    ],
)
def test_topics(template: str, topic: str, expected: str) -> None:
    assert kafka.kafka_topic(template, topic) == expected


def test_settings(tmp_path: Any) -> None:
    """From a file and the command line; nobody talks the bridge out of what at least once rests on."""
    from typer import BadParameter

    from agora.cli.streams import _settings

    assert _settings(["# a comment", "", "sasl.password = a=b ", "x=1", "x=2"]) == {
        "sasl.password": "a=b",
        "x": "2",
    }
    with pytest.raises(BadParameter) as refused:
        _settings(["secret"])
    assert "secret" not in str(refused.value)
    assert kafka._REQUIRED == {"enable.idempotence": True, "acks": "all"}
