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
