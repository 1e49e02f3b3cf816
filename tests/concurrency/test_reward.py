"""Payouts that meet: every session locks transforms, then opens wallets, then pays, each in one order."""

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
NAMES = ("ada", "ben", "cy", "dot")


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def contribute(connection: Connection, name: str, text: str) -> int:
    """Register a transform of a contributor, who has no wallet yet."""
    transform: int = value(
        connection,
        "SELECT (agora_memory.register_transform(%s, p_quality => 0.7,"
        " p_actor => agora.register_principal(%s))).transform_id",
        f"def {text}(row): return row or {text!r}",
        name,
    )
    return transform


def history(run: str, transforms: list[int]) -> str:
    """Records that show that the transforms help, as JSON."""
    failed = {
        "agent": "eve",
        "request": "read",
        "status": "error",
        "error": {"type": "ValueError", "message": run},
    }
    helped = {"agent": "eve", "request": "read", "status": "success"}
    records = [
        record
        for n in transforms
        for record in (
            {**failed, "id": f"{run}-{n}"},
            {**helped, "id": f"{run}-{n}-again", "parent": f"{run}-{n}", "transforms": [n]},
        )
    ]
    return json.dumps(records)


IMPORT = "SELECT count(*) FROM agora_memory.import_attempts(%s, p_reward => true) AS i WHERE i.outcome = 'imported'"


def test_missing_wallets_are_opened_in_one_order(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Who waits for the first wallet has opened no later one: nobody can wait for it in turn."""
    admin, holder, payer, other = session(autocommit=True), session(), session(), session()
    principals = [value(admin, "SELECT agora.register_principal(%s)", name) for name in NAMES]
    transforms = [contribute(admin, name, f"of_{name}") for name in reversed(NAMES)]

    holder.execute("SELECT agora_ledger.wallet_of(%s)", [principals[0]])
    pending = background(value, payer, IMPORT, history("run", transforms))
    waits_for(payer, holder)
    other.execute("SET lock_timeout = '5s'")
    for principal in principals[1:]:
        other.execute("SELECT agora_ledger.wallet_of(%s)", [principal])
    other.rollback()
    holder.rollback()
    assert pending.result(SECONDS) == 8
    payer.commit()
    assert value(admin, "SELECT count(*) FROM agora_reward.earned_reward WHERE kind = 'transform'") == 4
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_transforms_are_locked_before_wallets(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Two transforms of one contributor: who waits for the wallet has both, so another waits for these."""
    admin, holder, payer = session(autocommit=True), session(), session()
    transforms = [contribute(admin, "ada", "first"), contribute(admin, "ada", "second")]
    wallet = value(admin, "SELECT agora_ledger.wallet_of(agora.register_principal('ada'))")

    holder.execute("SELECT agora_ledger.mint(%s, 1, 'a gift', p_key => 'gift')", [wallet])
    pending = background(value, payer, IMPORT, history("run", transforms))
    waits_for(payer, holder)
    for transform in transforms:
        with pytest.raises(psycopg.errors.LockNotAvailable):
            admin.execute(
                "SELECT FROM agora_memory.transform WHERE transform_id = %s FOR NO KEY UPDATE NOWAIT",
                [transform],
            )
    holder.rollback()
    assert pending.result(SECONDS) == 4
    payer.commit()
    assert value(admin, "SELECT count(*) FROM agora_reward.earned_reward WHERE kind = 'transform'") == 2


def test_many_imports_pay_everybody_once(session: Session, background: Background) -> None:
    """Eight imports that pay the same contributors, each in another order: none fails."""
    admin = session(autocommit=True)
    transforms = [contribute(admin, name, f"of_{name}") for name in NAMES]
    sessions = [session(autocommit=True) for _ in range(8)]
    pending = [
        background(value, connection, IMPORT, history(f"run{n}", transforms[n % 4 :] + transforms[: n % 4]))
        for n, connection in enumerate(sessions)
    ]
    assert [call.result(SECONDS) for call in pending] == [8] * 8
    assert value(admin, "SELECT count(*) FROM agora_reward.earned_reward WHERE kind = 'transform'") == 4
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def versions(connection: Connection) -> list[int]:
    """Register two versions of one program, of two contributors."""
    body = "def {}(path: str) -> list:\n    rows = []\n    for line in path:\n        rows += line\n    return rows"
    return [
        value(
            connection,
            "SELECT (agora_memory.register_transform(%s, p_actor => agora.register_principal(%s))).transform_id",
            body.format(f"of_{name}"),
            name,
        )
        for name in ("ada", "ben")
    ]


def test_versions_share_one_budget(session: Session, background: Background, waits_for: WaitsFor) -> None:
    """A copy and its original that help at once: the second waits and finds what the original was paid."""
    admin, first, second = session(autocommit=True), session(), session()
    original, copy = versions(admin)
    assert value(first, IMPORT, history("one", [copy])) == 2
    pending = background(value, second, IMPORT, history("two", [original]))
    waits_for(second, first)
    first.commit()
    assert pending.result(SECONDS) == 2
    second.commit()
    paid = admin.execute(
        "SELECT kind, subject_id, amount > 0 FROM agora_reward.earned_reward WHERE kind <> 'royalty'"
    ).fetchall()
    assert sorted(paid) == [
        ("predecessor", original, True),
        ("transform", original, True),
        ("transform", copy, False),
    ]
    assert value(
        admin,
        "SELECT sum(e.amount) = (SELECT agora_reward.transform_reward(t.quality, t.novelty, t.complexity)"
        " FROM agora_memory.transform AS t WHERE t.transform_id = %s)"
        " FROM agora_reward.earned_reward AS e WHERE e.kind <> 'royalty'",
        original,
    )
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_a_payout_that_is_not_seen_asks_to_be_repeated(session: Session) -> None:
    """Above READ COMMITTED the payout of another version is not seen: the budget is not spent twice."""
    admin, late = session(autocommit=True), session()
    original, copy = versions(admin)
    late.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    value(late, "SELECT count(*) FROM agora_memory.transform")
    value(admin, IMPORT, history("one", [original]))
    with pytest.raises(psycopg.errors.SerializationFailure):
        value(late, IMPORT, history("two", [copy]))
    late.rollback()
    assert value(late, IMPORT, history("two", [copy])) == 2
    late.commit()
    assert (
        value(admin, "SELECT count(*) FROM agora_reward.earned_reward WHERE amount > 0 AND kind <> 'royalty'")
        == 1
    )
