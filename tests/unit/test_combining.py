"""Which requests go in which call: in their order, shared out among free connections, one of an agent at a time."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from agora.combining import MOST, Queue, Request


def run(course: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(course, 10))


async def turns() -> None:
    """Let everybody go on until nobody can."""
    for _ in range(10):
        await asyncio.sleep(0)


def put(queue: Queue, *agents: int | None, **facts: Any) -> list[Request]:
    asked = [Request(agent, **facts) for agent in agents]
    for request in asked:
        queue.put(request)
    return asked


async def takers(queue: Queue, count: int) -> list[asyncio.Task[list[Request]]]:
    """So many connections, all of them free."""
    begun = [asyncio.create_task(queue.take()) for _ in range(count)]
    await turns()
    return begun


def test_shares() -> None:
    """What is asked at once goes in equal shares, one for each that is free; one request needs one connection."""

    async def course() -> None:
        queue = Queue()
        free = await takers(queue, 3)
        put(queue, *range(7))
        await turns()
        assert [len(taker.result()) for taker in reversed(free)] == [3, 2, 2]
        free = await takers(queue, 3)
        put(queue, 7)
        await turns()
        assert [taker.done() for taker in free] == [False, False, True]

    run(course())


def test_most() -> None:
    async def course() -> None:
        queue = Queue()
        asked = put(queue, *range(MOST + 3))
        assert await queue.take() == asked[:MOST]
        assert await queue.take() == asked[MOST:]

    run(course())


def test_its_like() -> None:
    """Each kind goes with its like, whichever was asked first; an operation goes alone."""

    async def course() -> None:
        queue = Queue()
        first = put(queue, 1, 2)
        alone = put(queue, None, None, operation=print)
        late = put(queue, 3)
        assert [await queue.take() for _ in range(3)] == [first + late, alone[:1], alone[1:]]

    run(course())


def test_one_of_an_agent() -> None:
    """The next one of an agent has its turn when the one before is answered, or not wanted any more."""

    async def course() -> None:
        queue = Queue()
        one, other, two, three, four = put(queue, 1, 2, 1, 1, 1)
        assert await queue.take() == [one, other]
        (taker,) = await takers(queue, 1)
        assert queue.withdraw(three)
        queue.settled(one)
        await turns()
        assert taker.result() == [two]
        (taker,) = await takers(queue, 1)
        assert not queue.withdraw(two)
        assert list(queue.waiting()) == [four]
        queue.settled(two)
        assert queue.withdraw(four)
        queue.settled(other)
        await turns()
        assert not taker.done()
        put(queue, 1)
        await turns()
        assert taker.done()

    run(course())


@pytest.mark.parametrize("count", [1, 3])
def test_the_end(count: int) -> None:
    """Who takes is told when nothing waits any more, be it behind what another still has."""

    async def course() -> None:
        queue = Queue()
        one, two = put(queue, 1, 1)
        assert await queue.take() == [one]
        free = await takers(queue, count)
        queue.close()
        await turns()
        assert not any(taker.done() for taker in free)
        queue.settled(one)
        await turns()
        assert sorted(map(len, (taker.result() for taker in free))) == [0] * (count - 1) + [1]
        assert next(taker.result() for taker in free if taker.result()) == [two]
        assert await queue.take() == []

    run(course())
