"""Agents whose credentials, breakers, measures and manifests are touched by several sessions at once."""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
ISSUE = """
SELECT i.credential_id, i.token
  FROM agora_work.issue_credential(%s, 'a task', '{GET /}', '300 seconds', %s, p_key => %s) AS i
"""
CHECK = "SELECT (c).granted FROM agora_work.check_credential(%s, 'a task', 'GET /') AS c"
RECORD = "SELECT agora_work.record_operation(%s, 'build', %s, 5, %s)"
HALTED = "SELECT count(*) FROM agora_event.event WHERE topic = 'work.agent.halted.v1'"


@pytest.fixture
def alice(session: Session) -> int:
    row = session(autocommit=True).execute("SELECT agora.register_principal('alice')").fetchone()
    assert row is not None
    return int(row[0])


def race(session: Session, calls: list[tuple[str, list[Any]]]) -> list[Any]:
    """Make calls in sessions of their own at once; an error is a result."""
    sessions = [session(autocommit=True) for _ in calls]
    start = Barrier(len(calls))

    def run(connection: Connection, call: tuple[str, list[Any]]) -> Any:
        start.wait(SECONDS)
        try:
            row = connection.execute(call[0].encode(), call[1]).fetchone()
        except psycopg.Error as error:
            return error.sqlstate
        assert row is not None
        return row[0]

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, sessions, calls))


def test_a_token_for_one_use_is_used_once(alice: int, session: Session) -> None:
    row = session(autocommit=True).execute(ISSUE.encode(), [alice, 1, "k"]).fetchone()
    assert row is not None
    assert sorted(race(session, [(CHECK, [row[1]])] * 8)) == [False] * 7 + [True]


def test_a_token_is_issued_once_for_a_key(alice: int, session: Session) -> None:
    """Eight sessions with one key: one credential."""
    assert len(set(race(session, [(ISSUE, [alice, 1, "k"])] * 8))) == 1


def test_failures_at_once_halt_an_agent_once(alice: int, session: Session) -> None:
    race(session, [(RECORD, [alice, False, f"k{number}"]) for number in range(8)])
    admin = session(autocommit=True)
    assert admin.execute(HALTED.encode()).fetchone() == (1,)
    standing = "SELECT samples, breaker FROM agora_work.agent_standing WHERE principal_id = %s"
    assert admin.execute(standing.encode(), [alice]).fetchone() == (8, "open")
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
    assert admin.execute("SELECT * FROM agora_work.verify_witness()").fetchall() == []


def test_a_credential_does_not_slip_past_a_trip(
    alice: int, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """One is being issued while the agent is halted: the trip waits, and revokes it, too."""
    issuing, halting = session(), session(autocommit=True)
    issuing.execute(ISSUE.encode(), [alice, None, "k"])
    trip = "SELECT agora.trip_breaker(agora_work.agent_breaker(%s), 'security', 'a test')"
    halted = background(halting.execute, trip, [alice])
    waits_for(halting, issuing)
    issuing.commit()
    halted.result()
    status = "SELECT status FROM agora_work.issued_credential"
    assert halting.execute(status).fetchall() == [("revoked",)]


def test_a_claim_does_not_slip_past_a_trip(
    alice: int, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """One is being made while the agent is halted: the trip waits, and the task goes back."""
    claiming, halting = session(), session(autocommit=True)
    halting.execute("SELECT agora_work.register_agent(%s), agora_work.add_task('A task')", [alice])
    claiming.execute("SELECT agora_work.claim_next(%s)", [alice])
    trip = "SELECT agora.trip_breaker(agora_work.agent_breaker(%s), 'manual', 'a test')"
    halted = background(halting.execute, trip, [alice])
    waits_for(halting, claiming)
    claiming.commit()
    halted.result()
    assert halting.execute("SELECT status, agent_id FROM agora_work.board").fetchall() == [
        ("available", None)
    ]


def test_a_claim_waits_for_a_trip(
    alice: int, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """The agent is being halted while it claims: the claim waits, and is refused."""
    claiming, halting = session(autocommit=True), session()
    claiming.execute("SELECT agora_work.register_agent(%s), agora_work.add_task('A task')", [alice])
    halting.execute("SELECT agora.trip_breaker(agora_work.agent_breaker(%s), 'manual', 'a test')", [alice])
    claim = background(claiming.execute, "SELECT agora_work.claim_next(%s)", [alice])
    waits_for(claiming, halting)
    halting.commit()
    with pytest.raises(psycopg.Error) as refused:
        claim.result()
    assert refused.value.sqlstate == "ZW061"


def test_a_claim_waits_for_a_withdrawal(
    alice: int, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """What an agent holds is being withdrawn while it claims: the claim waits, and gets nothing."""
    claiming, withdrawing = session(autocommit=True), session()
    claiming.execute("SELECT agora_work.register_agent(%s)", [alice])
    claiming.execute("SELECT agora_work.grant_capability(%s, 'code:go', 1, 'a test')", [alice])
    claiming.execute("""SELECT agora_work.add_task('A task', '{"capabilities": ["code:go"]}')""")
    withdrawing.execute("SELECT agora_work.withdraw_capability(%s, 'code:go', 'a test')", [alice])
    claim = background(claiming.execute, "SELECT agora_work.claim_next(%s)", [alice])
    waits_for(claiming, withdrawing)
    withdrawing.commit()
    assert claim.result().fetchall() == []


@pytest.mark.parametrize("is_itself", [False, True])
@pytest.mark.parametrize("kind", ["claim_next(%s, p_actor => %s)", "claim_task(%s, 2, %s)"])
def test_a_claim_that_waited_sees_a_suspension(
    alice: int, kind: str, is_itself: bool, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """An agent is suspended while its claim waits for another of its own: it is refused."""
    first, claiming, suspending = session(), session(autocommit=True), session(autocommit=True)
    suspending.execute("SELECT agora_work.register_agent(%s), agora_work.add_task('One')", [alice])
    suspending.execute("SELECT agora_work.add_task('Another')")
    first.execute("SELECT agora_work.claim_next(%s)", [alice])
    call = f"SELECT agora_work.{kind}"
    claim = background(claiming.execute, call, [alice, alice if is_itself else 3])
    waits_for(claiming, first)
    suspending.execute("SELECT agora.suspend_principal(%s, 'a test')", [alice])
    first.commit()
    with pytest.raises(psycopg.Error) as refused:
        claim.result()
    assert refused.value.sqlstate == "ZA002"


def test_what_is_granted_while_an_agent_registers_counts(
    alice: int, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """The grant waits for the registration, and draws what the agent holds from both."""
    registering, granting = session(), session(autocommit=True)
    registering.execute("SELECT agora_work.register_agent(%s, '{code:sql}')", [alice])
    grant = "SELECT agora_work.grant_capability(%s, 'code:go', 1, 'a test')"
    granted = background(granting.execute, grant, [alice])
    waits_for(granting, registering)
    registering.commit()
    granted.result()
    held = granting.execute("SELECT capabilities FROM agora_work.registered_agent").fetchall()
    assert held == [(["code:go", "code:sql"],)]


def test_a_version_of_a_manifest_is_taken_once(alice: int, session: Session) -> None:
    key = Ed25519PrivateKey.generate()
    session(autocommit=True).execute(
        "SELECT agora_work.add_trust_key('a', %s, %s)", [alice, key.public_key().public_bytes_raw()]
    )
    told = {"agent": "alice", "version": 1, "cost_usd": 1, "capabilities": {"code:go": 2}}
    manifest = json.dumps(told).encode()
    register = "SELECT agora_work.register_manifest(%s, %s, 'a')"
    results = race(session, [(register, [manifest, key.sign(manifest)])] * 6)
    assert sorted(map(str, results))[-5:] == ["ZW058"] * 5
    assert sum(isinstance(result, int) for result in results) == 1


@pytest.mark.parametrize("is_revoked_first", [False, True])
def test_a_manifest_while_its_key_is_revoked(
    alice: int, is_revoked_first: bool, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Whichever comes first, what the key vouched for does not count in the end."""
    key, admin = Ed25519PrivateKey.generate(), session(autocommit=True)
    admin.execute("SELECT agora.register_principal('office'), agora_work.register_agent(%s)", [alice])
    admin.execute(
        "SELECT agora_work.add_trust_key('k', p.principal_id, %s, NULL, true)"
        "  FROM agora.principal AS p WHERE p.name = 'office'",
        [key.public_key().public_bytes_raw()],
    )
    told = {"agent": "alice", "version": 1, "cost_usd": 1, "capabilities": {"code:go": 2, "code:sql": 2}}
    manifest = json.dumps(told).encode()
    register = ("SELECT agora_work.register_manifest(%s, %s, 'k')", [manifest, key.sign(manifest)])
    revoke = ("SELECT agora_work.revoke_trust_key('k', 'a test')", list[Any]())
    before, after = (revoke, register) if is_revoked_first else (register, revoke)
    first, second = session(), session(autocommit=True)
    first.execute(before[0].encode(), before[1])
    pending = background(second.execute, *after)
    waits_for(second, first)
    first.commit()
    if is_revoked_first:
        with pytest.raises(psycopg.Error) as refused:
            pending.result(SECONDS)
        assert refused.value.sqlstate == "ZW043"
    else:
        pending.result(SECONDS)
    held = "SELECT a.capabilities FROM agora_work.agent AS a WHERE a.agent_id = %s"
    assert admin.execute(held, [alice]).fetchall() == [([],)]
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_a_grant_while_the_key_is_revoked(
    alice: int, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """What a revoked key vouched for and somebody is just granting stays: the revocation waits for the grant."""
    key, admin = Ed25519PrivateKey.generate(), session(autocommit=True)
    admin.execute("SELECT agora.register_principal('office'), agora_work.register_agent(%s)", [alice])
    admin.execute(
        "SELECT agora_work.add_trust_key('k', p.principal_id, %s, NULL, true)"
        "  FROM agora.principal AS p WHERE p.name = 'office'",
        [key.public_key().public_bytes_raw()],
    )
    told = {"agent": "alice", "version": 1, "cost_usd": 1, "capabilities": {"code:go": 2, "code:sql": 2}}
    manifest = json.dumps(told).encode()
    admin.execute("SELECT agora_work.register_manifest(%s, %s, 'k')", [manifest, key.sign(manifest)])
    granting, revoking = session(), session(autocommit=True)
    granting.execute("SELECT agora_work.grant_capability(%s, 'code:go', 3, 'a test', p_actor => 2)", [alice])
    pending = background(revoking.execute, "SELECT agora_work.revoke_trust_key('k', 'a test')")
    waits_for(revoking, granting)
    granting.commit()
    pending.result(SECONDS)
    held = "SELECT a.capabilities FROM agora_work.agent AS a WHERE a.agent_id = %s"
    assert admin.execute(held, [alice]).fetchall() == [(["code:go"],)]
