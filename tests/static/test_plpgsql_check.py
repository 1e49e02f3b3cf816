"""plpgsql_check reads every function as the planner would: unknown names, wrong types, open injections."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]

FINDINGS = r"""
SELECT checked.function, found.level, found.lineno, found.message, found.detail
  FROM (SELECT r.oid, r.identity AS function, 0::oid AS relation, NULL::name AS added, NULL::name AS removed
          FROM agora_test.routine AS r
         WHERE r.language = 'plpgsql' AND NOT r.is_trigger
        UNION
        SELECT r.oid, format('%s on %s', r.identity, t.tgrelid::regclass),
               t.tgrelid, t.tgnewtable, t.tgoldtable
          FROM agora_test.routine AS r
          JOIN pg_trigger AS t ON t.tgfoid = r.oid
         WHERE r.language = 'plpgsql' AND NOT t.tgisinternal) AS checked
 CROSS JOIN LATERAL public.plpgsql_check_function_tb(
           checked.oid, checked.relation, fatal_errors => false, security_warnings => true,
           performance_warnings => false, newtable => checked.added, oldtable => checked.removed) AS found
       -- RAISE … DETAIL = format(…): an error is not a result, and only newer checkers look there
       -- set_config() tells an index scan how far to look, pg_sequence_last_value() reads a counter that no snapshot
       -- holds still: only newer checkers know that they are volatile
       -- v text[] := '{}': an untyped literal has no type to differ from
 WHERE found.message <> 'routine is marked as IMMUTABLE, but expression is STABLE'
   AND (found.message <> 'routine is marked as STABLE, but expression is VOLATILE'
        OR checked.function !~ '^agora_(memory._scan_embeddings|work._latency_counts)')
   AND (found.detail IS NULL OR found.detail !~ '^cast "text" value to "[^"]+\[\]" type')
   AND found.message !~ '^composite OUT variable ".*" is not single argument$'
 ORDER BY 1, 3
"""

UNSAFE = "text type variable is not sanitized"
UNSET = 'OUT variable "{}" is maybe unmodified'
SCANNED = "agora_memory.embedding_model,text,vector,integer,text,text,integer[],boolean"
KNOWN = {
    # runs what pg_get_triggerdef() printed
    ("agora._add_partition(text,bigint,bigint,bigint)", UNSAFE),
    # %I and a regclass: the checker loses track of two arguments
    ("agora._maintain_partitions(integer)", UNSAFE),
    # set by RETURN QUERY EXECUTE
    ("agora.check_invariants()", UNSET.format("probe")),
    ("agora.check_invariants()", UNSET.format("violation")),
    *(
        ("agora_memory._put_embeddings(bigint,text[],bigint[],bigint[],vector[])", UNSET.format(name))
        for name in ("kind", "object_id", "outcome")
    ),
    *(
        (f"agora_memory._scan_embeddings({SCANNED})", UNSET.format(name))
        for name in ("object_id", "similarity")
    ),
    # arguments of a function, from the catalog: %I, format_type() and a regproc
    ("agora_work._perform(oid,jsonb,text,bigint)", UNSAFE),
    # a generated column depends on a column
    ("agora_event._writing_xid(bigint)", 'unused parameter "p_event_id"'),
}


@pytest.fixture
def checked(timed_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(timed_dsn) as connection:
        if not connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'plpgsql_check'").fetchone():
            pytest.skip("plpgsql_check is not installed on this server: no function was checked")
        yield connection


def test_no_finding(checked: Connection) -> None:
    found = checked.execute(FINDINGS).fetchall()
    assert [row for row in found if (row[0], row[3]) not in KNOWN] == []
    assert not KNOWN - {(row[0], row[3]) for row in found}, "excused without need"


def test_every_trigger_function_has_a_table(checked: Connection) -> None:
    """Else it would not have been checked."""
    orphans = checked.execute(
        "SELECT r.identity FROM agora_test.routine AS r"
        " WHERE r.is_trigger AND NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgfoid = r.oid)"
    ).fetchall()
    assert orphans == []


def test_it_finds(checked: Connection) -> None:
    """The first test can fail."""
    checked.execute(
        "CREATE FUNCTION agora._broken() RETURNS bigint LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN (SELECT l.no_such_column FROM agora.lease AS l); END $$"
    )
    found = checked.execute(FINDINGS).fetchall()
    assert [row[0] for row in found if row[1] == "error"] == ["agora._broken()"]
