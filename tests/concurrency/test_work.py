"""Work where sessions meet: one owner at a time, losers answered at once, nothing lost when workers or servers die."""

import os
import random
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest

from tests.support.crash import durable, kill, restart

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 120
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
CLIENTS = 64 if DEEP else 16
TASKS = 1000 if DEEP else 150
ATTEMPTS = 10_000 if DEEP else 1500
KILLS = 2

ADD = """
SELECT agora_work.add_tasks((SELECT jsonb_agg('{"title": "t", "max_attempts": 1000}'::jsonb)
                               FROM generate_series(1, %s)))
"""
PAIR = """
SELECT agora_work.add_tasks('[{"title": "t", "exclusive": ["a", "b"]}, {"title": "t", "exclusive": ["b", "c"]}]')
"""
OUTCOMES = "SELECT h.task_id, h.epoch, h.agent_id FROM agora_work.claim_history AS h WHERE h.outcome = %s"
CLAIM = "SELECT c.task_id, c.epoch FROM agora_work.claim_task(%s, %s, %s) AS c"
NEXT = "SELECT c.task_id, c.epoch FROM agora_work.claim_next(%s, p_actor => %s) AS c"
COMPLETE = "SELECT agora_work.complete_task(%s, %s, p_actor => %s)"
GO_ON = "SELECT c.task_id, c.epoch FROM agora_work.complete_and_claim(%s, %s, %s, p_actor => %s) AS c"
EXCHANGE = """
SELECT x.refusal, x.task_id, x.epoch
  FROM agora_work.exchange_tasks(ARRAY[%s::bigint], ARRAY[%s::bigint], ARRAY[%s::bigint], p_actor => %s) AS x
"""
OVERLAPS = """
SELECT c.task_id, c.epoch
  FROM (SELECT h.*, lag(h.epoch, 1, 0::bigint) OVER w AS before, lag(h.ended_at) OVER w AS free_at
          FROM agora_work.claim_history AS h
        WINDOW w AS (PARTITION BY h.task_id ORDER BY h.epoch)) AS c
 WHERE c.epoch <> c.before + 1 OR c.claimed_at < c.free_at
"""
"""Claims that do not count up by one, or began before the one before had ended."""


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def agents(connection: Connection, number: int, **terms: Any) -> list[int]:
    given = "".join(f", p_{name} => %s" for name in terms)
    return [
        value(
            connection,
            f"SELECT agora_work.register_agent(agora.register_principal(%s){given})",
            f"agent {n}",
            *terms.values(),
        )
        for n in range(number)
    ]


def test_one_winner_each(dsn: str, session: Session, background: Background) -> None:
    """Everybody claims everything at random: each task has one winner, whom alone the board shows."""
    admin = session(autocommit=True)
    team = agents(admin, CLIENTS, max_tasks=10_000)
    tasks = value(admin, ADD, TASKS)

    def run(agent: int) -> list[int]:
        dice = random.Random(agent)
        with psycopg.connect(dsn, autocommit=True) as connection:
            tries = dice.choices(tasks, k=ATTEMPTS // CLIENTS)
            found = [connection.execute(CLAIM, [agent, task, agent]).fetchone() for task in tries]
        # The owner's own claim again is the same claim, and is not counted twice.
        return sorted({row[0] for row in found if row})

    won = [run.result(SECONDS) for run in [background(run, agent) for agent in team]]
    owners = {task: agent for agent, mine in zip(team, won, strict=True) for task in mine}
    assert sum(map(len, won)) == len(owners), "nobody else won it, too"
    board = admin.execute(
        "SELECT b.task_id, b.agent_id FROM agora_work.board AS b WHERE b.status = 'claimed'"
    )
    assert dict(board.fetchall()) == owners
    assert value(admin, "SELECT max(b.epoch) FROM agora_work.board AS b") == 1
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


@pytest.mark.parametrize("way", ["next", "task"])
def test_losers_do_not_wait(session: Session, way: str) -> None:
    """While the winner's transaction is open the others are told "not now"; when it is rolled back they get it."""
    admin, first, second = session(autocommit=True), session(), session(autocommit=True)
    ada, ben = agents(admin, 2)
    (task,) = value(admin, ADD, 1)
    call = NEXT if way == "next" else CLAIM
    ask: Callable[[int], list[int]] = lambda agent: [agent, agent] if way == "next" else [agent, task, agent]  # noqa: E731
    assert first.execute(call, ask(ada)).fetchall() == [(task, 1)]
    second.execute("SET lock_timeout = '5s'")
    assert second.execute(call, ask(ben)).fetchall() == []
    first.rollback()
    assert second.execute(call, ask(ben)).fetchall() == [(task, 1)]


def test_exclusive_keys_do_not_wait(session: Session) -> None:
    """Of two tasks that share a key one is claimed, also while nobody has committed."""
    admin, first, second = session(autocommit=True), session(), session(autocommit=True)
    ada, ben = agents(admin, 2)
    one, two = value(admin, PAIR)
    second.execute("SET lock_timeout = '5s'")
    assert first.execute(CLAIM, [ada, one, ada]).fetchall() == [(one, 1)]
    assert second.execute(CLAIM, [ben, two, ben]).fetchall() == []
    assert second.execute(NEXT, [ben, ben]).fetchall() == []
    first.rollback()
    assert second.execute(CLAIM, [ben, two, ben]).fetchall() == [(two, 1)]
    assert second.execute(CLAIM, [ada, one, ada]).fetchall() == []


def test_limit_of_an_agent_across_sessions(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Two sessions of one agent claim one after the other, so that it holds no more than it may."""
    admin, first, second = session(autocommit=True), session(), session()
    (ada,) = agents(admin, 1, max_tasks=3)
    value(admin, ADD, 5)
    many = "SELECT count(*) FROM agora_work.claim_next(%s, 2)"
    assert value(first, many, ada) == 2
    pending = background(value, second, many, ada)
    waits_for(second, first)
    first.commit()
    assert pending.result(SECONDS) == 1


def test_circle_closed_from_both_ends(session: Session, background: Background, waits_for: WaitsFor) -> None:
    """Each makes one half of a circle: the second is refused."""
    admin, first, second = session(autocommit=True), session(), session()
    one, two = value(admin, ADD, 2)
    call = "SELECT agora_work.add_dependency(%s, %s)"
    first.execute(call, [one, two])
    pending = background(second.execute, call, [two, one])
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        pending.result(SECONDS)
    assert refused.value.sqlstate == "ZW008"


def test_needed_task_completed_meanwhile(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """A task that begins to wait while the other is being completed does not wait for ever."""
    admin, first, second = session(autocommit=True), session(), session()
    (ada,) = agents(admin, 1)
    one, two = value(admin, ADD, 2)
    assert admin.execute(CLAIM, [ada, one, ada]).fetchall() == [(one, 1)]
    first.execute(COMPLETE, [one, 1, ada])
    pending = background(second.execute, "SELECT agora_work.add_dependency(%s, %s)", [two, one])
    waits_for(second, first)
    first.commit()
    pending.result(SECONDS)
    second.commit()
    assert value(admin, "SELECT b.status FROM agora_work.board AS b WHERE b.task_id = %s", two) == "available"


def test_need_that_goes_away_while_it_is_met(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """A need is taken away while it is being completed: it is counted once."""
    admin, first, second = session(autocommit=True), session(), session()
    (ada,) = agents(admin, 1)
    one, two, three = value(admin, ADD, 3)
    for need in (one, two):
        admin.execute("SELECT agora_work.add_dependency(%s, %s)", [three, need])
    assert admin.execute(CLAIM, [ada, one, ada]).fetchall() == [(one, 1)]
    first.execute(COMPLETE, [one, 1, ada])
    pending = background(second.execute, "SELECT agora_work.drop_dependency(%s, %s)", [three, one])
    waits_for(second, first)
    first.commit()
    pending.result(SECONDS)
    second.commit()
    assert value(admin, "SELECT b.unmet FROM agora_work.board AS b WHERE b.task_id = %s", three) == 1
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


class Worker:
    """Claims and completes until everything is done; dies now and then with what it holds, and begins anew."""

    def __init__(self, dsn: str, agent: int, is_up: threading.Event, answered: Callable[[], None]) -> None:
        self.dsn, self.agent, self.is_up, self.answered = dsn, agent, is_up, answered
        self.errors: list[str | None] = []
        self.done: list[tuple[int, int]] = []
        """Task and epoch of what the server said is completed."""

    def run(self) -> None:
        dice = random.Random(self.agent)
        while True:
            try:
                self.is_up.wait()
                with psycopg.connect(self.dsn, autocommit=True) as connection:
                    following = None
                    while claimed := (
                        following or connection.execute(NEXT, [self.agent, self.agent]).fetchone()
                    ):
                        if not dice.randrange(10):
                            break  # it dies
                        way = dice.choice([GO_ON, EXCHANGE, COMPLETE])
                        following = None
                        if way == GO_ON:
                            following = connection.execute(way, [self.agent, *claimed, self.agent]).fetchone()
                        elif way == EXCHANGE:
                            row = connection.execute(way, [self.agent, *claimed, self.agent]).fetchone()
                            assert row is not None
                            if row[0] is not None:
                                self.errors.append(row[0])
                                break
                            following = row[1:] if row[1] else None
                        else:
                            connection.execute(way, [*claimed, self.agent])
                        self.done.append(claimed)
                        self.answered()
                    query = "SELECT count(*) FROM agora_work.board AS b WHERE b.status <> 'completed'"
                    if value(connection, query) == 0:
                        return
            except psycopg.Error as error:
                self.errors.append(error.sqlstate)


def test_killed_workers_and_servers(background: Background) -> None:
    """Workers die at random, the server twice: by the epochs each task had one owner at a time, and all are done."""
    with durable(CLIENTS) as server:
        with psycopg.connect(server.dsn()) as connection:
            for name in ("work.lease", "work.sweep_every"):
                value(connection, "SELECT 1 FROM agora.set_setting(%s, '1 second', 'a test')", name)
            team = agents(connection, CLIENTS, max_tasks=10_000)
            value(connection, ADD, TASKS)
        answers, is_up = threading.Semaphore(0), threading.Event()
        workers = [Worker(server.dsn(), agent, is_up, answers.release) for agent in team]
        is_up.set()
        runs = [background(worker.run) for worker in workers]
        for _ in range(KILLS):
            for _ in range(TASKS // (KILLS + 2)):
                assert answers.acquire(timeout=SECONDS)
            is_up.clear()
            kill(server)
            restart(server)
            is_up.set()
        for run in runs:
            run.result(SECONDS)

        errors = {sqlstate for worker in workers for sqlstate in worker.errors}
        assert errors <= {None, "57P01", "57P02", "57P03", "ZW005"}, "no server, or too late; no deadlock"
        with psycopg.connect(server.dsn()) as connection:
            assert connection.execute(OVERLAPS).fetchall() == [], "one owner at a time"
            completed = connection.execute(OUTCOMES, ["completed"]).fetchall()
            assert len(completed) == len({task for task, _, _ in completed}) == TASKS, "each completed once"
            told = {(*claimed, worker.agent) for worker in workers for claimed in worker.done}
            assert told <= set(completed), "what was answered is what there is"
            assert connection.execute(OUTCOMES, ["lost"]).fetchall() != []
            assert connection.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
