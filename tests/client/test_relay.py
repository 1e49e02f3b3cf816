"""Many agents over few connections: what waits is combined, everybody gets their own answer, and nothing is lost."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

import agora
from agora import errors
from agora.combining import Request
from agora.desk import Desk
from agora.line import Line
from agora.relay import SERVICE, Relay
from agora.work import Task, Work, WorkOperations
from tests.support.board import Connection, agent, board, run, until
from tests.support.cut import cutting

LONG = 600.0
"""Seconds that no test lasts."""
OTHERS = (
    "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a"
    " WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
)
HISTORY = "SELECT h.outcome, h.error FROM agora_work.claim_history AS h ORDER BY h.task_id, h.epoch"


@pytest.fixture
def admin(dsn: str) -> Iterator[Connection]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def agents(admin: Connection, count: int) -> list[int]:
    return [agent(admin, f"agent {n}") for n in range(count)]


def tasks(admin: Connection, count: int) -> list[int]:
    return Work(admin).add_many([{"title": f"t{n}"} for n in range(count)])


def unregistered(admin: Connection) -> int:
    with agora.connect(admin.info.dsn) as team:
        principal: int = team.core.register_principal(name="stranger")
        return principal


def relay(admin: Connection, **terms: Any) -> Relay:
    """One that neither a beat nor the time to look again helps."""
    return Relay(admin.info.dsn, **{"connections": 1, "beat": LONG, "idle": LONG, **terms})


@contextmanager
def locked(admin: Connection, principal: int) -> Iterator[None]:
    """Somebody else has the agent, whose claims wait."""
    with psycopg.connect(admin.info.dsn) as other:
        other.execute("SELECT FROM agora_work.agent AS a WHERE a.agent_id = %s FOR UPDATE", [principal])
        yield


def waits(admin: Connection) -> bool:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return admin.execute(query).fetchone() != (0,)


async def ask(*courses: Any) -> list[asyncio.Task[Task | None]]:
    """Begin each, in this order."""
    begun = [asyncio.create_task(course) for course in courses]
    await asyncio.sleep(0)
    return begun


def test_what_waits_goes_in_one_call(admin: Connection) -> None:
    """While the one connection is busy, requests wait; then all of them go at once, each answered in its order."""
    first, *others = agents(admin, 10)
    ids = tasks(admin, 10)

    async def course() -> None:
        async with relay(admin) as hub:
            with locked(admin, first):
                (one,) = await ask(hub.exchange(first))
                await until(lambda: waits(admin))
                rest = await ask(*map(hub.exchange, others))
            found = await asyncio.gather(one, *rest)
            assert [task and task.task_id for task in found] == ids
            assert await asyncio.gather(*map(hub.exchange, [first, *others], found)) == [None] * 10

    run(course())
    rows = admin.execute(
        "SELECT count(DISTINCT h.claimed_at), count(DISTINCT h.ended_at) FROM agora_work.claim_history AS h"
    )
    assert rows.fetchone() == (2, 1)


def test_free_connections_share(admin: Connection) -> None:
    """What is asked at once is divided among the connections that are free, and goes in as many calls."""
    some = agents(admin, 9)
    tasks(admin, 9)

    async def course() -> None:
        async with relay(admin, connections=3) as hub:
            assert None not in await asyncio.gather(*map(hub.exchange, some))

    run(course())
    rows = admin.execute(
        "SELECT count(*) FROM agora_work.claim_history AS h GROUP BY h.claimed_at ORDER BY h.claimed_at"
    )
    assert rows.fetchall() == [(3,), (3,), (3,)]


def test_one_request_of_an_agent_at_a_time(admin: Connection) -> None:
    """Two requests of one agent never meet in a call, nor in two of them."""
    (ada,) = agents(admin, 1)
    ids = tasks(admin, 3)

    async def course() -> None:
        async with relay(admin, connections=3) as hub:
            found = await asyncio.gather(*(hub.exchange(ada) for _ in range(4)))
            assert [task and task.task_id for task in found] == [*ids, None]

    run(course())


def test_each_has_its_own_error(admin: Connection) -> None:
    """What is wrong with one request is told to who made it; the others of the call are done."""
    ada, ben, cleo, dan, eve, fay = agents(admin, 6)
    stranger = unregistered(admin)
    tasks(admin, 12)
    work = Work(admin)

    async def course() -> None:
        async with relay(admin) as hub:
            lost, closed, a, b, c, d = await asyncio.gather(
                *map(hub.exchange, (ada, ben, cleo, dan, eve, fay))
            )
            assert lost and closed
            work.release(lost)
            work.cancel(closed.task_id, "a test")
            given = [(ada, lost), (ben, closed), (cleo, a), (dan, b), (eve, c), (fay, d), (stranger, None)]
            results: list[Any] = [None, None, ["no object"], {"no": {"json"}}, {"n": 1}, None, None]
            found = await asyncio.gather(
                *(hub.exchange(*item, result) for item, result in zip(given, results, strict=True)),
                return_exceptions=True,
            )
            assert [type(answer) for answer in found] == [
                errors.ClaimLost,
                errors.TaskClosed,
                psycopg.errors.InvalidParameterValue,
                TypeError,
                Task,
                Task,
                errors.UnknownAgent,
            ]
            assert f"agent_id={ada} task_id={lost.task_id} epoch=1" in str(found[0])
            # What was wrong with the result is no end of the claim.
            await hub.heartbeat()
            for claim in (a, b):
                async with hub.working(claim):
                    await hub.exchange(cleo if claim is a else dan, claim, {"n": 2})

    run(course())
    done = admin.execute(
        "SELECT b.result FROM agora_work.board AS b WHERE b.status = 'completed' ORDER BY b.task_id"
    )
    assert done.fetchall() == [({"n": 2},), ({"n": 2},), ({"n": 1},), (None,)]


def test_who_gives_up_before_it_is_sent_changes_nothing(admin: Connection) -> None:
    ada, ben = agents(admin, 2)
    tasks(admin, 2)

    async def course() -> None:
        async with relay(admin) as hub:
            task = await hub.exchange(ben)
            with locked(admin, ada):
                (one,) = await ask(hub.exchange(ada))
                await until(lambda: waits(admin))
                (two,) = await ask(hub.exchange(ben, task))
                two.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await two
            assert await one
            await hub.heartbeat()
            async with hub.working(task):
                assert board(admin) == {"t0": ("claimed", 0), "t1": ("claimed", 0)}

    run(course())


@pytest.mark.parametrize("method", ["exchange", "next"])
def test_what_nobody_waits_for_is_given_back(admin: Connection, method: str) -> None:
    """Cancelled while the call is under way: what is done counts, the next task is there for others, unharmed."""
    ada, ben = agents(admin, 2)
    tasks(admin, 2)

    async def course() -> None:
        async with relay(admin) as hub:
            task = await hub.exchange(ada)
            with locked(admin, ada):
                (one,) = await ask(getattr(hub, method)(ada, task))
                await until(lambda: waits(admin))
                one.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await one
            again = await hub.next(ben)
            assert again and (again.title, again.epoch, again.attempt) == ("t1", 2, 1)
            await hub.exchange(ben, again)

    run(course())
    assert board(admin) == {"t0": ("completed", 0), "t1": ("completed", 0)}
    assert admin.execute(HISTORY).fetchall() == [
        ("completed", None),
        ("released", "nobody waits for it any more"),
        ("completed", None),
    ]


def test_an_answer_that_comes_with_the_cancellation(admin: Connection) -> None:
    """The answer is there, and whoever waited for it is cancelled before hearing of it."""
    ada, ben = agents(admin, 2)
    tasks(admin, 1)

    class Late(Relay):
        def _settle(self, request: Any, answer: Any) -> None:
            super()._settle(request, answer)
            if request.agent == ada:
                one.cancel()

    one: asyncio.Task[Task | None]

    async def course() -> None:
        nonlocal one
        async with Late(admin.info.dsn, 1, beat=LONG, idle=LONG) as hub:
            (one,) = await ask(hub.exchange(ada))
            with pytest.raises(asyncio.CancelledError):
                await one
            again = await hub.next(ben)
            assert again and again.epoch == 2

    run(course())


def test_lost_connections(admin: Connection) -> None:
    """All connections are cut at each task: the relay goes on, and what was done counts."""
    ada, ben = agents(admin, 2)
    tasks(admin, 5)

    async def work(hub: Relay, who: int) -> None:
        task = await hub.next(who, timeout=0)
        while task:
            admin.execute(OTHERS)
            task = await hub.next(who, task, {"by": who}, timeout=0)

    async def course() -> None:
        async with relay(admin) as hub:
            await asyncio.gather(work(hub, ada), work(hub, ben))

    run(course())
    assert set(board(admin).values()) == {("completed", 0)}


@pytest.mark.parametrize(
    ("words", "given_back"),
    [(['"exchange_tasks"'], 3), (['"exchange_tasks"', '"exchange_tasks"', '"release_task"'], 9)],
)
def test_lost_answers(admin: Connection, words: list[str], given_back: int) -> None:
    """The connection breaks when a call is committed, before its answer: what it claimed is given back."""
    some = agents(admin, 3)
    tasks(admin, 12)

    async def work(hub: Relay, who: int) -> None:
        task = await hub.next(who, timeout=0)
        while task:
            task = await hub.next(who, task, timeout=0)

    async def course(dsn: str) -> None:
        async with Relay(dsn, 1, beat=LONG, idle=LONG) as hub:
            await asyncio.gather(*(work(hub, who) for who in some))

    with cutting(admin.info.dsn, *words) as cut:
        run(course(cut.dsn))
        assert cut.done == len(words)
    assert set(board(admin).values()) == {("completed", 0)}
    returned = [row for row in admin.execute(HISTORY) if row[0] != "completed"]
    assert returned == [("released", "the answer was lost")] * given_back


def test_a_lost_answer_behind_a_lost_one(admin: Connection) -> None:
    """Giving back is broken off, the connection stays: what the repeated call claimed is not forgotten."""
    (ada,) = agents(admin, 1)
    tasks(admin, 2)
    broken = 0

    class Breaking(Line):
        async def give_back(self, *terms: Any, **named: Any) -> bool:
            nonlocal broken
            broken += 1
            if broken == 1:
                raise psycopg.errors.DeadlockDetected("others")
            return await super().give_back(*terms, **named)

    async def course(dsn: str) -> None:
        hub = Relay(dsn, 1, beat=LONG, idle=LONG)
        hub._lines = [Breaking(dsn, SERVICE)]
        async with hub:
            task = await hub.next(ada)
            while task:
                task = await hub.next(ada, task, timeout=0)

    with cutting(admin.info.dsn, '"exchange_tasks"') as cut:
        run(course(cut.dsn))
    assert broken == 2
    assert set(board(admin).values()) == {("completed", 0)}


def test_a_lost_answer_of_who_looks_closer(admin: Connection) -> None:
    (ada,) = agents(admin, 1)
    tasks(admin, 1)

    async def course(dsn: str) -> None:
        async with Relay(dsn, 1, beat=LONG, idle=LONG) as hub:
            task = await hub._look(ada)
            assert task and task.epoch == 2

    with cutting(admin.info.dsn, '"next_work"') as cut:
        run(course(cut.dsn))
        assert cut.done == 1


def test_many_agents_empty_a_board(admin: Connection) -> None:
    """Every task is done exactly once, by who claimed it, and tasks that wait for others come in time."""
    some = agents(admin, 32)
    ids = tasks(admin, 150)
    Work(admin).add_many([{"title": f"behind {n}", "needs": [task]} for n, task in enumerate(ids[:50])])
    begun: list[int] = []

    async def work(hub: Relay, who: int) -> None:
        task = await hub.next(who, timeout=0)
        while task:
            begun.append(task.task_id)
            task = await hub.next(who, task, {"by": who}, timeout=0)

    async def course() -> None:
        async with relay(admin, connections=3) as hub:
            await asyncio.gather(*(work(hub, who) for who in some))

    run(course())
    assert len(begun) == len(set(begun)) == 200
    wrong = admin.execute(
        "SELECT count(*) FROM agora_work.board AS b JOIN agora_work.claim_history AS h USING (task_id)"
        " WHERE (b.status, h.outcome, h.epoch, b.result) IS DISTINCT FROM"
        "       ('completed', 'completed', 1, jsonb_build_object('by', h.agent_id))"
    )
    assert wrong.fetchone() == (0,)
    assert admin.execute("SELECT count(*) FROM agora_work.board AS b").fetchone() == (200,)


def test_who_waits_is_woken(admin: Connection) -> None:
    """Tasks added later are claimed by the wake-up of their events, by as many as there are tasks; the others wait."""
    some = agents(admin, 4)

    async def course() -> None:
        async with relay(admin) as hub:
            waiters = await ask(*map(hub.next, some))
            await hub.exchange(some[0])  # behind what they asked
            tasks(admin, 3)
            await until(lambda: sum(waiter.done() for waiter in waiters) == 3)
        assert [waiter.result() for waiter in waiters].count(None) == 1

    run(course())


def test_one_task_is_not_for_all(admin: Connection) -> None:
    """Of many who wait, few ask when there is one task, and nobody when there is none."""
    some = agents(admin, 30)
    asked: list[Request] = []

    class Counting(Relay):
        def _put(self, request: Request) -> None:
            if request.operation is None:
                asked.append(request)
            super()._put(request)

    async def course() -> None:
        async with Counting(admin.info.dsn, 1, beat=LONG, idle=LONG) as hub:
            waiters = await ask(*map(hub.next, some))
            await until(lambda: len(hub._room._here) == 30 and not any(one.is_new for one in hub._room._here))
            asked.clear()
            tasks(admin, 1)
            await until(lambda: any(waiter.done() for waiter in waiters))
            assert len(asked) < 10

    run(course())


@pytest.mark.parametrize("facts", [{"capabilities": ["code:go"]}, {"estimate": "90 minutes"}, {}])
def test_a_task_for_one_of_many(admin: Connection, facts: dict[str, Any]) -> None:
    """It comes to the one who may have it, although others were there first."""
    some = [agent(admin, f"agent {n}", capacity="1 hour") for n in range(20)]
    last = agent(admin, "last", capabilities=["code:go"], capacity="2 hours")

    async def course() -> None:
        async with relay(admin) as hub:
            waiters = await ask(*map(hub.next, [*some, last]))
            await until(lambda: len(hub._room._here) == 21)
            Work(admin).add("t", **(facts or {"assignee": last}))
            assert await waiters[-1]
            assert not any(waiter.done() for waiter in waiters[:-1])

    run(course())


def test_who_waits_is_told_that_it_is_halted(admin: Connection) -> None:
    """By a look for all that is due every so often, without a task."""
    ada, ben = agents(admin, 2)

    async def course() -> None:
        async with relay(admin, idle=0.05) as hub:
            waiters = await ask(hub.next(ada), hub.next(ben))
            await until(lambda: len(hub._room._here) == 2)
            admin.execute(
                "SELECT agora.trip_breaker(agora_work.agent_breaker(%s), 'manual', 'a test', 2)", [ada]
            )
            with pytest.raises(errors.AgentHalted):
                await waiters[0]
            assert not waiters[1].done()

    run(course())


def test_own_tasks_come_first(admin: Connection) -> None:
    """What an agent reported stuck comes back to it when it is free, although nothing of it is at hand for others."""
    ada, ben = agents(admin, 2)
    tasks(admin, 1)

    async def course() -> None:
        async with relay(admin) as hub:
            stuck = await hub.next(ada)
            assert stuck
            blocker = Desk(admin, actor=ada).report(stuck, "no_key", "where is it?").blocker_id
            (waiter,) = await ask(hub.next(ada))
            assert await hub.next(ben, timeout=0) is None
            Desk(admin, actor=ada).close(blocker, "found")
            again = await waiter
            assert again and (again.task_id, again.epoch) == (stuck.task_id, 2)

    run(course())


def test_a_sweep_is_waited_for_together(admin: Connection) -> None:
    """Who ends a task while a sweep is due gets none in that call: all ask again in one call, not one by one."""
    some = agents(admin, 6)
    tasks(admin, 12)

    async def course() -> None:
        async with relay(admin) as hub:
            first = await asyncio.gather(*map(hub.exchange, some))
            admin.execute("SELECT setval('agora_work.sweep_due', 0)")
            given = zip(some, first, strict=True)
            assert None not in await asyncio.gather(*(hub.next(who, task, timeout=0) for who, task in given))

    run(course())
    rows = admin.execute(
        "SELECT count(*) FROM agora_work.claim_history AS h GROUP BY h.claimed_at ORDER BY h.claimed_at"
    )
    assert rows.fetchall() == [(6,), (6,)]


def test_own_tasks_come_before_more_urgent_ones(admin: Connection) -> None:
    """What an agent waits for is its next task when it ends another; others get what is at hand."""
    ada, ben = agents(admin, 2)
    work = Work(admin)
    work.add_many([{"title": title, "priority": n} for n, title in enumerate(["low", "middle", "high"], 50)])

    async def course() -> None:
        async with relay(admin) as hub:
            high, middle = await hub.next(ada), await hub.next(ben)
            assert high and middle and (high.title, middle.title) == ("high", "middle")
            blocker = Desk(admin, actor=ben).report(middle, "no_key", "where is it?").blocker_id
            low = await hub.next(ben)
            Desk(admin, actor=ben).close(blocker, "found")
            work.add_many([{"title": title, "priority": 90} for title in ("urgent", "as urgent")])
            found = await asyncio.gather(hub.next(ada, high), hub.next(ben, low))
            assert [task and task.title for task in found] == ["urgent", "middle"]

    run(course())


def test_who_has_to_pause_is_not_told_off(admin: Connection) -> None:
    """What is done counts, and the next task comes when the pause is over."""
    (ada,) = agents(admin, 1)
    tasks(admin, 2)

    def pause(seconds: float) -> None:
        parameters = Jsonb({"claim_pause_seconds": seconds})
        admin.execute("SELECT agora_work.set_policy('agent', %s, %s, 'a test', 3)", [str(ada), parameters])

    async def course() -> None:
        async with relay(admin) as hub:
            pause(60)
            task = await hub.next(ada)
            assert task
            assert await hub.next(ada, task, timeout=0) is None
            assert board(admin) == {"t0": ("completed", 0), "t1": ("available", 0)}
            with pytest.raises(errors.ClaimTooSoon):
                await hub.exchange(ada)
            pause(0.05)
            assert await hub.next(ada)

    run(course())


def test_an_end_that_is_told_twice(admin: Connection) -> None:
    """Whoever repeats it is answered as the first time, and claims nothing by it."""
    (ada,) = agents(admin, 1)
    tasks(admin, 3)

    async def course() -> None:
        async with relay(admin) as hub:
            task = await hub.exchange(ada)
            found = await asyncio.gather(hub.exchange(ada, task, {"n": 1}), hub.exchange(ada, task, {"n": 1}))
            assert [answer and answer.title for answer in found] == ["t1", None]
            with pytest.raises(errors.TaskClosed):
                await hub.exchange(ada, task, {"n": 2})

    run(course())


def test_heartbeats_keep_claims(admin: Connection) -> None:
    """One call for all, by themselves; who works on what is over is told, the others go on."""
    some = agents(admin, 3)
    tasks(admin, 3)
    leases = (
        "SELECT count(*), count(DISTINCT t.lease_until) FROM agora_work.task AS t"
        " WHERE t.lease_until > agora.now() + interval '1 minute'"
    )

    async def course() -> None:
        async with relay(admin, beat=0.01) as hub:
            one, two, three = [task for task in await asyncio.gather(*map(hub.exchange, some)) if task]
            admin.execute("UPDATE agora_work.task AS t SET lease = interval '1 hour'")
            await until(lambda: admin.execute(leases).fetchone() == (3, 1))
            with pytest.raises(errors.ClaimLost, match=f"task_id={one.task_id} epoch=1"):
                async with hub.working(one):
                    Work(admin).release(one)
                    await asyncio.Event().wait()
            with pytest.raises(errors.ClaimLost):
                async with hub.working(one):
                    raise AssertionError
            async with hub.working(two):
                Work(admin).release(three)
                await hub.heartbeat()
            with pytest.raises(errors.ClaimLost):
                await hub.exchange(some[2], three)

    run(course())


def test_a_task_is_held_once(admin: Connection) -> None:
    """Lost by one agent, claimed by another of its relay: the first is told at once, and heartbeats go on."""
    ada, ben = agents(admin, 2)
    tasks(admin, 1)

    async def course() -> None:
        async with relay(admin) as hub:
            one = await hub.exchange(ada)
            assert one
            Work(admin).release(one)
            with pytest.raises(errors.ClaimLost, match="epoch=1"):
                async with hub.working(one):
                    (asked,) = await ask(hub.exchange(ben))
                    await asyncio.Event().wait()
            two = await asked
            assert two
            await hub.heartbeat()
            async with hub.working(two):
                await hub.exchange(ben, two)

    run(course())
    assert board(admin) == {"t0": ("completed", 0)}


def test_answers_that_come_in_another_order(admin: Connection) -> None:
    """What was claimed anew before the answer of the first claim came is what is held."""
    ada, ben = agents(admin, 2)
    tasks(admin, 1)
    untold: list[tuple[Any, Any]] = []

    class Late(Relay):
        def _settle(self, request: Any, answer: Any) -> None:
            if request.agent == ada:
                untold.append((request, answer))
            else:
                super()._settle(request, answer)

    async def course() -> None:
        async with Late(admin.info.dsn, 2, beat=LONG, idle=LONG) as hub:
            (one,) = await ask(hub.exchange(ada))
            await until(lambda: bool(untold))
            Work(admin).release(untold[0][1])
            two = await hub.exchange(ben)
            Relay._settle(hub, *untold[0])
            first = await one
            assert first and two and (first.epoch, two.epoch) == (1, 2)
            await hub.heartbeat()
            with pytest.raises(errors.ClaimLost):
                async with hub.working(first):
                    raise AssertionError
            async with hub.working(two):
                await hub.exchange(ben, two)

    run(course())


def test_a_block_of_work_passes_on_what_is_not_its_own(admin: Connection) -> None:
    (ada,) = agents(admin, 1)
    tasks(admin, 1)

    async def course() -> None:
        async with relay(admin) as hub:
            task = await hub.exchange(ada)
            assert task
            with pytest.raises(TimeoutError, match="mine"):
                async with hub.working(task):
                    raise TimeoutError("mine")

            async def work() -> None:
                async with hub.working(task):
                    await asyncio.Event().wait()

            (working,) = await ask(work())
            working.cancel()
            with pytest.raises(asyncio.CancelledError):
                await working

    run(course())


def test_no_heartbeat_ends_what_is_being_completed(admin: Connection) -> None:
    """Between the end of a task and its answer a heartbeat finds it closed: that is no loss."""
    (ada,) = agents(admin, 1)
    tasks(admin, 1)

    class Slow(Relay):
        def _settle(self, request: Any, answer: Any) -> None:
            if request.ends:
                asyncio.get_running_loop().create_task(beat(super()._settle, request, answer))
            else:
                super()._settle(request, answer)

    hub: Slow

    async def beat(settle: Any, *told: Any) -> None:
        await hub.heartbeat()
        settle(*told)

    async def course() -> None:
        nonlocal hub
        async with Slow(admin.info.dsn, 1, beat=LONG, idle=LONG) as hub:
            task = await hub.exchange(ada)
            assert task
            async with hub.working(task):
                await hub.exchange(ada, task)

    run(course())
    assert board(admin) == {"t0": ("completed", 0)}


def test_no_heartbeat_ends_what_was_completed_meanwhile(admin: Connection) -> None:
    """A heartbeat that was asked before the end of a task, and whose answer comes after it, ends nothing."""
    (ada,) = agents(admin, 1)
    tasks(admin, 1)

    async def course() -> None:
        async with relay(admin) as hub:
            task = await hub.exchange(ada)
            assert task

            async def beat(asked: list[Task]) -> set[int]:
                assert asked == [task]
                await hub.exchange(ada, task)
                return set()

            async with hub.working(task):
                await hub._keep_alive(beat)
                await asyncio.sleep(0)

    run(course())
    assert board(admin) == {"t0": ("completed", 0)}


def test_a_heartbeat_that_fails_is_not_the_last(admin: Connection) -> None:
    (ada,) = agents(admin, 1)
    tasks(admin, 1)
    failed = 0

    class Failing(Relay):
        async def _say_alive(self, connection: psycopg.AsyncConnection[Any]) -> None:
            nonlocal failed
            if failed < 2:
                failed += 1
                raise psycopg.errors.ReadOnlySqlTransaction("a standby")
            await super()._say_alive(connection)

    async def course() -> None:
        async with Failing(admin.info.dsn, 1, beat=0.01, idle=LONG) as hub:
            task = await hub.exchange(ada)
            assert task
            with pytest.raises(errors.ClaimLost):
                async with hub.working(task):
                    Work(admin).release(task)
                    await asyncio.Event().wait()

    run(course())
    assert failed == 2


def test_the_end(admin: Connection) -> None:
    """What was asked is answered, who waits gets nothing, what is held is given back; then nobody can ask."""
    ada, ben, cleo, dan = agents(admin, 4)
    tasks(admin, 3)

    async def work(hub: Relay, task: Task) -> None:
        async with hub.working(task):
            await asyncio.Event().wait()

    async def course() -> None:
        async with relay(admin) as hub:
            one, two = await hub.exchange(ada), await hub.exchange(ben)
            assert one and two
            (working,) = await ask(work(hub, one))
            asked, waiter = await ask(hub.exchange(cleo), hub.next(dan))
            await hub.fail(two, "it broke", retry=False)
        assert asked.result() is not None
        with pytest.raises(errors.ClaimLost):
            await working
        assert await waiter is None
        with pytest.raises(RuntimeError, match="closed"):
            await hub.exchange(ada)

    run(course())
    assert board(admin) == {"t0": ("available", 0), "t1": ("failed", 1), "t2": ("available", 0)}
    assert ("released", "the relay was closed") in admin.execute(HISTORY).fetchall()


def test_the_end_is_not_waited_for(admin: Connection) -> None:
    """Cancelled while it waits for the last answers: nothing goes on, and who asked is told."""
    ada, ben = agents(admin, 2)

    async def course() -> None:
        async def serve() -> None:
            async with relay(admin) as hub:
                asked.extend(await ask(hub.exchange(ada)))
                await until(lambda: waits(admin))
                asked.extend(await ask(hub.exchange(ben)))

        asked: list[asyncio.Task[Task | None]] = []
        begun = asyncio.all_tasks()
        with locked(admin, ada):
            (serving,) = await ask(serve())
            await until(lambda: len(asked) == 2)
            serving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await serving
            for one in asked:
                with pytest.raises(RuntimeError, match="closed"):
                    await one
        assert asyncio.all_tasks() == begun

    run(course())


def test_the_end_of_who_may_not_act(admin: Connection) -> None:
    """What cannot be given back returns with its lease; the relay ends."""
    (ada,) = agents(admin, 1)
    tasks(admin, 1)

    async def course() -> None:
        async with relay(admin, actor=ada) as hub:
            assert await hub.exchange(ada)
            with agora.connect(admin.info.dsn) as team:
                team.core.suspend_principal(principal=ada, reason="a test")

    run(course())


def test_the_end_without_a_server(admin: Connection) -> None:
    """A relay that cannot reach the server ends, too."""
    ada, ben = agents(admin, 2)
    tasks(admin, 1)

    async def course() -> None:
        with ExitStack() as way:
            dsn = way.enter_context(cutting(admin.info.dsn)).dsn
            async with Relay(dsn, 1, beat=LONG, idle=LONG) as hub:
                assert await hub.exchange(ada)
                way.close()
                admin.execute(OTHERS)
                (asked,) = await ask(hub.exchange(ben))
            with pytest.raises(psycopg.OperationalError):
                await asked

    run(course())


def test_calls_of_a_line_at_once(admin: Connection) -> None:
    """Each has its own answer, also on a connection that was made anew."""
    some = agents(admin, 5)

    async def course() -> None:
        line = Line(admin.info.dsn, SERVICE)
        for _ in range(2):
            for n in range(3):
                added = [
                    line.run(WorkOperations.add, f"{who} {n}", details={"for": who}, key=f"{who} {n}")
                    for who in some
                ]
                assert len(set(await asyncio.gather(*added))) == 5
            found = await asyncio.gather(*(line.run(WorkOperations.claim_next, who) for who in some))
            given = [task for tasks in found for task in tasks]
            assert len({task.task_id for task in given}) == 5
            assert all(task.title.split()[0] == str(task.details["for"]) for task in given)
            await asyncio.gather(*(line.run(WorkOperations.release, task) for task in given))
            await line.close()

    run(course())


def test_no_server(admin: Connection) -> None:
    async def course() -> None:
        with pytest.raises(psycopg.OperationalError):
            async with Relay("host=127.0.0.1 port=1"):
                raise AssertionError

    run(course())


@pytest.mark.parametrize("terms", [{"connections": 0}, {"beat": 0}, {"idle": -1}])
def test_terms_that_make_no_sense(terms: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(terms))):
        Relay("", **terms)


def test_an_agent_speaks_for_itself(admin: Connection) -> None:
    """With an actor that is no service, it is that agent's own."""
    ada, ben = agents(admin, 2)
    tasks(admin, 2)

    async def course() -> None:
        async with relay(admin, actor=ada) as hub:
            task = await hub.next(ada)
            assert task
            await hub.release(task, "not now")
            assert await hub.exchange(ada) is not None
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await hub.exchange(ben)

    run(course())


def test_the_call_itself(admin: Connection) -> None:
    """Without a relay, for who has connections already: by position, errors as values."""
    ada, ben = agents(admin, 2)
    tasks(admin, 3)
    work = Work(admin, actor=3)
    one, two, none = work.exchange([ada, ben, unregistered(admin)], [None, None, None])
    assert isinstance(one, Task) and isinstance(two, Task) and isinstance(none, errors.UnknownAgent)
    first = work.exchange([ben, ada], [two, one], [{"n": 2}, None], key="k")
    assert isinstance(first[0], Task) and first[1] is None
    assert work.exchange([ben, ada], [two, one], [{"n": 2}, None], key="k") == first
    assert agora.Relay is Relay
