"""Writers roll back, use savepoints and dawdle; readers are killed, sessions ended, the server restarted and crashed.

Every consumer gets exactly the committed set, each key in order, and what it gets twice is what something ended before
it was acknowledged. Readers are processes, because a thread cannot be killed; what they print is what they handled.
"""

import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from threading import Event as Flag
from threading import Thread
from time import monotonic
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from agora import cluster as launcher
from agora import migrate

Connection = psycopg.Connection[Any]
TOPIC = "test.thing.happened.v1"
WRITERS = 16
# Turns of a writer, readers replaced and sessions ended, restarts of each kind, and how long all may take.
TURNS, BLOWS, RESTARTS, SECONDS = (
    (120, 40, 5, 900) if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (12, 6, 1, 120)
)
BATCH = 7
READER = """
import sys, time
from agora.events import subscribe
dsn, consumer, worker = sys.argv[1:]
for event in subscribe(dsn, consumer, worker=worker or None, batch=7, idle=0.5):
    print(event.event_id, event.key, time.monotonic(), flush=True)
"""


class Reader:
    """A worker of a consumer, replaced by another process whenever it is killed."""

    def __init__(self, dsn: str, consumer: str, worker: str, news: Flag) -> None:
        self.consumer = consumer
        self._news = news
        self.handled: list[tuple[float, int, str]] = []
        self._command = [sys.executable, "-c", READER, dsn, consumer, worker]
        self._threads: list[Thread] = []
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._threads.append(Thread(target=self._read, args=(self._process,)))
        self._threads[-1].start()

    def _read(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            if line.endswith("\n"):
                event, key, time = line.split()
                self.handled.append((float(time), int(event), key))
                self._news.set()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def replace(self) -> None:
        self.kill()
        self._start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(SECONDS)


@pytest.fixture
def server() -> Iterator[launcher.TemporaryCluster]:
    # A test cluster forgets its last transactions in a crash, a real one does not.
    with launcher.temporary(synchronous_commit="on", max_connections=60) as server:
        migrate.upgrade(server.dsn())
        yield server


def publish(connection: Connection, key: str, transaction: str) -> int:
    payload = Jsonb({"transaction": transaction})
    row = connection.execute("SELECT agora_event.publish(%s, %s, %s)", [TOPIC, key, payload]).fetchone()
    assert row
    return int(row[0])


def connected(dsn: str) -> Connection:
    """A connection, as soon as there is a server."""
    deadline = monotonic() + SECONDS
    while True:
        try:
            return psycopg.connect(dsn)
        except psycopg.OperationalError:
            assert monotonic() < deadline


def was_committed(dsn: str, transaction: str) -> bool:
    """What became of a transaction that was not answered, by its events: after a crash another may have its number."""
    query = "SELECT 1 FROM agora_event.event AS e WHERE e.payload ->> 'transaction' = %s LIMIT 1"
    while True:
        with suppress(psycopg.OperationalError), connected(dsn) as connection:
            return connection.execute(query, [transaction]).fetchone() is not None


def write(dsn: str, number: int, dawdle: Callable[[], Any]) -> set[int]:
    """Some transactions; the fourth of every fourth writer stays open until others are done."""
    dice, committed = random.Random(number), set[int]()
    connection = connected(dsn)
    for turn in range(TURNS):
        made, name = set[int](), f"{number}-{turn}"
        try:
            connection.execute("SELECT pg_current_xact_id()")
            made |= {
                publish(connection, f"{number % 4}-{dice.randrange(5)}", name)
                for _ in range(dice.randint(1, 3))
            }
            if dice.random() < 0.4:
                with connection.transaction(force_rollback=True):
                    publish(connection, "taken-back", name)
            if dice.random() < 0.3:
                with connection.transaction():
                    made.add(publish(connection, f"{number % 4}-{dice.randrange(5)}", name))
            if turn == 3 and number % 4 == 0:
                dawdle()
            if dice.random() < 0.3:
                connection.rollback()
            else:
                connection.commit()
                committed |= made
        except psycopg.OperationalError:  # the server went away
            if was_committed(dsn, name):
                committed |= made
            connection = connected(dsn)
    connection.close()
    return committed


def end_a_session(dsn: str, dice: random.Random) -> None:
    with connected(dsn) as connection:
        pids = connection.execute(
            "SELECT a.pid FROM pg_stat_activity AS a WHERE a.application_name IN ('plain', 'group')"
        ).fetchall()
        if pids:
            connection.execute("SELECT pg_terminate_backend(%s)", dice.choice(pids))


def restart(server: launcher.TemporaryCluster, mode: str) -> None:
    launcher.Cluster.stop(server, mode)
    launcher.Cluster.start(server)


def test_everybody_gets_the_committed_set(server: launcher.TemporaryCluster) -> None:
    dsn, dice = server.dsn(), random.Random(7)
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
        admin.execute("SELECT agora_event.create_consumer('plain', '{test.**}', 'beginning')")
        admin.execute("SELECT agora_event.create_consumer('group', '{test.**}', 'beginning', 8)")
    half, news = Flag(), Flag()
    readers = [Reader(dsn, "plain", "", news), *(Reader(dsn, "group", f"w{n}", news) for n in range(3))]
    trouble: list[Callable[[], Any]] = [
        *(lambda: dice.choice(readers).replace() for _ in range(BLOWS)),
        *(lambda: end_a_session(dsn, dice) for _ in range(BLOWS)),
        *(lambda: restart(server, "fast") for _ in range(RESTARTS)),
        *(lambda: restart(server, "immediate") for _ in range(RESTARTS)),
    ]
    dice.shuffle(trouble)
    ended: list[tuple[float, float]] = []
    try:
        with ThreadPoolExecutor(WRITERS) as pool:
            writing = [
                pool.submit(write, dsn, number, lambda: half.wait(SECONDS)) for number in range(WRITERS)
            ]
            expected = make_trouble(dsn, trouble, ended, writing, half, readers, news)
        with connected(dsn) as admin:
            order = admin.execute(
                "SELECT e.event_id FROM agora_event.event AS e ORDER BY e.xid, e.event_id"
            ).fetchall()
    finally:
        half.set()
        for reader in readers:
            reader.kill()
            reader.join()

    assert not trouble
    assert len(expected) > 13 * TURNS
    assert {event for (event,) in order} == expected, "the table has the committed set"
    rank = {event: number for number, (event,) in enumerate(order)}
    for name in ("plain", "group"):
        handled = sorted(fact for reader in readers if reader.consumer == name for fact in reader.handled)
        times: dict[int, list[float]] = defaultdict(list)
        keys: dict[str, list[int]] = defaultdict(list)
        for time, event, key in handled:
            if event not in times:
                keys[key].append(event)
            times[event].append(time)
        assert set(times) == expected, name
        for key, events in keys.items():
            assert events == sorted(events, key=rank.__getitem__), f"{name}: {key} is out of order"
        for event, delivered in times.items():
            for first, second in pairwise(delivered):
                assert any(begin <= second and end >= first for begin, end in ended), (
                    f"{name}: {event} came twice"
                )
        doubled = sum(len(delivered) - 1 for delivered in times.values())
        assert doubled <= BATCH * len(ended) * len(readers), name


def make_trouble(
    dsn: str,
    trouble: list[Callable[[], Any]],
    ended: list[tuple[float, float]],
    writing: "list[Future[set[int]]]",
    half: Flag,
    readers: list[Reader],
    news: Flag,
) -> set[int]:
    """One trouble after another, each when something was handled or all is written; what was committed, in the end."""
    deadline, seen = monotonic() + SECONDS, -1
    while True:
        news.wait(0.2)
        news.clear()
        assert monotonic() < deadline, f"{len(trouble)} left"
        now = sum(len(reader.handled) for reader in readers)
        is_written = all(future.done() for future in writing)
        if trouble and (now > seen or is_written):
            begin = monotonic()
            trouble.pop()()
            ended.append((begin, monotonic()))
            seen = sum(len(reader.handled) for reader in readers)
        if sum(future.done() for future in writing) >= WRITERS // 2:
            half.set()
        if not trouble and is_written:
            expected = set().union(*(future.result() for future in writing))
            handled = {
                name: {
                    event
                    for reader in readers
                    if reader.consumer == name
                    for _, event, _ in list(reader.handled)
                }
                for name in ("plain", "group")
            }
            if all(expected <= found for found in handled.values()):
                return expected
