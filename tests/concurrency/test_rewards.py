"""Rewards of every kind that meet: once each, in one order of locks, whatever is paid at the same time."""

from collections.abc import Callable
from concurrent.futures import Future
from decimal import Decimal
from threading import Barrier
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
SESSIONS = 8
ROUNDS = 6
SOLVE = (
    "SELECT (agora_memory.finish_attempt(agora_memory.start_attempt(%(request)s, p_approach => 'think',"
    " p_parent => %(parent)s, p_transforms => %(transforms)s, p_actor => %(actor)s), 'success',"
    " p_quality => %(quality)s, p_actor => %(actor)s)).attempt_id"
)
GOLDEN = "SELECT g.golden_state_id FROM agora_memory.golden_state AS g WHERE g.attempt_id = %s"


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def principal(connection: Connection, name: str) -> int:
    found: int = value(connection, "SELECT agora.register_principal(%s)", name)
    return found


def solve(connection: Connection, actor: int, **facts: Any) -> int:
    """An attempt that succeeds, from its start to its rewards."""
    usual = {"request": "do it", "parent": None, "transforms": [], "quality": None, "actor": actor}
    row = connection.execute(SOLVE.encode(), usual | facts).fetchone()
    assert row is not None
    attempt: int = row[0]
    return attempt


def together(
    work: Callable[[Connection, int], Any], sessions: list[Connection], background: Background
) -> list[Any]:
    """What each session's work returns, begun by all at once."""
    ready = Barrier(len(sessions))

    def begin(connection: Connection, number: int) -> Any:
        ready.wait(SECONDS)
        return work(connection, number)

    pending = [background(begin, connection, number) for number, connection in enumerate(sessions)]
    return [call.result(SECONDS) for call in pending]


def violations(connection: Connection) -> list[Any]:
    return connection.execute("SELECT * FROM agora.check_invariants()").fetchall()


@pytest.mark.parametrize("grant", ["claim_starter", "claim_daily"])
def test_a_grant_is_claimed_once(
    session: Session, background: Background, waits_for: WaitsFor, grant: str
) -> None:
    """The second claim waits for the first, then returns it."""
    admin, first, second = session(autocommit=True), session(), session()
    ada = principal(admin, "ada")
    value(admin, "SELECT agora_ledger.wallet_of(%s)", ada)
    claim = f"SELECT agora_reward.{grant}(p_actor => %s)"
    made = value(first, claim, ada)
    pending = background(value, second, claim, ada)
    waits_for(second, first)
    first.commit()
    assert pending.result(SECONDS) == made
    second.commit()
    assert value(admin, "SELECT count(*) FROM agora_reward.earned_reward") == 1
    assert violations(admin) == []


def test_reuses_are_numbered_one_after_the_other(session: Session, background: Background) -> None:
    """Eight at once: 50, 40, 30 and then 20 each, whoever comes first."""
    sessions = [session(autocommit=True) for _ in range(SESSIONS)]
    ada = principal(sessions[0], "ada")
    value(sessions[0], "SELECT agora.set_setting('memory.golden_claim_max', '1', 'a test')")
    golden = value(sessions[0], GOLDEN, solve(sessions[0], ada, quality=Decimal("0.9")))
    users = [principal(sessions[0], f"user {n}") for n in range(SESSIONS)]
    attempts = [solve(sessions[0], user) for user in users]
    reuse = "SELECT agora_memory.record_golden_reuse(%s, %s, p_actor => %s)"
    together(lambda c, n: value(c, reuse, golden, attempts[n], users[n]), sessions, background)
    paid = (
        sessions[0].execute("SELECT amount FROM agora_reward.earned_reward WHERE kind = 'reuse'").fetchall()
    )
    assert sorted((row[0] for row in paid), reverse=True) == [50, 40, 30, *[20] * (SESSIONS - 3)]
    assert violations(sessions[0]) == []


def test_a_near_duplicate_pays_once(session: Session, background: Background) -> None:
    """Two texts that are nearly the same, contributed at once: one is novel."""
    sessions = [session(autocommit=True) for _ in range(4)]
    authors = [principal(sessions[0], f"author {n}") for n in range(4)]
    attempts = [solve(sessions[0], author, quality=Decimal("0.89")) for author in authors]
    words = " ".join(f"okapi{n}" for n in range(100))
    contribute = (
        "SELECT (agora_memory.contribute_pattern('retry', 'gnu', %s, 'code', %s, p_actor => %s)).is_novel"
    )
    novel = together(
        lambda c, n: value(c, contribute, f"{words} zebra{n}", attempts[n], authors[n]), sessions, background
    )
    assert sorted(novel) == [False, False, False, True]
    paid = (
        sessions[0]
        .execute("SELECT amount > 0 FROM agora_reward.earned_reward WHERE kind = 'pattern'")
        .fetchall()
    )
    assert sorted(row[0] for row in paid) == [False, False, False, True]


def test_a_revoked_golden_state_keeps_nothing(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """A reuse that waits for the revocation finds it, and is not paid; one that came before is taken back."""
    admin, first, second = session(autocommit=True), session(), session()
    ada, ben = principal(admin, "ada"), principal(admin, "ben")
    value(admin, "SELECT agora.set_setting('memory.golden_claim_max', '1', 'a test')")
    golden = value(admin, GOLDEN, solve(admin, ada, quality=Decimal(1)))
    attempts = [solve(admin, ben), solve(admin, ben)]
    reuse = "SELECT agora_memory.record_golden_reuse(%s, %s, p_actor => %s)"
    value(admin, reuse, golden, attempts[0], ben)
    value(first, "SELECT agora_memory.revoke_golden(%s, 'no', p_actor => 2)", golden)
    pending = background(value, second, reuse, golden, attempts[1], ben)
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        pending.result(SECONDS)
    assert refused.value.sqlstate == "ZM053"
    second.rollback()
    assert (
        value(
            admin, "SELECT sum(balance) FROM agora_ledger.account_balance_view WHERE principal_id = %s", ada
        )
        == 0
    )
    assert violations(admin) == []


@pytest.mark.parametrize("is_charged", [False, True])
def test_a_storm_of_rewards(session: Session, background: Background, is_charged: bool) -> None:
    """Everybody uses everybody's transforms and golden states, makes golden states, and verifies.

    Nobody fails, no step of an attempt does, and everything is paid once.
    """
    sessions = [session(autocommit=True) for _ in range(SESSIONS)]
    admin = sessions[0]
    value(admin, "SELECT agora.set_setting('memory.golden_approve_at', '0.8', 'a test')")
    if is_charged:
        admin.execute(
            "INSERT INTO agora_reward.reward_policy (kind, parameters, valid_from, created_by, recorded_at)"
            """ VALUES ('royalty', '{"tokens": 5, "is_charged": true}', '2020-01-01', 1, agora.now())"""
        )
    actors = [principal(admin, f"actor {n}") for n in range(SESSIONS)]
    for actor in actors:
        value(admin, "SELECT agora_memory.appoint_reviewer(%s)", actor)
    code = 'def f{n}(row: dict) -> dict:\n    """Give row {n}."""\n    return row or {{{n}: {n}}}'
    register = "SELECT (agora_memory.register_transform(%s, p_actor => %s)).transform_id"
    transforms = [value(admin, register, code.format(n=n), actor) for n, actor in enumerate(actors)]
    goldens = [value(admin, GOLDEN, solve(admin, actor, quality=Decimal("0.9"))) for actor in actors]
    failed = value(
        admin,
        "SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error',"
        " 'ValueError', 'x')).attempt_id",
    )

    def work(connection: Connection, number: int) -> int:
        actor = actors[number]
        done = 0
        for turn in range(ROUNDS):
            one, other = (number + turn + 1) % SESSIONS, (number + 2 * turn + 3) % SESSIONS
            used = [transforms[n] for n in dict.fromkeys((one, other))]
            attempt = solve(
                connection,
                actor,
                request=f"do {number} {turn}",
                parent=failed if turn % 2 else None,
                transforms=used,
                quality=Decimal("0.85"),
            )
            if one != number:
                value(
                    connection,
                    "SELECT agora_memory.record_golden_reuse(%s, %s, p_actor => %s)",
                    goldens[one],
                    attempt,
                    actor,
                )
            if other != number:
                value(
                    connection,
                    "SELECT agora_memory.record_verification(%s, 'passed', p_job => %s, p_actor => %s)",
                    transforms[other],
                    f"{number} {turn}",
                    actor,
                )
            value(connection, "SELECT agora_reward.claim_daily(p_actor => %s)", actor)
            done += 1
        return done

    assert together(work, sessions, background) == [ROUNDS] * SESSIONS
    faults = admin.execute(
        "SELECT step, sqlstate, detail FROM agora_memory.attempt_step WHERE outcome = 'error'"
    )
    assert faults.fetchall() == []
    kinds = admin.execute(
        "SELECT kind, count(*) FROM agora_reward.reward_calculation GROUP BY kind"
    ).fetchall()
    paid_by_kind = dict(kinds)
    assert paid_by_kind["daily"] == SESSIONS
    assert paid_by_kind["golden"] == SESSIONS * (ROUNDS + 1)
    assert 1 <= paid_by_kind["transform"] <= SESSIONS
    royalties = value(
        admin,
        "SELECT count(*) FROM agora_memory.transform_use WHERE outcome = 'success' AND NOT is_own",
    )
    paid = value(
        admin,
        "SELECT (SELECT count(*) FROM agora_reward.reward_calculation WHERE kind = 'royalty')"
        " + (SELECT count(*) FROM agora_reward.withheld_reward WHERE kind = 'royalty')",
    )
    assert paid == royalties
    assert violations(admin) == []
