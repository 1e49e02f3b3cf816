"""What a worker and a relay have in common: a connection that outlives its loss, wake-ups and heartbeats, patience."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

import psycopg

from agora import errors
from agora.desk import DeskOperations, Offer
from agora.operations import AsyncCursor, answered, asking
from agora.plans import Plan
from agora.work import Task

T = TypeVar("T")
Claim = tuple[int, int | None, int | None]
"""What holds it in the database: a task with its epoch, or the help that is given with it."""
Recovery = Callable[["Line", Any, float], Awaitable[bool]]

LOST = (psycopg.OperationalError, psycopg.InterfaceError)
OVER = (errors.ClaimLost, errors.ClaimOfAnother, errors.TaskClosed, errors.MatterClosed)
NO_ANSWER = "the answer was lost"
SLACK = 1.0
"""Seconds that one message may take longer than another."""
PAUSE, LONGEST_PAUSE = 0.1, 2.0
"""Seconds before a lost connection is made anew: twice as many each time, up to the longest."""
UNBEGUN = """
SELECT h.task_id, h.epoch, NULL AS help_assignment_id
  FROM agora_work.claim_history AS h
 WHERE h.agent_id = ANY (%(agents)s) AND h.outcome IS NULL AND h.started_at IS NULL
   AND h.claimed_at >= agora.now() - %(elapsed)s * interval '1 second'
UNION ALL
SELECT h.task_id, NULL, h.help_assignment_id
  FROM agora_work.recorded_help AS h
 WHERE %(helps)s AND h.agent_id = ANY (%(agents)s) AND h.ended_at IS NULL
   AND h.joined_at >= agora.now() - %(elapsed)s * interval '1 second'
"""

_log = logging.getLogger(__name__)


def claim_of(given: Task | Offer) -> Claim:
    """What holds it."""
    if isinstance(given, Task):
        return given.task_id, given.epoch, None
    return given.task_id, given.task.epoch if given.task else None, given.help_assignment_id


class Line:
    """A connection for calls that may be made again: when it is lost it is made anew, and so is the call."""

    def __init__(self, dsn: str, actor: int) -> None:
        self._dsn, self._actor, self._operations = dsn, actor, DeskOperations(actor)
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._connecting = asyncio.Lock()
        self._cursors: list[AsyncCursor] = []
        """Those at rest: what a cursor learned to ask and to read it knows the next time."""

    async def connect(self) -> psycopg.AsyncConnection[Any]:
        """Its connection, a new one where that is lost."""
        if self._connection is None or self._connection.closed:
            async with self._connecting:
                if self._connection is None or self._connection.closed:
                    connection = await psycopg.AsyncConnection.connect(self._dsn, autocommit=True)
                    self._connection = connection
                    self._cursors.clear()
        return self._connection

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def ask(
        self,
        operation: Callable[..., Plan[Any]],
        *arguments: Any,
        gives_up: Callable[[], bool],
        recover: Recovery | None = None,
        **named: Any,
    ) -> Any:
        """Run an operation; again if the server breaks it off, on a new connection if need be, unless it gives up.

        `recover` gets the answer behind a lost one and the seconds since the first call; true = ask once more.
        """
        pauses = _pauses()
        clock = asyncio.get_running_loop()
        asked = clock.time()
        was_lost = False
        while True:
            try:
                answer = await self.run(operation, *arguments, **named)
                if was_lost and recover:
                    is_all = await recover(self, answer, clock.time() - asked)
                    was_lost = False  # what is broken off in the middle begins anew, the answer in hand among the lost
                    if is_all:
                        continue
                return answer
            except LOST as error:
                was_lost = was_lost or self._connection is None or self._connection.closed
                if gives_up():
                    raise
                _log.warning("agent %s: %s", self._actor, error)
                await asyncio.sleep(next(pauses))

    async def run(self, operation: Callable[..., Plan[T]], *arguments: Any, **named: Any) -> T:
        """Run an operation once."""
        connection = await self.connect()
        cursor = self._cursors.pop() if self._cursors else asking(connection)
        with errors.translated():
            answer = await answered(operation(self._operations, *arguments, **named), cursor)
        if connection is self._connection:
            self._cursors.append(cursor)
        return answer

    async def give_back(
        self, agents: Sequence[int], known: Callable[[], set[Claim]], elapsed: float, *, helps: bool = False
    ) -> bool:
        """Give back what a call claimed whose answer never came: nobody has begun it, and nobody here knows of it.

        Asked for behind the answer of the same call made again, which waited for the lost one: a claim locks the agent.
        Should somebody else who serves the agent be just about to begin it, the epoch keeps that one from it. Help is
        ended only where the call asked for help. Was there any?
        """
        asked = {"agents": list(agents), "elapsed": elapsed + SLACK, "helps": helps}
        rows = await (await (await self.connect()).execute(UNBEGUN, asked)).fetchall()
        here = known()
        lost = [row for row in rows if row not in here]
        for task, epoch, assignment in lost:
            with suppress(*OVER):
                if epoch:
                    await self.run(_release, task, epoch)
                else:
                    await self.run(DeskOperations.end_help, assignment, "partial", NO_ANSWER)
        return bool(lost)


def _release(operations: DeskOperations, task: int, epoch: int) -> Plan[datetime]:
    given: datetime = yield from operations._write("release_task", task=task, epoch=epoch, reason=NO_ANSWER)
    return given


async def listen(
    dsn: str,
    beat: float,
    wake: Callable[[], object],
    say_alive: Callable[[psycopg.AsyncConnection[Any]], Awaitable[None]],
    name: str,
) -> None:
    """Heartbeats, and wake-ups in between, on a connection of their own that need not wait for the disk.

    Whatever stops them, they begin again: without them all that runs would be lost.
    """
    clock = asyncio.get_running_loop()
    pauses = _pauses()
    while True:
        began = clock.time()
        try:
            async with await psycopg.AsyncConnection.connect(
                dsn, autocommit=True, options="-c synchronous_commit=off"
            ) as connection:
                await connection.execute("LISTEN agora_event")
                due = clock.time()
                while True:
                    wake()
                    if (now := clock.time()) >= due:
                        due = now + beat
                        await say_alive(connection)
                    async for _ in connection.notifies(timeout=max(due - clock.time(), 0), stop_after=1):
                        # One wake-up stands for all events of the interval that it begins.
                        clock.call_later(0.02, wake)
        except Exception as error:
            _log.warning("%s: no heartbeat: %s", name, error)
            if clock.time() - began > LONGEST_PAUSE:
                pauses = _pauses()
            await asyncio.sleep(next(pauses))


def _pauses() -> Iterator[float]:
    """How long to wait before the next try, and the next."""
    pause = PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)


class Pace:
    """How often to ask while nothing is there: less and less while much happens, at once after a time of quiet."""

    __slots__ = ("_asked", "_first", "_longest", "_pause")

    def __init__(self, first: float = 0.005, longest: float = 0.25) -> None:
        self._first, self._longest = first, longest
        self._pause, self._asked = 0.0, -1.0

    def left(self) -> float:
        """Seconds until it is time to ask again."""
        return self._asked + self._pause - asyncio.get_running_loop().time()

    def ask(self) -> None:
        """Now something is asked for."""
        now = asyncio.get_running_loop().time()
        self._pause = self._pause if now - self._asked < 2 * self._pause else 0.0
        self._asked = now

    def found(self, was_there: bool) -> None:
        """There was something, or not."""
        self._pause = 0.0 if was_there else min(2 * self._pause + self._first, self._longest)

    async def rest(self, wake: asyncio.Event, longest: float) -> None:
        """Until woken, but not before it is time to ask again."""
        # Not wait_for(), which on Python 3.11 loses a cancellation that comes together with what it waits for.
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await wake.wait()
        await asyncio.sleep(self.left())
