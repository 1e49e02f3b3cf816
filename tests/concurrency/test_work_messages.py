"""Signed messages that meet: a replay has one effect, also after a power cut; streams of the witness do not wait."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest

from agora import cluster as launcher
from agora import migrate
from tests.concurrency.test_ledger_crash import kill, restart
from tests.support.envelope import SUBMIT, Sender

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SEEN = "SELECT count(*) FROM agora_event.event WHERE topic = 'test.thing.happened.v1'"
CONTENT = {"topic": "test.thing.happened.v1", "event_key": "a", "payload": {}}


def prepare(admin: Connection) -> None:
    admin.execute("SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.')")
    admin.execute("SELECT agora_work.allow_action('event.publish', 'agora_event.publish', 'Publish.')")


@pytest.fixture
def alice(session: Session) -> Sender:
    with session(autocommit=True) as admin:
        prepare(admin)
        return Sender(admin, "alice")


def outcome(connection: Connection, message: list[Any]) -> str | None:
    """The SQLSTATE with which a message is refused; None: it is taken."""
    try:
        connection.execute(SUBMIT, message)
    except psycopg.Error as error:
        return error.sqlstate
    return None


@pytest.mark.parametrize(("ending", "expected"), [("commit", "ZW048"), ("rollback", None)])
def test_a_replay_waits_for_the_first(
    alice: Sender,
    session: Session,
    background: Background,
    waits_for: WaitsFor,
    ending: str,
    expected: str | None,
) -> None:
    """It is refused if the first is done, and does it if the first is not."""
    message = alice.message("event.publish", 1, CONTENT)
    first, second = session(), session(autocommit=True)
    assert outcome(first, message) is None
    replay = background(outcome, second, message)
    waits_for(second, first)
    getattr(first, ending)()
    assert replay.result() == expected
    assert second.execute(SEEN).fetchone() == (1,)


def test_a_sequence_does_not_go_back_in_a_race(
    alice: Sender, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """The later number first, then the earlier one, which waited: it is refused."""
    first, second = session(), session(autocommit=True)
    assert outcome(first, alice.message("event.publish", 2, CONTENT)) is None
    earlier = background(outcome, second, alice.message("event.publish", 1, CONTENT))
    waits_for(second, first)
    first.commit()
    assert earlier.result() == "ZW049"


def test_senders_do_not_wait_for_each_other(alice: Sender, session: Session) -> None:
    """One has a message open; the other's goes through, up to the end of its transaction."""
    with session(autocommit=True) as admin:
        bob = Sender(admin, "bob")
    first, second = session(), session()
    second.execute("SET lock_timeout = '30s'")
    assert outcome(first, alice.message("event.publish", 1, CONTENT)) is None
    assert outcome(second, bob.message("event.publish", 1, CONTENT)) is None
    second.commit()
    first.commit()
    assert second.execute("SELECT * FROM agora_work.verify_witness()").fetchall() == []


def test_a_sender_has_so_many_taken_at_once(session: Session, background: Background, timed_dsn: str) -> None:
    """In one moment, from conversations of their own, its very first among them: as many as allowed."""
    issued = "2026-01-01T00:00:00Z"
    with session(autocommit=True, to=timed_dsn) as admin:
        admin.execute("SET agora_test.now = '2026-01-01 00:00Z'")
        prepare(admin)
        admin.execute("SELECT agora.set_setting('work.message_rate', '5', 'a test')")
        alice = Sender(admin, "alice")
    sessions = [session(autocommit=True, to=timed_dsn) for _ in range(12)]
    for connection in sessions:
        connection.execute("SET agora_test.now = '2026-01-01 00:00Z'")
    running = [
        background(
            outcome,
            connection,
            alice.message("event.publish", 1, CONTENT, conversation=f"{number}", issued_at=issued),
        )
        for number, connection in enumerate(sessions)
    ]
    assert sorted(one.result() or "" for one in running) == [""] * 5 + ["ZW090"] * 7
    left = "SELECT (SELECT count(*) FROM agora_work.nonce), (SELECT count(*) FROM agora_work.conversation)"
    assert sessions[0].execute(left).fetchone() == (5, 5)


def test_entries_of_one_stream_are_a_chain(session: Session, background: Background) -> None:
    """Many sessions write in one stream at once, while it is anchored."""
    write = "SELECT agora_work.record_witness('thing.happened', p_key => %s)"
    anchor = "SELECT agora_work.anchor_witness()"
    writers = [session(autocommit=True) for _ in range(8)]
    admin = session(autocommit=True)

    def run(connection: Connection, number: int) -> None:
        for each in range(25):
            connection.execute(write, [f"{number}/{each}"])

    running = [background(run, connection, number) for number, connection in enumerate(writers)]
    while not all(one.done() for one in running):
        admin.execute(anchor)
    for one in running:
        one.result()
    stream = "SELECT array_agg(seq ORDER BY seq) FROM agora_work.witness_entry WHERE event = 'thing.happened'"
    assert admin.execute(stream).fetchone() == (list(range(1, 201)),)
    admin.execute(anchor)
    assert admin.execute("SELECT * FROM agora_work.verify_witness()").fetchall() == []


def test_nonces_and_sequences_survive_a_power_cut() -> None:
    """What was answered is refused afterwards; what was open is not known, and may be sent again."""
    durable = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    with launcher.temporary(max_connections=20, **durable) as server:
        migrate.upgrade(server.dsn())
        with psycopg.connect(server.dsn(), autocommit=True) as admin:
            prepare(admin)
            alice = Sender(admin, "alice")
            answered = alice.message("event.publish", 5, CONTENT)
            assert outcome(admin, answered) is None
        unanswered = alice.message("event.publish", 6, CONTENT)
        still_open = psycopg.connect(server.dsn())
        assert outcome(still_open, unanswered) is None
        kill(server)
        restart(server)
        with psycopg.connect(server.dsn(), autocommit=True) as admin:
            assert outcome(admin, answered) == "ZW048"
            assert outcome(admin, alice.message("event.publish", 5, CONTENT)) == "ZW049"
            assert outcome(admin, unanswered) is None
            assert admin.execute(SEEN).fetchone() == (2,)
            assert admin.execute("SELECT * FROM agora_work.verify_witness()").fetchall() == []
