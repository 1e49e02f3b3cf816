"""Who waits is sent when there may be something for it: nobody is forgotten, and not all are asked for one task."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from agora.waiting import Guest, Room, Way

LONG = 600.0
EVER = float("inf")


class Board:
    """What looks are told."""

    def __init__(self) -> None:
        self.finds: dict[int, bool] = {}
        self.looks: list[tuple[list[int], int, bool]] = []

    async def look(self, agents: list[int], times: int, is_closer: bool) -> dict[int, bool]:
        self.looks.append((agents, times, is_closer))
        able = [agent for agent in agents if agent in self.finds]
        return {agent: self.finds[agent] for agent in able[:times]}


def run(course: Callable[[Board, Room], Coroutine[Any, Any, None]], idle: float = LONG) -> Board:
    board = Board()

    async def all_of_it() -> None:
        room = Room(board.look, idle)
        looking = asyncio.create_task(room.run())
        try:
            await course(board, room)
        finally:
            room.close()
            await looking

    asyncio.run(asyncio.wait_for(all_of_it(), 10))
    return board


async def enter(board: Board, room: Room, *agents: int) -> list[asyncio.Task[Way | None]]:
    """They wait, and were looked for closer."""
    guests = [Guest(agent, EVER) for agent in agents]
    waiting = [asyncio.create_task(room.wait(guest)) for guest in guests]
    while any(guest.is_new for guest in guests):
        await asyncio.sleep(0)
    board.looks.clear()
    return waiting


def test_as_many_as_there_are() -> None:
    """One of those for whom there is something, the first; the others wait."""

    async def course(board: Board, room: Room) -> None:
        waiting = await enter(board, room, 1, 2, 3)
        board.finds = {2: False, 3: False}
        room.stir()
        assert await waiting[1] is Way.TOGETHER
        assert not waiting[0].done() and not waiting[2].done()
        board.finds = {3: True}
        assert await waiting[2] is Way.ALONE
        room.close()
        assert await waiting[0] is None

    run(course)


def test_what_the_first_cannot_have() -> None:
    """Who was sent and found nothing stands in nobody's way: twice as many are sent, until somebody finds it."""

    async def course(board: Board, room: Room) -> None:
        found: list[int] = []

        async def agent(number: int) -> None:
            guest = Guest(number, EVER)
            while await room.wait(guest) and number != 9:
                pass
            found.append(number)
            board.finds = {}
            room.leave(guest)

        agents = [asyncio.create_task(agent(number)) for number in range(10)]
        board.finds = dict.fromkeys(range(10), False)
        await agents[9]
        assert found == [9]
        assert max(times for _, times, _ in board.looks) > 1
        room.close()
        await asyncio.gather(*agents)

    run(course)


def test_what_happens_while_it_asks() -> None:
    """It may have asked before that: it is looked for again, although nothing happens any more."""

    async def course(board: Board, room: Room) -> None:
        guest = Guest(1, EVER)
        board.finds = {1: False}
        assert await room.wait(guest) is Way.TOGETHER
        board.finds = {}
        await enter(board, room, 2)
        room.stir()
        while not board.looks or room._is_stirred:
            await asyncio.sleep(0)
        board.finds = {1: False}
        assert await room.wait(guest) is Way.TOGETHER

    run(course)


def test_new_ones_keep_nobody_waiting() -> None:
    """However many come, what happens is looked at for those who are there."""

    async def course(board: Board, room: Room) -> None:
        (waiting,) = await enter(board, room, 1)

        async def pass_by() -> None:
            while not waiting.done():
                assert await room.wait(Guest(2, 0.0)) is None

        board.finds = {1: False}
        passing = [asyncio.create_task(pass_by()) for _ in range(3)]
        room.stir()
        assert await waiting is Way.TOGETHER
        await asyncio.gather(*passing)

    run(course)


def test_no_time_is_enough_for_a_closer_look() -> None:
    async def course(board: Board, room: Room) -> None:
        assert await room.wait(Guest(1, 0.0)) is None
        assert board.looks == [([1], 1, True)]
        board.finds = {1: False}
        assert await room.wait(Guest(1, 0.0)) is Way.TOGETHER

    run(course)


def test_all_are_looked_for_closer_now_and_then() -> None:
    async def course(board: Board, room: Room) -> None:
        await enter(board, room, 1, 2)
        while not board.looks:
            await asyncio.sleep(0)
        assert board.looks[0] == ([1, 2], 1, True)

    run(course, idle=0.01)


def test_a_pause() -> None:
    """Who is told to pause is not sent before, but asks alone then, whatever happens."""

    async def course(board: Board, room: Room) -> None:
        guest = Guest(1, EVER)
        guest.is_new = False
        board.finds = {1: False}
        pausing = asyncio.create_task(room.wait(guest, 0.05))
        await asyncio.sleep(0)
        room.stir()
        assert await pausing is Way.ALONE
        assert board.looks == []

    run(course)


def test_who_is_cancelled_is_not_waited_for() -> None:
    async def course(board: Board, room: Room) -> None:
        first, second = await enter(board, room, 1, 2)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        board.finds = {1: False, 2: False}
        room.stir()
        assert await second is Way.TOGETHER

    run(course)
