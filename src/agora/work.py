"""Work: `Work` for programs that wait, `AsyncWork` for programs that await; `agora.worker` does it.

A claim is a task and its epoch; every call about it presents both, and is refused once the claim is over. Connections,
pools and errors are as in `agora.memory`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

from agora import errors
from agora.knowledge import read
from agora.operations import AsyncPool, AsyncRunner, Number, Operations, Pool, Runner, async_call, call
from agora.plans import Plan

KINDS = ("critical",)


@dataclass(frozen=True)
class Task:
    """A task as its holder gets it."""

    task_id: int
    epoch: int
    code: str | None
    title: str
    details: dict[str, Any]
    kind: str
    priority: int
    complexity: int | None
    attempt: int
    deadline: datetime | None
    lease_until: datetime
    finish_by: datetime
    done_parts: list[str] = field(default_factory=list)
    """Of a filler: what others did of it before they stopped."""


class WorkOperations(Operations):
    """What the board can be asked and told."""

    schema = "agora_work"

    def add(self, title: str, /, *, key: str | None = None, **options: Any) -> Plan[int]:
        """Add a task; the options are the fields of `add_tasks`.

        Raises `CodeTaken`, `UnknownTask`, `DependencyCycle`.
        """
        task: int = yield from self._write("add_task", title=title, options=options, key=key)
        return task

    def add_many(self, tasks: Sequence[Mapping[str, Any]], *, key: str | None = None) -> Plan[list[int]]:
        """Add tasks that may need each other, all or none; their ids by position. Raises as `add`."""
        ids: list[int] = yield from self._write("add_tasks", tasks=list(tasks), key=key)
        return ids

    def claim(self, agent: int, task: int) -> Plan[Task | None]:
        """Claim one task; None = not now. Raises `TaskClosed`, `MayNotClaim`, `UnknownTask`, `UnknownAgent`."""
        rows = yield from self._write("claim_task", agent=agent, task=task)
        return read(Task, rows[0]) if rows else None

    def claim_next(
        self, agent: int, limit: int = 1, *, kinds: Sequence[str] = KINDS, key: str | None = None
    ) -> Plan[list[Task]]:
        """Claim the next tasks, as many as there are and the agent may hold. Raises `UnknownAgent`."""
        rows = yield from self._write("claim_next", agent=agent, limit=limit, kinds=list(kinds), key=key)
        return [read(Task, row) for row in rows]

    def start(self, task: Task) -> Plan[datetime]:
        """Say that work on it began. Raises `ClaimLost`, `ClaimOfAnother`, `TaskClosed`."""
        began: datetime = yield from self._write("start_task", task=task.task_id, epoch=task.epoch)
        return began

    def heartbeat(self, tasks: Sequence[Task] = ()) -> Plan[set[int]]:
        """Keep claims alive; the ids of those that are still held."""
        asked = {"tasks": [task.task_id for task in tasks], "epochs": [task.epoch for task in tasks]}
        rows = yield from self._write("heartbeat", **asked)
        return {row["task_id"] for row in rows if row["is_held"]}

    def renew(self, task: Task, ttl: timedelta) -> Plan[datetime]:
        """Let a claim last for so long from now. Raises as `start`."""
        until: datetime = yield from self._write("renew_task", task=task.task_id, epoch=task.epoch, ttl=ttl)
        return until

    def complete(
        self,
        task: Task,
        result: Mapping[str, Any] | None = None,
        *,
        artefacts: Sequence[str] | None = None,
        cost_usd: Number | None = None,
    ) -> Plan[datetime]:
        """Say that it is done, with its result and SHA-256 hashes of what it made. Raises as `start`."""
        told = {"result": result, "artefacts": artefacts and list(artefacts), "cost_usd": cost_usd}
        done: datetime = yield from self._write("complete_task", task=task.task_id, epoch=task.epoch, **told)
        return done

    def complete_and_claim(
        self,
        agent: int,
        task: Task,
        result: Mapping[str, Any] | None = None,
        *,
        artefacts: Sequence[str] | None = None,
        cost_usd: Number | None = None,
        limit: int = 1,
        kinds: Sequence[str] = KINDS,
        key: str | None = None,
    ) -> Plan[list[Task]]:
        """The same, and claim the next tasks that are at hand in the same call; none = ask `claim_next`."""
        told = {"result": result, "artefacts": artefacts and list(artefacts), "cost_usd": cost_usd}
        wanted = {"limit": limit, "kinds": list(kinds), "key": key}
        rows = yield from self._write(
            "complete_and_claim", agent=agent, task=task.task_id, epoch=task.epoch, **told, **wanted
        )
        return [read(Task, row) for row in rows]

    def exchange(
        self,
        agents: Sequence[int],
        done: Sequence[Task | None],
        results: Sequence[Mapping[str, Any] | None] = (),
        *,
        kinds: Sequence[str] = KINDS,
        key: str | None = None,
    ) -> Plan[list[Task | Exception | None]]:
        """The same for many agents in one call, by position: the next task, or None, or why nothing was done there."""
        asked: dict[str, Any] = {
            "agents": list(agents),
            "tasks": [task and task.task_id for task in done],
            "epochs": [task and task.epoch for task in done],
            "results": list(results) if any(result is not None for result in results) else None,
        }
        if kinds is not KINDS:  # which the database knows as well
            asked["kinds"] = list(kinds)
        rows = yield from self._write("exchange_tasks", **asked, key=key)
        return [_exchanged(row, task) for row, task in zip(rows, done, strict=True)]

    def find_claimants(
        self, agents: Sequence[int], times: int = 1, closer: bool = False
    ) -> Plan[dict[int, bool]]:
        """Which of 1 to 10 000 agents that wait may find something by `exchange`; true = rather by `Desk.next` alone.

        For each task at hand so many of the first, `times` over. `closer` also sweeps and sees to what is late.
        """
        rows = yield from self._write("find_claimants", agents=list(agents), times=times, closer=closer)
        return {row["agent_id"]: row["is_alone"] for row in rows}

    def fail(
        self, task: Task, error: str, *, retry: bool = True, cost_usd: Number | None = None
    ) -> Plan[datetime | None]:
        """Say why it could not be done; when it is tried again, None = not any more. Raises as `start`."""
        told = {"error": error, "retry": retry, "cost_usd": cost_usd}
        again: datetime | None = yield from self._write(
            "fail_task", task=task.task_id, epoch=task.epoch, **told
        )
        return again

    def release(self, task: Task, reason: str | None = None) -> Plan[datetime]:
        """Give it back. Raises as `start`."""
        given: datetime = yield from self._write(
            "release_task", task=task.task_id, epoch=task.epoch, reason=reason
        )
        return given

    def cancel(self, task: int, reason: str) -> Plan[datetime]:
        """End a task that is not wanted any more. Raises `UnknownTask`, `TaskClosed`."""
        ended: datetime = yield from self._write("cancel_task", task=task, reason=reason)
        return ended


def _exchanged(row: Mapping[str, Any], done: Task | None) -> Task | Exception | None:
    """What became of one agent's item."""
    if row["refusal"] is None:
        return None if row["task_id"] is None else read(Task, row)
    about = "" if done is None else f" task_id={done.task_id} epoch={done.epoch}"
    return errors.refusal(row["refusal"], f"agent_id={row['agent_id']}{about}")


class Work(Runner[WorkOperations]):
    """The board over a connection or a pool. `actor` speaks where the login is bound to nobody."""

    def __init__(self, source: psycopg.Connection[Any] | Pool, *, actor: int | None = None) -> None:
        super().__init__(source, WorkOperations(actor))

    add = call(WorkOperations.add)
    add_many = call(WorkOperations.add_many)
    claim = call(WorkOperations.claim)
    claim_next = call(WorkOperations.claim_next)
    start = call(WorkOperations.start)
    heartbeat = call(WorkOperations.heartbeat)
    renew = call(WorkOperations.renew)
    complete = call(WorkOperations.complete)
    complete_and_claim = call(WorkOperations.complete_and_claim)
    exchange = call(WorkOperations.exchange)
    find_claimants = call(WorkOperations.find_claimants)
    fail = call(WorkOperations.fail)
    release = call(WorkOperations.release)
    cancel = call(WorkOperations.cancel)


class AsyncWork(AsyncRunner[WorkOperations]):
    """The same for programs that await, over a connection or a pool that does."""

    def __init__(self, source: psycopg.AsyncConnection[Any] | AsyncPool, *, actor: int | None = None) -> None:
        super().__init__(source, WorkOperations(actor))

    add = async_call(WorkOperations.add)
    add_many = async_call(WorkOperations.add_many)
    claim = async_call(WorkOperations.claim)
    claim_next = async_call(WorkOperations.claim_next)
    start = async_call(WorkOperations.start)
    heartbeat = async_call(WorkOperations.heartbeat)
    renew = async_call(WorkOperations.renew)
    complete = async_call(WorkOperations.complete)
    complete_and_claim = async_call(WorkOperations.complete_and_claim)
    exchange = async_call(WorkOperations.exchange)
    find_claimants = async_call(WorkOperations.find_claimants)
    fail = async_call(WorkOperations.fail)
    release = async_call(WorkOperations.release)
    cancel = async_call(WorkOperations.cancel)
