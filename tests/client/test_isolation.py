"""Real logins against every view: a bound one sees only its own private rows, whatever it sets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from agora import cluster as launcher

PRINCIPAL_OF_CONSUMER = "(SELECT p.principal_id FROM agora.principal_directory AS p WHERE p.name = consumer)"
PRINCIPAL_OF_MODEL = (
    "(SELECT p.principal_id FROM agora.principal_directory AS p WHERE model = 'unknown/test/' || p.name)"
)
PRIVATE = {
    "agora.principal_directory": "CASE WHEN meta IS NOT NULL THEN principal_id END",
    "agora.bucket_state": "owner_id",
    "agora_event.consumer_lag": "owner_id",
    "agora_event.consumer_share": PRINCIPAL_OF_CONSUMER,
    "agora_event.parked_event": "principal_id",
    "agora_event.registered_webhook": "created_by",
    "agora_event.published": "CASE WHEN topic = 'test.secret.happened.v1' THEN principal_id END",
    "agora_ledger.account_balance_view": "principal_id",
    "agora_ledger.balance_summary": "principal_id",
    "agora_ledger.current_stake": "principal_id",
    "agora_ledger.recorded_hold": "principal_id",
    "agora_ledger.recorded_slash": "principal_id",
    "agora_ledger.recorded_unbonding": "principal_id",
    "agora_ledger.statement": "principal_id",
    "agora_model.budget_history": "principal_id",
    "agora_model.budget_state": "principal_id",
    "agora_model.recorded_authorization": "principal_id",
    "agora_model.recorded_call": "principal_id",
    "agora_model.recorded_cost": "principal_id",
    "agora_model.unpriced_call": PRINCIPAL_OF_MODEL,
    "agora_pipeline.recorded_artefact": "principal_id",
    "agora_pipeline.recorded_checkpoint": "principal_id",
    "agora_pipeline.recorded_gate": "principal_id",
    "agora_pipeline.recorded_refinement": "principal_id",
    "agora_pipeline.recorded_stage": "principal_id",
    "agora_pipeline.run_cost": "principal_id",
    "agora_pipeline.run_model_call": "principal_id",
    "agora_pipeline.run_score": "principal_id",
    "agora_pipeline.run_scorecard": "principal_id",
    "agora_reward.account_audit": "principal_id",
    "agora_reward.contributor_profile": "principal_id",
    "agora_reward.daily_earning": "principal_id",
    "agora_reward.dispute_case": "opened_by",
    "agora_reward.earned_reward": "principal_id",
    "agora_reward.owed_reward": "principal_id",
    "agora_reward.token_balance_event": "peer_id",
    "agora_reward.token_transaction_event": "peer_id",
    "agora_reward.withheld_reward": "principal_id",
    "agora_work.issued_credential": "principal_id",
    "agora_work.recorded_violation": "principal_id",
    "agora_work.submitted_request": "requester_id",
    "agora_work.witness_entry": "principal_id",
    "agora_work.inbox_message": "recipient_id",
    "agora_work.escalation_detail": "agent_id",
    "agora_work.recorded_escalation": "agent_id",
}
"""Views with private rows, and whose a row is; NULL where it is shared."""

SECRET = "test.secret.happened.v1"
BOUND = ("alice", "bob")
GROUPS = {
    "alice": "agora_service",
    "bob": "agora_service",
    "reader": "agora_reader",
    "service": "agora_service",
    "operator": "agora_operator",
    "stranger": None,
}

LIFE = """
SELECT agora_event.create_consumer(%(name)s, '{**}');
SELECT agora_event.publish('test.secret.happened.v1', %(name)s, '{}');
SELECT agora_ledger.wallet_of();
CREATE TEMP TABLE tried AS SELECT agora_memory.start_attempt('Read the number in ' || %(name)s) AS first;
SELECT agora_memory.finish_attempt(t.first, 'error', 'ValueError', 'no number in ' || %(name)s)
  FROM tried AS t;
ALTER TABLE tried ADD COLUMN second bigint;
UPDATE tried SET second = agora_memory.start_attempt('Read the number in ' || %(name)s, p_parent => first);
SELECT agora_memory.finish_attempt(t.second, 'success', p_quality => 0.9, p_code => CASE %(name)s
           WHEN 'bob'
           THEN E'def read(text):\\n    for r in text:\\n        if r:\\n            return r\\n    return None\\n'
           ELSE E'def read(text):\\n    if not text:\\n        return None\\n    return 1\\n' END)
  FROM tried AS t;
SELECT agora_reward.claim_starter();
SELECT agora_ledger.place_hold(agora_ledger.wallet_of(), 1, 'a call', p_key => 'hold');
SELECT agora_reward.open_dispute(min(s.transaction_id), 'a test') FROM agora_ledger.statement AS s;
SELECT agora_model.record_call('test/' || %(name)s, NULL, '{}');
SELECT agora_model.authorize_spend(NULL, NULL, 0.001, p_key => 'spend');
CREATE TEMP TABLE made AS
SELECT agora_pipeline.start_run('fast', 'A secret of ' || %(name)s, md5(%(name)s)::uuid) AS run;
SELECT agora_pipeline.record_gate(m.run, 'G1', 'passed'), agora_pipeline.add_artefact(m.run, 'a.py', 'code', '1'),
       agora_pipeline.record_refinement(m.run, false, 'a test'),
       agora_pipeline.decide_checkpoint(m.run, 'intent', 'approve')
  FROM made AS m;
SELECT agora_model.record_call('test/' || %(name)s, NULL, '{}', p_correlation_id => md5(%(name)s)::uuid);
SELECT agora_ledger.stake(2, p_key => 'stake');
SELECT agora_ledger.unstake(1, p_key => 'unstake');
SELECT agora_work.record_witness('command.executed', p_key => 'ls');
SELECT agora_work.send_message(agora.current_principal(), 'note', '{}');
SELECT agora_work.send_message(agora.current_principal(), 'note', '{}');
SELECT agora_work.escalate('unsure', '{}');
"""
"""What leaves a private row in every view but three: in the end the login's own program helps, and it is paid."""

PARKED = """
INSERT INTO agora_event.webhook (webhook, url, secret_name, created_by, created_at)
VALUES (%(name)s, 'https://example.org/', 'key', %(principal)s, agora.now());
INSERT INTO agora_event.dead_letter (consumer, share, event_id, topic, payload, principal_id, occurred_at, attempts,
                                     reason, parked_by, parked_at)
SELECT %(name)s, 0, e.event_id, e.topic, e.payload, e.principal_id, e.occurred_at,
       1, 'a test', e.principal_id, e.occurred_at
  FROM agora_event.event AS e
 WHERE e.topic = 'test.secret.happened.v1' AND e.principal_id = %(principal)s;
"""
"""An address and a dead letter of each consumer; without waiting for what holds delivery back elsewhere."""

WITHHELD = """
CREATE TEMP TABLE made AS
SELECT (agora_memory.register_transform(format('def of_%%s(): return %%L', %(name)s, %(name)s), p_quality => 0.7,
                                        p_actor => %(principal)s)).transform_id;
SELECT agora.suspend_principal(%(principal)s, 'a test');
SELECT agora_memory.import_attempts(jsonb_build_array(
           jsonb_build_object('id', 'failed', 'agent', 'eve', 'request', 'Read', 'status', 'error',
                              'error', '{"type": "ValueError"}'::jsonb),
           jsonb_build_object('id', %(name)s, 'agent', 'eve', 'request', 'Read', 'status', 'success',
                              'parent', 'failed', 'transforms', jsonb_build_array(m.transform_id))), true)
  FROM made AS m;
SELECT agora.resume_principal(%(principal)s);
DROP TABLE made;
SELECT agora_ledger.slash(%(principal)s, 1, 'a test', p_key => 'slash ' || %(name)s);
SELECT agora_work.issue_credential(%(principal)s, 'a task', '{GET /}', p_key => 'credential ' || %(name)s);
SELECT agora_work.record_violation(%(principal)s, 'limit', p_key => 'violation ' || %(name)s);
SELECT agora_work.submit_exec('/bin/date', p_key => 'command', p_actor => %(principal)s);
"""
"""Another transform helps while the principal is suspended, and cannot be paid; its stake is slashed.

What others do to it: it is given a credential, and accused.
"""

OWED = """
SELECT agora_memory.approve_golden(g.golden_state_id)
  FROM agora_memory.golden_state AS g JOIN agora_memory.attempt AS a USING (attempt_id)
 WHERE a.principal_id = %(principal)s;
SELECT agora_ledger.burn(v.account_id, v.available, 'spent', p_key => 'spent ' || %(name)s)
  FROM agora_ledger.account_balance_view AS v
 WHERE v.account_id = agora_ledger.wallet_of(%(principal)s);
SELECT agora_memory.revoke_golden(g.golden_state_id, 'a test')
  FROM agora_memory.golden_state AS g JOIN agora_memory.attempt AS a USING (attempt_id)
 WHERE a.principal_id = %(principal)s;
"""
"""The rest: the reward of a golden state is taken back after it was spent."""


@dataclass
class World:
    """A database, the logins it knows, and what they are."""

    dsn: str
    roles: dict[str, str]
    principals: dict[str, int]

    def connect(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(make_conninfo(self.dsn, user=self.roles[name]), autocommit=True)


def grant(admin: psycopg.Connection[Any], role: str, member: str) -> None:
    admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(member)))


@pytest.fixture(scope="module")
def world(cluster: launcher.Cluster, _clone: Callable[[str | None], Any]) -> Iterator[World]:
    with _clone(None) as janitor:
        dsn = cluster.dsn(janitor.dbname)
        roles = {name: f"{name}_of_{janitor.dbname}" for name in GROUPS}
        principals = {}
        with psycopg.connect(dsn, autocommit=True) as admin:
            admin.execute("SELECT agora_event.create_topic(%s, 'A test.', p_is_shared => false)", [SECRET])
            for name, group in GROUPS.items():
                admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(roles[name])))
                if group:
                    grant(admin, group, roles[name])
            grant(admin, roles["bob"], roles["alice"])  # whoever takes another's role stays who she is
            for name in BOUND:
                row = admin.execute("SELECT agora.register_principal(%s)", [name]).fetchone()
                assert row is not None
                principals[name] = row[0]
                admin.execute("SELECT agora.bind_login(%s, %s)", [roles[name], principals[name]])
                admin.execute("SELECT agora_model.set_budget(1, p_principal => %s)", [principals[name]])
        made = World(dsn, roles, principals)
        for name in BOUND:
            with made.connect(name) as login, psycopg.ClientCursor(login) as cursor:
                cursor.execute(LIFE, {"name": name})
            with psycopg.connect(dsn) as admin, psycopg.ClientCursor(admin) as cursor:
                cursor.execute(PARKED, {"name": name, "principal": principals[name]})
                cursor.execute(WITHHELD, {"name": name, "principal": principals[name]})
                cursor.execute(OWED, {"name": name, "principal": principals[name]})
        with psycopg.connect(dsn) as admin:
            admin.execute("SELECT agora_ledger._refresh_summary(1000)")
        yield made
    with psycopg.connect(cluster.dsn(), autocommit=True) as admin:
        for role in roles.values():
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def owners(login: psycopg.Connection[Any], view: str) -> set[int]:
    """Whose private rows a login finds in a view."""
    query = f"SELECT DISTINCT {PRIVATE[view]} FROM {view}"
    return {owner for (owner,) in login.execute(query.encode()) if owner is not None}


def test_every_private_view_is_here(world: World) -> None:
    with psycopg.connect(world.dsn) as admin:
        views = admin.execute(
            "SELECT c.oid::regclass::text FROM pg_class AS c"
            " WHERE c.relkind IN ('v', 'm') AND pg_get_viewdef(c.oid) LIKE '%visible_principal%'"
        ).fetchall()
    assert {view for (view,) in views} == set(PRIVATE)


@pytest.mark.parametrize("view", PRIVATE)
def test_who_sees_whose_rows(world: World, view: str) -> None:
    both = set(world.principals.values())
    for name in BOUND:
        with world.connect(name) as login:
            assert owners(login, view) == {world.principals[name]}, name
    for name in ("service", "operator"):
        with world.connect(name) as login:
            assert owners(login, view) >= both, name
    with world.connect("reader") as login:
        assert owners(login, view) == set()
    with world.connect("stranger") as login, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owners(login, view)


@pytest.mark.parametrize("view", PRIVATE)
def test_nothing_a_session_can_set_widens_it(world: World, view: str) -> None:
    with world.connect("alice") as login:
        for trick in (
            f"SET ROLE {world.roles['bob']}",
            "SET ROLE agora_service",
            "SET ROLE agora_reader",
            "SET search_path = pg_temp, public, agora",
            "SET row_security = off",
            "CREATE FUNCTION pg_temp.visible_principal() RETURNS bigint LANGUAGE sql RETURN 0::bigint",
            "SET agora.principal = '0'",
        ):
            login.execute(trick.encode())
            assert owners(login, view) == {world.principals["alice"]}, trick
        for refused in (
            f"SET SESSION AUTHORIZATION {world.roles['bob']}",
            "SET ROLE agora_owner",
            "SET ROLE agora_operator",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(refused.encode())


def test_a_leaky_function_sees_no_hidden_row(world: World) -> None:
    """The views are security barriers: a cheap function of the caller's runs after the filter."""
    with world.connect("bob") as login:
        notices: list[str] = []
        login.add_notice_handler(lambda notice: notices.append(notice.message_primary or ""))
        login.execute(
            "CREATE FUNCTION pg_temp.leak(p_value bigint) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
            " $$ BEGIN RAISE NOTICE '%', p_value; RETURN true; END $$"
        )
        login.execute("SELECT count(*) FROM agora_ledger.statement AS s WHERE pg_temp.leak(s.principal_id)")
        assert set(notices) == {str(world.principals["bob"])}


@pytest.mark.parametrize("name", [name for name in GROUPS if name != "operator"])
def test_no_login_reaches_a_table_or_a_private_function(world: World, name: str) -> None:
    with psycopg.connect(world.dsn) as admin:
        tables = admin.execute(
            "SELECT c.oid::regclass::text FROM pg_class AS c"
            " WHERE c.relnamespace::regnamespace::text ~ '^agora(_|$)' AND c.relkind IN ('r', 'p')"
        ).fetchall()
    with world.connect(name) as login:
        for (table,) in tables:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(f"SELECT 1 FROM {table}".encode())
        for call in ("agora._act_as(1)", "agora._forget_old(1)", "agora._real_time()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(f"SELECT {call}".encode())


def test_a_bound_login_polls_what_it_may_see(world: World) -> None:
    with world.connect("service") as service:
        service.execute("SELECT agora_event.publish('test.secret.happened.v1', 'service', '{}')")
    for name in BOUND:
        with world.connect(name) as login:
            login.execute("SELECT agora_event.create_consumer(%s, '{test.**}', 'beginning')", [f"all_{name}"])
            query = "SELECT p.key FROM agora_event.poll(%s) AS p"
            # a transaction of another database of the server holds events back, too
            deadline = monotonic() + 60
            while not (keys := login.execute(query, [f"all_{name}"]).fetchall()):
                assert monotonic() < deadline
            assert keys == [(name,)]
