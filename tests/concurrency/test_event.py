"""Delivery under contention: exactly the committed events, in order, and a wake-up."""

import random
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from time import monotonic
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
TOPIC = "test.thing.happened.v1"


@pytest.fixture(autouse=True)
def consumer(session: Session) -> None:
    admin = session(autocommit=True)
    admin.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
    admin.execute("SELECT agora_event.create_consumer('c', '{test.**}', 'beginning')")


def publish(connection: Connection, key: str = "x") -> int:
    row = connection.execute("SELECT agora_event.publish(%s, %s, '{}')", [TOPIC, key]).fetchone()
    assert row is not None
    return int(row[0])


def poll(connection: Connection, limit: int = 1000) -> list[int]:
    rows = connection.execute("SELECT p.event_id FROM agora_event.poll('c', %s) AS p", [limit])
    return [event for (event,) in rows]


def poll_until(connection: Connection, expected: int, limit: int = 1000) -> list[int]:
    """Poll until so many events come: a transaction in another database holds them back, too."""
    deadline = monotonic() + SECONDS
    while len(events := poll(connection, limit)) < expected and monotonic() < deadline:
        pass
    return events


def test_nothing_passes_an_open_transaction(session: Session) -> None:
    """A slow writer's event has the smaller id; what was committed meanwhile waits for it."""
    slow, fast, reader = session(), session(autocommit=True), session(autocommit=True)
    held = publish(slow)
    behind = [publish(fast), publish(fast)]
    assert poll(reader) == []
    lag = reader.execute(
        "SELECT l.events_behind, l.events_held_back, age(holder.backend_xid) >= age(slow.backend_xid)"
        "  FROM agora_event.consumer_lag AS l"
        "  JOIN pg_stat_activity AS holder ON holder.pid = l.held_back_by_pid"
        "  JOIN pg_stat_activity AS slow ON slow.pid = %s",
        [slow.info.backend_pid],
    ).fetchall()
    assert lag == [(2, 2, True)], "the oldest writer is named"
    slow.commit()
    assert poll_until(reader, 3) == [held, *behind]


def test_order_is_that_of_the_transactions(session: Session) -> None:
    """(xid, event_id): a transaction that began to write first comes first, with all its events together."""
    first, second, reader = session(), session(), session(autocommit=True)
    first.execute("SELECT pg_current_xact_id()")
    of_second = [publish(second)]
    of_first = [publish(first), publish(first)]
    of_second.append(publish(second))
    second.commit()
    assert poll(reader) == []
    first.commit()
    assert poll_until(reader, 4) == of_first + of_second


def test_what_is_rolled_back_is_not_delivered(session: Session) -> None:
    writer, reader = session(), session(autocommit=True)
    publish(writer)
    writer.rollback()
    kept = publish(writer)
    with writer.transaction(force_rollback=True):
        publish(writer)
    writer.commit()
    assert poll_until(reader, 1) == [kept]


def test_an_open_reader_holds_nothing_back(session: Session) -> None:
    """Only who writes has a place in the order."""
    onlooker, writer, reader = session(), session(autocommit=True), session(autocommit=True)
    onlooker.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    onlooker.execute("SELECT count(*) FROM agora_event.published")
    made = publish(writer)
    assert poll_until(reader, 1) == [made]


def test_pollers_take_turns(session: Session, background: Background, waits_for: WaitsFor) -> None:
    first, second = session(), session()
    made = [publish(first) for _ in range(4)]
    first.commit()
    assert poll_until(first, 2, 2) == made[:2]
    pending = background(poll, second, 2)
    waits_for(second, first)
    first.execute("SELECT agora_event.ack('c', %s)", [made[1]])
    first.commit()
    assert pending.result(SECONDS) == made[2:]


def test_thirty_writers(session: Session, background: Background) -> None:
    """Writers commit and roll back while a consumer drains: it is given exactly what was committed."""
    listener = session(autocommit=True)
    listener.execute("LISTEN agora_event")
    writers = [session() for _ in range(30)]

    def write(number: int, connection: Connection) -> set[int]:
        dice = random.Random(number)
        committed: set[int] = set()
        for _ in range(12):
            made = {publish(connection) for _ in range(dice.randint(1, 4))}
            if dice.random() < 0.3:
                connection.rollback()
            else:
                connection.commit()
                committed |= made
        return committed

    writing = [background(write, number, connection) for number, connection in enumerate(writers)]
    lag = "SELECT l.events_behind FROM agora_event.consumer_lag AS l"
    delivered: list[int] = []
    deadline = monotonic() + SECONDS
    while monotonic() < deadline:
        finished = all(future.done() for future in writing)
        batch = poll(listener, 50)
        if batch:
            delivered += batch
            listener.execute("SELECT agora_event.ack('c', %s)", [batch[-1]])
        elif finished and listener.execute(lag).fetchone() == (0,):
            break
        else:
            next(listener.notifies(timeout=0.02, stop_after=1), None)
    expected = set().union(*(future.result(SECONDS) for future in writing))
    assert len(expected) > 300
    assert len(delivered) == len(set(delivered)), "an event was delivered twice"
    assert set(delivered) == expected
    order = listener.execute("SELECT e.event_id FROM agora_event.event AS e ORDER BY e.xid, e.event_id")
    assert delivered == [event for (event,) in order if event in expected]


def wakeups(listener: Connection, sender: Connection) -> int:
    """Notifications so far: up to one that is sent last, and is told apart by its payload."""
    sender.execute("NOTIFY agora_event, 'last'")
    seen = count()
    for notification in listener.notifies(timeout=SECONDS):
        if notification.payload == "last":
            return next(seen)
        next(seen)
    raise AssertionError("the last notification did not arrive")


def test_a_commit_wakes_a_listener(session: Session) -> None:
    listener, writer = session(autocommit=True), session()
    listener.execute("LISTEN agora_event")
    made = publish(writer)
    assert list(listener.notifies(timeout=0)) == [], "woken before the commit"
    writer.commit()
    (notification,) = listener.notifies(timeout=SECONDS, stop_after=1)
    assert (notification.channel, notification.payload) == ("agora_event", "")
    assert notification.pid == writer.info.backend_pid
    assert poll_until(listener, 1) == [made]


@pytest.mark.parametrize(
    ("mode", "expected"), [("throttled", 2), ("inline", 6), ("off", 0)], ids=["throttled", "inline", "off"]
)
def test_modes(session: Session, timed_dsn: str, mode: str, expected: int) -> None:
    """Five transactions in one interval and one in the next."""
    listener, writer = session(autocommit=True, to=timed_dsn), session(autocommit=True, to=timed_dsn)
    writer.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
    writer.execute("SELECT agora.set_setting('event.notify_mode', %s, 'a test')", [mode])
    listener.execute("LISTEN agora_event")
    writer.execute("SET agora_test.now = '2100-01-01 00:00:00.000+00'")
    for _ in range(5):
        publish(writer)
    writer.execute("SET agora_test.now = '2100-01-01 00:00:00.010+00'")
    publish(writer)
    assert wakeups(listener, writer) == expected


def slot_is_over(observer: Connection) -> None:
    """Return once the interval of the last wake-up is past, as the server's own clock says."""
    over = (
        "SELECT 1 FROM agora_event.notify_slot AS s"
        " WHERE s.last_value < extract(epoch FROM clock_timestamp()) * 1000"
    )
    deadline = monotonic() + SECONDS
    while observer.execute(over).fetchone() is None:
        assert monotonic() < deadline, "the slot is never over"


def test_who_waited_for_a_lock_wakes_listeners(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Its statement is older than the last wake-up, its commit comes long after everybody has drained."""
    listener, other, holder, late = (
        session(autocommit=True),
        session(autocommit=True),
        session(),
        session(autocommit=True),
    )
    wallet = other.execute("SELECT agora_ledger.wallet_of(agora.register_principal('payee'))").fetchone()
    listener.execute("LISTEN agora_event")
    holder.execute("SELECT 1 FROM agora_ledger.account_balance FOR UPDATE")
    mint = "SELECT agora_ledger.mint(%s, 1, 'a test', p_key => 'late')"
    paid = background(late.execute, mint, wallet)
    waits_for(late, holder)
    slot_is_over(other)
    publish(other)
    assert [n.pid for n in listener.notifies(timeout=SECONDS, stop_after=1)] == [other.info.backend_pid]
    slot_is_over(other)
    holder.rollback()
    paid.result(SECONDS)
    assert [n.pid for n in listener.notifies(timeout=SECONDS, stop_after=1)] == [late.info.backend_pid]


def test_an_open_transaction_wakes_listeners_when_it_commits(session: Session) -> None:
    """What it wrote was within the interval of another; what counts is when it can be seen."""
    listener, other, slow = session(autocommit=True), session(autocommit=True), session()
    listener.execute("LISTEN agora_event")
    publish(slow)
    slot_is_over(other)
    publish(other)
    publish(slow)
    assert [n.pid for n in listener.notifies(timeout=SECONDS, stop_after=1)] == [other.info.backend_pid]
    slot_is_over(other)
    slow.commit()
    assert [n.pid for n in listener.notifies(timeout=SECONDS, stop_after=1)] == [slow.info.backend_pid]


def test_who_rolls_back_takes_no_wake_up_with_it(session: Session, timed_dsn: str) -> None:
    listener, writer = session(autocommit=True, to=timed_dsn), session(to=timed_dsn)
    writer.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
    writer.commit()
    listener.execute("LISTEN agora_event")
    writer.execute("SET agora_test.now = '2100-01-01 00:00:00.000+00'")
    writer.commit()
    publish(writer)
    writer.rollback()
    publish(writer)
    writer.commit()
    assert wakeups(listener, session(autocommit=True, to=timed_dsn)) == 1
