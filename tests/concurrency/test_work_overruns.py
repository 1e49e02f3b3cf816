"""Settlements that halt an agent, beside whatever else touches it: once, without a lost task or a deadlock."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

ROUNDS = 30
BUDGET = "SELECT agora_model.set_budget(%s, %s, p_principal => %s, p_slices => %s)"
CALL = "SELECT agora_model.record_call('acme/turbo', 'generation', '{\"input_tokens\": 2}', p_actor => %s)"
CALLS = """
SELECT count(*) FROM agora_model.record_calls((
    SELECT jsonb_agg(jsonb_build_object('key', %s || n, 'model', 'acme/turbo', 'stage', 'generation',
                                        'usage', jsonb_build_object('input_tokens', 1)))
      FROM generate_series(1, 20) AS n), %s)
"""
ASK = (
    "SELECT a.authorization_id FROM agora_model.authorize_spend(%s, NULL, 1, p_key => %s, p_actor => %s) AS a"
)
SETTLE = "SELECT agora_model.settle_spend(%s, 3, %s)"
TRIP = "SELECT agora.trip_breaker(agora_work.agent_breaker(%s), 'manual', 'a test')"
RESET = "SELECT agora.reset_breaker(agora_work.agent_breaker(%s), 'a test')"
NEXT = "SELECT c.task_id, c.epoch FROM agora_work.claim_next(%s, 2, p_actor => %s) AS c"
GO_ON = "SELECT g.task_id, g.epoch FROM agora_work.complete_and_claim(%s, %s, %s, p_actor => %s) AS g"
EXCHANGE = "SELECT e.task_id, e.epoch FROM agora_work.exchange_tasks(%s, %s::bigint[], %s::bigint[], p_actor => 3) AS e"
HALTED = "SELECT count(*) FROM agora_event.event WHERE topic = 'work.agent.halted.v1'"
BREAKER = (
    "SELECT b.status, b.reason_class FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(%s)"
)
BOARD = "SELECT b.status, b.agent_id FROM agora_work.board AS b"


def one(connection: Connection, query: str, *arguments: object) -> Any:
    row = connection.execute(query, arguments).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture
def admin(session: Session) -> Connection:
    connection = session(autocommit=True)
    connection.execute(
        "SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo')"
    )
    connection.execute(
        "SELECT agora_model.set_price('acme/turbo', '{\"input_mtok\": 1000000}', '2020-01-01Z')"
    )
    return connection


def agent(admin: Connection, name: str, slices: int = 1) -> int:
    """Register an agent that may spend 3 US dollars a month; a token costs one."""
    principal = int(one(admin, "SELECT agora_work.register_agent(agora.register_principal(%s))", name))
    admin.execute(BUDGET, (3, "month", principal, slices))
    return principal


def test_settlements_at_once_halt_an_agent_once(
    admin: Connection, session: Session, background: Background
) -> None:
    """Each of eight calls fits, of two there is one above the limit: all are counted, and the agent is halted once."""
    ada = agent(admin, "ada")
    for done in [background(session(autocommit=True).execute, CALL, [ada]) for _ in range(8)]:
        done.result()
    assert one(admin, "SELECT spent_usd FROM agora_model.budget_state") == 16
    assert one(admin, "SELECT used_usd FROM agora_model.budget_overrun") == 4
    assert (one(admin, HALTED), admin.execute(BREAKER, [ada]).fetchone()) == (1, ("open", "budget"))
    assert admin.execute("SELECT * FROM agora_work.verify_witness()").fetchall() == []


def test_a_claim_does_not_slip_past_an_overrun(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """One is being made while a call overruns the budget: the settlement waits, and the task goes back."""
    ada = agent(admin, "ada")
    admin.execute("SELECT agora_work.add_task('A task')")
    claiming, settling = session(), session(autocommit=True)
    claiming.execute(NEXT, [ada, ada])
    settled = background(settling.execute, CALLS, ["k", ada])
    waits_for(settling, claiming)
    claiming.commit()
    settled.result()
    assert admin.execute(BOARD).fetchall() == [("available", None)]


def test_a_claim_waits_for_an_overrun(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """The budget is being overrun while the agent claims: the claim waits, and is refused, as it is halted."""
    ada = agent(admin, "ada")
    admin.execute("SELECT agora_work.add_task('A task')")
    claiming, settling = session(autocommit=True), session()
    settling.execute(CALLS, ["k", ada])
    claim = background(claiming.execute, NEXT, [ada, ada])
    waits_for(claiming, settling)
    settling.commit()
    with pytest.raises(psycopg.Error) as refused:
        claim.result()
    assert refused.value.sqlstate == "ZW061"


def test_an_overrun_meets_a_trip_by_hand(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Whichever is first halts the agent; the other waits, changes nothing, and what was spent is counted."""
    ada, ben = agent(admin, "ada"), agent(admin, "ben")
    by_hand, settling = session(), session(autocommit=True)
    by_hand.execute(TRIP, [ada])
    settled = background(settling.execute, CALLS, ["k", ada])
    waits_for(settling, by_hand)
    by_hand.commit()
    settled.result()
    assert admin.execute(BREAKER, [ada]).fetchone() == ("open", "manual")

    first = session()
    first.execute(CALLS, ["k", ben])
    tripped = background(settling.execute, TRIP, [ben])
    waits_for(settling, first)
    first.commit()
    tripped.result()
    assert (one(admin, HALTED), admin.execute(BREAKER, [ben]).fetchone()) == (2, ("open", "budget"))
    assert one(admin, "SELECT sum(spent_usd) FROM agora_model.budget_state") == 40


def test_an_overrun_that_is_taken_back_halts_nobody(admin: Connection, session: Session) -> None:
    ada = agent(admin, "ada")
    settling = session()
    settling.execute(CALLS, ["k", ada])
    assert settling.execute(BREAKER, [ada]).fetchone() == ("open", "budget")
    settling.rollback()
    assert admin.execute(BREAKER, [ada]).fetchone() in (None, ("closed", None))
    assert one(admin, "SELECT count(*) FROM agora_model.budget_overrun") == 0


@pytest.mark.parametrize("slices", [1, 8])
def test_nothing_deadlocks(slices: int, admin: Connection, session: Session, background: Background) -> None:
    """Agents settle, authorised or not, claim, go on and beat, while operators halt and free them."""
    agents = [agent(admin, name, slices) for name in ("ada", "ben", "cyd")]
    admin.execute(BUDGET, (100000, "day", None, slices))
    tasks = [
        {"title": "t", "priority": 1 + n % 9, "exclusive": [f"key {n % 7}"] * (n % 3 == 0)}
        for n in range(300)
    ]
    admin.execute("SELECT agora_work.add_tasks(%s)", [Jsonb(tasks)])
    refused: set[str | None] = set()

    def run(each: Callable[[Connection, int, int], None], who: int) -> None:
        connection = session(autocommit=True)
        for number in range(ROUNDS):
            try:
                each(connection, who, number)
            except psycopg.Error as error:
                refused.add(error.sqlstate)

    def settle(connection: Connection, who: int, number: int) -> None:
        connection.execute(CALL, [who])
        connection.execute(CALLS, [f"{number} ", who])
        asked = one(connection, ASK, who, f"{number}", who)
        if asked is not None:
            connection.execute(SETTLE, [asked, who])

    def work(connection: Connection, who: int, number: int) -> None:
        held = connection.execute(NEXT, [who, who]).fetchall()
        connection.execute("SELECT agora_work.heartbeat(p_actor => %s)", [who])
        for task, epoch in held:
            connection.execute(GO_ON, [who, task, epoch, who])

    def exchange(connection: Connection, who: int, number: int) -> None:
        order = agents if number % 2 else agents[::-1]
        got = connection.execute(EXCHANGE, [order, [None] * 3, [None] * 3]).fetchall()
        connection.execute(EXCHANGE, [order, *map(list, zip(*got, strict=True))])

    def operate(connection: Connection, who: int, number: int) -> None:
        connection.execute(BUDGET, (100 * (number + 2), "month", who, slices))
        if number % 3 == 0:
            connection.execute(TRIP, [who])
        connection.execute(RESET, [who])

    started = [background(run, each, who) for each in (settle, work, exchange, operate) for who in agents]
    for done in started:
        done.result()
    # Halted, used up still, or halted meanwhile: no longer the holder, or completed by another. No deadlock.
    assert refused <= {"ZW061", "ZW060", "ZW004", "ZW005", "ZW007"}
    assert one(admin, "SELECT count(*) FROM agora_model.budget_overrun") > 0
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
    assert admin.execute("SELECT * FROM agora_work.verify_witness()").fetchall() == []
