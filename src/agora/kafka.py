"""The bridge to Kafka: a consumer whose handling is a record that a broker has acknowledged.

Events are fetched in batches, produced, and acknowledged here once the brokers have acknowledged all of the batch: at
least once. The producer is idempotent, so what it tries again is neither doubled nor reordered by a broker; what was
produced and not acknowledged here, because the bridge was killed in between, is produced again. Position and worker are
those of a consumer: a bridge that comes back goes on where it was, and a second one stands by.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from string import Formatter
from typing import TYPE_CHECKING, Any

from agora import database, records
from agora.events import Flag, Subscription, subscribe
from agora.records import Record

if TYPE_CHECKING:
    import psycopg
    from confluent_kafka import KafkaError, Message, Producer

_log = logging.getLogger(__name__)
_REQUIRED: dict[str, Any] = {"enable.idempotence": True, "acks": "all"}
"""What at least once rests on; not to be overridden."""
_FIELDS = ("topic", "domain", "entity", "action", "version")


class BridgeError(Exception):
    """The brokers did not take a batch; none of it was acknowledged, and all of it is produced again."""


@dataclass
class Bridge:
    """Carries events from a consumer to Kafka topics until `stop()`, or without `wait` until nothing is left."""

    dsn: str
    brokers: str
    consumer: str
    worker: str
    topics: Sequence[str]
    map_name: str | None = None
    start: str = "end"
    topic: str = "{topic}"
    source: str = "/agora"
    config: Mapping[str, str] = field(default_factory=dict)
    batch: int = 500
    ttl: float = 30.0
    pause: float = 1.0
    wait: bool = True
    sent: int = field(default=0, init=False)
    """Records that brokers acknowledged."""
    _stopped: Flag = field(default_factory=Flag, repr=False)
    _subscription: Subscription | None = field(default=None, init=False, repr=False)
    _connection: "psycopg.Connection[Any] | None" = field(default=None, init=False, repr=False)
    _waiting: list[int] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        kafka_topic(self.topic, "domain.entity.action.v1")

    def stop(self) -> None:
        """End once the batch in hand is produced and acknowledged; from a signal handler or another thread, too."""
        self._stopped.set()
        if self._subscription:
            self._subscription.stop()

    def run(self) -> None:
        """Go on until it is told to stop. Brokers that are away are tried again, later each time."""
        pause = self.pause
        while not self._stopped.is_set():
            before = self.sent
            try:
                self._carry()
                return
            except BridgeError as error:
                pause = self.pause if self.sent > before else min(pause * 2, 60.0)
                _log.warning("agora: %s; trying again in %.0f s", error, pause)
                self._stopped.wait(pause)

    def _carry(self) -> None:
        from confluent_kafka import Producer

        # After an error that it calls fatal, an idempotent producer is of no use any more: each attempt has its own.
        producer = Producer({"linger.ms": 5, **self.config, "bootstrap.servers": self.brokers, **_REQUIRED})
        self._waiting.clear()
        self._subscription = subscription = subscribe(
            self.dsn,
            self.consumer,
            self.topics,
            start=self.start,
            worker=self.worker,
            ttl=self.ttl,
            batch=self.batch,
            wait=self.wait,
            confirm=lambda: self._send(producer),
        )
        if self._stopped.is_set():
            return
        try:
            for event in subscription:
                self._waiting.append(event.event_id)
        finally:
            producer.purge()
            producer.flush(1.0)
            if self._connection:
                self._connection.close()

    def _send(self, producer: "Producer") -> None:
        """Produce what was fetched and wait until the brokers have it."""
        from confluent_kafka import KafkaError, KafkaException

        if not self._waiting:
            return
        connection = self._connected()
        refused: dict[int, str] = {}
        failures: list[str] = []

        def report(event_id: int, error: "KafkaError | None", _: "Message | None" = None) -> None:
            if error is None:
                self.sent += 1
            elif error.code() in (KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_RECORD):
                refused[event_id] = error.str()
            else:
                failures.append(error.str())

        for record in records.fetch(connection, self._waiting, self.map_name):
            try:
                self._produce(producer, record, partial(report, record.event_id))
            except KafkaException as error:
                report(record.event_id, error.args[0])
        while producer.flush(1.0):  # each record ends in a report: its time is limited by message.timeout.ms
            pass
        if failures:
            raise BridgeError(f"{len(failures)} records were not taken: {failures[0]}")
        for event_id, reason in sorted(refused.items()):
            self._park(connection, event_id, reason)
        self._waiting.clear()

    def _produce(self, producer: "Producer", record: Record, report: Any) -> None:
        while True:
            try:
                producer.produce(
                    kafka_topic(self.topic, record.topic),
                    key=record.key,
                    value=record.payload.encode(),
                    headers=headers(record, self.source),
                    timestamp=int(record.occurred_at.timestamp() * 1000),
                    on_delivery=report,
                )
                return
            except BufferError:  # the producer's queue is full: the brokers set the pace
                producer.poll(0.1)

    def _park(self, connection: "psycopg.Connection[Any]", event_id: int, reason: str) -> None:
        """What no broker will ever take is put aside, once everything before it has arrived."""
        epoch = self._subscription.epoch if self._subscription else None
        connection.execute(
            "SELECT agora_event.park(%s, %s, %s, %s, %s)",
            [self.consumer, event_id, reason, self.worker, epoch],
        )
        _log.warning("agora: event %s was refused and is a dead letter now: %s", event_id, reason)

    def _connected(self) -> "psycopg.Connection[Any]":
        if self._connection is None or self._connection.closed:
            self._connection = database.connect(self.dsn, autocommit=True)
        return self._connection


def kafka_topic(template: str, topic: str) -> str:
    """Name of the Kafka topic for one of ours, such as agora.{domain} for memory.attempt.finished.v1."""
    fields = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    if not fields <= set(_FIELDS):
        raise ValueError(
            f"a topic is made of {', '.join(f'{{{name}}}' for name in _FIELDS)}, not of {template!r}"
        )
    *names, version = topic.split(".")
    domain, entity, action = (*names, "", "")[:3]  # a map's topics may have fewer parts than ours
    name = template.format(topic=topic, domain=domain, entity=entity, action=action, version=version)
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,249}", name) or name in (".", ".."):
        raise ValueError(f"{name!r} is no name of a Kafka topic")
    return name


def headers(record: Record, source: str) -> list[tuple[str, str | bytes | None]]:
    """Headers of the Kafka binding of CloudEvents (binary mode), and the trace where tracers look for it."""
    found: list[tuple[str, str | bytes | None]] = [
        ("content-type" if name == "datacontenttype" else f"ce_{name}", value.encode())
        for name, value in records.attributes(record, source).items()
    ]
    if record.trace_parent:
        found.append(("traceparent", record.trace_parent.encode()))
    return found
