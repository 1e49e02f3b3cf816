"""Budgets with many spenders at once: never a micro-dollar above a hard limit, and each mark is told once."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from decimal import Decimal
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SPENDERS = 64
CALLS = 4
LIMIT = Decimal("1.000001")
COST = Decimal("0.008")
ASK = (
    "SELECT a.* FROM agora_model.authorize_spend("
    "%(actor)s, NULL, %(usd)s, p_key => %(key)s, p_actor => %(actor)s) AS a"
)


def one(connection: Connection, query: str, *arguments: object) -> Any:
    """Return the only column of the only row."""
    row = connection.execute(query, arguments).fetchone()
    assert row is not None
    return row[0]


def set_budget(connection: Connection, limit: Decimal | int, slices: int = 1) -> int:
    budget = one(connection, "SELECT agora_model.set_budget(%s, p_slices => %s)", limit, slices)
    connection.commit()
    return int(budget)


def register(connection: Connection, name: str = "spender") -> int:
    principal = one(connection, "SELECT agora.register_principal(%s)", name)
    connection.commit()
    return int(principal)


def ask(connection: Connection, actor: int, usd: Decimal | int, key: str) -> tuple[str, int | None]:
    """Ask for money: the decision and the authorisation."""
    row = connection.execute(ASK, {"actor": actor, "usd": usd, "key": key}).fetchone()
    assert row is not None
    return row[0], row[1]


def again(call: Callable[..., Any], *arguments: object) -> Any:
    """Call until no other transaction was in the way of an old snapshot."""
    while True:
        with suppress(psycopg.errors.SerializationFailure):
            return call(*arguments)


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
@pytest.mark.parametrize("slices", [1, 8])
def test_spenders_never_pass_a_hard_budget(
    session: Session, background: Background, slices: int, isolation: str
) -> None:
    admin = session(autocommit=True)
    budget = set_budget(admin, LIMIT, slices)
    actor = register(admin)

    def spend(number: int) -> int:
        connection = session(autocommit=True)
        connection.execute(f"SET default_transaction_isolation TO '{isolation}'".encode())
        given = [again(ask, connection, actor, COST, f"{number} {call}")[1] for call in range(CALLS)]
        return sum(1 for authorization in given if authorization is not None)

    granted = sum(done.result() for done in [background(spend, number) for number in range(SPENDERS)])
    assert granted == LIMIT // COST
    state = "SELECT reserved_usd FROM agora_model.budget_state WHERE budget_id = %s"
    assert one(admin, state, budget) == granted * COST <= LIMIT
    decision, _ = ask(admin, actor, LIMIT - granted * COST, "the rest")
    assert decision == "warn"
    assert one(admin, state, budget) == LIMIT
    marks = admin.execute("SELECT percent FROM agora_model.budget_crossing ORDER BY 1").fetchall()
    assert marks == [(75,), (90,), (100,)]
    told = "SELECT count(*) FROM agora_event.event WHERE topic ~ '^model.budget.(crossed|exhausted)'"
    assert one(admin, told) == len(marks)
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_an_old_snapshot_does_not_pass_a_hard_budget(session: Session) -> None:
    """Whoever cannot see what others reserved in their slices meanwhile comes again."""
    admin = session(autocommit=True)
    budget = set_budget(admin, 9, 3)
    actor = register(admin)
    ask(admin, actor, Decimal("0.1"), "opens the period")
    spenders = [session() for _ in range(3)]
    for spender in spenders:
        spender.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        one(spender, "SELECT count(*) FROM agora_model.budget_state")
    assert ask(admin, actor, Decimal("5.9"), "more than a slice has")[1]
    for number, spender in enumerate(spenders):
        with suppress(psycopg.errors.SerializationFailure), spender:
            ask(spender, actor, Decimal("2.8"), f"old {number}")
    state = "SELECT reserved_usd FROM agora_model.budget_state WHERE budget_id = %s"
    assert one(admin, state, budget) == 6
    assert [ask(admin, actor, Decimal("2.8"), f"{number}")[0] for number in range(2)] == ["warn", "deny"]


def test_settlements_and_authorisations_of_several_budgets_do_not_deadlock(
    session: Session, background: Background
) -> None:
    admin = session(autocommit=True)
    actor = register(admin)
    for stage in (None, "generation"):
        admin.execute("SELECT agora_model.set_budget(1000, p_stage => %s, p_slices => 4)", (stage,))

    def spend(number: int) -> None:
        connection = session(autocommit=True)
        for call in range(CALLS):
            _, authorization = ask(connection, actor, COST, f"{number} {call}")
            connection.execute(
                "SELECT agora_model.settle_spend(%s, %s, %s)", (authorization, COST * 2, actor)
            )
            connection.execute(
                "SELECT agora_model.record_call('acme/x', 'generation', '{}', p_actor => %s)", (actor,)
            )

    for done in [background(spend, number) for number in range(16)]:
        done.result()
    spent = "SELECT spent_usd FROM agora_model.budget_state WHERE stage IS NULL"
    assert one(admin, spent) == 16 * CALLS * COST * 2
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_the_last_money_goes_to_whoever_commits(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    first, second = session(), session()
    set_budget(first, 1)
    actor = register(first)
    assert ask(first, actor, 1, "first")[0] == "warn"
    waiting = background(ask, second, actor, 1, "second")
    waits_for(second, first)
    first.rollback()
    assert waiting.result()[0] == "warn"


def test_the_same_key_at_the_same_time_is_one_authorisation(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    first, second = session(), session()
    set_budget(first, 10)
    actor = register(first)
    decision, authorization = ask(first, actor, 1, "key")
    waiting = background(ask, second, actor, 1, "key")
    waits_for(second, first)
    first.commit()
    assert waiting.result() == (decision, authorization)
    second.commit()
    assert one(first, "SELECT reserved_usd FROM agora_model.budget_state") == 1


CALL_OF_THE_SAME_COST = (
    "agora_model.record_call('acme/new', NULL, '{}',"
    " p_details => jsonb_build_object('authorization', %s::bigint), p_actor => %s)"
)


@pytest.mark.parametrize(
    ("other", "sqlstate"),
    [
        ("agora_model.settle_spend(%s, 0.7, %s)", None),
        ("agora_model.settle_spend(%s, 0.8, %s)", "ZP013"),
        ("agora_model.release_spend(%s, %s)", "ZP013"),
        (CALL_OF_THE_SAME_COST, "ZP013"),
    ],
)
@pytest.mark.parametrize("slices", [1, 4])
def test_an_authorisation_is_closed_once(
    session: Session,
    background: Background,
    waits_for: WaitsFor,
    other: str,
    sqlstate: str | None,
    slices: int,
) -> None:
    admin, first, second = session(autocommit=True), session(), session()
    set_budget(admin, 10, slices)
    admin.execute("SELECT agora.set_setting('model.assumed_price', '0.7', 'a test')")
    actor = register(admin)
    _, authorization = ask(admin, actor, 1, "key")
    settled = one(first, "SELECT agora_model.settle_spend(%s, 0.7, %s)", authorization, actor)
    waiting = background(one, second, f"SELECT {other}", authorization, actor)
    waits_for(second, first)
    first.commit()
    if sqlstate is None:
        assert waiting.result() == settled
        second.commit()
    else:
        with pytest.raises(psycopg.Error) as refused:
            waiting.result()
        assert refused.value.sqlstate == sqlstate
        second.rollback()
    state = admin.execute("SELECT spent_usd, reserved_usd FROM agora_model.budget_state").fetchone()
    assert state == (Decimal("0.7"), 0)
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_what_is_settled_after_its_time_counts_once(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """The sweep has ended it, and has not committed: the settlement waits, and gives nothing back again."""
    admin, sweeper, spender = session(autocommit=True), session(), session()
    set_budget(admin, 10)
    actor = register(admin)
    _, authorization = ask(admin, actor, 1, "key")
    sweeper.execute(
        "UPDATE agora_model.budget_authorization SET expires_at = agora.now() WHERE budget_authorization_id = %s",
        (authorization,),
    )
    assert one(sweeper, "SELECT agora_model._sweep_authorizations(10)") == 1
    waiting = background(
        one, spender, "SELECT (agora_model.settle_spend(%s, 0.7, %s)).is_late", authorization, actor
    )
    waits_for(spender, sweeper)
    sweeper.commit()
    assert waiting.result() is True
    spender.commit()
    state = admin.execute("SELECT spent_usd, reserved_usd FROM agora_model.budget_state").fetchone()
    assert state == (Decimal("0.7"), 0)
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_a_call_takes_its_locks_without_the_shared_table(session: Session) -> None:
    """A session has room for sixteen relations; more would make calls contend for the table of all locks."""
    connection = session(autocommit=True)
    set_budget(connection, 1000, 4)
    actor = register(connection)
    found: dict[str, list[int]] = {"ask": [], "settle": []}
    # A plan that is made locks every index: in the first calls, and whenever another session changes what all share.
    for number in range(20):
        for call in found:
            with connection.transaction():
                if call == "ask":
                    _, authorization = ask(connection, actor, 1, f"{number}")
                else:
                    connection.execute("SELECT agora_model.settle_spend(%s, 1, %s)", (authorization, actor))
                row = connection.execute(
                    "SELECT count(*) FROM pg_locks AS l WHERE l.pid = pg_backend_pid()"
                    " AND l.locktype = 'relation' AND l.relation <> 'pg_locks'::regclass"
                ).fetchone()
            assert row is not None
            found[call].append(row[0])
    assert {call: min(counts) for call, counts in found.items() if min(counts) > 16} == {}, found
