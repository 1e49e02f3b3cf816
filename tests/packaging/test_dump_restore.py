"""pg_dump and pg_restore into a cluster that has never seen agora keep every row, on both roads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from agora import build, cluster, database, migrate
from tests.support.envelope import SUBMIT, Sender
from tests.support.pace import UNHURRIED

Run = Callable[..., str]
Connection = psycopg.Connection[Any]

# What an installation writes about itself, clocks that sessions share, and how long claims took on that server.
OF_THE_RELEASE = {
    "agora.release",
    "agora.release_object",
    "agora.alembic_version",
    "agora_event.notify_slot",
    "agora_work.swept_at",
    "agora_work.sweep_due",
    "agora_work.claim_latency",
    *(f"agora_work.claim_latency_{bucket}" for bucket in range(1, 13)),
}

# The partition of an embedding model comes with the model.
PARTITIONED = "SELECT relation, step FROM agora.partitioned_table WHERE relation <> 'agora_memory.embedding'"


def fill_work(connection: Connection) -> None:
    """Tasks in several states, with claims that ended and one that lasts."""
    connection.execute(
        "SELECT agora_work.register_agent(d.principal_id, '{code:sql}') FROM agora.principal_directory AS d"
        " WHERE d.name = 'agent-1'"
    )
    connection.execute(
        'SELECT agora_work.add_tasks(\'[{"title": "a", "code": "A"}, {"title": "b", "needs": ["A"]},'
        ' {"title": "c", "exclusive": ["db"], "capabilities": ["code:sql"]}, {"title": "d", "code": "D"}]\')'
    )
    for call in ("complete_task(c.task_id, c.epoch, '{\"n\": 1}')", "fail_task(c.task_id, c.epoch, 'broke')"):
        connection.execute(
            f"SELECT agora_work.{call} FROM agora_work.agent AS a, agora_work.claim_next(a.agent_id) AS c"
        )
    connection.execute("SELECT c.* FROM agora_work.agent AS a, agora_work.claim_next(a.agent_id, 2) AS c")
    fill_desk(connection)


def fill_desk(connection: Connection) -> None:
    """A task that is stuck, help with it, a matter for a human, a message that was read, a filler that was paused."""
    calls = """
    SELECT agora_work.register_agent(d.principal_id) FROM agora.principal_directory AS d WHERE d.name = 'agent-2';
    SELECT agora_work.add_task('e', '{"code": "E"}'), agora_work.add_task('f', '{"code": "F", "kind": "filler"}');
    SELECT agora_work.report_blocker(b.task_id, 'stuck', 'It hangs', p_hazards => '{safety}', p_actor => a.agent_id)
      FROM agora_work.board AS b, agora_work.session AS a WHERE b.code = 'E' AND a.agent = 'agent-1';
    SELECT agora_work.end_help(agora_work.offer_help(b.blocker_id, a.agent_id), 'partial', 'a lock', a.agent_id)
      FROM agora_work.reported_blocker AS b, agora_work.session AS a WHERE a.agent = 'agent-2';
    SELECT agora_work.pause_filler(c.task_id, c.epoch, '{first}', a.agent_id)
      FROM agora_work.session AS a, agora_work.claim_next(a.agent_id, 1, '{filler}') AS c WHERE a.agent = 'agent-2';
    SELECT m.* FROM agora_work.read_inbox(p_actor => 2) AS m;
    """
    connection.execute(calls.encode())


def fill(connection: Connection) -> None:
    """Use every part that keeps rows, before and after new partitions are made."""
    connection.execute("SELECT agora.create_team('builders')")
    connection.execute(
        "SELECT agora.register_principal(format('agent-%s', n)) FROM generate_series(1, 5) AS n"
    )
    connection.execute("SELECT agora.set_setting('event.notify_interval_ms', '50', 'quieter')")
    connection.execute(UNHURRIED)
    connection.execute("SELECT agora.set_flag('token_spending', true)")
    connection.execute("SELECT agora.acquire_lease('printer')")
    fill_work(connection)
    connection.execute("SELECT agora_event.create_topic('test.thing.done.v1', 'Something happened.')")
    connection.execute("SELECT agora_event.create_consumer('reader', '{test.*}', 'beginning')")
    connection.execute("SELECT agora_memory.register_embedding_model('mini', 3)")
    connection.execute("SELECT agora_event.create_consumer('group', '{test.**}', 'beginning', 4)")
    connection.execute("SELECT agora_event.join_consumer('group', 'host-1')")
    connection.execute("SELECT agora_event.set_retention('memory.**', '1 year')")
    use(connection, "early")
    connection.execute(
        "SELECT agora_memory.store_embedding(d.kind, d.object_id, 'mini', '[1,2,3]')"
        "  FROM agora_memory.document AS d WHERE d.kind = 'transform'"
    )
    sequences = {
        "agora_event.event": ("agora_event.event", "event_id"),
        "agora_model.llm_call": ("agora_model.llm_call", "llm_call_id"),
        "agora_memory.attempt_detail": ("agora_memory.attempt", "attempt_id"),
        "agora_memory.manifest": ("agora_memory.manifest", "manifest_id"),
        "agora_memory.manifest_item": ("agora_memory.manifest", "manifest_id"),
        "agora_work.operation": ("agora_work.operation", "operation_id"),
    }
    for parent, step in connection.execute(PARTITIONED).fetchall():
        connection.execute("SELECT agora._add_partition(%s, 1, %s, %s)", [parent, step, 2 * step])
        connection.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*sequences[parent], step + 5]
        )
    use(connection, "late")
    connection.execute("SELECT agora.tick()")
    connection.execute("UPDATE agora_ledger.horizon SET transaction_id = next_transaction_id")
    connection.execute("SELECT agora_ledger.seal_range()")
    retire(connection)
    connection.commit()


def retire(connection: Connection) -> None:
    """A partition of calls that was detached is a table of its own."""
    connection.execute(
        "INSERT INTO agora_model.llm_call"
        " SELECT n.* FROM agora_model.llm_call AS k, agora.partitioned_table AS t,"
        "        jsonb_populate_record(k, jsonb_build_object('llm_call_id', 3 * t.step)) AS n"
        "  WHERE t.relation = 'agora_model.llm_call' LIMIT 1"
    )
    connection.execute("SELECT agora._end_partition('agora_model.llm_call', 'llm_call_p3', true)")
    connection.execute(
        "INSERT INTO agora_model.retired_partition VALUES (1, 'llm_call_p3', true, agora.now(), agora.now())"
    )
    connection.execute("INSERT INTO agora_model.retired_cost VALUES (1, '2020-01-01', 1, 0, 0, 0)")


def use(connection: Connection, when: str) -> None:
    """Somebody is paid, something fails, a fix is found and rewarded, and a listener is told."""
    connection.execute(
        "SELECT agora_event.publish('test.thing.done.v1', 'a', jsonb_build_object('when', %s::text))", [when]
    )
    connection.execute(
        "SELECT agora_ledger.mint(agora_ledger.wallet_of(p.principal_id), 100, 'a', p_key => %s || p.name)"
        "  FROM agora.principal AS p WHERE p.name IN ('agent-1', 'agent-2')",
        [when],
    )
    connection.execute(
        "SELECT agora_ledger.transfer(agora_ledger.wallet_of(a.principal_id),"
        "                             agora_ledger.wallet_of(b.principal_id),"
        "                             12.5, 'thanks', p_key => %s, p_actor => a.principal_id)"
        "  FROM agora.principal AS a, agora.principal AS b WHERE a.name = 'agent-1' AND b.name = 'agent-2'",
        [when],
    )
    connection.execute(
        "SELECT agora_ledger.post('bounty', jsonb_agg(jsonb_build_object("
        "           'account_id', agora_ledger.wallet_of(p.principal_id), 'amount', s.amount)), 'split', p_key => %s)"
        "  FROM (VALUES ('agent-1', -3), ('agent-2', 1), ('agent-3', 2)) AS s(name, amount)"
        "  JOIN agora.principal AS p ON p.name = s.name",
        [when],
    )
    connection.execute(
        "SELECT agora_model.record_call('test/model', NULL, '{\"input_tokens\": 5}', p_key => %s)", [when]
    )
    start = (
        "SELECT agora_memory.start_attempt('load the file', p_approach => %s, p_parent => %s,"
        "                                  p_actor => p.principal_id)"
        "  FROM agora.principal AS p WHERE p.name = 'agent-3'"
    )
    finish = (
        "SELECT agora_memory.finish_attempt(%s, %s, p_error_type => %s, p_error_message => %s, p_code => %s,"
        "                                   p_actor => p.principal_id)"
        "  FROM agora.principal AS p WHERE p.name = 'agent-3'"
    )
    failed = connection.execute(start, ["read at once", None]).fetchone()
    assert failed
    connection.execute(finish, [failed[0], "error", "KeyError", f"'{when}'", None])
    mended = connection.execute(start, ["ask first", failed[0]]).fetchone()
    assert mended
    code = f"def {when}(found):\n    return found.get('{when}', 0)\n"
    connection.execute(finish, [mended[0], "success", None, None, code])
    share(connection, when)
    govern(connection, when)
    connection.execute(
        "SELECT agora_memory.rate_recommendation((m ->> 'manifest_id')::bigint, 1, true, p_key => %(when)s),"
        "       agora_memory.record_manifest_use((m ->> 'manifest_id')::bigint, %(attempt)s, p.principal_id)"
        "  FROM agora.principal AS p,"
        "       agora_memory.manifest('load the file', p_options => jsonb_build_object("
        "           'error_type', 'KeyError', 'error', format('''%%s''', %(when)s::text))) AS m"
        " WHERE p.name = 'agent-3'",
        {"when": when, "attempt": mended[0]},
    )


def share(connection: Connection, when: str) -> None:
    """A golden state is approved and reused, a pattern contributed, used, judged, related and reviewed."""
    connection.execute("SELECT agora.set_setting('memory.pattern_review_every', '1', 'soon')")
    connection.execute("SELECT agora.set_setting('memory.golden_claim_max', '1', 'no review')")
    tries = connection.execute(
        "SELECT f.attempt_id FROM agora.principal AS p"
        " CROSS JOIN LATERAL agora_memory.finish_attempt(agora_memory.start_attempt("
        "     'read ' || %s, p_approach => 'look', p_actor => p.principal_id), 'success', p_quality => 0.96,"
        "     p_actor => p.principal_id) AS f"
        " WHERE p.name IN ('agent-4', 'agent-5') ORDER BY p.name",
        [when],
    ).fetchall()
    calls = """
    SELECT agora_memory.nominate_golden(%(made)s);
    SELECT agora_memory.record_golden_reuse(g.golden_state_id, %(used)s, p_actor => a.principal_id)
      FROM agora_memory.known_golden_state AS g, agora_memory.recorded_attempt AS a
     WHERE g.attempt_id = %(made)s AND a.attempt_id = %(used)s;
    SELECT agora_memory.contribute_pattern(n.name, n.name, n.name, 'code', %(made)s, p_actor => a.principal_id)
      FROM unnest(ARRAY[%(when)s, md5(%(when)s)]) AS n(name), agora_memory.recorded_attempt AS a
     WHERE a.attempt_id = %(made)s;
    SELECT agora_memory.use_pattern(p.pattern_id, %(used)s, p_actor => a.principal_id),
           agora_memory.record_pattern_feedback(p.pattern_id, %(used)s, 'correct', 0.9)
      FROM agora_memory.known_pattern AS p, agora_memory.recorded_attempt AS a
     WHERE p.name = %(when)s AND a.attempt_id = %(used)s;
    SELECT agora_memory.relate_patterns(p.pattern_id, o.pattern_id, 'extends')
      FROM agora_memory.known_pattern AS p, agora_memory.known_pattern AS o
     WHERE p.name = %(when)s AND o.name = md5(%(when)s);
    SELECT agora_memory.close_pattern_review(max(r.pattern_review_id), 'seen')
      FROM agora_memory.pattern_review_task AS r;
    """
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(calls, {"made": tries[0][0], "used": tries[1][0], "when": when})


def govern(connection: Connection, when: str) -> None:
    """A signed message is taken, a capability granted, an operation measured, a policy set, and all of it anchored."""
    connection.execute("SELECT agora_work.allow_action('lease', 'agora.acquire_lease', 'Take a lease.')")
    sender = Sender(connection, f"{when} sender")
    connection.execute(SUBMIT, sender.message("lease", 1, {"resource": when}))
    connection.execute(
        "SELECT agora_work.grant_capability(p.principal_id, 'code:python', 2, 'seen'),"
        "       agora_work.record_operation(p.principal_id, 'build', true, 10, p_key => %(when)s),"
        "       agora_work.set_policy('environment', %(when)s, '{\"max_helpers\": 2}', 'a test'),"
        "       agora_work.add_capability('kept:' || %(when)s, 'A test.')"
        "  FROM agora.principal AS p WHERE p.name = 'agent-1'",
        {"when": when},
    )
    connection.execute("SELECT agora_work.anchor_witness()")


def content(connection: Connection) -> dict[str, list[Any]]:
    """Every row of every table, the place of every sequence, without what a new installation makes anew.

    That is generated columns, and the times in rows that came with the release, which a dump leaves out.
    """
    kept = {
        dump.table: dump.condition
        for domain in build.current()
        for item in domain.items
        for dump in item.dumps
    }
    columns = """
        SELECT c.oid::regclass::text,
               coalesce(array_agg(a.attname::text) FILTER (WHERE a.attgenerated <> ''), '{}'),
               coalesce(array_agg(a.attname::text) FILTER (WHERE t.typname ~ '^(timestamptz|tstz)'), '{}')
          FROM pg_class AS c
          JOIN pg_namespace AS n ON n.oid = c.relnamespace
          JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
          JOIN pg_type AS t ON t.oid = a.atttypid
         WHERE n.nspname ~ '^agora(_|$)' AND c.relkind = 'r'
         GROUP BY c.oid
    """
    found: dict[str, list[Any]] = {}
    for table, generated, times in connection.execute(columns).fetchall():
        condition = kept.get(table, "")
        mine = "false" if condition is None else condition.removeprefix("WHERE ") or "true"
        anew = f"%s::text[] || CASE WHEN {mine} THEN '{{}}' ELSE %s::text[] END"
        query = f"SELECT to_jsonb(t) - ({anew}) FROM {table} AS t"
        found[table] = sorted(
            (row for (row,) in connection.execute(query.encode(), [generated, times])), key=str
        )
    sequences = connection.execute(
        "SELECT format('%s.%s', schemaname, sequencename), last_value FROM pg_sequences"
        " WHERE schemaname ~ '^agora'"
    )
    found |= {name: [value] for name, value in sequences}
    return {name: rows for name, rows in found.items() if name not in OF_THE_RELEASE}


def catalog(connection: Connection) -> list[Any]:
    return connection.execute(
        "SELECT kind, identity, definition FROM agora.catalog_object ORDER BY kind, identity"
    ).fetchall()


@pytest.mark.parametrize("road", ["migrated", "extension"])
def test_rows_survive(
    road: str, extension_cluster: cluster.Cluster, other_cluster: cluster.Cluster, run: Run, tmp_path: Path
) -> None:
    name = f"kept_{road}"
    for server in (extension_cluster, other_cluster):
        with database.connect(server.dsn(), autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    source, target = extension_cluster.dsn(name), other_cluster.dsn(name)

    if road == "migrated":
        migrate.upgrade(source)
    with database.connect(source) as connection:
        if road == "extension":
            connection.execute("CREATE EXTENSION agora CASCADE")
        fill(connection)
        kept, shape = content(connection), catalog(connection)
        for table, _ in connection.execute(PARTITIONED).fetchall():
            assert kept[f"{table}_p0"]
            assert kept[f"{table}_p1"]
        assert kept["agora_memory.embedding_p1"]
        assert kept["agora_model.llm_call_p3_retired"]
        assert kept["agora_memory.embedding_task"]
        assert kept["agora_ledger.seal_tree"]

    run("pg_dump", "--format", "custom", "--dbname", source, "--file", tmp_path / "dump")
    run("agora", "db", "roles", AGORA_DSN=other_cluster.dsn())
    run("pg_restore", "--exit-on-error", "--dbname", target, tmp_path / "dump")

    with database.connect(target) as connection:
        assert content(connection) == kept
        assert catalog(connection) == shape
        assert connection.execute("SELECT * FROM agora.verify()").fetchall() == []
        assert connection.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
        indexes = (
            "SELECT count(*) FROM pg_indexes WHERE tablename = 'embedding_p1' AND indexdef LIKE '%hnsw%'"
        )
        assert connection.execute(indexes).fetchone() == (4,)
        assert connection.execute("SELECT agora.setting('event.notify_interval_ms')").fetchone() == ("50",)
        newest = max(int(value) for (value,) in connection.execute("SELECT event_id FROM agora_event.event"))
        written = connection.execute(
            "SELECT agora_event.publish('test.thing.done.v1', 'a', '{\"n\": 3}')"
        ).fetchone()
        assert written == (newest + 1,)
        connection.execute("SELECT agora.register_principal('newcomer')")
        assert connection.execute("SELECT * FROM agora_ledger.verify_seals()").fetchall() == []
        assert connection.execute("SELECT * FROM agora_work.verify_witness()").fetchall() == []
        connection.execute("SELECT agora_ledger._refresh_summary(1000)")
        differing = (
            "SELECT v.account_id FROM agora_ledger.account_balance_view AS v"
            "  LEFT JOIN agora_ledger.balance_summary AS s ON s.account_id = v.account_id AND s.balance = v.balance"
            " WHERE v.principal_id IS NOT NULL AND s.account_id IS NULL"
        )
        assert connection.execute(differing).fetchall() == []
        connection.commit()
        connection.execute("SELECT agora.tick()")
