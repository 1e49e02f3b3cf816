"""Where agents of a relay wait that found nothing: `Room` asks for all of them at once, and sends who may find."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from enum import Enum, auto

from agora.line import Pace

REST, LONGEST_REST = 4, 0.01
"""A look that finds nothing is followed by a rest of so many times as long, at most so many seconds."""
PATIENCE = 0.01
"""Seconds that those who were sent have, before others are."""
MOST_TIMES = 1000
Look = Callable[[list[int], int, bool], Awaitable[dict[int, bool]]]
"""Of agents, which may find something, so many times over as there are tasks; and whether by a call of their own."""


class Way(Enum):
    """How to ask now."""

    TOGETHER = auto()
    ALONE = auto()


class Guest:
    """Who waits, until when."""

    __slots__ = ("agent", "answer", "is_new", "pace", "rests", "round", "stirs", "until")

    def __init__(self, agent: int, until: float) -> None:
        self.agent, self.until = agent, until
        self.pace = Pace()
        self.rests = 0.0
        """No look is for it before, but a closer one."""
        self.is_new = True
        self.round = 0
        """In which it was sent; 0 = it is not asking for that."""
        self.stirs = -1
        """What had happened when it was told to ask."""
        self.answer: asyncio.Future[Way | None] | None = None


class Room:
    """Looks when something happened, closer for who is new and every `idle` seconds; first come, first sent.

    In a round so many are sent as there are tasks. While none of them finds anything, each round sends twice as many
    for a task, until everybody was asked; who found nothing rests, longer and longer while that goes on.
    """

    def __init__(self, look: Look, idle: float) -> None:
        self._look, self._idle = look, idle
        self._here: dict[Guest, None] = {}
        self._news = asyncio.Event()
        self._is_open = True
        self._stirs, self._is_stirred, self._was_closer = 0, False, False
        self._round, self._sent, self._found, self._times = 0, 0, 0, 1
        self._rests, self._again, self._due = 0.0, float("inf"), 0.0

    async def wait(self, guest: Guest, pause: float = 0) -> Way | None:
        """How to ask now; nothing = its time is over, or the room was closed. `pause` is what it was told to wait."""
        clock = asyncio.get_running_loop()
        now = clock.time()
        self._back(guest, has_found=False)
        if not self._is_open or (guest.until <= now and not guest.is_new):
            return None
        guest.pace.found(False)
        guest.rests = now + max(guest.pace.left(), pause)
        guest.answer = clock.create_future()
        self._here[guest] = None
        timers = [clock.call_later(pause, self._tell, guest, Way.ALONE)] if pause else []
        if guest.until < float("inf"):
            timers.append(clock.call_at(guest.until, self._expire, guest))
        if (
            not guest.is_new and guest.stirs != self._stirs
        ):  # it may not have seen what happened while it asked
            self._again = min(self._again, guest.rests)
        self._news.set()
        try:
            return await guest.answer
        finally:
            for timer in timers:
                timer.cancel()
            self._here.pop(guest, None)

    def leave(self, guest: Guest) -> None:
        """It waits no more."""
        self._back(guest, has_found=True)

    def stir(self) -> None:
        """Something happened."""
        self._stirs += 1
        self._is_stirred = True
        self._news.set()

    def close(self) -> None:
        """Nobody waits any more."""
        self._is_open = False
        for guest in list(self._here):
            self._tell(guest, None)
        self._news.set()

    async def run(self) -> None:
        """Looks until the room is closed."""
        clock = asyncio.get_running_loop()
        self._due = clock.time() + self._idle
        while self._is_open:
            now = clock.time()
            if guests := self._guests(now):
                await self._look_for(guests, is_closer=guests[0].is_new or now >= self._due)
            else:
                await self._rest(self._next(now) - now)

    # ---- when, and for whom ----

    def _guests(self, now: float) -> list[Guest]:
        """For whom to look now: closer for who is new, or for all, else for those who do not rest."""
        if not self._here:
            return []
        if now >= self._due:
            return list(self._here)
        new = [guest for guest in self._here if guest.is_new]
        is_time = now >= self._rests
        is_quick = is_time and (self._is_stirred or now >= self._again)
        # In turns, so that neither keeps the other waiting.
        if (
            new
            and (is_time or any(guest.until <= now for guest in new))
            and not (is_quick and self._was_closer)
        ):
            return new
        if not is_quick:
            return []
        able = [guest for guest in self._here if guest.rests <= now and not guest.is_new]
        self._is_stirred = False
        self._again = min((guest.rests for guest in self._here if guest.rests > now), default=float("inf"))
        self._was_closer = False
        return able

    def _next(self, now: float) -> float:
        """When there may be somebody to look for, if nothing happens."""
        if not self._here:
            return float("inf")
        is_awaited = self._is_stirred or any(guest.is_new for guest in self._here)
        return min(self._due, max(self._rests, now) if is_awaited else max(self._rests, self._again))

    async def _rest(self, seconds: float) -> None:
        self._news.clear()
        try:
            async with asyncio.timeout(None if seconds == float("inf") else max(seconds, 0)):
                await self._news.wait()
        except TimeoutError:
            pass

    # ---- a look ----

    async def _look_for(self, guests: list[Guest], *, is_closer: bool) -> None:
        clock = asyncio.get_running_loop()
        began = clock.time()
        self._was_closer = is_closer
        if began >= self._due:
            self._due = began + self._idle
        self._round, self._sent, self._found = self._round + 1, 0, 0
        agents = list(dict.fromkeys(guest.agent for guest in guests))
        found = await self._look(agents, self._times, is_closer)
        now = clock.time()
        self._send(guests, found)
        if is_closer:
            for guest in guests:
                guest.is_new = False
                if guest.until <= now:
                    self._tell(guest, None)
        if not self._sent:
            self._times, self._rests = 1, now + min(REST * (now - began), LONGEST_REST)
            return
        while self._sent and self._is_open and (left := now + PATIENCE - clock.time()) > 0:
            await self._rest(left)
        self._times = 1 if self._found else min(2 * self._times, MOST_TIMES)
        self._is_stirred, self._rests = True, 0.0

    def _send(self, guests: Iterable[Guest], found: dict[int, bool]) -> None:
        for guest in guests:
            if guest.agent in found and guest in self._here:
                is_alone = found.pop(guest.agent)
                guest.round = self._round
                self._sent += 1
                self._tell(guest, Way.ALONE if is_alone else Way.TOGETHER)

    def _back(self, guest: Guest, *, has_found: bool) -> None:
        """It asked, as it was sent to."""
        if guest.round == self._round:
            self._sent -= 1
            self._found += has_found
            if not self._sent:
                self._news.set()
        guest.round = 0

    def _tell(self, guest: Guest, way: Way | None) -> None:
        guest.stirs = self._stirs
        if guest.answer and not guest.answer.done():
            guest.answer.set_result(way)
        self._here.pop(guest, None)

    def _expire(self, guest: Guest) -> None:
        """Its time is over; who is new hears first whether there is something."""
        if guest.is_new:
            self._news.set()
        else:
            self._tell(guest, None)
