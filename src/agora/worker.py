"""`Worker`: does the work of an agent, in the order of precedence of `next_work`.

async def handle(task: agora.work.Task) -> dict[str, object]:
    return {"lines": await write(task.title, **task.details)}

await agora.Worker(dsn, ada, handle, concurrency=4).run()
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

import psycopg

from agora import errors
from agora.desk import SOURCES, DeskOperations, Offer
from agora.line import LOST, OVER, Claim, Line, Pace, claim_of, listen
from agora.plans import Plan
from agora.work import AsyncWork, Task, WorkOperations

Handler = Callable[[Task], Awaitable[Mapping[str, Any] | None]]
Helper = Callable[[Offer], Awaitable[str | None]]

_log = logging.getLogger(__name__)
_FILLERS = ("filler", "universal")
_REFUSED = (errors.AgentHalted, errors.MayNotClaim, errors.PrincipalSuspended)
_CLAIMING = (DeskOperations.next, WorkOperations.claim_next, WorkOperations.complete_and_claim)
_TAKING = (DeskOperations.next, WorkOperations.claim_next)
_ENDING = (KeyboardInterrupt, SystemExit, GeneratorExit)
"""With these the whole process ends, or the loop."""
_STOPPED = "the worker stopped"
_HELPING = """
SELECT h.help_assignment_id FROM agora_work.recorded_help AS h
 WHERE h.help_assignment_id = ANY (%s) AND h.ended_at IS NULL
"""


class Pause(Exception):  # noqa: N818, it is no error
    """What the handler of a filler raises to stop in the middle, with the names of the parts that are done."""

    def __init__(self, *parts: str) -> None:
        super().__init__(*parts)
        self.parts = parts


class Worker:
    """Takes what an agent should do next and hands it to `handle`: what that returns is the result, an exception a
    failure.

    `sources` says what it takes (`agora.desk.SOURCES`): by default everything, but help only where there is `assist`,
    which gets the offer; what it returns is the note on help that solved something, an exception says that it could
    not. At most `concurrency` at once, and no more is claimed than can be begun. A filler makes room for better work:
    its handler is cancelled.

    Claims are kept alive by a heartbeat every `beat` seconds; a handler whose claim is lost or cancelled is cancelled.
    A handler that blocks the loop stops the heartbeats, too: that belongs into `asyncio.to_thread`. What takes longer
    than the task's ttl is lost unless `renew()` is called in time.

    Woken by events, it looks again by itself every `idle` seconds. `stop()` lets what runs end, for at most `grace`
    seconds; the rest is cancelled and given back. So is, after another `patience` seconds, what a handler holds that
    ignores its cancellation; `run()` returns, and what such a handler makes in the end counts no more. A lost
    connection is made anew, and a call that the server broke off is made again; what was claimed in a call whose answer
    got lost with it is given back and claimed again. While its agent is halted, suspended or without budget, or has to
    pause between claims, it waits. With `drain`, it ends when there is nothing left, or nothing to be had.
    """

    def __init__(
        self,
        dsn: str,
        agent: int,
        handle: Handler,
        *,
        assist: Helper | None = None,
        concurrency: int = 1,
        sources: Sequence[str] = SOURCES,
        beat: float = 15.0,
        idle: float = 5.0,
        grace: float = 30.0,
        patience: float = 10.0,
        drain: bool = False,
    ) -> None:
        if concurrency < 1:
            raise ValueError(f"concurrency is {concurrency}; a worker has at least one place")
        if not (beat > 0 and idle > 0 and grace >= 0 and patience >= 0):
            told = f"beat={beat} idle={idle} grace={grace} patience={patience}"
            raise ValueError(f"{told}; pass seconds, beat and idle above 0")
        if not sources or not set(sources) <= set(SOURCES):
            raise ValueError(f"sources are {list(sources)}; pass some of {', '.join(SOURCES)}")
        if not (set(sources) - {"help"} or assist):
            raise ValueError("there is no assist for help, and no other source")
        self._dsn, self._agent, self._handle, self._assist = dsn, agent, handle, assist
        self._sources = [source for source in sources if source != "help" or assist]
        self._concurrency, self._drain = concurrency, drain
        self._beat, self._idle, self._grace, self._patience = beat, idle, grace, patience
        self._running: dict[asyncio.Task[None], Offer] = {}
        self._completing: set[Claim] = set()
        self._given: list[Offer] = []
        self._wake = asyncio.Event()
        self._stopped = asyncio.Event()
        self._leaving = self._left = False
        self._line = Line(dsn, agent)
        self.completed = 0
        """Tasks that it has done."""

    def stop(self, *, at_once: bool = False) -> None:
        """Claim nothing more; `run()` returns when what runs has ended. To be called on the loop's own thread.

        With `at_once`, also after a call without it, what runs is cancelled and given back now.
        """
        if at_once:
            self._grace = 0.0
            for handler in self._running:  # not before its first step: see run()
                handler.get_loop().call_soon(_cancel, handler)
        self._stopped.set()
        self._wake.set()

    async def renew(self, task: Task, ttl: timedelta) -> datetime:
        """Let the claim on a task that is being handled last for so long from now, one minute to a day.

        Raises `ClaimLost`, `ClaimOfAnother`, `TaskClosed`.
        """
        until: datetime = await self._ask(WorkOperations.renew, task, ttl)
        return until

    async def run(self) -> None:
        """Work until `stop()`, or with `drain` until there is nothing left."""
        listener = asyncio.create_task(
            listen(self._dsn, self._beat, self._wake.set, self._say_alive, f"agent {self._agent}")
        )
        try:
            await self._take_all()
            if self._running:
                await asyncio.wait(self._running, timeout=self._grace)
        finally:
            self._leaving = True
            try:
                await asyncio.sleep(0)  # who is cancelled before its first step gives nothing back
                await self._cancel_all()
            finally:
                self._left = True
                listener.cancel()
                with suppress(asyncio.CancelledError):
                    await listener
                await self._line.close()

    async def _cancel_all(self) -> None:
        """Cancel what runs, and wait until it has ended; what does not is given back.

        Whoever wants that to end sooner cancels the handlers once more, and is told of it at the end.
        """
        clock = asyncio.get_running_loop()
        until = clock.time() + self._patience
        hurried: asyncio.CancelledError | None = None
        while self._running and (left := until - clock.time()) > 0:
            for handler in self._running:
                _cancel(handler, again=hurried is not None)
            try:
                await asyncio.wait(self._running, timeout=left)
            except asyncio.CancelledError as error:
                hurried = error
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                for offer in list(self._running.values()):
                    await self._abandon(offer)
        if hurried:
            raise hurried

    async def _abandon(self, offer: Offer) -> None:
        """Give back what somebody holds on to who ignores that it is cancelled."""
        _log.warning(
            "task %s: its handler ignores that it is cancelled; agent %s gives it back",
            offer.task_id,
            self._agent,
        )
        with suppress(*OVER, *LOST):
            if offer.task:
                await self._ask(WorkOperations.release, offer.task, _STOPPED)
            else:
                await self._ask(DeskOperations.end_help, offer.help_assignment_id, "partial", _STOPPED)

    # ---- what to do ----

    async def _take_all(self) -> None:
        """Take work whenever there is room; while nothing is there, ask less and less often, whatever events pass."""
        pace, refusal = Pace(), ""
        while not self._stopped.is_set():
            self._wake.clear()
            took = False
            was_idle = not self._running
            if sources := self._wanted():
                pace.ask()
                try:
                    took = await self._take(sources)
                    refusal = ""
                except errors.ClaimTooSoon as early:
                    await self._rest(early.retry_after or self._idle)
                    continue
                except _REFUSED as error:
                    if self._drain:
                        raise
                    if refusal != (refusal := str(error)):
                        _log.warning("agent %s gets nothing: %s", self._agent, refusal)
                except LOST:
                    if not self._stopped.is_set():
                        raise
                pace.found(took)
            if self._drain and was_idle and not took:
                return
            if not took:
                await pace.rest(self._wake, self._idle)

    async def _rest(self, seconds: float) -> None:
        """Wait as long as the agent has to pause between claims, or until the worker stops."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()

    def _wanted(self) -> list[str]:
        """Sources to ask: all while a place is free; while fillers hold the last, those that are better."""
        if len(self._running) < self._concurrency:
            return self._sources
        return [source for source in self._sources if source not in _FILLERS] if self._room() > 0 else []

    def _room(self) -> int:
        """Places that are free, or would be: fillers make room."""
        return self._concurrency - sum(offer.source not in _FILLERS for offer in self._running.values())

    async def _take(self, sources: Sequence[str]) -> bool:
        """Begin what the agent should do next; behind the most urgent task the others, in one call. Was there any?"""
        first: Offer | None = await self._ask(DeskOperations.next, self._agent, sources=sources)
        if first is None:
            return False
        self._begin(first)
        if first.source == "next" and (room := self._room()) > 0:
            for offer in map(_next, await self._ask(WorkOperations.claim_next, self._agent, room)):
                self._begin(offer)
        return True

    def _begin(self, offer: Offer) -> None:
        for handler, other in self._running.items():
            if other.task_id in offer.stopped:
                handler.cancel("there is better work")
            elif (
                offer.task
                and other.task
                and other.task_id == offer.task_id
                and other.task.epoch < offer.task.epoch
            ):
                handler.cancel("it is over: it was claimed anew")
        doing = self._do(offer.task) if offer.task else self._help(offer)
        handler = asyncio.create_task(doing)
        self._running[handler] = offer
        handler.add_done_callback(self._ended)

    def _ended(self, handler: asyncio.Task[None]) -> None:
        del self._running[handler]
        self._wake.set()

    # ---- doing it ----

    async def _do(self, task: Task) -> None:
        """Handle one task and say how it ended; what is over is nobody's business any more."""
        try:
            try:
                await self._ask(WorkOperations.start, task)
                await self._finish(task)
            except OVER:
                raise
            except Exception as error:  # what it made was refused
                await self._fail(task, error)
        except asyncio.CancelledError:
            with suppress(*OVER, *LOST):
                await self._ask(WorkOperations.release, task, _STOPPED)
        except OVER as error:
            _log.info("task %s is over: %s", task.task_id, error)
        except Exception:
            _log.exception(
                "task %s: nobody can be told how it ended; it returns with its lease", task.task_id
            )

    async def _finish(self, task: Task) -> None:
        """What the handler makes of it."""
        try:
            result = await self._handle(task)
        except Pause as pause:
            await self._ask(DeskOperations.pause, task, pause.parts)
        except _ENDING:
            raise
        except BaseException as error:
            if _is_cancelled(error):
                raise
            await self._fail(task, error)
        else:
            await self._complete(task, result)

    async def _fail(self, task: Task, error: BaseException) -> None:
        _log.warning("task %s failed", task.task_id, exc_info=error)
        await self._ask(WorkOperations.fail, task, _told(error))

    async def _complete(self, task: Task, result: Mapping[str, Any] | None) -> None:
        """Complete it and take the next one for its place in the same call, unless something else comes first."""
        fills = any(offer.source in _FILLERS for offer in self._running.values())
        if self._stopped.is_set() or fills or "next" not in self._sources:
            await self._ask(WorkOperations.complete, task, result)
            self.completed += 1
            return
        self._completing.add(claim_of(task))  # the answer has the next tasks: no heartbeat may cut it off
        try:
            following = await self._ask(WorkOperations.complete_and_claim, self._agent, task, result)
        finally:
            self._completing.remove(claim_of(task))
        self.completed += 1
        for offer in map(_next, following):
            self._begin(offer)

    async def _help(self, offer: Offer) -> None:
        """Help with one blocker and say what came of it."""
        assist = cast("Helper", self._assist)  # without it no help is asked for
        outcome, note = "solved", None
        try:
            note = await assist(offer)
        except _ENDING:
            raise
        except BaseException as error:
            if _is_cancelled(error):
                outcome, note = "partial", _STOPPED
            else:
                _log.warning("no help with blocker %s", offer.blocker_id, exc_info=True)
                outcome, note = "unable", _told(error)
        try:
            await self._ask(DeskOperations.end_help, offer.help_assignment_id, outcome, note)
        except (*OVER, *LOST) as error:
            _log.info("help %s is over: %s", offer.help_assignment_id, error)
        except Exception:
            _log.exception("help %s: nobody could be told how it ended", offer.help_assignment_id)

    async def _ask(self, operation: Callable[..., Plan[Any]], *arguments: Any, **named: Any) -> Any:
        """Run an operation; again if the server breaks it off, on a new connection if need be: all of them allow it."""
        if self._left:
            raise errors.ClaimLost("the worker stopped, and gave back what it held")
        helps = operation is DeskOperations.next and "help" in self._sources
        return await self._line.ask(
            operation,
            *arguments,
            recover=partial(self._recover, helps) if operation in _CLAIMING else None,
            gives_up=lambda: self._leaving or (self._stopped.is_set() and operation in _TAKING),
            **named,
        )

    async def _recover(self, helps: bool, line: Line, answer: Any, elapsed: float) -> bool:
        """Give back what the lost answer told of; whether that was all there was."""
        given = _offers(answer)
        self._given += given
        try:
            return await line.give_back([self._agent], self._known, elapsed, helps=helps) and not answer
        finally:
            for offer in given:
                self._given.remove(offer)

    def _known(self) -> set[Claim]:
        return {claim_of(offer) for offer in (*self._running.values(), *self._given)}

    # ---- staying alive ----

    async def _say_alive(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """A heartbeat for all claims; whose claim or help is over is cancelled."""
        asked = dict(self._running)
        # Of a task that was claimed anew, the last claim.
        tasks = {offer.task_id: offer.task for offer in asked.values() if offer.task}
        held = await AsyncWork(connection, actor=self._agent).heartbeat(list(tasks.values()))
        helps = [offer.help_assignment_id for offer in asked.values() if not offer.task]
        going = {row[0] async for row in await connection.execute(_HELPING, [helps])} if helps else set()
        for handler, offer in asked.items():
            if claim_of(offer) in self._completing:
                continue
            if not (offer.task_id in held if offer.task else offer.help_assignment_id in going):
                _log.warning(
                    "task %s is no more with agent %s: its handler is cancelled", offer.task_id, self._agent
                )
                handler.cancel("it is over")


def _cancel(handler: asyncio.Task[None], *, again: bool = False) -> None:
    """Cancel it because the worker stops; who is cancelled already may be just giving its task back."""
    if again or not handler.cancelling():
        handler.cancel("the worker stops")


def _next(task: Task) -> Offer:
    return Offer("next", task.task_id, task, task.details, None, None, [])


def _offers(answer: Offer | Sequence[Task] | None) -> list[Offer]:
    """What a call that claims gave."""
    if isinstance(answer, Offer):
        return [answer]
    return [_next(task) for task in answer or ()]


def _is_cancelled(error: BaseException) -> bool:
    """Whether somebody cancelled this task; a handler also raises it when it waits for what was cancelled elsewhere."""
    running = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and running is not None and running.cancelling() > 0


def _told(error: BaseException) -> str:
    """What the database is told of it; a text there has neither NUL nor half a character."""
    text = f"{type(error).__name__}: {error}"[:5_000]
    return text.encode(errors="backslashreplace").decode().replace("\0", r"\x00")[:10_000]
