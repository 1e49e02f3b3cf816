"""Which requests go in which call: in their order, shared out among free connections, one of an agent at a time."""

import asyncio
from collections import Counter
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


@pytest.mark.parametrize("is_roused", [False, True])
def test_who_takes_no_more(is_roused: bool) -> None:
    """What waits goes to another where one that is free is cancelled, also when it was just told of it."""

    async def course() -> None:
        queue = Queue()
        other, gone = await takers(queue, 2)
        asked = put(queue, 1) if is_roused else []
        gone.cancel()
        if not is_roused:
            asked = put(queue, 1)
        await turns()
        assert gone.cancelled()
        assert other.result() == asked
        queue.settled(asked[0])
        (last,) = await takers(queue, 1)
        last.cancel()
        queue.close()
        await turns()
        assert last.cancelled()

    run(course())


def test_nobody_is_passed_over() -> None:
    """Thousands who ask again once they are answered have equal shares of a few connections, of which one is slow."""

    async def course() -> None:
        queue, served, agents, calls = Queue(), Counter[int](), 5_000, 600

        async def serve(slowness: int) -> None:
            for _ in range(calls // slowness):
                batch = await queue.take()
                for _ in range(slowness):
                    await asyncio.sleep(0)
                for request in batch:
                    queue.settled(request)
                    agent = request.agent or 0
                    served[agent] += 1
                    put(queue, agent)

        put(queue, *range(1, agents + 1))
        await asyncio.gather(*(serve(slowness) for slowness in (1, 1, 5)))
        assert len(served) == agents
        assert max(served.values()) <= 2 * min(served.values())

    run(course())
