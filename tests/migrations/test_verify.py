"""Drift of every kind is found, and named by its object."""

import subprocess
from collections.abc import Callable

import psycopg
import pytest

Run = Callable[..., str]
Connection = psycopg.Connection

PLANTED = [
    ("ALTER FUNCTION agora.version() VOLATILE", "function", "agora.version()", "changed"),
    (
        "CREATE OR REPLACE FUNCTION agora.version() RETURNS text LANGUAGE sql AS 'SELECT 1::text'",
        "function",
        "agora.version()",
        "changed",
    ),
    ("GRANT EXECUTE ON FUNCTION agora.now() TO PUBLIC", "function", "agora.now()", "changed"),
    ("ALTER FUNCTION agora.now() OWNER TO postgres", "function", "agora.now()", "changed"),
    ("COMMENT ON FUNCTION agora.now() IS 'else'", "function", "agora.now()", "changed"),
    (
        "CREATE FUNCTION agora.mine() RETURNS int LANGUAGE sql RETURN 1",
        "function",
        "agora.mine()",
        "unexpected",
    ),
    ("DROP FUNCTION agora.tick(integer)", "function", "agora.tick(integer)", "missing"),
    ("CREATE VIEW agora.mine AS SELECT 1 AS one", "view", "agora.mine", "unexpected"),
    ("ALTER VIEW agora.known_error SET (security_barrier = false)", "view", "agora.known_error", "changed"),
    ("DROP VIEW agora.known_error", "view", "agora.known_error", "missing"),
    ("ALTER TABLE agora.team SET (fillfactor = 50)", "table", "agora.team", "changed"),
    ("GRANT SELECT ON agora.team TO agora_reader", "table", "agora.team", "changed"),
    ("CREATE TABLE agora_event.mine ()", "table", "agora_event.mine", "unexpected"),
    ("ALTER TABLE agora.team ADD COLUMN mine integer", "column", "agora.team.mine", "unexpected"),
    ("ALTER TABLE agora.team ALTER COLUMN name DROP NOT NULL", "column", "agora.team.name", "changed"),
    ("ALTER TABLE agora.team ALTER COLUMN name SET DEFAULT 'x'", "column", "agora.team.name", "changed"),
    ("COMMENT ON COLUMN agora.team.name IS NULL", "column", "agora.team.name", "changed"),
    ("ALTER TABLE agora.lease DROP CONSTRAINT lease_pk", "constraint", "agora.lease.lease_pk", "missing"),
    (
        "ALTER TABLE agora.team ADD CONSTRAINT mine CHECK (true)",
        "constraint",
        "agora.team.mine",
        "unexpected",
    ),
    ("CREATE INDEX mine ON agora.team (name)", "index", "agora.mine", "unexpected"),
    ("DROP INDEX agora.job_run_job_ix", "index", "agora.job_run_job_ix", "missing"),
    (
        "ALTER TABLE agora.setting_history DISABLE TRIGGER ALL",
        "trigger",
        "agora.setting_history.setting_history_refuse_change",
        "changed",
    ),
    ("ALTER DOMAIN agora.tokens SET NOT NULL", "type", "agora.tokens", "changed"),
    ("CREATE TYPE agora.mine AS ENUM ('a')", "type", "agora.mine", "unexpected"),
    ("GRANT CREATE ON SCHEMA agora TO agora_service", "schema", "agora", "changed"),
    ("CREATE SEQUENCE agora.mine", "sequence", "agora.mine", "unexpected"),
]


def test_a_fresh_database_has_none(conn: Connection) -> None:
    assert conn.execute("SELECT * FROM agora.verify()").fetchall() == []


@pytest.mark.parametrize(
    ("statement", "kind", "identity", "problem"), PLANTED, ids=[row[0] for row in PLANTED]
)
def test_planted_drift(conn: Connection, statement: str, kind: str, identity: str, problem: str) -> None:
    conn.execute(statement.encode())
    assert (kind, identity, problem) in conn.execute("SELECT * FROM agora.verify()").fetchall()


def test_command_line_says_what_differs(dsn: str, run: Run) -> None:
    assert run("agora", "db", "verify", AGORA_DSN=dsn) == "no drift\n"
    with psycopg.connect(dsn) as connection:
        connection.execute("COMMENT ON FUNCTION agora.now() IS 'else'")
        connection.execute("UPDATE agora.release SET fingerprint = repeat('0', 64) WHERE domain = 'event'")
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run("agora", "db", "verify", AGORA_DSN=dsn)
    assert caught.value.returncode == 1
    assert caught.value.stdout.splitlines() == [
        "function agora.now(): changed",
        "domain event: built from other sources than this release's",
    ]
