"""Work from Python: the typed clients, and the worker that claims, keeps alive, cancels and stops."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from agora import errors
from agora.desk import Desk, Offer
from agora.work import AsyncWork, Task, Work, WorkOperations
from agora.worker import Pause, Worker
from tests.support.board import SECONDS, Connection, agent, board, until
from tests.support.cut import cutting


@pytest.fixture
def admin(dsn: str) -> Iterator[Connection]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def run(worker: Worker, *others: Any) -> None:
    async def all_of_it() -> None:
        await asyncio.wait_for(asyncio.gather(worker.run(), *others), SECONDS)

    asyncio.run(all_of_it())


def test_the_course_of_a_task(admin: Connection) -> None:
    ada, ben = agent(admin), agent(admin, "ben")
    work = Work(admin, actor=ada)
    first = work.add("write it", code="P1", priority=70, details={"file": "a.py"}, estimate="90 minutes")
    second, third = work.add_many(
        [{"title": "test it", "needs": ["P1"]}, {"title": "ship it", "needs": [first]}], key="k"
    )
    assert work.add_many(
        [{"title": "test it", "needs": ["P1"]}, {"title": "ship it", "needs": [first]}], key="k"
    ) == [second, third]
    with pytest.raises(errors.CodeTaken):
        work.add("write it again", code="P1")

    (task,) = work.claim_next(ada, 5)
    assert (task.task_id, task.epoch, task.code, task.title, task.details) == (
        first,
        1,
        "P1",
        "write it",
        {"file": "a.py"},
    )
    assert work.claim(ada, first) == task
    assert Work(admin, actor=ben).claim(ben, first) is None
    assert work.start(task) >= task.lease_until - timedelta(seconds=45)
    assert work.heartbeat([task]) == {first}
    assert work.renew(task, timedelta(hours=1)) > task.finish_by
    with pytest.raises(errors.ClaimOfAnother):
        Work(admin, actor=ben).complete(task)
    done = work.complete(task, {"lines": 7}, artefacts=["ab" * 32], cost_usd=0.5)
    assert work.complete(task, {"lines": 7}, artefacts=["ab" * 32], cost_usd=0.5) == done
    with pytest.raises(errors.TaskClosed):
        work.fail(task, "too late")
    with pytest.raises(errors.TaskClosed):
        Work(admin, actor=ben).claim(ben, first)

    two, three = work.claim_next(ada, 5)
    assert (two.task_id, three.task_id) == (second, third)
    assert work.fail(two, "it broke") is not None
    assert work.fail(three, "no hope", retry=False) is None
    with pytest.raises(errors.ClaimLost):
        work.release(two)
    work.cancel(second, "not needed")
    assert board(admin) == {
        "write it": ("completed", 0),
        "test it": ("cancelled", 1),
        "ship it": ("failed", 1),
    }


def test_one_call_a_task(admin: Connection) -> None:
    """The end of one task is the claim of the next; a call that is repeated with its key gets the same."""
    ada = agent(admin)
    work = Work(admin, actor=ada)
    work.add_many([{"title": "one"}, {"title": "two"}, {"title": "three", "kind": "filler"}])
    (one,) = work.claim_next(ada)
    (two,) = work.complete_and_claim(ada, one, {"n": 1}, artefacts=["ab" * 32], cost_usd=0.5, key="k")
    assert work.complete_and_claim(ada, one, {"n": 1}, artefacts=["ab" * 32], cost_usd=0.5, key="k") == [two]
    (three,) = work.complete_and_claim(ada, two, limit=5, kinds=["critical", "filler"])
    assert (two.title, three.title, three.kind) == ("two", "three", "filler")
    assert work.complete_and_claim(ada, three) == []
    assert {status for status, _ in board(admin).values()} == {"completed"}


def test_awaiting(admin: Connection) -> None:
    ada = agent(admin)

    async def course() -> None:
        async with await psycopg.AsyncConnection.connect(admin.info.dsn, autocommit=True) as connection:
            work = AsyncWork(connection, actor=ada)
            await work.add("t")
            (task,) = await work.claim_next(ada)
            await work.release(task, "not now")
            claimed = await work.claim(ada, task.task_id)
            assert claimed and claimed.epoch == 2
            await work.complete(claimed)

    asyncio.run(course())
    assert board(admin) == {"t": ("completed", 0)}


def test_worker_drains_the_board(admin: Connection) -> None:
    """No more at once than it may; what fails is failed, what succeeds has its result."""
    ada = agent(admin)
    Work(admin, actor=ada).add_many([{"title": f"t{n}", "max_attempts": 1} for n in range(20)])
    running: set[int] = set()
    most = 0

    async def handle(task: Task) -> dict[str, Any]:
        nonlocal most
        running.add(task.task_id)
        most = max(most, len(running))
        await asyncio.sleep(0)
        running.remove(task.task_id)
        if task.title == "t7":
            raise ValueError("seven")
        return {"title": task.title}

    worker = Worker(admin.info.dsn, ada, handle, concurrency=3, drain=True)
    run(worker)
    assert most <= 3
    assert worker.completed == 19
    found = board(admin)
    assert found.pop("t7") == ("failed", 1)
    assert set(found.values()) == {("completed", 0)}
    reasons = admin.execute(
        "SELECT b.closing_reason FROM agora_work.board AS b WHERE b.title = 't7'"
    ).fetchone()
    assert reasons == ("ValueError: seven",)
    results = admin.execute(
        "SELECT count(*) FROM agora_work.board AS b WHERE b.result = jsonb_build_object('title', b.title)"
    )
    assert results.fetchone() == (19,)


def test_worker_goes_on_in_one_call(admin: Connection) -> None:
    """The end of a task is the claim of the next, never of more than it has places for."""
    ada = agent(admin)
    Work(admin).add_many([{"title": f"t{n}"} for n in range(12)])
    running, most = 0, 0
    both = asyncio.Event()

    async def handle(task: Task) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 2:
            both.set()
        await both.wait()
        running -= 1

    worker = Worker(admin.info.dsn, ada, handle, concurrency=2, drain=True)
    run(worker)
    assert (worker.completed, most) == (12, 2)
    at_once = admin.execute(
        "SELECT count(*) FROM agora_work.claim_history AS h"
        "  JOIN agora_work.claim_history AS before ON before.ended_at = h.claimed_at"
    ).fetchone()
    assert at_once is not None and at_once[0] > 0


def test_worker_drops_nothing_that_it_was_just_given(admin: Connection) -> None:
    """Heartbeats between the end of a task and the answer, which brings the next, find it closed: that goes on."""
    ada = agent(admin)
    Work(admin).add_many([{"title": "one"}, {"title": "two"}])
    beats = 0

    class Late(Worker):
        async def _say_alive(self, connection: psycopg.AsyncConnection[Any]) -> None:
            nonlocal beats
            await super()._say_alive(connection)
            beats += 1

        async def _ask(self, operation: Any, *arguments: Any, **named: Any) -> Any:
            answer = await super()._ask(operation, *arguments, **named)
            if operation is WorkOperations.complete_and_claim and answer:
                later = beats + 2
                await until(lambda: beats >= later)
            return answer

    async def handle(task: Task) -> None:
        pass

    run(Late(admin.info.dsn, ada, handle, beat=0.01, drain=True))
    assert board(admin) == {"one": ("completed", 0), "two": ("completed", 0)}


def test_worker_gives_back_what_it_took_before_it_was_refused(admin: Connection) -> None:
    """Refused between the first task and the others: the first is not left lying."""
    ada = agent(admin)
    Work(admin).add_many([{"title": "one"}, {"title": "two"}])

    class Refused(Worker):
        async def _ask(self, operation: Any, *arguments: Any, **named: Any) -> Any:
            if operation is WorkOperations.claim_next:
                raise errors.UnknownAgent("a test")
            return await super()._ask(operation, *arguments, **named)

    async def handle(task: Task) -> None:
        await asyncio.Event().wait()

    with pytest.raises(errors.UnknownAgent):
        run(Refused(admin.info.dsn, ada, handle, concurrency=2))
    assert board(admin) == {"one": ("available", 0), "two": ("available", 0)}


def test_worker_waits_while_its_agent_is_halted(admin: Connection, caplog: pytest.LogCaptureFixture) -> None:
    """It goes on when the breaker is reset; one that drains has nothing to wait for."""
    ada = agent(admin)
    Work(admin).add("one")
    admin.execute("SELECT agora.trip_breaker(agora_work.agent_breaker(%s), 'manual', '{}')", [ada])

    async def handle(task: Task) -> None:
        worker.stop()

    with pytest.raises(errors.AgentHalted):
        run(Worker(admin.info.dsn, ada, handle, drain=True))
    worker = Worker(admin.info.dsn, ada, handle, idle=0.01)

    async def reset() -> None:
        await until(lambda: "gets nothing: agent is halted" in caplog.text)
        admin.execute("SELECT agora.reset_breaker(agora_work.agent_breaker(%s), 'a test')", [ada])

    run(worker, reset())
    assert board(admin) == {"one": ("completed", 0)}


def test_worker_keeps_on_saying_that_it_is_there(admin: Connection, caplog: pytest.LogCaptureFixture) -> None:
    """Heartbeats that were refused for a while go on afterwards, and keep alive what runs."""
    ada = agent(admin)
    Work(admin, actor=ada).add("long")
    go_on = asyncio.Event()

    async def handle(task: Task) -> None:
        await go_on.wait()

    worker = Worker(admin.info.dsn, ada, handle, beat=0.01)

    def leases() -> list[Any]:
        return admin.execute("SELECT b.status, b.lease_until FROM agora_work.board AS b").fetchall()

    async def suspend() -> None:
        await until(lambda: leases()[0][0] == "in_progress")
        admin.execute("SELECT agora.suspend_principal(%s, 'a test')", [ada])
        await until(lambda: "no heartbeat: principal is suspended" in caplog.text)
        admin.execute("SELECT agora.resume_principal(%s)", [ada])
        before = leases()
        await until(lambda: leases() > before)
        go_on.set()
        worker.stop()

    run(worker, suspend())
    assert board(admin) == {"long": ("completed", 0)}


def test_worker_makes_a_call_again_that_the_server_broke_off(
    admin: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """What is done is not failed because somebody stood in the way of saying so."""
    ada = agent(admin)
    Work(admin, actor=ada).add("done")

    with psycopg.connect(admin.info.dsn) as other:

        async def handle(task: Task) -> None:
            other.execute("SELECT FROM agora_work.task AS t FOR UPDATE")

        async def make_way() -> None:
            await until(lambda: "lock timeout" in caplog.text)
            other.rollback()

        dsn = psycopg.conninfo.make_conninfo(admin.info.dsn, options="-c lock_timeout=10ms")
        run(Worker(dsn, ada, handle, drain=True), make_way())
    assert board(admin) == {"done": ("completed", 0)}


def test_worker_stops_while_there_is_no_server(caplog: pytest.LogCaptureFixture) -> None:
    async def handle(task: Task) -> None:
        raise AssertionError

    worker = Worker("host=/nowhere port=1", 1000, handle)

    async def stop() -> None:
        await until(lambda: "agent 1000: connection" in caplog.text)
        worker.stop()

    run(worker, stop())


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("no \0 byte"), r"ValueError: no \x00 byte"),
        (ValueError("half a \ud800 character"), r"ValueError: half a \ud800 character"),
        (errors.TaskClosed("another task"), "TaskClosed: another task"),
        (Pause("a part"), "InvalidParameterValue: task is no filler"),
        (asyncio.CancelledError("what it waits for"), "CancelledError: what it waits for"),
        (pytest.fail.Exception("no Exception"), "Failed: no Exception"),
    ],
    ids=["NUL", "surrogate", "error", "pause", "cancelled by itself", "no Exception"],
)
def test_worker_leaves_no_failure_untold(
    admin: Connection, caplog: pytest.LogCaptureFixture, error: BaseException, reason: str
) -> None:
    """Whatever a handler raises, its task ends: nothing lies about until its lease is over."""
    caplog.set_level("CRITICAL", "agora.worker")  # half a character stops who reports on tests
    ada = agent(admin)
    Work(admin, actor=ada).add("t", max_attempts=1)

    async def handle(task: Task) -> None:
        raise error

    run(Worker(admin.info.dsn, ada, handle, drain=True))
    assert board(admin) == {"t": ("failed", 1)}
    found = admin.execute("SELECT b.closing_reason FROM agora_work.board AS b").fetchall()
    assert found[0][0].splitlines()[0] == reason


def test_worker_renews_what_takes_long(admin: Connection) -> None:
    ada = agent(admin)
    Work(admin, actor=ada).add("long")
    until_then = []

    async def handle(task: Task) -> None:
        until_then.append(await worker.renew(task, timedelta(hours=2)) - task.finish_by)

    worker = Worker(admin.info.dsn, ada, handle, drain=True)
    run(worker)
    assert until_then[0] > timedelta(hours=1, minutes=50)


@pytest.mark.parametrize(
    "wrong",
    [
        {"concurrency": 0},
        {"concurrency": -1},
        {"beat": 0.0},
        {"beat": float("nan")},
        {"idle": -1.0},
        {"grace": -1.0},
        {"patience": -1.0},
        {"sources": ["nope"]},
        {"sources": []},
        {"sources": ["help"]},
    ],
)
def test_worker_refuses_what_cannot_work(wrong: dict[str, Any]) -> None:
    async def handle(task: Task) -> None:
        raise AssertionError

    with pytest.raises(ValueError):
        Worker("", 1000, handle, **wrong)


def test_worker_pauses_between_claims(admin: Connection) -> None:
    """As its policy says: one task at a time, nothing given up, and with drain the end of it comes behind the last."""
    ada = agent(admin)
    pause = timedelta(seconds=0.2)
    parameters = Jsonb({"claim_pause_seconds": pause.total_seconds()})
    admin.execute("SELECT agora_work.set_policy('agent', %s, %s, 'a test', 3)", [str(ada), parameters])
    Work(admin).add_many([{"title": title} for title in "abc"])

    async def handle(task: Task) -> None:
        pass

    run(Worker(admin.info.dsn, ada, handle, concurrency=2, drain=True))
    assert board(admin) == dict.fromkeys("abc", ("completed", 0))
    began = [
        at for (at,) in admin.execute("SELECT claimed_at FROM agora_work.claim_history ORDER BY claimed_at")
    ]
    assert all(later - before >= pause for before, later in pairwise(began))


def test_worker_is_woken(admin: Connection) -> None:
    """A task added later is begun by the wake-up of its event, long before the worker looks by itself."""
    ada = agent(admin)
    worker: Worker

    async def handle(task: Task) -> None:
        worker.stop()

    worker = Worker(admin.info.dsn, ada, handle, idle=10 * SECONDS)

    async def add_when_idle() -> None:
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ~ 'heartbeat'"
        )
        while admin.execute(query).fetchone() == (1,):  # this session
            await asyncio.sleep(0)
        Work(admin, actor=ada).add("late")

    run(worker, add_when_idle())
    assert board(admin) == {"late": ("completed", 0)}


def test_worker_drops_what_is_cancelled(admin: Connection, caplog: pytest.LogCaptureFixture) -> None:
    """A handler whose task is cancelled is cancelled, too, by the next heartbeat, which says so; the others go on."""
    ada = agent(admin)
    one, two = Work(admin, actor=ada).add_many([{"title": "one"}, {"title": "two"}])
    begun, ended = set(), set()
    go_on: asyncio.Event

    async def handle(task: Task) -> None:
        begun.add(task.task_id)
        try:
            await go_on.wait()
        except asyncio.CancelledError:
            ended.add(task.task_id)
            raise

    worker = Worker(admin.info.dsn, ada, handle, concurrency=2, beat=0.01)

    async def cancel() -> None:
        await until(lambda: begun == {one, two})
        Work(admin, actor=ada).cancel(one, "a test")
        await until(lambda: ended == {one})
        go_on.set()
        await until(lambda: worker.completed == 1)
        worker.stop()

    async def all_of_it() -> None:
        nonlocal go_on
        go_on = asyncio.Event()
        await asyncio.wait_for(asyncio.gather(worker.run(), cancel()), SECONDS)

    asyncio.run(all_of_it())
    assert board(admin) == {"one": ("cancelled", 0), "two": ("completed", 0)}
    assert f"task {one} is no more with agent {ada}" in caplog.text


def test_worker_holds_a_task_once(admin: Connection) -> None:
    """What it lost and claimed anew: whoever had it first is cancelled, and heartbeats go on for all."""
    ada = agent(admin)
    work = Work(admin, actor=ada)
    work.add_many([{"title": "one"}])
    cancelled: list[int] = []

    async def handle(task: Task) -> None:
        if task.epoch == 1:
            work.release(task)
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.append(task.epoch)
                await again.wait()  # it takes its time to end
        else:
            admin.execute("UPDATE agora_work.task AS t SET lease = interval '1 hour'")
            await until(lambda: admin.execute(leases).fetchone() == (1,))
            again.set()

    async def course() -> None:
        nonlocal again
        again = asyncio.Event()
        worker = Worker(admin.info.dsn, ada, handle, concurrency=2, beat=0.01, drain=True)
        await asyncio.wait_for(worker.run(), SECONDS)

    leases = (
        "SELECT count(*) FROM agora_work.task AS t WHERE t.lease_until > agora.now() + interval '30 minutes'"
    )
    again: asyncio.Event
    asyncio.run(course())
    assert cancelled == [1]
    assert board(admin) == {"one": ("completed", 0)}


def test_worker_whose_end_is_not_waited_for(admin: Connection) -> None:
    """Cancelled, and once more while its handler takes its time to end: nothing of it goes on."""
    ada = agent(admin)
    Work(admin, actor=ada).add("t")

    async def course() -> None:
        steps = [asyncio.Event(), asyncio.Event()]

        async def handle(task: Task) -> None:
            for step in steps:
                try:
                    step.set()
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    pass
            raise asyncio.CancelledError

        begun = asyncio.all_tasks()
        running = asyncio.create_task(Worker(admin.info.dsn, ada, handle).run())
        for step in steps:
            await step.wait()
            running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert asyncio.all_tasks() == begun

    asyncio.run(asyncio.wait_for(course(), SECONDS))


def test_worker_gives_back_what_it_cannot_end(admin: Connection) -> None:
    """Stopped while a handler hangs, it waits for as long as it was told, then gives the task back, unharmed."""
    ada = agent(admin)
    Work(admin, actor=ada).add("endless")
    worker: Worker

    async def handle(task: Task) -> None:
        worker.stop()
        await asyncio.Event().wait()

    worker = Worker(admin.info.dsn, ada, handle, grace=0.05)
    run(worker)
    assert board(admin) == {"endless": ("available", 0)}
    outcome = admin.execute("SELECT h.outcome, h.error FROM agora_work.claim_history AS h").fetchone()
    assert outcome == ("released", "the worker stopped")


def test_worker_leaves_a_handler_that_will_not_stop(
    admin: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """It is waited for as long as the worker was told; its task is given back, and what it makes counts no more."""
    ada = agent(admin)
    work = Work(admin, actor=ada)
    work.add("endless")
    go_on = asyncio.Event()
    worker: Worker

    async def handle(task: Task) -> None:
        worker.stop()
        while not go_on.is_set():
            with suppress(asyncio.CancelledError):
                await go_on.wait()

    async def course() -> None:
        await asyncio.wait_for(worker.run(), SECONDS)
        assert board(admin) == {"endless": ("available", 0)}
        (handler,) = asyncio.all_tasks() - {asyncio.current_task()}
        go_on.set()
        await asyncio.wait_for(handler, SECONDS)

    worker = Worker(admin.info.dsn, ada, handle, grace=0, patience=0.05)
    asyncio.run(course())
    assert board(admin) == {"endless": ("available", 0)}
    assert worker.completed == 0
    assert "ignores that it is cancelled" in caplog.text
    assert caplog.records[-1].levelname == "WARNING", "what it made in the end is no news"
    assert work.claim_next(ada)[0].epoch == 2


def test_worker_stopped_at_once_does_not_wait(admin: Connection) -> None:
    """What runs is given back at once, however long it might have gone on."""
    ada = agent(admin)
    Work(admin, actor=ada).add("endless")
    worker: Worker

    async def handle(task: Task) -> None:
        worker.stop()
        worker.stop(at_once=True)
        await asyncio.Event().wait()

    worker = Worker(admin.info.dsn, ada, handle, grace=10 * SECONDS)
    run(worker)
    assert board(admin) == {"endless": ("available", 0)}


def test_worker_survives_lost_connections(admin: Connection) -> None:
    """All its connections are cut while it works: it goes on, and what it did counts."""
    ada = agent(admin)
    Work(admin, actor=ada).add_many([{"title": f"t{n}"} for n in range(5)])

    async def handle(task: Task) -> None:
        admin.execute(
            "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a"
            " WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
        )

    run(Worker(admin.info.dsn, ada, handle, drain=True))
    assert set(board(admin).values()) == {("completed", 0)}


@pytest.mark.parametrize(
    ("words", "given_back"),
    [
        (['"next_work"'], 1),
        (['"claim_next"'], 2),
        (['"complete_and_claim"'], 1),
        (['"next_work"', '"next_work"', '"complete_and_claim"'], 3),
        (['"start_task"', '"complete_and_claim"', '"release_task"'], 1),
    ],
)
def test_worker_loses_no_lease_with_an_answer(admin: Connection, words: list[str], given_back: int) -> None:
    """The connection breaks when a claim is committed, before its answer: it is given back and claimed anew."""
    ada = agent(admin)
    Work(admin).add_many([{"title": f"t{n}"} for n in range(6)])

    async def handle(task: Task) -> None:
        pass

    with cutting(admin.info.dsn, *words) as cut:
        run(Worker(cut.dsn, ada, handle, concurrency=3 if "claim_next" in words[0] else 1, drain=True))
        assert cut.done == len(words)
    assert set(board(admin).values()) == {("completed", 0)}
    returned = admin.execute(
        "SELECT h.outcome, h.error FROM agora_work.claim_history AS h WHERE h.outcome <> 'completed'"
    )
    assert returned.fetchall() == given_back * [("released", "the answer was lost")]


def test_worker_leaves_what_others_hold(admin: Connection) -> None:
    """What the agent held before, what was begun, and what another agent has stays with them."""
    ada, ben = agent(admin), agent(admin, "ben")
    work = Work(admin, actor=ada)
    work.add_many([{"title": title} for title in ("before", "begun", "ben's", "new")])
    (before,) = work.claim_next(ada)
    admin.execute(
        "UPDATE agora_work.task AS t SET claimed_at = claimed_at - interval '1 hour' WHERE t.epoch = 1"
    )
    (begun,) = work.claim_next(ada)
    work.start(begun)
    Work(admin, actor=ben).claim_next(ben)

    async def handle(task: Task) -> None:
        assert task.title == "new"

    with cutting(admin.info.dsn, '"next_work"') as cut:
        run(Worker(cut.dsn, ada, handle, drain=True))
    assert board(admin) == {
        "before": ("claimed", 0),
        "begun": ("in_progress", 0),
        "ben's": ("claimed", 0),
        "new": ("completed", 0),
    }
    assert work.heartbeat([before, begun]) == {before.task_id, begun.task_id}


def test_worker_ends_help_that_it_never_heard_of(admin: Connection) -> None:
    """Help that was joined in a call whose answer was lost is over, and the agent is free for others."""
    ada, ben = agent(admin), agent(admin, "ben")
    for title in ("first", "second"):
        Desk(admin, actor=ben).report(Work(admin).add(title), "no_key", title)
    worker: Worker

    async def handle(task: Task) -> None:
        raise AssertionError

    async def assist(offer: Offer) -> str:
        worker.stop()
        return str(offer.details["description"])

    with cutting(admin.info.dsn, '"next_work"') as cut:
        worker = Worker(cut.dsn, ada, handle, assist=assist)
        run(worker)
    helped = admin.execute(
        "SELECT h.outcome, h.note FROM agora_work.recorded_help AS h ORDER BY h.help_assignment_id"
    )
    assert helped.fetchall() == [("partial", "the answer was lost"), ("solved", "second")]


def test_worker_leaves_help_that_it_did_not_ask_for(admin: Connection) -> None:
    """What a worker without `assist` lost is no help: that which its agent gives by itself goes on."""
    ada, ben = agent(admin), agent(admin, "ben")
    Desk(admin, actor=ben).report(Work(admin).add("stuck"), "no_key", "where is it?")
    Work(admin).add("task")
    assert Desk(admin, actor=ada).next(ada, sources=["help"])

    async def handle(task: Task) -> None:
        pass

    with cutting(admin.info.dsn, '"next_work"') as cut:
        run(Worker(cut.dsn, ada, handle, drain=True))
    assert board(admin)["task"] == ("completed", 0)
    assert admin.execute("SELECT h.ended_at FROM agora_work.recorded_help AS h").fetchall() == [(None,)]


def test_worker_stops_a_filler_for_better_work(admin: Connection) -> None:
    """One place: the filler in it is cancelled when a task comes, and taken up again behind it."""
    ada = agent(admin)
    Work(admin, actor=ada).add("tidy up", kind="universal")
    course: list[str] = []
    worker: Worker

    async def handle(task: Task) -> None:
        course.append(f"{task.title} {task.epoch}")
        if task.title == "tidy up" and task.epoch == 1:
            try:
                Work(admin, actor=ada).add("ship it")
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                course.append("stopped")
                raise

    worker = Worker(admin.info.dsn, ada, handle, beat=SECONDS, idle=SECONDS, drain=True)
    run(worker)
    assert course[0] == "tidy up 1"
    assert sorted(course[1:3]) == ["ship it 1", "stopped"]
    assert course[3:] == ["tidy up 2"]
    assert board(admin) == {"tidy up": ("completed", 0), "ship it": ("completed", 0)}
    outcomes = admin.execute(
        "SELECT h.outcome, h.error FROM agora_work.claim_history AS h ORDER BY h.task_id, h.epoch"
    )
    assert outcomes.fetchall() == [("released", "preempted"), ("completed", None), ("completed", None)]


def test_worker_goes_on_where_a_filler_was_paused(admin: Connection) -> None:
    ada = agent(admin)
    Work(admin, actor=ada).add("tidy up", kind="filler")
    seen: list[list[str]] = []

    async def handle(task: Task) -> None:
        seen.append(task.done_parts)
        if len(seen) == 1:
            raise Pause("shelves", "floor")

    run(Worker(admin.info.dsn, ada, handle, drain=True))
    assert seen == [[], ["floor", "shelves"]]
    assert board(admin) == {"tidy up": ("completed", 0)}


def test_worker_takes_only_what_it_wants(admin: Connection) -> None:
    """Without `assist` nobody is made a helper, and fillers can be left to others."""
    ada, ben = agent(admin), agent(admin, "ben")
    Desk(admin, actor=ben).report(Work(admin).add("stuck"), "no_key", "who has it?")
    Work(admin).add_many([{"title": "tidy up", "kind": "universal"}, {"title": "ship it"}])

    async def handle(task: Task) -> None:
        return None

    run(Worker(admin.info.dsn, ada, handle, sources=("own", "next", "help"), drain=True))
    assert board(admin) == {
        "stuck": ("blocked", 0),
        "tidy up": ("available", 0),
        "ship it": ("completed", 0),
    }
    assert admin.execute("SELECT * FROM agora_work.recorded_help").fetchall() == []


@pytest.mark.parametrize(
    ("end", "outcome", "note"),
    [
        ("it was in the drawer", "solved", "it was in the drawer"),
        (ValueError("no drawer"), "unable", "ValueError: no drawer"),
        (asyncio.CancelledError("locked"), "unable", "CancelledError: locked"),
        ("stop", "partial", "the worker stopped"),
        ("close", "over", "found it"),
    ],
)
def test_worker_helps(admin: Connection, end: str | BaseException, outcome: str, note: str) -> None:
    """What the helper returns or raises is what came of it; help that is over is cancelled."""
    ada, ben = agent(admin), agent(admin, "ben")
    report = Desk(admin, actor=ben).report(Work(admin).add("stuck"), "no_key", "who has it?")
    worker: Worker

    async def handle(task: Task) -> None:
        worker.stop()

    async def assist(offer: Offer) -> str:
        assert (offer.blocker_id, offer.details["description"]) == (report.blocker_id, "who has it?")
        if isinstance(end, BaseException):
            worker.stop()
            raise end
        if end == "close":
            Desk(admin, actor=ben).close(report.blocker_id, "found it")
            await asyncio.Event().wait()
        worker.stop()
        if end == "stop":
            await asyncio.Event().wait()
        return end

    worker = Worker(admin.info.dsn, ada, handle, assist=assist, beat=0.01, grace=0.05)
    run(worker)
    helped = admin.execute("SELECT h.agent_id, h.outcome, h.note FROM agora_work.recorded_help AS h")
    assert helped.fetchall() == [(ada, outcome, note)]
