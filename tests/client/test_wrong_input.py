"""Every function a login may call, with arguments nobody should pass: a documented error, and nothing else.

The arguments are drawn with a fixed seed, so a failure comes again.
"""

import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from agora.client import SCHEMAS

Connection = psycopg.Connection[Any]

NAMES = [
    "",
    " ",
    "x",
    "no.such",
    "a\x01b",
    "x" * 201,
    "x" * 20_000,
    "'; DROP TABLE agora.lease; --",
    "\\",
    "%s",
    "{}",
    "🦊",
    "\u202e",
]
LITERALS: dict[str, list[str]] = {
    "text": NAMES,
    "bigint": ["-9223372036854775808", "-1", "0", "1", "3", "999", "9223372036854775807"],
    "integer": ["-2147483648", "-1", "0", "1", "2147483647"],
    "numeric": [
        "NaN",
        "Infinity",
        "-Infinity",
        "-1",
        "0",
        "0.0000001",
        "1",
        "1e12",
        "1e13",
        "1e300",
        "1e-100",
    ],
    "boolean": ["true", "false"],
    "jsonb": [
        "null",
        "[]",
        "{}",
        '"x"',
        "0",
        '{"a": null}',
        '{"a": [1, {"b": "c"}]}',
        '{"": ""}',
        '{"a": "' + "x" * 300_000 + '"}',
    ],
    "interval": ["0", "-1 second", "1 microsecond", "1 day", "100000 years", "-100000 years"],
    "uuid": [str(UUID(int=0)), str(UUID(int=1))],
    "bytea": ["", r"\x00", "\\x" + "00" * 33],
    "bytea[]": ["{}", "{NULL}", '{""}', '{{"a"},{"b"}}'],
    "text[]": ["{}", "{NULL}", '{""}', "{a,b}", "{**}", "{{a},{b}}"],
    "bigint[]": ["{}", "{NULL}", "{-1,0}", "{1,1}", "{{1},{2}}"],
    "numeric[]": ["{}", "{NULL}", "{-1}", "{NaN}", "{Infinity}", "{{1},{2}}"],
    "tstzrange": ["empty", "(,)", "[2026-01-01,2026-01-01]"],
    "timestamp with time zone": ["-infinity", "infinity", "2026-01-01"],
    "date": ["-infinity", "infinity", "0001-01-01 BC", "2026-01-01"],
    "regclass": [
        "0",
        "agora_model.llm_call",
        "agora_model.llm_call_id_seq",
        "pg_class_oid_index",
        "pg_authid",
    ],
    "agora_memory.resolution": [
        "(,,,,,,,,,,,,,,,)",
        "(1,1,f,text:x,,,none,-1,1,-1,1,0,0,,,2026-01-01)",
        "(1,1,f,text:x,,,new,1,0,NaN,0,1 day,0,infinity,,2026-01-01)",
    ],
    "agora_memory.evidence_rule": ["(,,,,,,,)", "(infinity,100,-1 day,2,2,2,-1,-1 day)"],
    "vector": ["[0,0]", "[1]", "[1,0,0]", "[3e38,3e38]", "[1e-45,0]", f"[{','.join('1' * 16000)}]"],
}
USABLE = {
    "text": [
        "alice",
        "core.breaker_failures",
        "stf_extraction",
        "test.thing.happened.v1",
        "success",
        "python",
        "transform",
        "def f(): return 1",
    ],
    "bigint": ["1000", "1001"],
    "integer": ["10"],
    "numeric": ["1", "0.5"],
    "boolean": ["true"],
    "jsonb": ["{}", '{"a": 1}'],
    "interval": ["1 hour"],
    "uuid": [str(UUID(int=2))],
    "bytea": ["\\x" + "00" * 32],
    "bytea[]": ['{"\\\\x' + "00" * 32 + '"}'],
    "text[]": ["{test.**}", "{transform}"],
    "bigint[]": ["{}"],
    "numeric[]": ["{1,2}"],
    "tstzrange": ["(,)"],
    "timestamp with time zone": ["2026-01-01"],
    "date": ["2026-01-01"],
    "regclass": ["pg_am", "agora_model.known_model"],
    "agora_memory.resolution": ["(1,1,f,text:x,,,tracking,1,0,1,0,0,0.2,2026-01-01,,2026-01-01)"],
    "agora_memory.evidence_rule": ["(2026-02-01,1.96,0,0.8,0.5,0.5,10,180 days)"],
    "vector": ["[1,0]"],
}
"""Arguments that get past the first checks, so that the later ones are reached."""
STANDARD = {"22023", "42501"}
"""What may be raised besides agora's own codes."""
CALLS = 100


@pytest.fixture
def caller(conn: Connection) -> Iterator[Connection]:
    """A member of agora_operator that is bound to nobody, where there is something to refer to."""
    for name in ("alice", "bob"):
        conn.execute("SELECT agora_ledger.wallet_of(agora.register_principal(%s))", [name])
    conn.execute("SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.')")
    conn.execute("SELECT agora_event.create_consumer('alice', '{test.**}')")
    conn.execute("SELECT agora.set_bucket('alice', 10, 1)")
    conn.execute("SELECT agora_memory.register_embedding_model('alice', 2)")
    operator = sql.Identifier(f"wrong_input_{conn.info.backend_pid}")  # other workers have theirs
    conn.execute(sql.SQL("CREATE ROLE {} LOGIN IN ROLE agora_operator").format(operator))
    conn.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(operator))
    yield conn
    conn.execute("RESET SESSION AUTHORIZATION")


def functions(connection: Connection, schema: str) -> list[tuple[str, list[str]]]:
    """What the session may call of a schema, with the types of its arguments but the actor's, who is the caller."""
    return connection.execute(
        "SELECT p.proname,"
        "       ARRAY(SELECT format_type(a.type, NULL)"
        "               FROM unnest(p.proargtypes::oid[], p.proargnames[:p.pronargs]) AS a(type, name)"
        "              WHERE a.name <> 'p_actor')"
        "  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
        " WHERE n.nspname = %s AND has_function_privilege(p.oid, 'EXECUTE')"
        " ORDER BY p.oid::regprocedure::text",
        [schema],
    ).fetchall()


def draw(dice: random.Random, kind: str) -> str | None:
    chance = dice.random()
    return None if chance < 0.1 else dice.choice((LITERALS if chance < 0.4 else USABLE)[kind])


def test_no_schema_is_left_out(conn: Connection) -> None:
    found = conn.execute("SELECT n.nspname FROM pg_namespace AS n WHERE n.nspname ~ '^agora(_|$)'").fetchall()
    assert {schema for (schema,) in found} == set(SCHEMAS.values())


@pytest.mark.parametrize("schema", SCHEMAS.values())
def test_nothing_but_documented_errors(caller: Connection, schema: str) -> None:
    dice = random.Random(20260101)
    codes = {code for (code,) in caller.execute("SELECT e.sqlstate FROM agora.known_error AS e")} | STANDARD
    wrong: list[str] = []
    calls = raised = 0
    for name, kinds in functions(caller, schema):
        call = sql.SQL("SELECT {}({})").format(
            sql.Identifier(schema, name), sql.SQL(", ").join(sql.SQL("%s::" + kind) for kind in kinds)
        )
        for _ in range(CALLS if kinds else 1):
            values = [draw(dice, kind) for kind in kinds]
            calls += 1
            try:
                with caller.transaction():
                    caller.execute(call, values)
            except psycopg.Error as error:
                raised += 1
                if (
                    error.sqlstate not in codes
                    or not error.diag.message_detail
                    or not error.diag.message_hint
                ):
                    shown = ", ".join(repr(value if value is None else value[:40]) for value in values)
                    wrong.append(f"{schema}.{name}({shown}): {error.sqlstate} {error.diag.message_primary}")
    assert not wrong, "\n".join(wrong)
    assert raised > calls / 2
    assert caller.execute("SELECT 1").fetchone() == (1,), "the session goes on"
