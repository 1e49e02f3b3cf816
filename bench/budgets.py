"""Measures budgets: `authorize_spend` and `settle_spend` on one budget, against pgbench's simple-update on one row.

Closed loop: each client sends one transaction after the other. The loads take turns and ratios are taken within a
round; their median is shown. simple-update is pgbench's own script with one account; the floor is what any pair has to
write (two commits; the count twice, the authorisation and its end), in bare SQL; a pair is an authorisation and its
settlement, with the budget in one slice and in 16; the floor has 16 rows, too. All are counted by transaction, of
which a pair has two.

Sixteen slices are to reach five times what one row is to reach, 5 x 0.8 = 4.0 of simple-update. Their ratio to the one
row of the same run is shown as well, but a faster row makes it harder, and on four cores bare SQL with 16 rows gains no
more than 4.5 to 4.9 over its own one row.

A token bucket is the other row that many sessions change: `take_token` from one, beside simple-update, and beside a
bare UPDATE of one row, which is what that would be without asking who takes.

Open loop: authorisations and settlements arrive at random moments, as often as asked, whatever the server does. Latency
counts from the moment at which one was due. It lasts eight seconds at least, because the first calls of 32 sessions,
which make plans all at once, count as well. At the end the budgets must be without a violation.

The rows stay: use a database made for it, as a superuser. Tables of pgbench and of the floor get a schema that is
dropped again.

    python bench/budgets.py "$(agora dsn)" --seconds 5 --rounds 3
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from ledger import SCHEMA, Pgbench, _row
from retrieval import percentile
from rich.console import Console
from rich.table import Table

Connection = psycopg.Connection[Any]

LOADS = ("simple-update", "floor", "floor, 16 rows", "one row", "16 slices", "update", "take_token")
# What is compared, with what, and what the ratio must reach; those without a bar say what the machine allows.
BARS = (
    ("one row / simple-update", "one row", "simple-update", 0.8),
    ("16 slices / simple-update", "16 slices", "simple-update", 4.0),
    ("16 slices / one row", "16 slices", "one row", 5.0),
    ("take_token / simple-update", "take_token", "simple-update", 0.8),
    ("take_token / update", "take_token", "update", None),
    ("one row / floor", "one row", "floor", None),
    ("floor, 16 rows / floor", "floor, 16 rows", "floor", None),
    ("16 slices / floor, 16 rows", "16 slices", "floor, 16 rows", None),
)
LATENCY_MS = 5.0
OPEN_SECONDS = 8

SIMPLE_UPDATE = """\
\\set delta random(-5000, 5000)
BEGIN;
UPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = 1;
SELECT abalance FROM pgbench_accounts WHERE aid = 1;
INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 1, 1, :delta, CURRENT_TIMESTAMP);
END;
"""
FLOOR_TABLES = f"""
CREATE TABLE {SCHEMA}.total (id integer PRIMARY KEY, spent numeric, reserved numeric) WITH (fillfactor = 25);
INSERT INTO {SCHEMA}.total SELECT n, 0, 0 FROM generate_series(1, 16) AS n;
CREATE TABLE {SCHEMA}.given (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key text UNIQUE, usd numeric, paid numeric
) WITH (fillfactor = 80);
"""
FLOOR = """\
\\set key random(1, 9223372036854775806)
\\set row random(1, {rows})
WITH given AS (INSERT INTO given (key, usd) VALUES ((:key)::text, 0.001) RETURNING id)
UPDATE total SET reserved = reserved + 0.001 WHERE id = :row RETURNING (SELECT id FROM given) AS given
\\gset
WITH paid AS (UPDATE given SET paid = 0.0009 WHERE id = :given RETURNING usd)
UPDATE total SET spent = spent + 0.0009, reserved = reserved - (SELECT usd FROM paid) WHERE id = :row;
"""
AUTHORIZE = """\
\\set key random(1, 9223372036854775806)
SELECT authorization_id
  FROM agora_model.authorize_spend({actor}, 'generation', 0.001, p_key => (:key)::text, p_actor => {actor})
"""
PAIR = AUTHORIZE + "\\gset\nSELECT agora_model.settle_spend(:authorization_id, 0.0009, {actor});\n"
NEXT = f"""\
SELECT agora_model.settle_spend(p.id, 0.0009, {{actor}})
  FROM {SCHEMA}.premade AS p
 WHERE p.n = (SELECT nextval('{SCHEMA}.turn'));
"""


@contextmanager
def prepared(dsn: str) -> Iterator[tuple[Connection, Pgbench, Path, dict[int, int]]]:
    """Tables of the yardsticks, and a spender per number of slices with a budget that it cannot use up."""
    with psycopg.connect(dsn, autocommit=True) as admin, tempfile.TemporaryDirectory() as folder:
        (bindir,) = _row(admin, "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
        admin.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}".encode())
        pgbench = Pgbench(dsn, Path(bindir, "pgbench"))
        pgbench("-i", "-q", "-s", "1")
        admin.execute(FLOOR_TABLES.encode())
        admin.execute("SELECT agora.set_bucket('bench', 1e9, 1e9)")
        spenders = {}
        for slices in (1, 16):
            (actor,) = _row(
                admin, "SELECT agora.register_principal(%s)", [f"spender {slices} {time.time_ns()}"]
            )
            admin.execute(
                "SELECT agora_model.set_budget(1000000, p_principal => %s, p_slices => %s)", [actor, slices]
            )
            spenders[slices] = int(actor)
        admin.execute("VACUUM ANALYZE")
        admin.execute("CHECKPOINT")
        yield admin, pgbench, Path(folder), spenders
        admin.execute(f"DROP SCHEMA {SCHEMA} CASCADE".encode())


def closed(
    pgbench: Pgbench, folder: Path, spenders: dict[int, int], clients: int, seconds: int, rounds: int
) -> Iterator[dict[str, Any]]:
    """Yield transactions per second of each load and round."""
    scripts = {
        "simple-update": SIMPLE_UPDATE,
        "floor": FLOOR.format(rows=1),
        "floor, 16 rows": FLOOR.format(rows=16),
        "one row": PAIR.format(actor=spenders[1]),
        "16 slices": PAIR.format(actor=spenders[16]),
        "update": "UPDATE total SET spent = spent + 1 WHERE id = 1;",
        "take_token": "SELECT agora.take_token('bench');",
    }
    pairs = {"floor", "floor, 16 rows", "one row", "16 slices"}
    loads: dict[str, list[str | Path]] = {}
    for name, text in scripts.items():
        script = folder / f"{name}.sql"
        script.write_text(text)
        loads[name] = ["-f", script]
    for turn in range(rounds + 1):
        for name, load in loads.items():
            rate = pgbench.tps(load, clients, seconds if turn else 1) * (2 if name in pairs else 1)
            if turn:
                yield {"load": name, "clients": clients, "round": turn, "tps": round(rate, 1)}


def opened(
    admin: Connection, pgbench: Pgbench, folder: Path, actor: int, clients: int, rate: int, seconds: int
) -> Iterator[dict[str, Any]]:
    """Yield the latencies of each call, in milliseconds, with so many of each per second."""
    admin.execute(
        f"""
        CREATE SEQUENCE {SCHEMA}.turn;
        CREATE TABLE {SCHEMA}.premade AS
        SELECT n, a.authorization_id AS id
          FROM generate_series(1, {rate * seconds * 2}) AS n
         CROSS JOIN LATERAL agora_model.authorize_spend(
             {actor}, 'generation', 0.001, '1 day', p_key => 'premade ' || n, p_actor => {actor}) AS a;
        CREATE UNIQUE INDEX premade_n ON {SCHEMA}.premade (n);
        """.encode()
    )
    admin.execute("VACUUM ANALYZE")
    admin.execute("CHECKPOINT")
    ask, settle = folder / "ask.sql", folder / "settle.sql"
    ask.write_text(AUTHORIZE.format(actor=actor).rstrip() + ";\n")
    settle.write_text(NEXT.format(actor=actor))
    log = folder / "open"
    pgbench(
        *("-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-R", str(2 * rate)),
        *("-f", ask, "-f", settle, "--log", "--log-prefix", log),
    )
    lines = [line.split() for file in folder.glob("open.*") for line in file.read_text().splitlines()]
    for number, name in enumerate(("authorize_spend", "settle_spend")):
        times = [int(line[2]) / 1000 for line in lines if int(line[3]) == number]
        figures = {f"p{share}": round(percentile(times, share / 100), 2) for share in (50, 95, 99)}
        yield {"call": name, "offered": rate, "calls": len(times), **figures}


def report(rates: list[dict[str, Any]], latencies: list[dict[str, Any]]) -> None:
    """Print both tables, each bar beside its figure."""
    console = Console(width=140)
    by_load = {name: [f["tps"] for f in rates if f["load"] == name] for name in LOADS}
    table = Table("load", "transactions/s", title=f"closed loop, {rates[0]['clients']} clients (medians)")
    for name in LOADS:
        table.add_row(name, f"{median(by_load[name]):,.0f}")
    console.print(table)
    table = Table("ratio within a round", "median", "bar")
    for heading, over, under, bar in BARS:
        ratio = median(a / b for a, b in zip(by_load[over], by_load[under], strict=True))
        table.add_row(
            heading, f"{ratio:.2f}", f"{bar} ({'met' if ratio >= bar else 'missed'})" if bar else ""
        )
    console.print(table)
    table = Table("call", "offered/s", "p50 ms", "p95 ms", "p99 ms", "bar of p95", title="open loop, one row")
    for f in latencies:
        met = "met" if f["p95"] < LATENCY_MS else "missed"
        table.add_row(
            f["call"],
            str(f["offered"]),
            *(f"{f[p]:.2f}" for p in ("p50", "p95", "p99")),
            f"{LATENCY_MS} ({met})",
        )
    console.print(table)


def main() -> int:
    """Print the tables and append the figures; the exit code says whether the budgets add up."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn", nargs="?", default=os.environ.get("AGORA_DSN", ""))
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=int, default=5, help="per load and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rate", type=int, default=300, help="pairs per second of the open loop")
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    wanted = parser.parse_args()
    with prepared(wanted.dsn) as (admin, pgbench, folder, spenders):
        rates = list(closed(pgbench, folder, spenders, wanted.clients, wanted.seconds, wanted.rounds))
        lasting = max(wanted.seconds, OPEN_SECONDS)
        calls = list(opened(admin, pgbench, folder, spenders[1], wanted.clients, wanted.rate, lasting))
        violations = admin.execute("SELECT * FROM agora.check_invariants()").fetchall()
    report(rates, calls)
    print(f"{len(violations)} violations")
    if wanted.output:
        with wanted.output.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps({"bench": "budgets", **figure}) + "\n" for figure in [*rates, *calls])
    return bool(violations)


if __name__ == "__main__":
    sys.exit(main())
