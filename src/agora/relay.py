"""`Relay`: many agents of one process over few connections.

    async def work(relay: agora.Relay, agent: int) -> None:
        done, result = None, None
        while task := await relay.next(agent, done, result):
            async with relay.working(task):
                done, result = task, await write(task.title, **task.details)

    async with agora.Relay(dsn) as relay:
        await asyncio.gather(*(work(relay, agent) for agent in agents))

While the connections are busy, requests wait; when one is free, those that wait go in one call. Nobody waits for others
to come: an agent alone is as fast as with a connection of its own, and the busier the server, the more each call does.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any, Self

import psycopg

from agora import errors
from agora.combining import Queue, Request
from agora.desk import DeskOperations, Offer
from agora.line import LOST, OVER, Claim, Line, claim_of, listen
from agora.plans import Plan
from agora.waiting import Guest, Room, Way
from agora.work import AsyncWork, Task, WorkOperations

SERVICE = 3
"""The seeded principal that speaks for every agent; only a login that is bound to nobody may be it."""
MOST_BEATS = 10_000
"""Claims in one heartbeat."""
MOST_FOUND = 10_000
"""Agents in one look for who may find something."""
SOURCES = ("own", "next")

_log = logging.getLogger(__name__)


class Relay:
    """Completes and claims tasks for any number of agents of one process, combined, over so many `connections`.

    `exchange` completes a task and claims one that is at hand; `next` waits until there is one. All claims are kept
    alive by a heartbeat every `beat` seconds; `working(task)` tells who works on one that is over. Woken by events,
    `next` looks again by itself every `idle` seconds. A lost connection is made anew; what was claimed in a call whose
    answer got lost with it is given back. The end of the block answers what was asked and gives back what is held.

    An agent is served by one relay at a time. `actor` speaks for them: the service, or the one agent itself.
    """

    def __init__(
        self, dsn: str, connections: int = 3, *, actor: int = SERVICE, beat: float = 15.0, idle: float = 5.0
    ) -> None:
        if connections < 1:
            raise ValueError(f"connections is {connections}; a relay has at least one")
        if not (beat > 0 and idle > 0):
            raise ValueError(f"beat={beat} idle={idle}; pass seconds above 0")
        self._dsn, self._actor, self._beat = dsn, actor, beat
        self._lines = [Line(dsn, actor) for _ in range(connections)]
        self._queue = Queue()
        self._held: dict[int, Task] = {}
        self._ending: set[Claim] = set()
        self._working: dict[Claim, asyncio.Timeout] = {}
        self._room, self._looking = Room(self._find, idle), asyncio.Lock()
        self._is_open = False
        self._running: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        try:
            for line in self._lines:
                await line.connect()
        except BaseException:
            await self._hang_up()
            raise
        self._is_open = True
        self._running = [asyncio.create_task(self._serve(line)) for line in self._lines]
        self._running.append(asyncio.create_task(self._room.run()))
        self._listener = asyncio.create_task(
            listen(self._dsn, self._beat, self._room.stir, self._say_alive, "relay")
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        self._room.close()
        self._queue.close()
        try:
            await asyncio.gather(*self._running)
            for task in list(self._held.values()):
                self._lose(task)
                with suppress(errors.AgoraError, *LOST):
                    await self._lines[0].run(WorkOperations.release, task, "the relay was closed")
        finally:  # also where nobody waits for the end any more: what went on would keep claims alive
            for task in list(self._held.values()):
                self._lose(task)
            for request in list(self._queue.waiting()):
                self._refuse(request)
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
            await self._hang_up()

    async def _hang_up(self) -> None:
        for line in self._lines:
            await line.close()

    # ---- what agents ask ----

    async def exchange(
        self, agent: int, done: Task | None = None, result: Mapping[str, Any] | None = None
    ) -> Task | None:
        """Complete a task, with its result, and claim one that is at hand; None = there is none, ask `next`.

        Raises for this agent alone: `ClaimLost`, `ClaimOfAnother`, `TaskClosed`, `UnknownAgent`, `AgentHalted`,
        `MayNotClaim`. Cancelled before it is sent, it does nothing; later, what is done counts, and what was claimed is
        given back.
        """
        task: Task | None = await self._ask(Request(agent, done, result))
        return task

    async def next(
        self,
        agent: int,
        done: Task | None = None,
        result: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
    ) -> Task | None:
        """The same, and wait until there is a task; None = none came in so many seconds, or the relay was closed.

        It looks closer than `exchange`: tasks come first that the agent waits for, and what others lost is swept up. 0
        seconds are enough to be told of everything that is there. An agent that has to pause between claims does. What
        is done counts also where the agent is then told that it may not claim: `AgentHalted`, `MayNotClaim`,
        `PrincipalSuspended`.
        """
        until = float("inf") if timeout is None else asyncio.get_running_loop().time() + timeout
        guest, way = Guest(agent, until), Way.TOGETHER
        try:
            while True:
                task, pause = None, 0.0
                guest.pace.ask()
                try:
                    if way is Way.ALONE:
                        guest.is_new = False
                        task = await self._look(agent)
                    else:
                        task = await self._ask(Request(agent, done, result))
                except errors.ClaimTooSoon as early:
                    if early.retry_after is None:  # who asks alone is told how long to pause
                        done, result, way = None, None, Way.ALONE
                        continue
                    pause = early.retry_after
                done = result = None
                if task:
                    return task
                told = await self._room.wait(guest, pause)
                if told is None:
                    return None
                way = told
        finally:
            self._room.leave(guest)

    async def fail(
        self, task: Task, error: str, *, retry: bool = True, cost_usd: float | None = None
    ) -> datetime | None:
        """Say why it could not be done; when it is tried again. As `agora.AsyncWork.fail`."""
        fail = partial(WorkOperations.fail, retry=retry, cost_usd=cost_usd)
        again: datetime | None = await self._ask(Request(ends=task, operation=fail, arguments=[task, error]))
        return again

    async def release(self, task: Task, reason: str | None = None) -> None:
        """Give it back. As `agora.AsyncWork.release`."""
        await self._ask(Request(ends=task, operation=WorkOperations.release, arguments=[task, reason]))

    @asynccontextmanager
    async def working(self, task: Task) -> AsyncIterator[None]:
        """Cancel the block when the claim turns out to be over; it then ends with `ClaimLost`."""
        claim = claim_of(task)
        if not self._holds(task):
            raise _lost(task)
        try:
            async with asyncio.timeout(None) as limit:
                self._working[claim] = limit
                try:
                    yield
                finally:
                    self._working.pop(claim, None)
        except TimeoutError:
            if not limit.expired():
                raise
            raise _lost(task) from None

    async def heartbeat(self) -> None:
        """Keep all claims alive, now, and tell who works on one that is over."""

        async def beat(tasks: list[Task]) -> set[int]:
            held: set[int] = await self._ask(Request(operation=WorkOperations.heartbeat, arguments=[tasks]))
            return held

        await self._keep_alive(beat)

    async def _look(self, agent: int) -> Task | None:
        """One agent at a time: it costs a call each, and what one finds out helps the others."""
        async with self._looking:
            if not self._is_open:
                return None
            task: Task | None = await self._ask(Request(agent, operation=_next, arguments=[agent]))
            return task

    async def _find(self, agents: list[int], times: int, is_closer: bool) -> dict[int, bool]:
        """Which of those who wait may find something; what cannot be looked up for all, each is told alone."""
        found: dict[int, bool] = {}
        for first in range(0, len(agents), MOST_FOUND):
            some = agents[first : first + MOST_FOUND]
            try:
                if self._is_open:
                    ask = Request(operation=WorkOperations.find_claimants, arguments=[some, times, is_closer])
                    found |= await self._ask(ask)
            except Exception as error:
                _log.warning("relay: %s", error)
                found |= dict.fromkeys(some, True)
        return found

    async def _ask(self, request: Request) -> Any:
        if not self._is_open:
            raise _closed()
        self._put(request)
        try:
            return await request.answer
        except asyncio.CancelledError:
            if self._queue.withdraw(request):
                self._forget(request)
            elif not request.answer.cancelled() and request.answer.exception() is None:
                self._unwanted(request.answer.result())  # it came together with the cancellation
            raise

    # ---- how it is answered ----

    def _put(self, request: Request) -> None:
        if request.ends:
            self._ending.add(claim_of(request.ends))
        self._queue.put(request)

    async def _serve(self, line: Line) -> None:
        while batch := await self._queue.take():
            try:
                await self._send(line, batch)
            except asyncio.CancelledError:  # so is the end of the relay
                for request in batch:
                    if not request.answer.done():
                        self._settle(request, _closed())
                raise

    async def _send(self, line: Line, batch: list[Request]) -> None:
        try:
            answers = await self._call(line, batch)
        except Exception as error:
            if len(batch) > 1:  # what is wrong with one is nothing to the others
                for request in batch:
                    await self._send(line, [request])
                return
            answers = [error]
        for request, answer in zip(batch, answers, strict=True):
            self._settle(request, answer)

    async def _call(self, line: Line, batch: list[Request]) -> Sequence[Any]:
        agents = [request.agent for request in batch if request.agent is not None]
        ask = partial(
            line.ask, recover=partial(self._recover, agents) if agents else None, gives_up=self._gives_up
        )
        if operation := batch[0].operation:
            return [await ask(operation, *batch[0].arguments)]
        done, results = [request.ends for request in batch], [request.result for request in batch]
        answers: list[Any] = await ask(WorkOperations.exchange, agents, done, results)
        return answers

    def _gives_up(self) -> bool:
        return not self._is_open

    async def _recover(self, agents: list[int], line: Line, answer: Any, elapsed: float) -> bool:
        """Give back what the lost answer told of; whether that was all there was."""
        given = answer if isinstance(answer, list) else [answer]
        here = {claim_of(task) for task in given if isinstance(task, Task)}
        return await line.give_back(agents, partial(self._known, here), elapsed) and answer is None

    def _known(self, here: set[Claim]) -> set[Claim]:
        return here.union(map(claim_of, self._held.values()))

    def _settle(self, request: Request, answer: Any) -> None:
        self._queue.settled(request)
        self._forget(request)
        if (
            (task := request.ends)
            and self._holds(task)
            and (isinstance(answer, OVER) or not isinstance(answer, Exception))
        ):
            del self._held[task.task_id]
        if isinstance(answer, Task):
            self._hold(answer)
        if request.answer.cancelled():
            self._unwanted(answer)
        elif isinstance(answer, Exception):
            request.answer.set_exception(answer)
        else:
            request.answer.set_result(answer)

    def _refuse(self, request: Request) -> None:
        """It was not sent, and will not be."""
        self._queue.withdraw(request)
        self._forget(request)
        if not request.answer.cancelled():
            request.answer.set_exception(_closed())

    def _forget(self, request: Request) -> None:
        if request.ends:
            self._ending.discard(claim_of(request.ends))

    def _unwanted(self, answer: Any) -> None:
        """Nobody waits for it any more: what it claimed is given back."""
        if isinstance(answer, Task):
            release = Request(
                ends=answer,
                operation=WorkOperations.release,
                arguments=[answer, "nobody waits for it any more"],
            )
            release.answer.add_done_callback(lambda told: told.exception())
            self._put(release)

    # ---- staying alive ----

    async def _say_alive(self, connection: psycopg.AsyncConnection[Any]) -> None:
        await self._keep_alive(AsyncWork(connection, actor=self._actor).heartbeat)

    async def _keep_alive(self, beat: Callable[[list[Task]], Awaitable[set[int]]]) -> None:
        tasks = list(self._held.values())
        for first in range(0, len(tasks), MOST_BEATS):
            asked = tasks[first : first + MOST_BEATS]
            held = await beat(asked)
            for task in asked:
                if task.task_id not in held and claim_of(task) not in self._ending and self._holds(task):
                    self._lose(task)

    def _holds(self, task: Task) -> bool:
        held = self._held.get(task.task_id)
        return held is not None and held.epoch == task.epoch

    def _hold(self, task: Task) -> None:
        """It is kept alive. A task is held once: what was claimed anew is over for whoever had it before."""
        other = self._held.get(task.task_id)
        if other and other.epoch < task.epoch:
            self._lose(other)
        self._held.setdefault(task.task_id, task)

    def _lose(self, task: Task) -> None:
        """It is over; whoever works on it is told."""
        self._held.pop(task.task_id, None)
        if limit := self._working.pop(claim_of(task), None):
            limit.reschedule(0)


def _next(operations: DeskOperations, agent: int) -> Plan[Task | None]:
    offer: Offer | None = yield from operations.next(agent, sources=SOURCES)
    return None if offer is None else offer.task


def _closed() -> RuntimeError:
    return RuntimeError("the relay is closed")


def _lost(task: Task) -> errors.AgoraError:
    return errors.ClaimLost("claim is over", f"task_id={task.task_id} epoch={task.epoch}")
