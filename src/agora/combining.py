"""What the agents of a relay ask, and what of it goes in one call: `Queue` shares it out among connections."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from agora.plans import Plan
from agora.work import Task

MOST = 100
"""Requests in one call."""


@dataclass(eq=False, slots=True)
class Request:
    """What somebody waits for: an operation, or the end of a task and the next one, combined with those of others."""

    agent: int | None = None
    """Who claims by it, one request at a time."""
    ends: Task | None = None
    result: Mapping[str, Any] | None = None
    operation: Callable[..., Plan[Any]] | None = None
    arguments: Sequence[Any] = ()
    answer: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Queue:
    """Requests that wait, first come, first served; of an agent one at a time is served, the others wait behind it."""

    def __init__(self) -> None:
        self._alone: OrderedDict[Request, int] = OrderedDict()
        self._together: OrderedDict[Request, int] = OrderedDict()
        self._turns = count()
        self._behind: dict[int, deque[Request]] = {}
        """Of each agent of which a request waits, or is being served, those that wait behind it."""
        self._free = 0
        self._idle: list[asyncio.Future[None]] = []
        self._is_roused = False
        self._is_open = True

    def put(self, request: Request) -> None:
        if request.agent in self._behind:
            self._behind[request.agent].append(request)
        else:
            if request.agent is not None:
                self._behind[request.agent] = deque()
            self._admit(request)

    def withdraw(self, request: Request) -> bool:
        """It is not wanted any more; whether it was still waiting."""
        lane = self._lane(request)
        if request in lane:
            del lane[request]
            self.settled(request)
        elif request.agent is not None and request in self._behind.get(request.agent, ()):
            self._behind[request.agent].remove(request)
        else:
            return False
        return True

    def settled(self, request: Request) -> None:
        """It was answered: what its agent asked next has its turn."""
        if request.agent is not None:
            if behind := self._behind[request.agent]:
                self._admit(behind.popleft())
            else:
                del self._behind[request.agent]
        if not self._is_open:
            self._rouse_all()

    async def take(self) -> list[Request]:
        """What goes in the next call of a connection that is free, when there is something; nothing = it is over."""
        self._free += 1
        try:
            while not (batch := self._pick()) and (self._is_open or any(self.waiting())):
                idle = asyncio.get_running_loop().create_future()
                self._idle.append(idle)
                try:
                    await idle
                finally:
                    self._is_roused = False
        finally:
            self._free -= 1
            if self._alone or self._together:
                self._rouse()
        return batch

    def close(self) -> None:
        """Nothing more will come: who takes is told when nothing waits any more."""
        self._is_open = False
        self._rouse_all()

    def waiting(self) -> Iterator[Request]:
        """What nobody has taken."""
        for lane in (self._alone, self._together, *self._behind.values()):
            yield from lane

    def _lane(self, request: Request) -> OrderedDict[Request, int]:
        """What goes with its like."""
        return self._alone if request.operation else self._together

    def _admit(self, request: Request) -> None:
        self._lane(request)[request] = next(self._turns)
        if not self._is_roused:
            self._rouse()

    def _rouse(self) -> None:
        """One connection, the last that fell idle; it will rouse the next one if it leaves something."""
        while self._idle:
            if not (idle := self._idle.pop()).done():  # it was cancelled
                self._is_roused = True
                idle.set_result(None)
                return

    def _rouse_all(self) -> None:
        while self._idle:
            self._rouse()

    def _pick(self) -> list[Request]:
        """What was asked first, with its like: this connection's share of it."""
        able = [lane for lane in (self._alone, self._together) if lane]
        if not able:
            return []
        lane = min(able, key=lambda lane: next(iter(lane.values())))
        share = 1 if lane is self._alone else min(-(-len(lane) // self._free), MOST)
        return [lane.popitem(last=False)[0] for _ in range(share)]
