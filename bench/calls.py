"""Measures recording calls, one by one and in bulk, and reports over many of them.

One by one: `record_call` against a bare INSERT of the same row into a table with the same indexes, by pgbench in turns;
ratios are taken within a round and their median is shown, with the latency that 95 of 100 calls stay within. In bulk:
`record_calls` in batches of 1000 from two sessions, and `record_calls_from` of a table that COPY fills with as many, in
turns; the CPU of the servers says what each costs. Reports: calls of a month are written, 100 agents with 10 stages,
two models for each and 5 categories, so that the roll-up has about 300 000 rows however many calls there are; all but
a tail are folded, and each report is timed, warm. At the end the reports must be what the calls add up to.

The rows stay: use a database made for it, as a superuser. Tables of the yardstick get a schema that is dropped again.

    python bench/calls.py "$(agora dsn)" --seconds 5 --rounds 3 --calls 1000000
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from ledger import SCHEMA, Pgbench, _row
from retrieval import percentile
from rich.console import Console
from rich.table import Table

Connection = psycopg.Connection[Any]

BATCH, SESSIONS = 1000, 2
BARS = (
    ("record_call / bare insert", "record_call", 0.6),
    ("record_call with a key / bare insert", "with a key", None),
)
LATENCY_MS, BULK, REPORT_S = 5.0, 20_000, 1.0
REPORTS = ("day", "agent", "agent_type", "stage", "category", "project", "model")

YARDSTICK = f"""
CREATE TABLE {SCHEMA}.call (LIKE agora_model.llm_call INCLUDING DEFAULTS);
ALTER TABLE {SCHEMA}.call ADD PRIMARY KEY (llm_call_id);
CREATE INDEX ON {SCHEMA}.call (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX ON {SCHEMA}.call (model_id, called_at) WHERE cost_usd IS NULL;
CREATE INDEX ON {SCHEMA}.call USING brin (called_at);
CREATE SEQUENCE {SCHEMA}.call_id;
"""
INSERT = """\
\\set n random(1, 5000)
INSERT INTO call (llm_call_id, called_at, recorded_at, principal_id, model_id, price_list_id, is_success, stage,
                  usage, variant, cost_usd, latency_ms, quality, meta)
VALUES (nextval('call_id'), statement_timestamp(), statement_timestamp(), {actor}, 1, 1, true, 'generation',
        jsonb_build_object('input_tokens', (:n)::integer, 'output_tokens', 500), '{{}}', 0.0105, 900, 0.9, '{{}}');
"""
CALL = """\
\\set n random(1, 5000)
\\set key random(1, 9223372036854775806)
SELECT agora_model.record_call(
    'bench/turbo', 'generation', jsonb_build_object('input_tokens', (:n)::integer, 'output_tokens', 500),
    p_latency_ms => 900, p_quality => 0.9, p_key => {key}, p_actor => {actor});
"""
PRICES = '{"input_mtok": 3, "output_mtok": 15}'
MONTH = """
INSERT INTO agora_model.llm_call (called_at, recorded_at, principal_id, model_id, price_list_id, is_success, stage,
                                  category, project, agent_type, usage, variant, cost_usd, latency_ms, quality, meta)
SELECT '2025-01-01Z'::timestamptz + random() * interval '30 days', agora.now(), %(actor)s + a.n,
       m.ids[1 + (random() * 1000)::integer %% 2], 1, random() < 0.95,
       s.stages[1 + (random() * 1000)::integer %% cardinality(s.stages)],
       c.categories[1 + (random() * 1000)::integer %% 5], 'project ' || a.n %% 4, 'type ' || a.n %% 5,
       '{"input_tokens": 1000, "output_tokens": 500}', '{}', 0.0105, 1000 * random(), 0.9, '{}'
  FROM generate_series(1, %(calls)s) AS g
 CROSS JOIN LATERAL (SELECT (random() * 1000 + g)::integer %% 100 AS n) AS a
 CROSS JOIN (SELECT array_agg(model_id) AS ids FROM agora_model.model WHERE model IN ('turbo', 'mini')) AS m
 CROSS JOIN (SELECT (array_agg(stage))[:10] AS stages FROM agora.stage) AS s
 CROSS JOIN (SELECT (array_agg(category))[:5] AS categories FROM agora.problem_category) AS c
"""


RECORDED = "SELECT count(*) FILTER (WHERE r.outcome = 'recorded') FROM agora_model."


@contextmanager
def prepared(dsn: str) -> Iterator[tuple[Connection, Pgbench, Path, int]]:
    """The table of the yardstick, two priced models and 100 agents in a row."""
    with psycopg.connect(dsn, autocommit=True) as admin, tempfile.TemporaryDirectory() as folder:
        (bindir,) = _row(admin, "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
        admin.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}; {YARDSTICK}".encode())
        if not _row(admin, "SELECT count(*) FROM agora_model.known_provider WHERE provider = 'bench'")[0]:
            admin.execute("SELECT agora_model.register_provider('bench')")
            for model in ("turbo", "mini"):
                admin.execute("SELECT agora_model.register_model('bench', %s)", [model])
                admin.execute(
                    "SELECT agora_model.set_price('bench/' || %s, %s, '-infinity')", [model, PRICES]
                )
        (actor,) = _row(
            admin,
            "SELECT min(agora.register_principal(format('caller %%s of %%s', n, %s)))"
            " FROM generate_series(1, 100) AS n",
            [time.time_ns()],
        )
        admin.execute("VACUUM ANALYZE")
        yield admin, Pgbench(dsn, Path(bindir, "pgbench")), Path(folder), actor
        admin.execute(f"DROP SCHEMA {SCHEMA} CASCADE".encode())


def one_by_one(
    pgbench: Pgbench, folder: Path, actor: int, clients: int, seconds: int, rounds: int
) -> Iterator[dict[str, Any]]:
    """Yield calls per second, and their latency, of each load and round."""
    scripts = {
        "bare insert": INSERT.format(actor=actor),
        "record_call": CALL.format(actor=actor, key="NULL"),
        "with a key": CALL.format(actor=actor, key="(:key)::text"),
    }
    for name, text in scripts.items():
        (folder / f"{name}.sql").write_text(text)
    for number in range(rounds):
        for name in scripts:
            log = folder / f"log {name} {number}"
            tps = pgbench.tps(["-f", folder / f"{name}.sql", "--log", "--log-prefix", log], clients, seconds)
            times = [
                int(line.split()[2]) / 1000
                for file in folder.glob(f"{log.name}.*")
                for line in file.read_text().splitlines()
            ]
            yield {
                "load": name,
                "round": number,
                "clients": clients,
                "tps": tps,
                "p50": percentile(times, 0.5),
                "p95": percentile(times, 0.95),
            }


def in_bulk(dsn: str, actor: int, batches: int, rounds: int) -> Iterator[dict[str, Any]]:
    """Record batches of calls from two sessions, by both roads in turns; JSON is made outside the measured time."""

    def load(number: int) -> list[str]:
        return [
            json.dumps(
                {
                    "key": f"{time.time_ns()}/{number}/{n}",
                    "model": "bench/turbo",
                    "stage": "generation",
                    "usage": {"input_tokens": 1000 + n, "output_tokens": 500},
                    "latency_ms": 900,
                    "quality": 0.9,
                }
            )
            for n in range(BATCH)
        ]

    def by_array(session: Connection, calls: list[str]) -> int:
        return int(_row(session, f"{RECORDED} record_calls(%s, %s) AS r", [f"[{','.join(calls)}]", actor])[0])

    def by_copy(session: Connection, calls: list[str]) -> int:
        session.execute("TRUNCATE incoming")
        with session.cursor().copy("COPY incoming FROM STDIN") as copy:
            for call in calls:
                copy.write_row([call])
        return int(_row(session, f"{RECORDED} record_calls_from('incoming', %s) AS r", [actor])[0])

    with ThreadPoolExecutor(SESSIONS) as pool, ExitStack() as stack:
        sessions = [stack.enter_context(psycopg.connect(dsn, autocommit=True)) for _ in range(SESSIONS)]
        for session in sessions:
            session.execute("CREATE TEMPORARY TABLE incoming (record jsonb)")
        for number in range(rounds):
            for name, record in (("record_calls", by_array), ("record_calls_from", by_copy)):
                loads = [[load(n) for n in range(batches)] for _ in sessions]

                def recorded(
                    session: Connection, loads: list[list[str]], record: Any = record
                ) -> tuple[int, float]:
                    before = cpu_seconds(session)
                    done = sum(record(session, calls) for calls in loads)
                    return done, cpu_seconds(session) - before

                start = time.perf_counter()
                found = list(pool.map(recorded, sessions, loads))
                spent = time.perf_counter() - start
                calls = sum(done for done, _ in found)
                assert calls == SESSIONS * batches * BATCH
                yield {
                    "load": name,
                    "round": number,
                    "batch": BATCH,
                    "sessions": SESSIONS,
                    "calls_per_s": round(calls / spent),
                    "cpu_us": round(sum(cpu for _, cpu in found) / calls * 1e6, 1),
                }


def cpu_seconds(session: Connection) -> float:
    """What the server process of a session has taken so far."""
    said = Path(f"/proc/{session.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def reports(admin: Connection, actor: int, calls: int, tail: int) -> dict[str, Any]:
    """Write a month, fold all but a tail, time the reports; the first of each warms the cache."""
    for done in range(0, calls, 100_000):
        admin.execute(MONTH, {"actor": actor, "calls": min(100_000, calls - done)})
    admin.execute("VACUUM ANALYZE agora_model.llm_call")
    (last,) = _row(admin, "SELECT max(llm_call_id) FROM agora_model.llm_call")
    folded, deadline = 0, time.monotonic() + 600
    while not folded and time.monotonic() < deadline:  # the first runs move the horizon
        (folded,) = _row(admin, "SELECT agora_model._fold_costs(1)")
    start = time.perf_counter()
    while folded < last and time.monotonic() < deadline:
        admin.execute("SELECT agora_model._fold_costs(1000)")
        (folded,) = _row(admin, "SELECT up_to_call FROM agora_model.cost_horizon")
    fold = time.perf_counter() - start
    admin.execute("VACUUM ANALYZE agora_model.daily_cost")
    admin.execute(MONTH, {"actor": actor, "calls": tail})
    found: dict[str, Any] = {
        "load": "reports",
        "calls": calls,
        "tail": tail,
        "folded_per_s": round(calls / fold),
    }
    (found["rollup_rows"],) = _row(admin, "SELECT count(*) FROM agora_model.daily_cost")
    for by in REPORTS:
        times = []
        for _ in range(4):
            start = time.perf_counter()
            admin.execute("SELECT count(*) FROM agora_model.cost_report(%s)", [by])
            times.append(time.perf_counter() - start)
        found[by] = round(min(times[1:]), 3)
    return found


def show(rates: list[dict[str, Any]], bulk: list[dict[str, Any]], report: dict[str, Any]) -> None:
    """Print the tables, each bar beside its figure."""
    console = Console(width=140)
    table = Table(
        "load", "calls/s", "p50 ms", "p95 ms", title=f"one by one, {rates[0]['clients']} clients (medians)"
    )
    loads = {
        name: [f for f in rates if f["load"] == name] for name in dict.fromkeys(f["load"] for f in rates)
    }
    for name, figures in loads.items():
        table.add_row(
            name,
            f"{median(f['tps'] for f in figures):,.0f}",
            *(f"{median(f[p] for f in figures):.2f}" for p in ("p50", "p95")),
        )
    console.print(table)
    table = Table("figure", "value", "bar")

    def line(name: str, value: float, bar: float | None, above: bool, digits: int = 2) -> None:
        said = f"{bar:,} ({'met' if (value >= bar) == above else 'missed'})" if bar is not None else ""
        table.add_row(name, f"{value:,.{digits}f}", said)

    for heading, name, bar in BARS:
        ratios = [a["tps"] / b["tps"] for a, b in zip(loads[name], loads["bare insert"], strict=True)]
        line(heading, median(ratios), bar, above=True)
    line("p95 of record_call, ms", median(f["p95"] for f in loads["record_call"]), LATENCY_MS, above=False)
    for name in ("record_calls", "record_calls_from"):
        found = [figure for figure in bulk if figure["load"] == name]
        line(f"{name}, calls/s", median(f["calls_per_s"] for f in found), BULK, above=True, digits=0)
        line(f"{name}, CPU of the server a call, µs", median(f["cpu_us"] for f in found), None, above=True)
    line("folded, calls/s", report["folded_per_s"], None, above=True, digits=0)
    for by in REPORTS:
        line(
            f"report by {by}, s: {report['rollup_rows']:,} rows + {report['tail']:,} calls",
            report[by],
            REPORT_S,
            above=False,
        )
    console.print(table)


def main() -> int:
    """Print the tables and append the figures; the exit code says whether the reports are right."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn", nargs="?", default=os.environ.get("AGORA_DSN", ""))
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=5, help="per load and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--batches", type=int, default=5, help=f"batches of {BATCH} calls, per session and round"
    )
    parser.add_argument("--calls", type=int, default=1_000_000, help="calls of the month")
    parser.add_argument("--tail", type=int, default=20_000, help="calls that are not folded yet")
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    wanted = parser.parse_args()
    with prepared(wanted.dsn) as (admin, pgbench, folder, actor):
        rates = list(one_by_one(pgbench, folder, actor, wanted.clients, wanted.seconds, wanted.rounds))
        bulk = list(in_bulk(wanted.dsn, actor, wanted.batches, wanted.rounds))
        report = reports(admin, actor, wanted.calls, wanted.tail)
        wrong = admin.execute("SELECT * FROM agora_model._probe_costs()").fetchall()
    show(rates, bulk, report)
    print(f"{len(wrong)} days on which the reports are wrong")
    if wanted.output:
        with wanted.output.open("a", encoding="utf-8") as file:
            file.writelines(
                json.dumps({"bench": "calls", **figure}) + "\n" for figure in [*rates, *bulk, report]
            )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
