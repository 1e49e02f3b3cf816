"""Several workers of one consumer, under contention: every committed event, each key in order, one worker at a time."""

import random
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Barrier, Lock
from time import monotonic
from typing import Any

import psycopg
import pytest

from agora import errors

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
TOPIC = "test.thing.happened.v1"
KEYS = 20


@pytest.fixture(autouse=True)
def group(session: Session) -> None:
    admin = session(autocommit=True)
    admin.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
    admin.execute("SELECT agora_event.create_consumer('g', '{test.**}', 'beginning', 8)")


class Worker:
    """A member of the group."""

    def __init__(self, connection: Connection, name: str) -> None:
        self.connection, self.name = connection, name
        self.join()

    def join(self) -> None:
        row = self.connection.execute("SELECT agora_event.join_consumer('g', %s)", [self.name]).fetchone()
        assert row
        (self.epoch,) = row

    def poll(self, limit: int = 1000) -> list[tuple[int, str]]:
        query = "SELECT p.event_id, p.key FROM agora_event.poll('g', %s, %s, %s) AS p"
        return self.connection.execute(query, [limit, self.name, self.epoch]).fetchall()

    def ack(self, event: int) -> None:
        self.connection.execute("SELECT agora_event.ack('g', %s, %s, %s)", [event, self.name, self.epoch])

    def leave(self) -> None:
        self.connection.execute("SELECT agora_event.leave_consumer('g', %s, %s)", [self.name, self.epoch])


def publish(connection: Connection, key: str) -> int:
    row = connection.execute("SELECT agora_event.publish(%s, %s, '{}')", [TOPIC, key]).fetchone()
    assert row
    return int(row[0])


def behind(connection: Connection) -> int:
    row = connection.execute("SELECT l.events_behind FROM agora_event.consumer_lag AS l").fetchone()
    assert row
    return int(row[0])


def test_workers_come_and_go(session: Session, background: Background) -> None:
    """Writers commit and roll back; workers join, leave, and drop what they were given; nothing is lost or mixed up."""
    writers = [session() for _ in range(8)]
    handled: dict[str, list[int]] = defaultdict(list)
    busy: set[str] = set()
    lock = Lock()

    def write(number: int, connection: Connection) -> set[int]:
        dice, committed = random.Random(number), set()
        for _ in range(25):
            made = {
                publish(connection, f"{number}-{dice.randrange(KEYS)}") for _ in range(dice.randint(1, 4))
            }
            if dice.random() < 0.3:
                connection.rollback()
            else:
                connection.commit()
                committed |= made
        return committed

    def work(number: int) -> None:
        dice = random.Random(100 + number)
        observer = session(autocommit=True)
        worker = Worker(session(autocommit=True), f"w{number}")
        deadline = monotonic() + SECONDS
        while monotonic() < deadline:
            finished = all(future.done() for future in writing)
            batch = worker.poll(dice.randint(1, 40))
            with lock:
                keys = {key for _, key in batch}
                assert not keys & busy, "a key is handled by two workers at once"
                busy.update(keys)
            chosen = batch[: dice.randint(0, len(batch))]
            with lock:
                for event, key in chosen:
                    handled[key].append(event)
                busy.difference_update(keys)
            if chosen:
                worker.ack(chosen[-1][0])
            if dice.random() < 0.15:
                worker.leave()  # with what it was given and did not handle
                worker.join()
            if finished and not batch and behind(observer) == 0:
                break
        worker.leave()

    writing = [background(write, number, connection) for number, connection in enumerate(writers)]
    working = [background(work, number) for number in range(4)]
    expected = set().union(*(future.result(SECONDS) for future in writing))
    for future in working:
        future.result(SECONDS * 2)
    events = [event for key in handled.values() for event in key]
    assert len(expected) > 300
    assert sorted(events) == sorted(expected), "each once: every acknowledgement arrived"
    order = session(autocommit=True).execute(
        "SELECT e.event_id FROM agora_event.event AS e ORDER BY e.xid, e.event_id"
    )
    rank = {event: number for number, (event,) in enumerate(order)}
    assert all(keyed == sorted(keyed, key=rank.__getitem__) for keyed in handled.values())


def test_a_killed_worker_is_replaced(session: Session, timed_dsn: str) -> None:
    """What it was given and did not acknowledge is delivered again, once its lease ends."""
    admin = session(autocommit=True, to=timed_dsn)
    admin.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
    admin.execute("SELECT agora_event.create_consumer('g', '{test.**}', 'beginning', 8)")
    made = [publish(admin, f"{number}") for number in range(10)]
    killed = Worker(session(autocommit=True, to=timed_dsn), "killed")
    deadline = monotonic() + SECONDS
    while len(killed.poll()) < len(made) and monotonic() < deadline:
        pass
    admin.execute("SELECT pg_terminate_backend(%s)", [killed.connection.info.backend_pid])
    heir = Worker(session(autocommit=True, to=timed_dsn), "heir")
    assert heir.poll() == []
    heir.connection.execute(
        "SELECT set_config('agora_test.now', (now() + interval '31 seconds')::text, false)"
    )
    assert [event for event, _ in heir.poll()] == made


def test_one_name_is_one_worker(session: Session) -> None:
    """The second to join takes over at once; the first is refused, whatever it does."""
    made = publish(session(autocommit=True), "k")
    first = Worker(session(autocommit=True), "same")
    deadline = monotonic() + SECONDS
    while not first.poll() and monotonic() < deadline:
        pass
    second = Worker(session(autocommit=True), "same")
    assert second.poll() == [(made, "k")]
    for action in (first.poll, lambda: first.ack(made)):
        with pytest.raises(errors.WorkerReplaced), errors.translated():
            action()
    second.ack(made)
    assert second.poll() == []


def test_dropped_while_it_is_polled(session: Session, background: Background, waits_for: WaitsFor) -> None:
    holder, dropping = session(), session(autocommit=True)
    worker = Worker(holder, "w")
    worker.poll()
    pending = background(dropping.execute, "SELECT agora_event.drop_consumer('g')")
    waits_for(dropping, holder)
    holder.commit()
    pending.result(SECONDS)
    with pytest.raises(errors.UnknownConsumer), errors.translated():
        worker.poll()


def test_joining_at_once_is_one_holder_per_share(session: Session, background: Background) -> None:
    """Eight workers that poll in the same moment divide the shares; none waits, none is held twice."""
    workers = [Worker(session(autocommit=True), f"w{number}") for number in range(8)]
    start = Barrier(len(workers))

    def poll(worker: Worker) -> None:
        start.wait(SECONDS)
        worker.poll()

    for future in [background(poll, worker) for worker in workers]:
        future.result(SECONDS)
    for worker in workers:  # a share that another had locked in that moment is found now
        worker.poll()
    held = session(autocommit=True).execute("SELECT s.worker FROM agora_event.consumer_share AS s").fetchall()
    assert sorted(name for (name,) in held) == [worker.name for worker in workers]
