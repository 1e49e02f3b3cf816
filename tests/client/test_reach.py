"""Every function that a login may call, called with what is another's: nothing of the other's changes.

And what is private is answered like an id that nobody has: nobody learns by trying which there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql

Connection = psycopg.Connection[Any]

BOTH = """
SELECT agora_event.create_topic('test.reach.happened.v1', 'A test.', p_is_shared => false);
SELECT agora_work.add_task('hers'), agora_work.add_task('his');
SELECT agora_ledger.mint(agora_ledger.wallet_of(p), 1000, 'a test', p_key => 'mint ' || p),
        agora_model.set_budget(10, p_principal => p),
       agora.set_bucket('bucket ' || p, 10, 1, p), agora_work.register_agent(p), agora_work.grant_capability(p,
        'code:go', 1, 'a test'),
       agora_work.issue_credential(p, 'a task', '{a}', p_key => 'credential ' || p)
  FROM unnest(%(both)s::bigint[]) AS p;
"""
"""What both have."""

HERS = """
SELECT agora_event.create_consumer('hers', '{**}'), agora_event.join_consumer('hers', 'w'),
       agora_event.publish('test.reach.happened.v1', 'hers', '{}'), agora.acquire_lease('hers');
SELECT agora_ledger.stake(5, p_key => 's'), agora_ledger.unstake(1, p_key => 'u'),
       agora_ledger.transfer(agora_ledger.wallet_of(), 3, 1, 'a test', p_key => 't'),
       agora_ledger.place_hold(agora_ledger.wallet_of(), 1, 'a test', p_key => 'h'),
        agora_model.authorize_spend(NULL, NULL, 0.001, p_key => 'a');
SELECT agora_reward.open_dispute(max(s.transaction_id), 'a test') FROM agora_ledger.statement AS s
WHERE s.reason = 'a test';
SELECT agora_memory.start_attempt('Read'), agora_memory.manifest('Read');
SELECT agora_memory.register_transform(E'def half(x: int) -> int:\\n    "Half of it."\\n    return x // 2');
SELECT agora_model.record_call('test/hers', NULL, '{}');
SELECT agora_pipeline.start_run('fast', 'A service.', gen_random_uuid());
SELECT agora_pipeline.add_artefact(r.generation_run_id, 'a.py', 'code', '1') FROM agora_pipeline.run_scorecard AS r;
SELECT agora_work.send_message(agora.current_principal(), 'note', '{}'), agora_work.escalate('unsure', '{}');
SELECT agora_work.submit_sandbox_job(p_code => 'x = 1', p_test => 'x', p_key => 'r');
SELECT agora_work.claim_next(agora.current_principal());
"""
"""What is hers."""

RUN = "SELECT r.generation_run_id FROM agora_pipeline.generation_run AS r WHERE r.principal_id = %(her)s"
CALL = "SELECT max(c.llm_call_id) FROM agora_model.llm_call AS c WHERE c.principal_id = %(her)s"
EVENT = "SELECT max(e.event_id) FROM agora_event.event AS e WHERE e.principal_id = %(her)s AND e.topic LIKE 'test.%%'"
ACCOUNT = "SELECT agora_ledger.wallet_of(%(her)s)"
ATTEMPT = "SELECT a.attempt_id FROM agora_memory.attempt AS a WHERE a.principal_id = %(her)s"
TASK = "SELECT t.task_id FROM agora_work.task AS t WHERE t.holder_id = %(her)s"
PRIVATE = {
    "p_hold": "SELECT h.hold_id FROM agora_ledger.hold AS h WHERE h.created_by = %(her)s",
    "p_authorization": "SELECT a.budget_authorization_id FROM agora_model.budget_authorization AS a"
    " WHERE a.principal_id = %(her)s",
    "p_transaction": "SELECT max(t.transaction_id) FROM agora_ledger.transaction AS t WHERE t.created_by = %(her)s",
    "p_dispute": "SELECT d.dispute_id FROM agora_reward.dispute AS d WHERE d.opened_by = %(her)s",
    "p_run": RUN,
    "p_artefact": f"SELECT a.artefact_id FROM agora_pipeline.artefact AS a WHERE a.generation_run_id = ({RUN})",
    "p_call": CALL,
    "p_calls": CALL,
    "p_message": "SELECT max(m.message_id) FROM agora_work.message AS m WHERE m.recipient_id = %(her)s",
    "p_request": "SELECT r.request_id FROM agora_work.request AS r WHERE r.requester_id = %(her)s",
    "p_event_id": EVENT,
    "p_events": EVENT,
}
"""What an id of hers is, by the name of the argument; that there is one is nobody else's business."""
PUBLIC = {
    "p_account": ACCOUNT,
    "p_from": ACCOUNT,
    "p_to": "SELECT %(her)s",
    "p_principal": "SELECT %(her)s",
    "p_agent": "SELECT %(her)s",
    "p_agents": "SELECT %(her)s",
    "p_attempt": ATTEMPT,
    "p_parent": ATTEMPT,
    "p_transform": "SELECT t.transform_id FROM agora_memory.transform AS t WHERE t.contributor_id = %(her)s",
    "p_task": TASK,
    "p_tasks": TASK,
    "p_task_id": TASK,
    "p_causation_id": EVENT,
    "p_manifest": "SELECT max(m.manifest_id) FROM agora_memory.manifest AS m WHERE m.principal_id = %(her)s",
    "p_consumer": "SELECT 'hers'",
    "p_resource": "SELECT 'hers'",
    "p_bucket": "SELECT 'bucket ' || %(her)s",
    "p_breaker": "SELECT agora_work.agent_breaker(%(her)s)",
}
"""What all may know of: principals and their accounts, attempts and what came of them, the board, manifests,
numbers in the log, names."""
NOBODYS = 1 << 40

PLAIN = {
    "text": "x",
    "bigint": "1",
    "integer": "1",
    "numeric": "0.9",
    "boolean": "true",
    "jsonb": "{}",
    "interval": "1 minute",
    "uuid": "00000000-0000-0000-0000-000000000001",
    "bytea": "x",
    "text[]": "{a}",
    "numeric[]": "{1}",
    "timestamp with time zone": "2026-01-01",
    "date": "2026-01-01",
}
FITTING = {
    "p_outcome": ("passed", "success", "helped"),
    "p_status": ("success", "done", "completed", "error"),
    "p_kind": ("note", "exec", "limit", "code", "error"),
    "p_reason_class": ("transient",),
    "p_decision": ("approve",),
    "p_gate": ("G1",),
    "p_stage": ("generation", "intent"),
    "p_validation": ("passed", "valid"),
    "p_verdict": ("passed", "helpful"),
    "p_severity": ("medium", "info"),
    "p_type": ("slow_query",),
    "p_kinds": (None,),
    "p_violations": ("{}",),
    "p_results": ('[{"artefacts": []}]',),
    "p_epochs": ("{1}",),
    "p_trace_parent": (None,),
    "p_hash": (None,),
    "p_error_type": (None, "ValueError"),
    "p_time": (None,),
    "p_licence": ("MIT",),
    "p_exclude": ("{}",),
}
"""Values that get past the first checks; where there are several, the first, then the next."""


@dataclass
class World:
    """A session, whom it may be, and what is hers."""

    conn: Connection
    logins: dict[str, str]
    his: int
    hers: dict[str, str]
    before: set[tuple[str, str]]


@pytest.fixture
def world(conn: Connection) -> Iterator[World]:
    logins = {name: f"{name}_{conn.info.backend_pid}" for name in ("her", "him", "reader")}
    ids = {}
    for name, login in logins.items():
        role = sql.SQL("agora_reader" if name == "reader" else "agora_service")
        conn.execute(sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(sql.Identifier(login), role))
        if name != "reader":
            row = conn.execute("SELECT agora.register_principal(%s)", [name]).fetchone()
            assert row is not None
            ids[name] = row[0]
            conn.execute("SELECT agora.bind_login(%s, %s)", [login, ids[name]])
    with psycopg.ClientCursor(conn) as cursor:
        cursor.execute(BOTH, {"both": list(ids.values())})
        become(conn, logins["her"])
        cursor.execute(HERS)
        conn.execute("RESET SESSION AUTHORIZATION")
    hers = {}
    for name, query in (PRIVATE | PUBLIC).items():
        row = conn.execute(query.encode(), {"her": ids["her"]}).fetchone()
        assert row is not None, name
        assert row[0] is not None, name
        hers[name] = str(row[0])
    yield World(conn, logins, ids["him"], hers, rows(conn))
    conn.execute("RESET SESSION AUTHORIZATION")


def become(conn: Connection, login: str) -> None:
    conn.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(login)))


def functions(conn: Connection, login: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a login may call that reads or writes, with the arguments but the actor."""
    found = conn.execute(
        "SELECT p.oid::regproc::text, p.proargnames[:p.pronargs],"
        "       ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes::oid[]) AS t)"
        "  FROM pg_proc AS p"
        " WHERE p.pronamespace::regnamespace::text ~ '^agora(_|$)'"
        "   AND p.pronamespace IS DISTINCT FROM to_regnamespace('agora_test')"
        "   AND has_function_privilege(%s, p.oid, 'EXECUTE') AND p.pronargs > 0 AND p.provolatile <> 'i' ORDER BY 1",
        [login],
    ).fetchall()
    return [
        (name, [(n, k) for n, k in zip(names, kinds, strict=True) if n != "p_actor"])
        for name, names, kinds in found
    ]


def rows(conn: Connection) -> set[tuple[str, str]]:
    tables = conn.execute(
        "SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relnamespace::regnamespace::text ~ '^agora(_|$)'"
        "   AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
    ).fetchall()
    query = " UNION ALL ".join(f"SELECT '{table}', t::text FROM {table} AS t" for (table,) in tables)
    return set(conn.execute(query.encode()).fetchall())


def is_id(name: str, kind: str) -> bool:
    of_text = name in ("p_consumer", "p_resource", "p_bucket", "p_breaker")
    return name in PRIVATE | PUBLIC and kind in (("text",) if of_text else ("bigint", "bigint[]"))


def given(arguments: list[tuple[str, str]], ids: dict[str, str], turn: int) -> list[str | None]:
    values: list[str | None] = []
    for name, kind in arguments:
        if is_id(name, kind):
            values.append(f"{{{ids[name]}}}" if kind == "bigint[]" else ids[name])
        elif name in FITTING and (kind.startswith("text") or name != "p_kind"):
            values.append(FITTING[name][min(turn, len(FITTING[name]) - 1)])
        else:
            values.append("{1}" if kind == "bigint[]" else PLAIN.get(kind))
    return values


def told(
    world: World, login: str, name: str, arguments: list[tuple[str, str]], values: list[str | None]
) -> Any:
    """What a call raises or answers, and which rows that were there before, of others than him, it changed."""
    call = f"SELECT to_jsonb(x) FROM {name}({', '.join(f'{n} => %s::{k}' for n, k in arguments)}) AS x"
    try:
        with world.conn.transaction(force_rollback=True):
            become(world.conn, login)
            answer = world.conn.execute(call.encode(), values).fetchall()
            world.conn.execute("RESET SESSION AUTHORIZATION")
            lost = world.before - rows(world.conn)
            return answer, {table for table, row in lost if f"{world.his}" not in row}
    except psycopg.Error as error:
        return error.sqlstate, error.diag.message_primary


def test_nothing_of_another_changes_and_nothing_private_is_told(world: World) -> None:
    nobodys = {name: str(NOBODYS) for name in PRIVATE}
    faults = []
    done = set()
    for login in ("him", "reader"):
        for name, arguments in functions(world.conn, world.logins[login]):
            if not any(is_id(*argument) for argument in arguments):
                continue
            for turn in range(3):
                done.add(name)
                first = told(world, world.logins[login], name, arguments, given(arguments, world.hers, turn))
                if isinstance(first[1], set) and first[1]:
                    faults.append(f"{login}: {name} changes {first[1]}")
                if any(argument in PRIVATE for argument, _ in arguments):
                    other = told(
                        world,
                        world.logins[login],
                        name,
                        arguments,
                        given(arguments, world.hers | nobodys, turn),
                    )
                    if first != other:
                        faults.append(f"{login}: {name} tells {first} where there is nothing {other}")
    assert not faults, "\n".join(faults)
    assert len(done) > 80
