"""Subscriptions: order, resume, reconnect, back-pressure, stop; sync and async have one core."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing, closing
from itertools import islice
from typing import Any

import psycopg
import pytest

from agora import cluster as launcher
from agora import errors, events, migrate

Connection = psycopg.Connection[Any]
TOPIC = "test.thing.happened.v1"
SECONDS = 60


@pytest.fixture
def admin(quiet_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(quiet_dsn, autocommit=True) as connection:
        connection.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
        yield connection


@pytest.fixture
def background() -> Iterator[Callable[..., "Future[Any]"]]:
    with ThreadPoolExecutor() as pool:
        yield pool.submit


def publish(connection: Connection, count: int, first: int = 0, key: str | None = None) -> None:
    connection.execute(
        "SELECT agora_event.publish(%s, coalesce(%s, n::text), jsonb_build_object('n', n))"
        " FROM generate_series(%s::integer, %s) AS n",
        [TOPIC, key, first, first + count - 1],
    )


def numbers(found: Any) -> list[int]:
    return [event.payload["n"] for event in found]


def behind(connection: Connection, consumer: str = "c") -> int:
    row = connection.execute(
        "SELECT l.events_behind FROM agora_event.consumer_lag AS l WHERE l.consumer = %s", [consumer]
    ).fetchone()
    assert row
    return int(row[0])


def drain(subscription: events.Subscription, count: int) -> list[events.Event]:
    """Handle so many, then stop."""
    found = []
    for event in subscription:
        found.append(event)
        if len(found) == count:
            subscription.stop()
    return found


async def drain_async(subscription: events.Subscription, count: int) -> list[events.Event]:
    found = []
    async for event in subscription:
        found.append(event)
        if len(found) == count:
            subscription.stop()
    return found


def both(subscription: events.Subscription, count: int, mode: str) -> list[events.Event]:
    if mode == "sync":
        return drain(subscription, count)
    return asyncio.run(asyncio.wait_for(drain_async(subscription, count), SECONDS))


modes = pytest.mark.parametrize("mode", ["sync", "async"])


@modes
def test_all_in_order_and_acknowledged(quiet_dsn: str, admin: Connection, mode: str) -> None:
    publish(admin, 250)
    found = both(events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning"), 250, mode)
    assert numbers(found) == list(range(250))
    assert (found[0].topic, found[0].key, found[0].correlation_id) == (TOPIC, "0", None)
    assert behind(admin) == 0


@modes
def test_it_wakes_up(
    quiet_dsn: str, admin: Connection, background: Callable[..., "Future[Any]"], mode: str
) -> None:
    """A listener that has nothing to do is woken by the commit; `idle` is far longer than the test."""
    admin.execute("SELECT agora_event.create_consumer('c', '{test.**}', 'beginning')")
    subscription = events.subscribe(quiet_dsn, "c", idle=SECONDS * 10)
    pending = background(both, subscription, 6, mode)
    for number in range(3):  # bursts: only the first of each is announced
        publish(admin, 1, first=2 * number)
        publish(admin, 1, first=2 * number + 1)
    assert numbers(pending.result(SECONDS)) == list(range(6))


@modes
def test_a_lost_connection(quiet_dsn: str, admin: Connection, mode: str) -> None:
    """Killed in the middle of a batch: it goes on where it was, and what was handled is not handled again."""
    publish(admin, 30)
    subscription = events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning", batch=10)
    kill = "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a WHERE a.application_name = 'c'"
    found: list[int] = []

    def handle(event: events.Event) -> None:
        found.append(event.payload["n"])
        if len(found) == 15:
            assert admin.execute(kill).fetchall() == [(True,)]
        if len(found) == 30:
            subscription.stop()

    async def run() -> None:
        async for event in subscription:
            handle(event)

    if mode == "sync":
        for event in subscription:
            handle(event)
    else:
        asyncio.run(asyncio.wait_for(run(), SECONDS))
    assert found == list(range(30))
    assert behind(admin) == 0


def test_it_gives_up_in_the_end(admin: Connection, quiet_dsn: str) -> None:
    nowhere = psycopg.conninfo.make_conninfo(quiet_dsn, port=1)
    with pytest.raises(psycopg.OperationalError):
        list(events.subscribe(nowhere, "c", patience=0.3))


def test_broken_off_is_delivered_again(quiet_dsn: str, admin: Connection) -> None:
    publish(admin, 5)
    first = events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning")
    with closing(iter(first)) as found:  # type: ignore[type-var]
        assert numbers(islice(found, 3)) == [0, 1, 2]
    assert behind(admin) == 3, "two were handled: who asks for the next says so"
    assert numbers(drain(events.subscribe(quiet_dsn, "c"), 3)) == [2, 3, 4]


def test_a_failure_is_delivered_again(quiet_dsn: str, admin: Connection) -> None:
    publish(admin, 3)
    with pytest.raises(ZeroDivisionError):
        for event in events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning"):
            assert 1 / (1 - event.payload["n"]) == 1
    assert behind(admin) == 2


def test_a_rolled_back_publisher_is_not_heard(quiet_dsn: str, admin: Connection) -> None:
    with admin.transaction(force_rollback=True):
        publish(admin, 1)
    publish(admin, 1, first=7)
    assert numbers(drain(events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning"), 1)) == [7]


def test_no_more_than_a_batch_ahead(quiet_dsn: str, admin: Connection) -> None:
    """Who handles slowly, or never reads, is given no more than it asked for."""
    publish(admin, 100)
    subscription = events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning", batch=7)
    with closing(iter(subscription)) as found:  # type: ignore[type-var]
        assert numbers(islice(found, 8)) == list(range(8))
        assert behind(admin) == 93, "the first batch is done, the second in hand"


def test_poison(quiet_dsn: str, admin: Connection) -> None:
    """One fails and comes again, one is put aside; the order of the rest is kept."""
    admin.execute("SELECT agora.set_setting('event.retry_delay', '20 milliseconds', 'a test')")
    publish(admin, 4)
    subscription = events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning")
    seen = []
    for event in subscription:
        number = event.payload["n"]
        seen.append(number)
        if number == 1 and seen.count(1) < 3:
            subscription.retry(event, "not yet")
        elif number == 2:
            subscription.park(event, "never")
        elif number == 3:
            subscription.stop()
    assert seen == [0, 1, 1, 1, 2, 3]
    parked = admin.execute("SELECT p.payload, p.reason FROM agora_event.parked_event AS p").fetchall()
    assert parked == [({"n": 2}, "never")]
    assert behind(admin) == 0


def test_poison_in_the_last_event(quiet_dsn: str, admin: Connection) -> None:
    """Parked, and left at once."""
    publish(admin, 2)
    subscription = events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning")
    with closing(iter(subscription)) as found:  # type: ignore[type-var]
        next(found)
        subscription.park(next(found), "never")
    assert behind(admin) == 0
    assert admin.execute("SELECT p.payload FROM agora_event.parked_event AS p").fetchall() == [({"n": 1},)]


def test_two_workers(quiet_dsn: str, admin: Connection, background: Callable[..., "Future[Any]"]) -> None:
    """Each handles its keys; together they handle everything once."""
    admin.execute("SELECT agora_event.create_consumer('c', '{test.**}', 'beginning', 8)")
    lock, found = threading.Lock(), []
    members = [events.subscribe(quiet_dsn, "c", worker=name, batch=5) for name in ("a", "b")]

    def work(member: events.Subscription) -> int:
        count = 0
        for event in member:
            count += 1
            with lock:
                found.append(event.payload["n"])
                if len(found) == 400:
                    for each in members:
                        each.stop()
        return count

    working = [background(work, member) for member in members]
    for number in range(40):
        publish(admin, 10, first=10 * number)
    counts = [future.result(SECONDS) for future in working]
    assert sum(counts) == 400
    assert sorted(found) == list(range(400))
    assert behind(admin) == 0
    held = admin.execute("SELECT DISTINCT s.worker FROM agora_event.consumer_share AS s").fetchall()
    assert held == [(None,)], "both left"


def test_one_name_twice(quiet_dsn: str, admin: Connection) -> None:
    publish(admin, 2)
    subscription = events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning", worker="same", batch=1)
    found = iter(subscription)
    next(found)
    admin.execute("SELECT agora_event.join_consumer('c', 'same')")
    with pytest.raises(errors.WorkerReplaced):
        next(found)


def test_held_back(quiet_dsn: str, admin: Connection, caplog: pytest.LogCaptureFixture) -> None:
    """An event behind an open transaction is delivered when that ends, though nobody wakes the listener for it."""
    admin.execute("SELECT agora.set_setting('event.notify_mode', 'off', 'a test')")
    with psycopg.connect(quiet_dsn) as slow, ThreadPoolExecutor() as pool:
        slow.execute("SELECT pg_current_xact_id()")
        publish(admin, 1)
        subscription = events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning", idle=SECONDS * 10)
        with caplog.at_level(logging.WARNING, "agora.events"):
            pending = pool.submit(drain, subscription, 1)
            while not caplog.messages:
                assert not pending.done()
        assert f"process {slow.info.backend_pid}" in caplog.messages[0], "it says whom it waits for"
        slow.rollback()
        assert numbers(pending.result(SECONDS)) == [0]


def test_a_connection_of_the_callers(quiet_dsn: str, admin: Connection) -> None:
    publish(admin, 2)
    assert numbers(drain(events.subscribe(admin, "c", ["test.**"], start="beginning"), 2)) == [0, 1]
    assert not admin.closed


def test_stop_from_another_thread(
    quiet_dsn: str, admin: Connection, background: Callable[..., "Future[Any]"]
) -> None:
    subscription = events.subscribe(quiet_dsn, "c", ["test.**"], idle=SECONDS * 10)
    pending = background(list, subscription)
    subscription.stop()
    assert pending.result(SECONDS) == []


def test_wrong_use(quiet_dsn: str, admin: Connection) -> None:
    with pytest.raises(errors.UnknownConsumer):
        next(iter(events.subscribe(quiet_dsn, "none")))
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        next(iter(events.subscribe(quiet_dsn, "c", ["not a topic"])))
    with pytest.raises(ValueError, match="greater than 0"):
        events.subscribe(quiet_dsn, "c", batch=0)
    with pytest.raises(TypeError, match="DSN or a connection"):
        events.subscribe(None, "c")
    with psycopg.connect(quiet_dsn) as connection, pytest.raises(ValueError, match="autocommit"):
        events.subscribe(connection, "c")
    with pytest.raises(TypeError, match="over a Connection is read with `for`"):
        aiter(events.subscribe(admin, "c"))

    async def over_an_async_one() -> None:
        async with await psycopg.AsyncConnection.connect(quiet_dsn, autocommit=True) as connection:
            iter(events.subscribe(connection, "c"))

    with pytest.raises(TypeError, match="over an AsyncConnection is read with `async for`"):
        asyncio.run(over_an_async_one())


@pytest.mark.parametrize("whose", ["a connection string", "a connection of the caller's"])
def test_a_reader_that_is_cancelled(quiet_dsn: str, admin: Connection, whose: str) -> None:
    """While it handles an event, or waits for one: that event comes again, nothing is lost, nobody stays connected."""
    publish(admin, 12)

    async def read(source: Any, found: list[int], count: int) -> None:
        """Cancel yourself with so many in hand; with none, while waiting."""
        subscription = events.subscribe(source, "c", ["test.**"], start="beginning", batch=5)
        async with aclosing(aiter(subscription)) as course:
            async for event in course:
                found.append(event.payload["n"])
                if len(found) == count:
                    raise asyncio.CancelledError

    async def run() -> list[list[int]]:
        rounds: list[list[int]] = [[], [], []]
        own = await psycopg.AsyncConnection.connect(quiet_dsn, autocommit=True)
        async with own:
            source = own if whose.startswith("a connection of") else quiet_dsn
            for found, count in zip(rounds, (3, 7, 0), strict=True):
                reader = asyncio.create_task(read(source, found, count))
                if not count:
                    while behind(admin):
                        await asyncio.sleep(0)
                    reader.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await reader
            assert await (await own.execute("SELECT * FROM pg_listening_channels()")).fetchall() == []
        return rounds

    assert asyncio.run(asyncio.wait_for(run(), SECONDS)) == [
        [0, 1, 2],
        [2, 3, 4, 5, 6, 7, 8],
        [8, 9, 10, 11],
    ]
    while admin.execute("SELECT FROM pg_stat_activity AS a WHERE a.application_name = 'c'").fetchall():
        pass  # a server process ends shortly after its connection


def test_dropped_under_the_subscription(quiet_dsn: str, admin: Connection) -> None:
    publish(admin, 2)
    found = iter(events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning", batch=1))
    next(found)
    admin.execute("SELECT agora_event.drop_consumer('c')")
    with pytest.raises(errors.UnknownConsumer):
        next(found)


@modes
def test_a_restarted_server(background: Callable[..., "Future[Any]"], mode: str) -> None:
    """The server crashes and comes back: what was committed is delivered, what was handled is not again."""
    with launcher.temporary() as server:
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE restarted")
            # A test cluster forgets its last transactions in a crash, a real one does not.
            connection.execute("ALTER DATABASE restarted SET synchronous_commit = on")
        dsn = server.dsn("restarted")
        migrate.upgrade(dsn)
        subscription = events.subscribe(dsn, "c", ["test.**"], start="beginning", idle=0.5)
        found: list[int] = []
        some = threading.Event()

        def handle(event: events.Event) -> None:
            found.append(event.payload["n"])
            some.set()
            if len(found) == 20:
                subscription.stop()

        def read() -> None:
            for event in subscription:
                handle(event)

        async def read_async() -> None:
            async for event in subscription:
                handle(event)

        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
            publish(connection, 10)
        pending = background(read) if mode == "sync" else background(asyncio.run, read_async())
        assert some.wait(SECONDS)
        launcher.Cluster.stop(server, "immediate")
        launcher.Cluster.start(server)
        with psycopg.connect(dsn, autocommit=True) as connection:
            publish(connection, 10, first=10)
            pending.result(SECONDS)
            assert behind(connection) == 0
        assert found == list(range(20))


@modes
def test_confirmed_before_it_is_acknowledged(quiet_dsn: str, admin: Connection, mode: str) -> None:
    """Who handles events together is asked first, batch by batch; while it refuses, nothing is acknowledged."""
    publish(admin, 25)
    asked: list[int] = []

    def refuse() -> None:
        asked.append(behind(admin))
        if len(asked) == 3:
            raise KeyError("not yet")

    with pytest.raises(KeyError):
        both(
            events.subscribe(quiet_dsn, "c", ["test.**"], start="beginning", batch=10, confirm=refuse),
            25,
            mode,
        )
    assert asked == [25, 15, 5]
    assert behind(admin) == 5
    assert numbers(both(events.subscribe(quiet_dsn, "c", wait=False), 5, mode)) == list(range(20, 25))


def test_a_listener_that_never_reads(quiet_dsn: str, admin: Connection) -> None:
    """It costs the others nothing, and of the server's queue of notifications no more than a trace."""
    admin.execute("SELECT agora_event.create_consumer('c', '{test.**}')")
    with psycopg.connect(quiet_dsn) as deaf:
        deaf.execute("LISTEN agora_event")
        deaf.commit()
        deaf.execute("SELECT 1")  # in a transaction, where the server keeps what was announced for it
        for n in range(300):
            publish(admin, 1, first=n)
        assert numbers(drain(events.subscribe(quiet_dsn, "c"), 300)) == list(range(300))
        row = admin.execute("SELECT pg_notification_queue_usage()").fetchone()
        assert row
        assert row[0] < 0.0001
