"""Writers roll back, use savepoints and dawdle, readers are killed: every consumer gets the committed set."""

import random
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag
from threading import Lock
from time import monotonic
from typing import Any

import psycopg

from agora import cluster as launcher
from agora import events

Connection = psycopg.Connection[Any]
TOPIC = "test.thing.happened.v1"
SECONDS = 90
WRITERS = 16
KILLS = 8


def publish(connection: Connection, key: str) -> int:
    row = connection.execute("SELECT agora_event.publish(%s, %s, '{}')", [TOPIC, key]).fetchone()
    assert row
    return int(row[0])


def write(dsn: str, number: int, dawdle: Callable[[], Any]) -> set[int]:
    """Some transactions; the fourth of every fourth writer stays open until others are done."""
    dice, committed = random.Random(number), set()
    with psycopg.connect(dsn) as connection:
        for turn in range(12):
            made = {
                publish(connection, f"{number % 4}-{dice.randrange(5)}") for _ in range(dice.randint(1, 3))
            }
            if dice.random() < 0.4:
                with connection.transaction(force_rollback=True):
                    publish(connection, "taken back")
            if turn == 3 and number % 4 == 0:
                dawdle()
            if dice.random() < 0.3:
                connection.rollback()
            else:
                connection.commit()
                committed |= made
    return committed


def test_everybody_gets_the_committed_set(quiet_cluster: launcher.Cluster, quiet_dsn: str) -> None:
    handled: dict[str, list[tuple[int, str]]] = defaultdict(list)
    lock, half, hurried = Lock(), Flag(), random.Random(7)
    subscriptions = [events.subscribe(quiet_dsn, "plain", batch=7, idle=0.5)]
    subscriptions += [
        events.subscribe(quiet_dsn, "group", worker=f"w{n}", batch=7, idle=0.5) for n in range(3)
    ]

    def read(subscription: events.Subscription) -> None:
        for event in subscription:
            assert event.key
            with lock:
                handled[subscription.consumer].append((event.event_id, event.key))

    with psycopg.connect(quiet_dsn, autocommit=True) as admin, ThreadPoolExecutor(WRITERS + 4) as pool:
        admin.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
        admin.execute("SELECT agora_event.create_consumer('plain', '{test.**}', 'beginning')")
        admin.execute("SELECT agora_event.create_consumer('group', '{test.**}', 'beginning', 8)")
        reading = [pool.submit(read, subscription) for subscription in subscriptions]
        writing = [
            pool.submit(write, quiet_dsn, number, lambda: half.wait(SECONDS)) for number in range(WRITERS)
        ]
        kills, deadline = 0, monotonic() + SECONDS
        while monotonic() < deadline:
            if sum(future.done() for future in writing) >= WRITERS // 2:
                half.set()
            pids = admin.execute(
                "SELECT a.pid FROM pg_stat_activity AS a WHERE a.application_name IN ('plain', 'group')"
            ).fetchall()
            if pids and kills < KILLS:
                admin.execute("SELECT pg_terminate_backend(%s)", hurried.choice(pids))
                kills += 1
            if all(future.done() for future in writing):
                expected = set().union(*(future.result() for future in writing))
                with lock:
                    missing = [
                        expected - {event for event, _ in handled[name]} for name in ("plain", "group")
                    ]
                if kills == KILLS and not any(missing):
                    break
        for subscription in subscriptions:
            subscription.stop()
        for future in reading:
            future.result(SECONDS)
        order = admin.execute(
            "SELECT e.event_id FROM agora_event.event AS e ORDER BY e.xid, e.event_id"
        ).fetchall()

    rank = {event: number for number, (event,) in enumerate(order)}
    assert kills == KILLS
    assert len(expected) > 150
    for name in ("plain", "group"):
        first: dict[int, str] = {}
        for event, key in handled[name]:
            first.setdefault(event, key)
        assert set(first) == expected, name
        for key in set(first.values()):
            keyed = [event for event, of in first.items() if of == key]
            assert keyed == sorted(keyed, key=rank.__getitem__), f"{name}: {key} is out of order"
