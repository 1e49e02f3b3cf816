"""Inbox, help, and what to do next: `Desk` for programs that wait, `AsyncDesk` for programs that await.

    async for message in agora.desk.messages(dsn, ada):
        if message.kind == "help_wanted":
            await desk.help(message.body["blocker_id"])

Connections, pools and errors are as in `agora.memory`; tasks and claims are those of `agora.work`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from agora.knowledge import read
from agora.operations import AsyncPool, AsyncRunner, Pool, Runner, async_call, call
from agora.plans import Plan
from agora.work import Task, WorkOperations

SOURCES = ("own", "next", "help", "filler", "universal")
"""Where work comes from, in the order of precedence."""


@dataclass(frozen=True)
class Message:
    """A message as its recipient gets it; it comes again after `ack_by` unless it is acknowledged."""

    message_id: int
    kind: str
    sender_id: int
    body: dict[str, Any]
    sent_at: datetime
    delivery: int
    ack_by: datetime


@dataclass(frozen=True)
class Report:
    """What became of a report: `is_new` is false where the blocker was open already."""

    blocker_id: int
    is_new: bool
    level: int
    invited: list[int]
    escalation_id: int | None


@dataclass(frozen=True)
class Offer:
    """What to do next: a task that is claimed, or help with somebody's stuck one."""

    source: str
    """own, next, help, filler or universal."""
    task_id: int
    task: Task | None
    """The claim; None where it is help."""
    details: dict[str, Any]
    """Those of the task; of help, what is wrong."""
    blocker_id: int | None
    help_assignment_id: int | None
    stopped: list[int]
    """Fillers that this ended."""


class DeskOperations(WorkOperations):
    """What an agent asks and tells around its tasks."""

    def next(
        self, agent: int, *, sources: Sequence[str] = SOURCES, key: str | None = None
    ) -> Plan[Offer | None]:
        """Claim what the agent should do next, of those sources; None = nothing now. Raises `UnknownAgent`."""
        rows = yield from self._write("next_work", agent=agent, sources=list(sources), key=key)
        if not rows:
            return None
        task = None if rows[0]["epoch"] is None else read(Task, rows[0])
        return Offer(**{name: rows[0][name] for name in Offer.__annotations__ if name != "task"}, task=task)

    def pause(self, task: Task, parts: Sequence[str] = ()) -> Plan[None]:
        """Stop a filler in the middle, with the parts that are done. Raises `ClaimLost`."""
        yield from self._write("pause_filler", task=task.task_id, epoch=task.epoch, parts=list(parts))

    def wait_for(self, task: int, awaits: str = "closed") -> Plan[str]:
        """Have a message sent when it is closed, or unblocked; its status now. Raises `UnknownTask`, `UnknownAgent`."""
        status: str = yield from self._write("wait_for", task=task, awaits=awaits)
        return status

    def report(
        self,
        task: Task | int,
        kind: str,
        description: str,
        *,
        severity: str = "medium",
        capabilities: Sequence[str] = (),
        hazards: Sequence[str] = (),
        key: str | None = None,
    ) -> Plan[Report]:
        """Say that a task is stuck: a claim, or the id of one that nobody holds. Raises `ReportQuota`, `ClaimLost`."""
        about = {"task": task.task_id, "epoch": task.epoch} if isinstance(task, Task) else {"task": task}
        told = yield from self._write(
            "report_blocker",
            **about,
            type=kind,
            description=description,
            severity=severity,
            capabilities=list(capabilities),
            hazards=list(hazards),
            key=key,
        )
        return read(Report, told)

    def close(self, blocker: int, resolution: str) -> Plan[None]:
        """Say what solved it. Raises `UnknownBlocker`, `MatterClosed`."""
        yield from self._write("close_blocker", blocker=blocker, resolution=resolution)

    def help(self, blocker: int) -> Plan[int]:
        """Help with it; the assignment. Raises `CannotHelp`, `EnoughHelpers`, `MatterClosed`, `UnknownBlocker`."""
        assignment: int = yield from self._write("offer_help", blocker=blocker)
        return assignment

    def end_help(self, assignment: int, outcome: str, note: str | None = None) -> Plan[None]:
        """End it: solved, partial or unable. Raises `UnknownHelp`, `MatterClosed`."""
        yield from self._write("end_help", help_assignment=assignment, outcome=outcome, note=note)

    def escalate(
        self, reason: str, details: Mapping[str, Any], *, task: int | None = None, key: str | None = None
    ) -> Plan[int]:
        """Hand a matter to a human; the escalation. Raises `ReportQuota`, `UnknownTask`."""
        matter: int = yield from self._write("escalate", reason=reason, details=details, task=task, key=key)
        return matter

    def send(self, to: int, kind: str, body: Mapping[str, Any], *, key: str | None = None) -> Plan[int]:
        """Send a message; its id. Raises `InboxFull`, `UnknownPrincipal`."""
        message: int = yield from self._write("send_message", to=to, kind=kind, body=body, key=key)
        return message

    def inbox(self, limit: int = 10, *, visibility: timedelta | None = None) -> Plan[list[Message]]:
        """Deliver the actor's messages; each comes again after `visibility` unless it is acknowledged."""
        rows = yield from self._write("read_inbox", limit=limit, visibility=visibility)
        return [read(Message, row) for row in rows]

    def ack(self, message: int) -> Plan[bool]:
        """Acknowledge a message; whether this was the first time. Raises `UnknownMessage`."""
        first: bool = yield from self._write("ack_message", message=message)
        return first


class Desk(Runner[DeskOperations]):
    """Around the tasks, over a connection or a pool. `actor` speaks where the login is bound to nobody."""

    def __init__(self, source: psycopg.Connection[Any] | Pool, *, actor: int | None = None) -> None:
        super().__init__(source, DeskOperations(actor))

    next = call(DeskOperations.next)
    pause = call(DeskOperations.pause)
    wait_for = call(DeskOperations.wait_for)
    report = call(DeskOperations.report)
    close = call(DeskOperations.close)
    help = call(DeskOperations.help)
    end_help = call(DeskOperations.end_help)
    escalate = call(DeskOperations.escalate)
    send = call(DeskOperations.send)
    inbox = call(DeskOperations.inbox)
    ack = call(DeskOperations.ack)


class AsyncDesk(AsyncRunner[DeskOperations]):
    """The same for programs that await, over a connection or a pool that does."""

    def __init__(self, source: psycopg.AsyncConnection[Any] | AsyncPool, *, actor: int | None = None) -> None:
        super().__init__(source, DeskOperations(actor))

    next = async_call(DeskOperations.next)
    pause = async_call(DeskOperations.pause)
    wait_for = async_call(DeskOperations.wait_for)
    report = async_call(DeskOperations.report)
    close = async_call(DeskOperations.close)
    help = async_call(DeskOperations.help)
    end_help = async_call(DeskOperations.end_help)
    escalate = async_call(DeskOperations.escalate)
    send = async_call(DeskOperations.send)
    inbox = async_call(DeskOperations.inbox)
    ack = async_call(DeskOperations.ack)


async def messages(dsn: str, actor: int | None = None, *, idle: float = 5.0) -> AsyncIterator[Message]:
    """Messages as they come, woken by events, or after `idle` seconds. One is acknowledged when the next is asked for.

    So a program that dies in between gets it again. The connection is its own; it may be run again when that is lost.
    """
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("LISTEN agora_event")
        desk = AsyncDesk(connection, actor=actor)
        while True:
            # One at a time: what waits behind a slow one must not come to the end of its time unread.
            for message in await desk.inbox(1):
                yield message
                await desk.ack(message.message_id)
                break
            else:
                async for _ in connection.notifies(timeout=idle, stop_after=1):
                    pass
