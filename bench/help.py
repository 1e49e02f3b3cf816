"""Measures help: a report with its messages and candidates, joining, next_work, the inbox, and the critical path.

    python bench/help.py "$(agora dsn)" --agents 1000 10000

One session, a statement each, committed; times are those of the server, in milliseconds, beside the simplest write that
an event goes with: a message is an INSERT and an event, a report three messages, three events and a search among all
agents. Every agent has three of some seventy capabilities. The database gains the rows: use one made for it.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import psycopg
from memory import server_ms
from retrieval import percentile
from rich.console import Console
from rich.table import Table

Connection = psycopg.Connection[Any]

VOCABULARY = """
SELECT count(agora_work.add_capability(k.letter || ':' || n, 'bench'))
  FROM (VALUES ('a', 49), ('b', 6), ('c', 19)) AS k(letter, last), generate_series(0, k.last) AS n
"""
AGENTS = """
SELECT count(agora_work.register_agent(agora.register_principal(format('bench %%s', n)),
                                       ARRAY['a:' || n %% 50, 'b:' || n %% 7, 'c:' || n %% 20]))
  FROM generate_series(%s + 1, %s) AS n
"""
CHAIN = """
SELECT agora_work.add_tasks(jsonb_agg(jsonb_build_object(
           'title', 't', 'code', c.code || n, 'estimate', 60, 'capabilities', '["data:personal:read"]'::jsonb, 'needs',
           CASE WHEN n > 10 THEN jsonb_build_array(c.code || n - 1, c.code || n - 7) ELSE '[]' END)))
  FROM generate_series(1, 5000) AS n, (SELECT %(agents)s::text || '-') AS c(code)
"""
CALLS = {
    "publish": "SELECT agora_event.publish('bench.thing.done.v1', 'k', '{}')",
    "send_message": "SELECT agora_work.send_message(%(agent)s, 'note', '{}')",
    "read_inbox": "SELECT count(*) FROM agora_work.read_inbox(1, p_actor => %(agent)s)",
    "report_blocker": "SELECT agora_work.report_blocker(%(task)s, 'slow', 'x', p_capabilities => '{a:3,c:13}',"
    " p_actor => 3)",
    "offer_help": "SELECT agora_work.offer_help((SELECT max(b.blocker_id) FROM agora_work.blocker AS b), %(helper)s)",
    "next_work help": "SELECT o.source FROM agora_work.next_work(%(agent)s, p_actor => %(agent)s) AS o",
    "close_blocker": "SELECT agora_work.close_blocker((SELECT max(b.blocker_id) FROM agora_work.blocker AS b), 'x', 3)",
}


def measure(connection: Connection, agents: int, rounds: int) -> dict[str, float]:
    """Median and p95 of each call, one course of a blocker after the other."""
    times: dict[str, list[float]] = {name: [] for name in CALLS}
    helpers = connection.execute(
        "SELECT a.agent_id FROM agora_work.agent AS a WHERE a.capabilities @> '{a:3,c:13}' ORDER BY a.agent_id LIMIT 2"
    ).fetchall()
    for number in range(rounds):
        connection.execute("SELECT agora_work.heartbeat(p_actor => a.agent_id) FROM agora_work.agent AS a")
        row = connection.execute(
            "SELECT agora_work.add_task('t', '{\"capabilities\": [\"data:personal:read\"]}')"
        ).fetchone()
        assert row is not None
        given = {"task": row[0], "helper": helpers[0][0], "agent": helpers[1][0]}
        for name, call in CALLS.items():
            took = server_ms(connection, call, given)
            if number:  # the first compiles
                times[name].append(took)
    figures = {
        f"{name} {share}": percentile(times[name], p)
        for name in CALLS
        for share, p in (("p50", 0.5), ("p95", 0.95))
    }
    connection.execute(CHAIN.encode(), {"agents": agents})
    for name, call in {
        "critical_path": "SELECT count(*) FROM agora_work.critical_path()",
        "session": "SELECT count(*) FROM agora_work.session",
        "agent_load": "SELECT count(*) FROM agora_work.agent_load",
    }.items():
        server_ms(connection, call, {})
        figures[name] = server_ms(connection, call, {})
    return figures


def main() -> int:
    """Print a table and append the figures; the exit code is 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn")
    parser.add_argument("--agents", type=int, nargs="+", default=[1000])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    wanted = parser.parse_args()
    found: dict[int, dict[str, float]] = {}
    with psycopg.connect(wanted.dsn, autocommit=True, prepare_threshold=1) as connection:
        connection.execute("SELECT agora_event.create_topic('bench.thing.done.v1', 'A benchmark.')")
        connection.execute(VOCABULARY)
        before = 0
        for agents in sorted(wanted.agents):
            connection.execute(AGENTS.encode(), [before, agents])
            connection.execute("VACUUM ANALYZE agora_work.agent")
            found[agents] = measure(connection, agents, wanted.rounds)
            before = agents
    table = Table("ms", *(f"{agents} agents" for agents in found), box=None)
    for name in next(iter(found.values())):
        table.add_row(name, *(f"{figures[name]:.2f}" for figures in found.values()))
    Console().print(table)
    if wanted.output:
        with wanted.output.open("a", encoding="utf-8") as file:
            for agents, figures in found.items():
                file.write(json.dumps({"benchmark": "help", "agents": agents, **figures}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
