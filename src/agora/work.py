"""Work: `Work` for programs that wait, `AsyncWork` for programs that await, and `Worker`, which does it.

    async def handle(task: agora.work.Task) -> dict[str, object]:
        return {"lines": await write(task.title, **task.details)}

    await agora.work.Worker(dsn, ada, handle, concurrency=4).run()

A claim is a task and its epoch; every call about it presents both, and is refused once the claim is over. Connections,
pools and errors are as in `agora.memory`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from agora import errors
from agora.client import Plan
from agora.knowledge import read
from agora.operations import AsyncPool, AsyncRunner, Number, Operations, Pool, Runner, async_call, call

KINDS = ("critical",)
_log = logging.getLogger(__name__)
_LOST = (psycopg.OperationalError, psycopg.InterfaceError)
_OVER = (errors.ClaimLost, errors.ClaimOfAnother, errors.TaskClosed)


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
        """Claim one task; None = not now. Raises `MayNotClaim`, `UnknownTask`, `UnknownAgent`."""
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
    fail = async_call(WorkOperations.fail)
    release = async_call(WorkOperations.release)
    cancel = async_call(WorkOperations.cancel)


# ---- who does it -----------------------------------------------------------------------------------------

Handler = Callable[[Task], Awaitable[Mapping[str, Any] | None]]


class Worker:
    """Claims tasks for an agent and hands them to `handle`: what that returns is the result, an exception a failure.

    At most `concurrency` at once, and no more is claimed than can be begun. Claims are kept alive by a heartbeat every
    `beat` seconds; a handler whose claim is lost or cancelled is cancelled. Woken by events, it looks again by itself
    every `idle` seconds. `stop()` lets what runs end, for at most `grace` seconds; the rest is given back. A lost
    connection is made anew. With `drain`, it ends when there is nothing left to claim.
    """

    def __init__(
        self,
        dsn: str,
        agent: int,
        handle: Handler,
        *,
        concurrency: int = 1,
        kinds: Sequence[str] = KINDS,
        beat: float = 15.0,
        idle: float = 5.0,
        grace: float = 30.0,
        drain: bool = False,
    ) -> None:
        self._dsn, self._agent, self._handle = dsn, agent, handle
        self._concurrency, self._kinds, self._drain = concurrency, kinds, drain
        self._beat, self._idle, self._grace = beat, idle, grace
        self._running: dict[asyncio.Task[None], Task] = {}
        self._wake = asyncio.Event()
        self._stopping = False
        self._calls: psycopg.AsyncConnection[Any] | None = None
        self._connecting = asyncio.Lock()
        self.completed = 0
        """Tasks that it has done."""

    def stop(self) -> None:
        """Claim nothing more; `run()` returns when what runs has ended. To be called on the loop's own thread."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop()`, or with `drain` until there is nothing left."""
        listener = asyncio.create_task(self._listen())
        try:
            await self._claim_all()
            if self._running:
                await asyncio.wait(self._running, timeout=self._grace)
        finally:
            for handler in self._running:
                handler.cancel("the worker stops")
            await asyncio.gather(*self._running, return_exceptions=True)
            listener.cancel()
            with suppress(asyncio.CancelledError):
                await listener
            if self._calls:
                await self._calls.close()

    async def _claim_all(self) -> None:
        """Claim whenever there is room; while nothing is there, ask less and less often, however many events pass."""
        clock = asyncio.get_running_loop()
        pause, asked = 0.0, -1.0
        while not self._stopping:
            self._wake.clear()
            free = self._concurrency - len(self._running)
            claimed: list[Task] = []
            if free:
                pause = pause if clock.time() - asked < 2 * pause else 0.0
                asked = clock.time()
                claimed = await self._ask(WorkOperations.claim_next, self._agent, free, kinds=self._kinds)
                pause = 0.0 if claimed else min(2 * pause + 0.005, 0.25)
            for task in claimed:
                handler = asyncio.create_task(self._do(task))
                self._running[handler] = task
                handler.add_done_callback(self._ended)
            if self._drain and not self._running:
                return
            if len(claimed) < free or not free:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._idle)
                await asyncio.sleep(asked + pause - clock.time())

    def _ended(self, handler: asyncio.Task[None]) -> None:
        del self._running[handler]
        self._wake.set()

    async def _do(self, task: Task) -> None:
        """Handle one task and say how it ended; what is over is nobody's business any more."""
        try:
            await self._ask(WorkOperations.start, task)
            result = await self._handle(task)
            await self._ask(WorkOperations.complete, task, result)
            self.completed += 1
        except asyncio.CancelledError:
            with suppress(*_OVER, *_LOST):
                await self._ask(WorkOperations.release, task, "the worker stopped")
        except _OVER as error:
            _log.info("task %s is over: %s", task.task_id, error)
        except Exception as error:
            _log.warning("task %s failed", task.task_id, exc_info=True)
            with suppress(*_OVER):
                await self._ask(WorkOperations.fail, task, f"{type(error).__name__}: {error}"[:10_000])

    async def _ask(self, operation: Callable[..., Plan[Any]], *arguments: Any, **named: Any) -> Any:
        """Run an operation; on a lost connection again on a new one, which every one of them allows."""
        while True:
            try:
                async with self._connecting:
                    if self._calls is None or self._calls.closed:
                        self._calls = await psycopg.AsyncConnection.connect(self._dsn, autocommit=True)
                runner = AsyncWork(self._calls, actor=self._agent)
                return await runner._run(operation(runner._operations, *arguments, **named))
            except _LOST as error:
                if self._calls is not None and not self._calls.closed:
                    raise
                _log.info("connection lost: %s", error)
                await asyncio.sleep(0.1)

    async def _listen(self) -> None:
        """Heartbeats, and wake-ups in between, on a connection of their own that need not wait for the disk."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._dsn, autocommit=True, options="-c synchronous_commit=off"
                ) as connection:
                    await connection.execute("LISTEN agora_event")
                    await self._keep_alive(connection)
            except _LOST as error:
                _log.info("connection lost: %s", error)
                await asyncio.sleep(0.1)

    async def _keep_alive(self, connection: psycopg.AsyncConnection[Any]) -> None:
        clock = asyncio.get_running_loop()
        work = AsyncWork(connection, actor=self._agent)
        due = clock.time()
        while True:
            self._wake.set()
            if (now := clock.time()) >= due:
                due = now + self._beat
                asked = dict(self._running)
                held = await work.heartbeat(list(asked.values()))
                for handler, task in asked.items():
                    if task.task_id not in held:
                        handler.cancel("the claim is over")
            async for _ in connection.notifies(timeout=max(due - clock.time(), 0), stop_after=1):
                # One wake-up stands for all events of the interval that it begins.
                clock.call_later(0.02, self._wake.set)
