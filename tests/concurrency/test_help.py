"""Inboxes, blockers and helpers where sessions meet."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest

from agora import errors
from tests.concurrency.test_work import SECONDS, agents, value

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

ADD = "SELECT agora_work.add_task('t', %s::text::jsonb)"
REPORT = """
SELECT ARRAY[r.blocker_id, r.is_new::integer]
  FROM agora_work.report_blocker(%s, 'stuck', 'x', p_actor => %s) AS r
"""
HELP = "SELECT agora_work.offer_help(%s, %s)"
NEXT = "SELECT o.source || ' ' || coalesce(o.code, '') FROM agora_work.next_work(%s, p_actor => %s) AS o"
CLOSE = "SELECT agora_work.close_blocker(%s, 'done', 3)"
SEND = "SELECT agora_work.send_message(%s, 'note', '{}')"
READ = "SELECT array_agg(m.message_id) FROM agora_work.read_inbox(%s, %s::text::interval, %s) AS m"
ACK = "SELECT agora_work.ack_message(%s, %s)"
KINDS = "SELECT array_agg(m.kind ORDER BY m.message_id) FROM agora_work.inbox_message AS m WHERE m.recipient_id = %s"


@pytest.fixture
def admin(session: Session) -> Connection:
    return session(autocommit=True)


def test_two_reports_of_one_blocker(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """The second waits, finds the first open, and is answered with it: one blocker, one message."""
    first, second = session(), session()
    ada, ben = agents(admin, 2)
    task = value(admin, ADD, '{"code": "T"}')
    blocker, is_new = value(first, REPORT, task, ada)
    pending = background(value, second, REPORT, task, ben)
    waits_for(second, first)
    first.commit()
    assert is_new == 1
    assert pending.result(SECONDS) == [blocker, 0]
    second.commit()
    assert value(admin, KINDS, 2) == ["blocker"]
    assert value(admin, "SELECT b.blockers FROM agora_work.board AS b") == 1


def test_a_report_that_is_taken_back(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """The second waits for one that never was, and is the first."""
    first, second = session(), session()
    ada, ben = agents(admin, 2)
    task = value(admin, ADD, "{}")
    value(first, REPORT, task, ada)
    pending = background(value, second, REPORT, task, ben)
    waits_for(second, first)
    first.rollback()
    assert pending.result(SECONDS)[1] == 1


@pytest.mark.parametrize("way", ["offer", "next"])
def test_two_helpers_for_the_last_place(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor, way: str
) -> None:
    first, second = session(), session(autocommit=True)
    ada, ben, cy, dee, eve = agents(admin, 5)
    blocker = value(admin, REPORT, value(admin, ADD, "{}"), ada)[0]
    for helper in (ben, cy):
        value(admin, HELP, blocker, helper)
    value(first, HELP, blocker, dee)
    if way == "offer":
        pending = background(value, second, HELP, blocker, eve)
        waits_for(second, first)
        first.commit()
        with pytest.raises(psycopg.Error) as caught:
            pending.result(SECONDS)
        assert caught.value.sqlstate == errors.EnoughHelpers.sqlstate
    else:
        # Whoever asks for anything to do does not wait for a task that somebody is just looking at.
        second.execute("SET lock_timeout = '5s'")
        assert second.execute(NEXT, [eve, eve]).fetchall() == []
        first.commit()
        assert second.execute(NEXT, [eve, eve]).fetchall() == []
        first.execute("SELECT agora_work.end_help(h.help_assignment_id, 'unable', p_actor => %s)"
                      "  FROM agora_work.recorded_help AS h WHERE h.agent_id = %s", [dee, dee])  # fmt: skip
        first.commit()
        assert second.execute(NEXT, [eve, eve]).fetchall() == [("help ",)]
    assert value(admin, "SELECT b.helpers FROM agora_work.reported_blocker AS b") == 3


def test_help_against_closing(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Who comes when it is just being solved is told that it is."""
    first, second = session(), session()
    ada, ben = agents(admin, 2)
    blocker = value(admin, REPORT, value(admin, ADD, "{}"), ada)[0]
    first.execute(CLOSE, [blocker])
    pending = background(value, second, HELP, blocker, ben)
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as caught:
        pending.result(SECONDS)
    assert caught.value.sqlstate == errors.MatterClosed.sqlstate


def test_readers_share_an_inbox(admin: Connection, session: Session) -> None:
    """Nobody waits, and nobody gets what another is just reading."""
    first, second = session(), session()
    (ada,) = agents(admin, 1)
    sent = [value(admin, SEND, ada) for _ in range(3)]
    second.execute("SET lock_timeout = '5s'")
    assert value(first, READ, 2, "60 s", ada) == sent[:2]
    assert value(second, READ, 10, "60 s", ada) == sent[2:]
    first.rollback()
    assert value(second, READ, 10, "60 s", ada) == sent[:2]


@pytest.mark.parametrize("faster", ["ack", "read"])
def test_redelivery_against_acknowledgement(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor, faster: str
) -> None:
    """An acknowledgement counts whether it comes before or after the next delivery, and once."""
    first, second = session(), session()
    (ada,) = agents(admin, 1)
    message = value(admin, SEND, ada)
    assert value(admin, READ, 1, "1 microsecond", ada) == [message]
    if faster == "ack":
        assert value(first, ACK, message, ada)
        second.execute("SET lock_timeout = '5s'")
        assert value(second, READ, 1, "60 s", ada) is None
        first.commit()
        assert value(second, READ, 1, "60 s", ada) is None
    else:
        assert value(first, READ, 1, "60 s", ada) == [message]
        pending = background(value, second, ACK, message, ada)
        waits_for(second, first)
        first.commit()
        assert pending.result(SECONDS)
        second.commit()
        assert not value(first, ACK, message, ada)
    assert value(admin, READ, 1, "60 s", ada) is None


def test_one_matter_for_a_storm(dsn: str, admin: Connection, background: Background) -> None:
    """Whoever escalates the same at once opens one escalation, of which a human is told once."""
    (ada,) = agents(admin, 1)
    calls = 20

    def run(number: int) -> int:
        with psycopg.connect(dsn, autocommit=True) as connection:
            call = "SELECT agora_work.escalate('unsure', jsonb_build_object('n', %s::integer), p_actor => %s)"
            escalation: int = value(connection, call, number, ada)
            return escalation

    found = {run.result(SECONDS) for run in [background(run, number) for number in range(calls)]}
    assert len(found) == 1
    assert value(admin, "SELECT e.items FROM agora_work.recorded_escalation AS e") == calls
    assert value(admin, KINDS, 2) == ["escalation"]
    with pytest.raises(psycopg.Error) as caught:
        run(calls)
    assert caught.value.sqlstate == errors.ReportQuota.sqlstate


def test_completion_against_waiting(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Who begins to wait for a task while it is being completed learns that it is, one way or the other."""
    first, second = session(), session()
    ada, ben = agents(admin, 2)
    task = value(admin, ADD, "{}")
    admin.execute("SELECT agora_work.claim_task(%s, %s)", [ada, task])
    first.execute("SELECT agora_work.complete_task(%s, 1, p_actor => %s)", [task, ada])
    pending = background(value, second, "SELECT agora_work.wait_for(%s, p_actor => %s)", task, ben)
    waits_for(second, first)
    first.commit()
    assert pending.result(SECONDS) == "completed"
    second.commit()
    assert value(admin, "SELECT count(*) FROM agora_work.waiting_agent") == 0


def test_next_work_of_many(dsn: str, admin: Connection, background: Background) -> None:
    """Everybody asks at once: each task and each filler goes to one, and not more help than may."""
    reporter, *team = agents(admin, 25)
    blocker = value(admin, REPORT, value(admin, ADD, '{"code": "S"}'), reporter)[0]
    for number in range(6):
        value(admin, ADD, f'{{"code": "T{number}"}}')
        value(admin, ADD, f'{{"code": "F{number}", "kind": "filler"}}')

    def run(agent: int) -> list[str]:
        with psycopg.connect(dsn, autocommit=True) as connection:
            return [row[0] for row in connection.execute(NEXT, [agent, agent]).fetchall()]

    runs = [background(run, agent) for agent in team]
    found = sorted(offer for run in runs for offer in run.result(SECONDS))
    helped = [offer for offer in found if offer == "help S"]
    tasks = [offer for offer in found if offer.startswith("next")]
    fillers = [offer for offer in found if offer.startswith("filler")]
    assert found == fillers + helped + tasks
    assert tasks == [f"next T{number}" for number in range(6)]
    assert len(fillers) == len(set(fillers))
    assert 1 <= len(helped) <= 3
    query = "SELECT b.helpers FROM agora_work.reported_blocker AS b WHERE b.blocker_id = %s"
    assert value(admin, query, blocker) == len(helped)
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_one_inbox_of_many_readers(session: Session, admin: Connection, background: Background) -> None:
    """Many read and acknowledge in one inbox, where all is due again at once: nobody deadlocks, no delivery is lost."""
    (ada,) = agents(admin, 1)
    value(admin, "SELECT 1 FROM agora.set_setting('work.message_deliveries', '1000', 'a test')")
    messages = [value(admin, SEND, ada) for _ in range(4)]

    def read(mine: Connection) -> int:
        query = "SELECT count(*) FROM agora_work.read_inbox(4, '1 microsecond', %s)"
        return sum(value(mine, query, ada) for _ in range(150))

    def acknowledge(mine: Connection) -> int:
        """And think better of it, so that the others go on."""
        for message in messages * 40:
            value(mine, ACK, message, ada)
            mine.rollback()
        return 0

    runs = [background(read, session(autocommit=True)) for _ in range(6)]
    runs += [background(acknowledge, session()) for _ in range(6)]
    seen = sum(run.result(SECONDS) for run in runs)
    assert value(admin, "SELECT sum(m.deliveries) FROM agora_work.inbox_message AS m") == seen
