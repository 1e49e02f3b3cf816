"""Exchanges of several agents in one call, beside each other and beside single calls."""

import json
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 120
ADD = "SELECT agora_work.add_tasks(%s::jsonb)"
AGENT = "SELECT agora_work.register_agent(agora.register_principal(%s), p_max_tasks => 3)"
EXCHANGE = """
SELECT x.refusal, x.task_id, x.epoch
  FROM agora_work.exchange_tasks(%s::bigint[], %s::bigint[], %s::bigint[], p_actor => 3) AS x
"""
GO_ON = "SELECT c.task_id, c.epoch FROM agora_work.complete_and_claim(%s, %s, %s, p_actor => %s) AS c"
NEXT = "SELECT c.task_id, c.epoch FROM agora_work.claim_next(%s, p_actor => %s) AS c"
OPEN = "SELECT count(*) FROM agora_work.board AS b WHERE b.closed_at IS NULL"
ENDED = """
SELECT h.outcome, count(*), count(DISTINCT h.task_id) FROM agora_work.claim_history AS h GROUP BY 1
"""
CHANGES = {
    "policy": """SELECT agora_work.set_policy('environment', 'lab', '{"min_reputation": 0.9}', 'a test', 2 + 0 * %s)""",
    "reputation": "SELECT agora_work.record_operation(%s, 'x', false, 5, 'k', 3)",
    "capability": "SELECT agora_work.withdraw_capability(%s, 'code:go', 'a test', 2)",
    "budget": "SELECT agora_model.authorize_spend(%s, NULL, 5, p_key => 'k', p_actor => 2)",
    "breaker": "SELECT agora.trip_breaker(agora_work.agent_breaker(%s), 'manual', 'a test', p_actor => 2)",
    "suspension": "SELECT agora.suspend_principal(%s, 'a test', 2)",
}
REFUSALS = {"budget": "ZW004", "breaker": "ZW061", "suspension": "ZA002"}


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture
def admin(session: Session) -> Connection:
    return session(autocommit=True)


def web(number: int) -> list[dict[str, Any]]:
    """Tasks of five priorities that need each other and share keys."""
    return [
        {"title": "t", "code": f"t{n}", "priority": 10 * (n % 5), "exclusive": [f"k{n % 7}"] if n % 3 else []}
        | ({"needs": [f"t{n - 6}", f"t{n - 9}"]} if n > 9 else {})
        for n in range(number)
    ]


def test_beside_single_calls(admin: Connection, session: Session, background: Background) -> None:
    """Several serve several agents each, others one: nobody deadlocks, and all is done once."""
    admin.execute("SELECT agora.set_setting('work.sweep_every', '0.1 seconds', 'a test')")
    team = [value(admin, AGENT, f"agent {n}") for n in range(12)]
    for governed in team[::2]:
        value(admin, "SELECT agora_model.set_budget(5, p_principal => %s)", governed)
    value(admin, ADD, json.dumps(web(150)))

    def serve(agents: list[int], mine: Connection) -> None:
        held: list[tuple[int | None, int | None]] = [(None, None)] * len(agents)
        while any(task for task, _ in held) or value(mine, OPEN):
            found = mine.execute(EXCHANGE, [agents, *map(list, zip(*held, strict=True))]).fetchall()
            assert {refusal for refusal, _, _ in found} == {None}
            held = [(task, epoch) for _, task, epoch in found]
            if not any(task for task, _ in held):
                held[0] = mine.execute(NEXT, [agents[0]] * 2).fetchone() or (None, None)

    def alone(agent: int, mine: Connection) -> None:
        claimed = None
        while claimed or value(mine, OPEN):
            call = (GO_ON, [agent, *claimed, agent]) if claimed else (NEXT, [agent, agent])
            claimed = mine.execute(*call).fetchone()

    runs = [background(serve, agents, session(autocommit=True)) for agents in (team[:5], team[8:4:-1])]
    runs += [background(alone, agent, session(autocommit=True)) for agent in team[9:]]
    for run in runs:
        run.result(SECONDS)
    assert admin.execute(ENDED).fetchall() == [("completed", 150, 150)]
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_twice_at_once(admin: Connection, session: Session, background: Background) -> None:
    """The same agents served from two sessions, in another order: each end counts once, and no agent holds too much."""
    team = [value(admin, AGENT, f"agent {n}") for n in range(4)]
    value(admin, ADD, json.dumps([{"title": "t"}] * 200))

    def serve(agents: list[int], mine: Connection) -> int:
        done = 0
        for _ in range(40):
            held = dict(
                mine.execute(
                    "SELECT b.agent_id, ARRAY[min(b.task_id), 1] FROM agora_work.board AS b"
                    " WHERE b.agent_id IS NOT NULL GROUP BY 1"
                ).fetchall()
            )
            items = [held.get(agent, [None, None]) for agent in agents]
            found = mine.execute(EXCHANGE, [agents, *map(list, zip(*items, strict=True))]).fetchall()
            assert {refusal for refusal, _, _ in found} <= {None}, "ended by the other: no error"
            done += sum(task is not None for _, task, _ in found)
        return done

    runs = [
        background(serve, agents, session(autocommit=True))
        for agents in (team, team[::-1], team[1:] + team[:1])
    ]
    claimed = sum(run.result(SECONDS) for run in runs)
    ended, held = admin.execute(
        "SELECT count(*) FILTER (WHERE h.outcome = 'completed'), count(*) FILTER (WHERE h.outcome IS NULL)"
        "  FROM agora_work.claim_history AS h"
    ).fetchall()[0]
    assert ended + held == claimed, "each claim was told to one"
    most = "SELECT max(l.n) FROM (SELECT count(b.agent_id) AS n FROM agora_work.board AS b GROUP BY b.agent_id) AS l"
    assert value(admin, most) <= 3, "as many as it may hold"
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


@pytest.mark.parametrize("governed", [False, True])
def test_restrained_while_it_waits(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor, governed: bool
) -> None:
    """A budget that is set while an exchange waits for its agent is seen behind the lock; the rest goes on."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    value(admin, ADD, json.dumps([{"title": "t"}] * 4))
    for agent in (ada, ben) if governed else ():
        value(admin, "SELECT agora_model.set_budget(5, p_principal => %s)", agent)
    admin.execute(EXCHANGE, [[ada, ben], [None, None], [None, None]])
    setting, asking = session(), session(autocommit=True)
    value(setting, "SELECT agora_model.set_budget(0, p_principal => %s, p_actor => 2)", ada)
    found = background(asking.execute, EXCHANGE, [[ben, ada], [None, None], [None, None]])
    waits_for(asking, setting)
    setting.commit()
    (_, task, _), refused = found.result(SECONDS).fetchall()
    assert task is not None
    assert refused == ("ZW004", None, None)


@pytest.mark.parametrize("is_alone", [False, True])
def test_suspended_while_it_completes(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor, is_alone: bool
) -> None:
    """What is done counts, and nothing new comes, for whoever is suspended while an exchange waits for its task."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    value(admin, ADD, json.dumps([{"title": "t"}] * 4))
    agents = [ada] if is_alone else [ada, ben]
    nothing = [None for _ in agents]
    for _ in range(2):  # the first of an agent looks closer
        (_, done, epoch), *_ = admin.execute(EXCHANGE, [agents, nothing, nothing]).fetchall()
    changing, asking = session(), session(autocommit=True)
    changing.execute("SELECT FROM agora_work.task AS t WHERE t.task_id = %s FOR NO KEY UPDATE", [done])
    found = background(asking.execute, EXCHANGE, [agents, [done, *nothing[1:]], [epoch, *nothing[1:]]])
    waits_for(asking, changing)
    value(admin, CHANGES["suspension"], ada)
    changing.commit()
    (refusal, task, _), *_ = found.result(SECONDS).fetchall()
    assert (refusal, task) == (None, None)
    assert admin.execute(
        "SELECT b.status FROM agora_work.board AS b WHERE b.task_id = %s", [done]
    ).fetchall() == [("completed",)]


@pytest.mark.parametrize("is_alone", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_before_is_seen(
    admin: Connection, session: Session, change: str, is_alone: bool
) -> None:
    """Whatever another session has committed before it begins, an exchange whose plans are made heeds."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    lab = """SELECT agora_work.set_policy('environment', 'lab', '{"min_reputation": 0.7}', 'a test', 2)"""
    admin.execute(lab)
    for agent in (ada, ben):
        value(admin, "SELECT agora_work.grant_capability(%s, 'code:go', 3, 'a test', NULL, 2)", agent)
        value(admin, "SELECT agora_model.set_budget(5, p_principal => %s, p_actor => 2)", agent)
        value(admin, "SELECT agora_work.register_agent(%s, p_max_tasks => 9)", agent)
    value(admin, ADD, json.dumps([{"title": "t", "environment": "lab", "capabilities": ["code:go"]}] * 9))
    value(admin, "SELECT agora_work._refresh_lanes(100)")
    agents = [ada] if is_alone else [ada, ben]
    asked = [agents, [None for _ in agents], [None for _ in agents]]
    asking = session(autocommit=True)
    for _ in range(2):  # the first of an agent looks closer
        assert all(task for _, task, _ in asking.execute(EXCHANGE, asked).fetchall())
    value(admin, CHANGES[change], ada)
    (refusal, task, _), *others = asking.execute(EXCHANGE, asked).fetchall()
    assert (refusal, task) == (REFUSALS.get(change), None)
    assert all((task is None) == (change == "policy") for _, task, _ in others)


def test_a_claim_from_before(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """A call that began earlier and got the agent later claims from before what a task knows: that is counted, too."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    value(admin, ADD, json.dumps([{"title": "t"}] * 9))
    admin.execute(EXCHANGE, [[ada, ben], [None, None], [None, None]])
    admin.execute("SELECT agora_work.complete_tasks(array_agg(b.task_id), array_agg(b.epoch))"
                  "  FROM agora_work.board AS b WHERE b.agent_id IS NOT NULL")  # fmt: skip
    first, second = session(), session(autocommit=True)
    first.execute("SELECT FROM agora_work.agent AS a WHERE a.agent_id = %s FOR NO KEY UPDATE", [ada])
    earlier = background(second.execute, "SELECT c.task_id FROM agora_work.claim_next(%s, 2) AS c", [ada])
    waits_for(second, first)
    ((_, task, epoch), _) = first.execute(EXCHANGE, [[ada, ben], [None, None], [None, None]]).fetchall()
    first.commit()
    assert len(earlier.result(SECONDS).fetchall()) == 2
    assert (
        value(admin, "SELECT a.held_since::text FROM agora_work.agent AS a WHERE a.agent_id = %s", ada)
        == "-infinity"
    )
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
    served, _ = admin.execute(EXCHANGE, [[ada, ben], [task, None], [epoch, None]]).fetchall()
    assert served[1] is not None, "in the place of what it ended"
    full, _ = admin.execute(EXCHANGE, [[ada, ben], [None, None], [None, None]]).fetchall()
    assert full == (None, None, None)
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_a_claim_from_an_old_snapshot(admin: Connection, session: Session) -> None:
    """It does not see all that its agent holds, so nobody counts from what it knows."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    value(admin, ADD, json.dumps([{"title": "t"}] * 9))
    ended, _ = admin.execute(EXCHANGE, [[ada, ben], [None, None], [None, None]]).fetchall()
    value(admin, "SELECT agora_work.complete_task(%s, %s)", *ended[1:])
    old = session()
    old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    value(old, OPEN)
    unseen, _ = admin.execute(EXCHANGE, [[ada, ben], [None, None], [None, None]]).fetchall()
    assert unseen[1] is not None
    (claimed,) = old.execute(NEXT, [ada, ada]).fetchall()
    old.commit()
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
    served, _ = admin.execute(EXCHANGE, [[ada, ben], [claimed[0], None], [claimed[1], None]]).fetchall()
    last, _ = admin.execute(EXCHANGE, [[ada, ben], [None, None], [None, None]]).fetchall()
    assert None not in (served[1], last[1])
    full, _ = admin.execute(EXCHANGE, [[ada, ben], [None, None], [None, None]]).fetchall()
    assert full == (None, None, None), "all three are counted"
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_what_is_over_is_not_waited_for(admin: Connection, session: Session) -> None:
    """Only what is held is locked: a task that is blocked by now would be locked before those that it waits for."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    value(admin, ADD, json.dumps([{"title": "t"}] * 3))
    (_, over, _), (_, held, _) = admin.execute(EXCHANGE, [[ada, ben], [None, None], [None, None]]).fetchall()
    admin.execute(
        "SELECT agora_work.report_blocker(%s, 'information', 'a test', p_epoch => %s, p_actor => %s)",
        [over, 1, ada],
    )
    other = session()
    other.execute("SELECT FROM agora_work.task AS t WHERE t.task_id = %s FOR NO KEY UPDATE", [over])
    asking = session(autocommit=True)
    asking.execute("SET lock_timeout = '5s'")
    refused, served = asking.execute(EXCHANGE, [[ada, ben], [over, held], [1, 1]]).fetchall()
    assert refused == ("ZW005", None, None)
    assert served[1] is not None


def test_old_snapshots_are_refused(admin: Connection, session: Session) -> None:
    ada = value(admin, AGENT, "ada")
    old = session()
    old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        old.execute(EXCHANGE, [[ada], [None], [None]])
