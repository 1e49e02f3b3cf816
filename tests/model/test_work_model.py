"""The task machine beside a model: after any sequence of calls, right and wrong, and of passing time, both agree."""

import os
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import psycopg
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

EXAMPLES = 300 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 40
STEPS = 50
AGENTS = ("ada", "ben", "carol")
MOST = 3
"""Tasks that an agent may hold."""
LEASE = timedelta(seconds=45)
TTL = timedelta(seconds=60)
BACKOFF = (1, 2, 5, 10, 30)
KEYS = ("x", "y")
KINDS = ("critical", "filler", "universal")
PAUSES = st.sampled_from([timedelta(seconds=seconds) for seconds in (1, 4, 20, 45, 70)])
EARLY, LATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
CLOSED = ("completed", "failed", "cancelled")
ENDED = (
    "SELECT c.task_id, c.epoch, c.outcome, c.agent_id FROM agora_work.claim_history AS c"
    " WHERE c.outcome IS NOT NULL"
)
REPORT = """
SELECT r.blocker_id FROM agora_work.report_blocker(%s, %s, 'a test', p_epoch => %s, p_actor => %s) AS r
"""
GO_ON = """
SELECT c.task_id, c.epoch FROM agora_work.complete_and_claim(%s, %s, %s, p_limit => %s, p_actor => %s) AS c
"""
EXCHANGE = """
SELECT x.agent_id, x.refusal, x.task_id, x.epoch
  FROM agora_work.exchange_tasks(%s::bigint[], %s::bigint[], %s::bigint[], p_actor => 3) AS x
"""
NEXT = """
SELECT o.source, o.task_id, o.epoch, o.blocker_id, o.stopped, o.help_assignment_id FROM agora_work.next_work(%s) AS o
"""
LOST_HELP = "SELECT h.help_assignment_id FROM agora_work.recorded_help AS h WHERE h.outcome = 'lost'"
BOARD = "SELECT b.task_id, b.status, b.agent_id, b.epoch, b.unmet, b.blockers FROM agora_work.board AS b"


@dataclass
class Task:
    """What the model knows of one."""

    task: int
    kind: str
    priority: int
    needs: set[int]
    keys: set[str]
    most: int
    status: str = "available"
    holder: int | None = None
    epoch: int = 0
    attempts: int = 0
    blockers: list[int] = field(default_factory=list)
    reports: int = 0
    ready: datetime = EARLY
    lease: datetime = LATE
    finish: datetime = LATE
    outcomes: dict[int, tuple[str, int]] = field(default_factory=dict)
    """How the claims before ended, and whose they were."""
    waiters: set[int] = field(default_factory=set)
    """Agents that reported it stuck and go on with it when it is free."""


@dataclass
class Help:
    """An agent that helps with a blocker."""

    agent: int
    blocker: int
    since: datetime


class Team(RuleBasedStateMachine):
    """Three agents, tasks that need each other and share keys, and time that passes."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__()
        self.connection = connection
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.tasks: dict[int, Task] = {}
        self.agents: list[int] = []
        self.reporters: dict[int, int] = {}
        """Who reported a blocker, in the order of the reports."""
        self.helped: set[tuple[int, int]] = set()
        """Agents and the blockers that they helped with, ever."""
        self.helps: dict[int, Help] = {}

    def teardown(self) -> None:
        violations = self.rows("SELECT * FROM agora.check_invariants()")
        self.connection.rollback()
        assert violations == []

    def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query.encode(), arguments).fetchall()

    def attempt(self, query: str, *arguments: Any) -> list[tuple[Any, ...]] | str | None:
        """Rows, or the SQLSTATE; an error takes back what the call did."""
        try:
            with self.connection.transaction():
                return self.rows(query, *arguments)
        except psycopg.Error as error:
            return error.sqlstate

    # ---- the model ----

    def unmet(self, task: Task) -> int:
        return sum(self.tasks[need].status != "completed" for need in task.needs)

    def end(self, task: Task, outcome: str) -> None:
        assert task.holder is not None
        task.outcomes[task.epoch] = (outcome, task.holder)
        task.holder, task.status = None, "available"
        if outcome in ("failed", "lost"):
            task.attempts += 1
            if task.attempts >= task.most:
                task.status = "failed"
                self.closed(task)
            elif outcome == "failed":
                task.ready = self.now + timedelta(seconds=BACKOFF[min(task.attempts, len(BACKOFF)) - 1])

    def settle(self) -> None:
        """What time and others have done, whether or not the database wrote it down."""
        for task in self.tasks.values():
            if task.holder is not None and min(task.lease, task.finish) <= self.now:
                self.end(task, "lost")
        for task in self.tasks.values():
            if task.status in ("blocked", "available"):
                task.status = "blocked" if self.unmet(task) + len(task.blockers) else "available"

    def held(self, agent: int) -> list[Task]:
        return [task for task in self.tasks.values() if task.holder == agent]

    def closed(self, task: Task) -> None:
        """Nobody waits for it any more, and its blockers are over."""
        task.waiters.clear()
        self.over(set(task.blockers))

    def over(self, blockers: set[int]) -> None:
        self.helps = {key: help_ for key, help_ in self.helps.items() if help_.blocker not in blockers}

    def helpable(self, agent: int) -> int | None:
        """The blocker that it would help with: the oldest of another, but none that it helped with before."""
        if any(help_.agent == agent for help_ in self.helps.values()):
            return None
        stuck = {b for task in self.tasks.values() if task.status == "blocked" for b in task.blockers}
        wanted = [b for b, by in self.reporters.items() if b in stuck and by != agent]
        return next((b for b in wanted if (agent, b) not in self.helped), None)

    def is_free(self, task: Task) -> bool:
        taken = {key for other in self.tasks.values() if other.holder is not None for key in other.keys}
        return task.status == "available" and task.ready <= self.now and not taken & task.keys

    def claimed(self, task: Task, agent: int) -> None:
        task.status, task.holder, task.epoch = "claimed", agent, task.epoch + 1
        task.lease, task.finish = self.now + LEASE, self.now + TTL

    def refusal(self, task: Task, epoch: int, agent: int, outcome: str | None) -> str | None:
        """The SQLSTATE that a call about a claim gets; "" = it was made before; None = it is made now."""
        running = task.holder is not None and task.epoch == epoch
        was, whose = ("", task.holder) if running else task.outcomes.get(epoch, ("", None))
        if whose is not None and whose != agent:
            return "ZW006"
        if was and was == outcome:
            return ""
        if task.status in CLOSED and was != "lost":
            return "ZW007"
        return None if running else "ZW005"

    # ---- what happens ----

    @initialize()
    def world(self) -> None:
        self.rows("SELECT agora_test.restarted_at('2025-01-01')")
        self.rows("SELECT agora.set_setting('work.sweep_every', '0.1 seconds', 'a test')")
        self.rows("SELECT agora.set_setting('work.report_quota', '1000', 'a test')")
        self.wait(timedelta(0))
        for name in AGENTS:
            self.agents += self.rows(
                "SELECT agora_work.register_agent(agora.register_principal(%s), p_max_tasks => %s)",
                name,
                MOST,
            )[0]
        # What is looked up for it and never refuses it: exchanges serve it with the others.
        self.rows("SELECT agora_model.set_budget(5, p_principal => %s)", self.agents[1])
        for kind in ("critical", "filler", "universal"):
            self.put(kind, 10, 3, set(), set())

    @rule(by=PAUSES)
    def wait(self, by: timedelta) -> None:
        self.now += by
        self.rows("SELECT agora_test.at(%s)", self.now)
        self.settle()

    @rule(
        data=st.data(),
        kind=st.sampled_from(["critical", "critical", "critical", "filler", "universal"]),
        priority=st.sampled_from([10, 50]),
        most=st.integers(1, 3),
    )
    def add(self, data: st.DataObject, kind: str, priority: int, most: int) -> None:
        needs = data.draw(st.sets(st.sampled_from(sorted(self.tasks)), max_size=3)) if self.tasks else set()
        self.put(kind, priority, most, needs, data.draw(st.sets(st.sampled_from(KEYS), max_size=1)))

    def put(self, kind: str, priority: int, most: int, needs: set[int], keys: set[str]) -> None:
        ((added,),) = self.rows(
            "SELECT agora_work.add_task('t', jsonb_build_object('kind', %s::text, 'priority', %s::int,"
            " 'needs', to_jsonb(%s::bigint[]), 'exclusive', to_jsonb(%s::text[]),"
            " 'max_attempts', %s::int, 'ttl', %s::int))",
            *(kind, priority, list(needs), list(keys), most, TTL.total_seconds()),
        )
        self.tasks[added] = Task(added, kind, priority, needs, keys, most)
        self.settle()

    def next_for(self, who: int, limit: int) -> list[Task]:
        """What a claim takes: by priority, then by age, as many as the agent may hold."""
        wanted: list[Task] = []
        room = min(limit, MOST - len(self.held(who)))
        order = sorted(self.tasks.values(), key=lambda task: (-task.priority, task.task))
        free = [task for task in order if self.is_free(task) and task.kind == "critical"]
        # Within one lane a claim takes the oldest of what is free, then drops what shares a key with one before it.
        for priority in (50, 10):
            keys: set[str] = {key for task in wanted for key in task.keys}
            for task in [task for task in free if task.priority == priority and not task.keys & keys][
                : max(room - len(wanted), 0)
            ]:
                if not task.keys & {key for other in wanted for key in other.keys}:
                    wanted.append(task)
        return wanted

    @rule(agent=st.integers(0, 2), limit=st.integers(1, 4))
    def claim_next(self, agent: int, limit: int) -> None:
        who = self.agents[agent]
        wanted = self.next_for(who, limit)
        found = self.rows("SELECT c.task_id, c.epoch FROM agora_work.claim_next(%s, %s) AS c", who, limit)
        assert found == [(task.task, task.epoch + 1) for task in wanted]
        for task in wanted:
            self.claimed(task, who)

    @rule(agent=st.integers(0, 2))
    def next_work(self, agent: int) -> None:
        """Own before next, next before help, help before fillers, which stop for the first three."""
        who = self.agents[agent]
        self.rows("SELECT agora_work._release_expired(1000), agora_work._climb_ladder(1000)")
        for (key,) in self.rows(LOST_HELP):
            if (help_ := self.helps.pop(key, None)) is not None:
                assert self.now - help_.since >= LEASE
        for task in self.tasks.values():
            if task.status not in ("available", "blocked"):
                task.waiters.discard(who)

        held = self.held(who)
        fillers = sorted(task.task for task in held if task.kind != "critical")
        order = sorted(self.tasks.values(), key=lambda task: (-task.priority, task.task))
        free = {kind: [t for t in order if t.kind == kind and self.is_free(t)] for kind in KINDS}
        critical = free["critical"] if len(held) - len(fillers) < MOST else []
        idle = [] if fillers or len(held) >= MOST else free["filler"] or free["universal"]
        own = [task for task in critical if who in task.waiters]

        found = self.rows(NEXT, who)
        taken = next(iter(own or critical), None)
        if taken is None and (blocker := self.helpable(who)) is not None:
            stuck = next(task.task for task in self.tasks.values() if blocker in task.blockers)
            assert [row[:5] for row in found] == [("help", stuck, None, blocker, fillers)]
            self.helped.add((who, blocker))
            self.helps[found[0][5]] = Help(who, blocker, self.now)
        elif taken is not None:
            assert found == [("own" if own else "next", taken.task, taken.epoch + 1, None, fillers, None)]
        elif idle:
            taken = idle[0]
            assert found == [(taken.kind, taken.task, taken.epoch + 1, None, [], None)]
        else:
            assert found == []
        for filler in fillers if found else ():
            self.end(self.tasks[filler], "released")
        if taken is not None:
            taken.waiters.discard(who)
            self.claimed(taken, who)

    @rule(agent=st.integers(0, 2))
    def end_help(self, agent: int) -> None:
        mine = [key for key, help_ in self.helps.items() if help_.agent == self.agents[agent]]
        for key in mine:
            found = self.attempt(
                "SELECT agora_work.end_help(%s, 'solved', p_actor => %s)", key, self.agents[agent]
            )
            assert found == [("",)] or (found == "ZW084" and (key,) in self.rows(LOST_HELP))
            del self.helps[key]

    @rule(agent=st.integers(0, 2), data=st.data())
    def claim_task(self, agent: int, data: st.DataObject) -> None:
        who, task = self.agents[agent], self.draw(data)
        if task is None:
            return
        found = self.attempt(
            "SELECT c.task_id, c.epoch FROM agora_work.claim_task(%s, %s) AS c", who, task.task
        )
        if task.holder == who:
            assert found == [(task.task, task.epoch)]
        elif task.status in CLOSED:
            assert found == "ZW007"
        elif len(self.held(who)) >= MOST:
            assert found == "ZW004"
        elif self.is_free(task):
            self.claimed(task, who)
            assert found == [(task.task, task.epoch)]
        else:
            assert found == []

    @rule(
        agent=st.integers(0, 2),
        data=st.data(),
        call=st.sampled_from(["start", "complete", "fail", "release"]),
    )
    def act(self, agent: int, data: st.DataObject, call: str) -> None:
        """On any task, by anybody, with any epoch: mostly the right ones."""
        task = self.draw(data)
        if task is None:
            return
        who = task.holder or self.agents[agent] if data.draw(st.integers(0, 3)) else self.agents[agent]
        epoch = task.epoch if data.draw(st.integers(0, 3)) else data.draw(st.integers(0, task.epoch + 1))
        query = {
            "start": "SELECT agora_work.start_task(%s, %s, p_actor => %s)",
            "complete": "SELECT agora_work.complete_task(%s, %s, p_actor => %s)",
            "fail": "SELECT agora_work.fail_task(%s, %s, 'boom', p_actor => %s)",
            "release": "SELECT agora_work.release_task(%s, %s, p_actor => %s)",
        }[call]
        outcome = {"start": None, "complete": "completed", "fail": "failed", "release": "released"}[call]
        refusal = self.refusal(task, epoch, who, outcome)
        found = self.attempt(query, task.task, epoch, who)
        assert (found if isinstance(found, str) else None) == (refusal or None)
        if refusal is None:
            if call == "start":
                task.status = "in_progress"
            elif call == "complete":
                task.outcomes[task.epoch] = ("completed", who)
                task.status, task.holder = "completed", None
                self.closed(task)
            else:
                self.end(task, str(outcome))
        self.settle()

    @rule(agent=st.integers(0, 2), data=st.data(), limit=st.integers(1, 3))
    def complete_and_claim(self, agent: int, data: st.DataObject, limit: int) -> None:
        """The end of a task, of its own mostly, and what comes next, in one call; said again, it claims nothing."""
        task = self.draw(data)
        if task is None:
            return
        who = task.holder or self.agents[agent] if data.draw(st.integers(0, 3)) else self.agents[agent]
        # Who is due to sweep would claim nothing.
        self.rows("SELECT agora_work._release_expired(1000)")
        refusal = self.refusal(task, task.epoch, who, "completed")
        found = self.attempt(GO_ON, who, task.task, task.epoch, limit, who)
        if refusal is not None:
            assert found == (refusal or [])
            return
        task.outcomes[task.epoch] = ("completed", who)
        task.status, task.holder = "completed", None
        self.closed(task)
        self.settle()
        # What it waits for comes first, in next_work().
        waits = any(who in other.waiters for other in self.tasks.values())
        wanted = [] if waits else self.next_for(who, limit)
        assert found == [(following.task, following.epoch + 1) for following in wanted]
        for following in wanted:
            self.claimed(following, who)

    @rule(agents=st.permutations(range(3)), number=st.integers(1, 3), data=st.data())
    def exchange(self, agents: list[int], number: int, data: st.DataObject) -> None:
        """Ends and claims of several agents in one call: what is refused counts for nothing, the rest counts."""
        self.rows("SELECT agora_work._release_expired(1000)")
        items: list[tuple[int, Task | None]] = []
        for who in [self.agents[agent] for agent in agents[:number]]:
            among = self.held(who) if data.draw(st.integers(0, 3)) else list(self.tasks.values())
            task = data.draw(st.sampled_from([None, *among]))
            items.append((who, None if any(task is other for _, other in items) else task))
        told = {
            who: self.refusal(task, task.epoch, who, "completed") if task else None for who, task in items
        }
        found = self.rows(
            EXCHANGE,
            [who for who, _ in items],
            [task and task.task for _, task in items],
            [task and task.epoch for _, task in items],
        )
        assert [row[0] for row in found] == [who for who, _ in items]
        assert {row[0]: row[1] for row in found} == {who: code or None for who, code in told.items()}
        counted = [(who, task) for who, task in items if told[who] is None]
        for who, task in counted:
            if task is not None:
                task.outcomes[task.epoch] = ("completed", who)
                task.status, task.holder = "completed", None
                self.closed(task)
        self.settle()
        # What an agent waits for comes first, in next_work(), which who only claims does not ask.
        waiting = {who for task in self.tasks.values() for who in task.waiters}
        asking = [who for who, task in counted if task is None or who not in waiting]
        got = {row[0]: row[2:] for row in found if row[2] is not None}
        # Who is served first is not said: that some order gives just this is.
        before = self.tasks
        for order in permutations(asking):
            self.tasks = deepcopy(before)
            given = {}
            for who in order:
                for following in self.next_for(who, 1):
                    given[who] = (following.task, following.epoch + 1)
                    self.claimed(following, who)
            if given == got:
                return
        raise AssertionError(f"no order gives {got}")

    @rule(agent=st.integers(0, 2), data=st.data())
    def heartbeat(self, agent: int, data: st.DataObject) -> None:
        """For everything there is, with one wrong epoch: what it holds, and nothing else, goes on."""
        who = self.agents[agent]
        tasks = list(self.tasks.values())
        wrong = data.draw(st.sampled_from(tasks)).task if tasks else None
        epochs = [task.epoch + (task.task == wrong) for task in tasks]
        found = self.rows(
            "SELECT h.task_id, h.is_held FROM agora_work.heartbeat(%s::bigint[], %s::bigint[], %s) AS h",
            *([task.task for task in tasks], epochs, who),
        )
        assert found == [(task.task, task.holder == who and task.task != wrong) for task in tasks]
        for task in tasks:
            if task.holder == who and task.task != wrong:
                task.lease = self.now + LEASE

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        task = self.draw(data)
        if task is None:
            return
        found = self.attempt("SELECT agora_work.cancel_task(%s, 'a test')", task.task)
        assert (found == "ZW007") == (task.status in ("completed", "failed"))
        if task.status not in CLOSED:
            if task.holder is not None:
                task.outcomes[task.epoch] = ("cancelled", task.holder)
            task.status, task.holder = "cancelled", None
            self.closed(task)

    @rule(agent=st.integers(0, 2), data=st.data())
    def report(self, agent: int, data: st.DataObject) -> None:
        task = self.draw(data)
        if task is None:
            return
        epoch = None if task.holder is None else task.epoch
        who = task.holder or self.agents[agent]
        found = self.attempt(REPORT, task.task, f"trouble_{task.reports}", epoch, who)
        if task.status in CLOSED:
            assert found == "ZW007"
            return
        assert isinstance(found, list)
        if task.holder is not None:
            self.end(task, "blocked")
        task.reports += 1
        task.blockers.append(found[0][0])
        task.waiters.add(who)
        self.reporters[found[0][0]] = who
        self.settle()

    @rule(data=st.data())
    def solve(self, data: st.DataObject) -> None:
        task = self.draw(data)
        if task is None or not task.blockers:
            return
        blocker = task.blockers.pop(data.draw(st.integers(0, len(task.blockers) - 1)))
        found = self.attempt("SELECT agora_work.close_blocker(%s, 'a test', 3)", blocker)
        assert (found == "ZW084") == (task.status in CLOSED)
        self.over({blocker})
        self.settle()

    @rule(data=st.data())
    def depend(self, data: st.DataObject) -> None:
        task, need = self.draw(data), self.draw(data)
        if task is None or need is None:
            return
        found = self.attempt("SELECT agora_work.add_dependency(%s, %s)", task.task, need.task)
        behind, ahead = {need.task}, [need.task]
        while ahead:
            new = self.tasks[ahead.pop()].needs - behind
            behind |= new
            ahead += new
        if task.task in behind:
            assert found == "ZW008"
        elif task.status in CLOSED:
            assert found == "ZW007"
        elif task.holder is not None:
            assert found == "ZW009"
        else:
            assert not isinstance(found, str)
            task.needs.add(need.task)
            self.settle()

    @rule(data=st.data())
    def do_without(self, data: st.DataObject) -> None:
        task, need = self.draw(data), self.draw(data)
        if task is None or need is None:
            return
        found = self.attempt("SELECT agora_work.drop_dependency(%s, %s)", task.task, need.task)
        if task.status in CLOSED:
            assert found == "ZW007"
        elif task.holder is not None:
            assert found == "ZW009"
        else:
            assert not isinstance(found, str)
            task.needs.discard(need.task)
            self.settle()

    @rule()
    def sweep(self) -> None:
        self.rows("SELECT agora.tick()")

    def draw(self, data: st.DataObject) -> Task | None:
        return self.tasks[data.draw(st.sampled_from(sorted(self.tasks)))] if self.tasks else None

    # ---- what always holds ----

    @invariant()
    def board_agrees(self) -> None:
        found = {task: tuple(row) for task, *row in self.rows(BOARD)}
        assert found == {
            task.task: (task.status, task.holder, task.epoch, self.unmet(task), len(task.blockers))
            if task.status not in CLOSED
            else (task.status, None, task.epoch, *found[task.task][3:])
            for task in self.tasks.values()
        }

    @invariant()
    def history_agrees(self) -> None:
        found = self.rows(ENDED)
        known = {
            (task.task, epoch, outcome, agent)
            for task in self.tasks.values()
            for epoch, (outcome, agent) in task.outcomes.items()
        }
        # A loss may not have been written down yet.
        assert set(found) <= known
        assert all(outcome == "lost" for _, _, outcome, _ in known - set(found))


def test_any_sequence(timed_dsn: str) -> None:
    with psycopg.connect(timed_dsn) as connection:
        run_state_machine_as_test(
            lambda: Team(connection),
            settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None),
        )
