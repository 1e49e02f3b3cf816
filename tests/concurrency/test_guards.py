"""Guards of the economy where two sessions meet: each rule holds for what the other has just done."""

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

SECONDS = 60
NOON = "SET agora_test.now = '2026-01-01 12:00+00'"
"""A day that does not end while a test runs."""
APPROVE = "SELECT agora_reward.approve_policy(%s, p_actor => %s)"


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def principal(connection: Connection, name: str) -> int:
    found: int = value(connection, "SELECT agora.register_principal(%s)", name)
    return found


def propose(connection: Connection, cap: int, actor: int, *, emergency: bool = False) -> int:
    policy = value(connection, "SELECT agora_reward.policy('transform')")
    proposal: int = value(
        connection,
        "SELECT agora_reward.propose_policy('transform', %s, NULL, 'a test', %s, p_actor => %s)",
        json.dumps({**policy, "cap": cap}),
        emergency,
        actor,
    )
    return proposal


def test_two_approvers_at_once(session: Session, background: Background, waits_for: WaitsFor) -> None:
    """Each gives one of the two approvals that an emergency needs: it is adopted once, by the second."""
    admin, first, second = session(autocommit=True), session(), session()
    ann, ben, cy = (principal(admin, name) for name in ("ann", "ben", "cy"))
    proposal = propose(admin, 5000, ann, emergency=True)
    assert value(first, APPROVE, proposal, ben) is None
    pending = background(value, second, APPROVE, proposal, cy)
    waits_for(second, first)
    first.commit()
    assert pending.result(SECONDS) is not None
    second.commit()
    assert value(admin, "SELECT count(*) FROM agora_reward.policy_version WHERE NOT is_builtin") == 1


def test_one_approval_too_many(session: Session, background: Background, waits_for: WaitsFor) -> None:
    """Where one is enough, the second finds the proposal adopted."""
    admin, first, second = session(autocommit=True), session(), session()
    ann, ben, cy = (principal(admin, name) for name in ("ann", "ben", "cy"))
    proposal = propose(admin, 510, ann)
    assert value(first, APPROVE, proposal, ben) is not None
    pending = background(value, second, APPROVE, proposal, cy)
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        pending.result(SECONDS)
    assert refused.value.sqlstate == "ZR026"
    second.rollback()
    assert value(admin, "SELECT count(*) FROM agora_reward.policy_version WHERE NOT is_builtin") == 1


def test_two_proposals_of_a_kind(session: Session, background: Background, waits_for: WaitsFor) -> None:
    """The second waits, and finds that one is open."""
    admin, first, second = session(autocommit=True), session(), session()
    ann = principal(admin, "ann")
    propose(first, 510, ann)
    pending = background(propose, second, 520, ann)
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        pending.result(SECONDS)
    assert refused.value.sqlstate == "ZR024"


PAY = """
SELECT agora_reward._pay(p.payout)
  FROM (SELECT jsonb_populate_record(NULL::agora_reward.payout, jsonb_build_object(
                   'kind', 'transform', 'subject_kind', 'test', 'subject_id', %s::bigint, 'occasion', '',
                   'principal_id', %s::bigint, 'helped_id', %s::bigint, 'reward_policy_id', 1,
                   'factors', '{"quality": 0, "novelty": 0, "complexity": 0}'::jsonb,
                   'amount', %s::numeric)) AS payout) AS p
"""
"""What every road to a reward ends in; only the owner may call it."""


def test_the_limit_of_a_day_has_no_race(
    session: Session, timed_dsn: str, background: Background, waits_for: WaitsFor
) -> None:
    """Two rewards of 600 at once: the second waits for the first and gets what is left of 1000."""
    admin, first, second = (
        session(autocommit=True, to=timed_dsn),
        session(to=timed_dsn),
        session(to=timed_dsn),
    )
    for connection in (first, second):
        connection.execute(NOON)
    ada, ben = principal(admin, "ada"), principal(admin, "ben")
    admin.execute("SELECT agora.set_flag('earning_cap', true)")
    value(first, PAY, 1, ada, ben, 600)
    pending = background(value, second, PAY, 2, ada, ben, 600)
    waits_for(second, first)
    first.commit()
    pending.result(SECONDS)
    second.commit()
    rows = admin.execute(
        "SELECT subject_id, amount, cuts FROM agora_reward.earned_reward ORDER BY subject_id"
    ).fetchall()
    assert rows == [(1, 600, {}), (2, 400, {"daily_cap": 200})]
    assert admin.execute("SELECT agora_reward._check_earnings()").fetchall() == []


def test_many_rewards_of_one_contributor(session: Session, timed_dsn: str, background: Background) -> None:
    """Eight sessions with five rewards each, of 50: 1000 is paid, to the micro-token."""
    admin = session(autocommit=True, to=timed_dsn)
    ada = principal(admin, "ada")
    admin.execute("SELECT agora.set_flag('earning_cap', true)")
    helped = [principal(admin, f"agent {n}") for n in range(8)]
    sessions = [session(autocommit=True, to=timed_dsn) for _ in helped]
    for connection in sessions:
        connection.execute(NOON)

    def work(number: int) -> None:
        for step in range(5):
            value(sessions[number], PAY, 10 * number + step, ada, helped[number], 50)

    for done in [background(work, number) for number in range(8)]:
        done.result(SECONDS)
    assert value(admin, "SELECT sum(amount) FROM agora_reward.earned_reward") == 1000
    assert value(admin, "SELECT sum(amount) FROM agora_reward.daily_earning") == 1000
    assert value(admin, "SELECT agora_ledger.balance(agora_ledger.wallet_of(%s))", ada) == 1000
    assert admin.execute("SELECT agora_reward._check_earnings()").fetchall() == []


def test_two_deciders_at_once(session: Session, background: Background, waits_for: WaitsFor) -> None:
    """One upholds a dispute, one rejects it: the first decides, the money moves back once."""
    admin, first, second = session(autocommit=True), session(), session()
    ann, ben, cy = (principal(admin, name) for name in ("ann", "ben", "cy"))
    wallet = value(admin, "SELECT agora_ledger.wallet_of(%s)", ann)
    gift = value(admin, "SELECT agora_ledger.mint(%s, 10, 'a gift', p_key => 'gift')", wallet)
    dispute = value(admin, "SELECT agora_reward.open_dispute(%s, 'a test', p_actor => %s)", gift, ann)
    decide = "SELECT agora_reward.decide_dispute(%s, %s, 'a test', p_actor => %s)"
    assert value(first, decide, dispute, True, ben) == "reversed"
    pending = background(value, second, decide, dispute, False, cy)
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        pending.result(SECONDS)
    assert refused.value.sqlstate == "ZR034"
    assert value(admin, "SELECT agora_ledger.balance(%s)", wallet) == 0
