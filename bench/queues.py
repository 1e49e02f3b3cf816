"""The queues that bench/work.py compares: what each needs, how it is filled, and its steps as pgbench takes them."""

from pathlib import Path
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
BATCH = 10_000

ADD = """SELECT agora_work.add_tasks((SELECT jsonb_agg('{"title": "t", "max_attempts": 1000, "ttl": 86400}'::jsonb
                                                       || %s::jsonb) FROM generate_series(1, %s)))"""
CLEAR = "SELECT agora_work.cancel_task(t.task_id, 'measured') FROM agora_work.task AS t WHERE t.status = 'available'"
REFRESH = "SELECT agora_work._refresh_lanes(1000)"
SCHEMA = """
DROP SCHEMA IF EXISTS agora_bench CASCADE;
CREATE SCHEMA agora_bench;
CREATE SEQUENCE agora_bench.nothing;
CREATE TABLE agora_bench.task (task_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, status text,
                               epoch bigint DEFAULT 0, holder bigint, lease_until timestamptz) WITH (fillfactor = 70);
CREATE INDEX ON agora_bench.task (task_id) WHERE status = 'available';
"""
QUEUED = {
    "agora": "SELECT count(*) FROM agora_work.task AS t WHERE t.status = 'available'",
    "bare": "SELECT count(*) FROM agora_bench.task AS t WHERE t.status = 'available'",
    "pgmq": "SELECT count(*) FROM pgmq.q_bench AS q WHERE q.vt <= statement_timestamp()",
}
TABLES = {
    "agora": ("agora_work.task", "agora_work.task_detail", "agora_work.lane", "agora_work.agent"),
    "bare": ("agora_bench.task",),
    "pgmq": ("pgmq.q_bench",),
}


def claiming(query: str) -> str:
    """A step that takes something, and notes whether there was anything."""
    return f"\\set found 0\n{query} \\aset"


def following(query: str) -> str:
    """A step about what was taken; where that was nothing, the step is only counted."""
    return f"\\if :found\n{query};\n\\else\nSELECT nextval('agora_bench.nothing');\n\\endif"


ONE_CALL = "agora, one call"
RELAY = "agora, relay"
STEPS: dict[str, tuple[str, ...]] = {
    "agora": (
        claiming(
            "SELECT 1 AS found, c.task_id AS task, c.epoch FROM agora_work.claim_next(:agent, p_actor => :agent) AS c"
        ),
        following(
            "SELECT h.is_held FROM agora_work.heartbeat(ARRAY[:task::bigint], ARRAY[:epoch::bigint], :agent) AS h"
        ),
        following("SELECT agora_work.complete_task(:task, :epoch, p_actor => :agent)"),
    ),
    ONE_CALL: (
        "\\if :found\n"
        + claiming(
            "SELECT 1 AS found, c.task_id AS task, c.epoch"
            " FROM agora_work.complete_and_claim(:agent, :task, :epoch, p_actor => :agent) AS c"
        )
        + "\n\\else\n"
        + claiming(
            "SELECT 1 AS found, c.task_id AS task, c.epoch FROM agora_work.claim_next(:agent, p_actor => :agent) AS c"
        )
        + "\n\\endif",
    ),
    "bare": (
        claiming(
            "UPDATE agora_bench.task AS t SET status = 'claimed', epoch = t.epoch + 1, holder = :agent,"
            " lease_until = statement_timestamp() + interval '45 seconds' WHERE t.task_id = (SELECT n.task_id FROM"
            " agora_bench.task AS n WHERE n.status = 'available' ORDER BY n.task_id LIMIT 1 FOR UPDATE SKIP LOCKED)"
            " RETURNING 1 AS found, t.task_id AS task, t.epoch"
        ),
        following(
            "UPDATE agora_bench.task AS t SET lease_until = statement_timestamp() + interval '45 seconds'"
            " WHERE t.task_id = :task AND t.epoch = :epoch AND t.holder = :agent"
        ),
        following(
            "UPDATE agora_bench.task AS t SET status = 'completed'"
            " WHERE t.task_id = :task AND t.epoch = :epoch AND t.holder = :agent"
        ),
    ),
    "pgmq": (
        claiming("SELECT 1 AS found, m.msg_id AS task FROM pgmq.read('bench', 45, 1) AS m"),
        following("SELECT m.vt FROM pgmq.set_vt('bench', :task::bigint, 45) AS m"),
        following("SELECT pgmq.delete('bench', :task::bigint)"),
    ),
}
BATCHES: dict[str, tuple[str, ...]] = {
    "agora": (
        claiming(
            "SELECT 1 AS found, array_agg(c.task_id) AS task, array_agg(c.epoch) AS epoch"
            " FROM agora_work.claim_next(:agent, 100, p_actor => :agent) AS c HAVING count(*) = 100"
        ),
        following("SELECT count(*) FROM agora_work.complete_tasks(:task, :epoch, p_actor => :agent)"),
    ),
    "pgmq": (
        claiming(
            "SELECT 1 AS found, array_agg(m.msg_id) AS task FROM pgmq.read('bench', 45, 100) AS m HAVING count(*) = 100"
        ),
        following("SELECT count(*) FROM pgmq.delete('bench', :task::bigint[])"),
    ),
}


def scalar(admin: Connection, query: str, arguments: Any = None) -> Any:
    row = admin.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def prepare(admin: Connection, pgmq: Path | None) -> list[str]:
    """Make what the sides other than agora need; who can be measured on this server."""
    admin.execute(SCHEMA.encode())
    there = ["agora", ONE_CALL, RELAY, "bare"]
    if pgmq or scalar(admin, "SELECT count(*) FROM pg_available_extensions WHERE name = 'pgmq'"):
        if scalar(admin, "SELECT to_regnamespace('pgmq') IS NULL"):
            admin.execute(pgmq.read_bytes() if pgmq else b"CREATE EXTENSION pgmq")
        admin.execute("SELECT pgmq.create('bench')")
        there.append("pgmq")
    return there


def clear(admin: Connection) -> None:
    """No task of agora's is ready then, and every lane knows it."""
    admin.execute(CLEAR)
    admin.execute(REFRESH)


def fill(admin: Connection, side: str, size: int, *, vacuum: bool = True, terms: str = "{}") -> None:
    """So many tasks are ready then, in tables as vacuum leaves them; agora's are added on these terms."""
    side = "agora" if side in (ONE_CALL, RELAY) else side
    missing = size - scalar(admin, QUEUED[side])
    for first in range(0, missing, BATCH):
        count = min(BATCH, missing - first)
        if side == "agora":
            admin.execute(ADD, [terms, count])
        elif side == "bare":
            admin.execute(
                "INSERT INTO agora_bench.task (title, status) SELECT 't', 'available' FROM generate_series(1, %s)",
                [count],
            )
        else:
            admin.execute(
                "SELECT count(*) FROM generate_series(1, %s) AS n,"
                " LATERAL pgmq.send('bench', jsonb_build_object('n', n))",
                [count],
            )
    if side == "agora":
        admin.execute(REFRESH)
    for relation in TABLES[side] if vacuum else ():
        admin.execute(f"VACUUM ANALYZE {relation}".encode())
    admin.execute("CHECKPOINT")
