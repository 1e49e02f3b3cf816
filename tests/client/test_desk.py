"""`agora.desk`: next work, trouble and messages, for programs that wait and for programs that await."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from agora.desk import Desk, Message, messages
from agora.errors import CannotHelp, ClaimLost, MatterClosed
from agora.work import Work

Connection = psycopg.Connection[Any]
SECONDS = 60


@pytest.fixture
def admin(dsn: str) -> Iterator[Connection]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def agent(connection: Connection, name: str) -> int:
    row = connection.execute(
        "SELECT agora_work.register_agent(agora.register_principal(%s))", [name]
    ).fetchone()
    assert row is not None
    found: int = row[0]
    return found


def test_the_course_of_a_blocker(admin: Connection) -> None:
    ada, ben = agent(admin, "ada"), agent(admin, "ben")
    mine, other = Desk(admin, actor=ada), Desk(admin, actor=ben)
    assert mine.next(ada) is None
    task = Work(admin).add("count", details={"n": 1})
    offer = mine.next(ada, key="k")
    assert offer is not None and offer.task is not None
    assert (offer.source, offer.task.task_id, offer.task.epoch, offer.details) == ("next", task, 1, {"n": 1})
    assert mine.next(ada, key="k") == offer

    report = mine.report(offer.task, "slow", "hours", severity="high")
    assert (report.is_new, report.level, report.invited, report.escalation_id) == (True, 1, [ben], None)
    assert not mine.report(task, "slow", "hours").is_new
    with pytest.raises(ClaimLost):
        mine.report(offer.task, "slower", "days")
    with pytest.raises(CannotHelp):
        mine.help(report.blocker_id)

    helping = other.next(ben)
    assert helping is not None and helping.help_assignment_id is not None
    assert (helping.source, helping.task, helping.details["description"]) == ("help", None, "hours")
    assert other.help(report.blocker_id) == helping.help_assignment_id
    other.end_help(helping.help_assignment_id, "partial", "a join")
    other.help(report.blocker_id)
    other.close(report.blocker_id, "an index")
    with pytest.raises(MatterClosed):
        other.close(report.blocker_id, "again")
    again = mine.next(ada)
    assert again is not None and again.task is not None
    assert (again.source, again.task.epoch) == ("own", 2)
    assert other.wait_for(task) == "claimed"
    Work(admin, actor=ada).complete(again.task)
    assert [message.kind for message in other.inbox()][-1] == "unblocked"


def test_fillers_and_escalations(admin: Connection) -> None:
    ada = agent(admin, "ada")
    desk = Desk(admin, actor=ada)
    Work(admin).add("tidy up", kind="universal")
    offer = desk.next(ada)
    assert offer is not None and offer.task is not None
    desk.pause(offer.task, ["shelves"])
    offer = desk.next(ada)
    assert offer is not None and offer.task is not None
    assert (offer.source, offer.task.epoch, offer.task.done_parts) == ("universal", 2, ["shelves"])
    assert desk.escalate("unsure", {"question": "which?"}) == desk.escalate("unsure", {"question": "why?"})


def test_messages_come_again(admin: Connection) -> None:
    ada = agent(admin, "ada")
    desk = Desk(admin, actor=ada)
    sent = desk.send(ada, "note", {"n": 1})
    (first,) = desk.inbox(visibility=timedelta(microseconds=1))
    (second,) = desk.inbox()
    assert (first.message_id, first.delivery, second.delivery) == (sent, 1, 2)
    assert desk.ack(sent)
    assert not desk.ack(sent)
    assert desk.inbox() == []


def test_messages_wake_who_waits(admin: Connection) -> None:
    """Long before the idle time; each is acknowledged when the next is asked for, the last one not."""
    ada = agent(admin, "ada")
    desk = Desk(admin, actor=ada)

    async def listen() -> list[Message]:
        found = []
        async with aclosing(messages(admin.info.dsn, ada, idle=600)) as stream:
            async for message in stream:
                found.append(message)
                if len(found) == 3:
                    return found
                desk.send(ada, "note", {"n": len(found)})
        raise AssertionError("the stream ended")

    desk.send(ada, "note", {"n": 0})
    found = asyncio.run(asyncio.wait_for(listen(), SECONDS))
    assert [message.body for message in found] == [{"n": 0}, {"n": 1}, {"n": 2}]
    status = admin.execute("SELECT m.status FROM agora_work.inbox_message AS m ORDER BY m.message_id")
    assert [row[0] for row in status] == ["acked", "acked", "delivered"]
