"""Measures `transfer` against pgbench's TPC-B and simple-update, side by side on one server.

The loads take turns, so that whatever else the machine does meets all of them: TPC-B, simple-update, transfers
between random wallets, transfers from random wallets to one system account, the same in batches of 100 from a
random wallet (counted by item), and holds that are placed and captured (counted by pair); events, idempotency keys and
zero-sum checks included. With --pgledger, which names the SQL of pgledger (and of uuid_to_ulid, which it needs), the
same transfers by that, which has none of the three: between random accounts, and from random ones to one.

Ratios are taken within a round, and their median is shown. All use prepared statements; TPC-B has seven round trips, a
transfer has one. The first seconds of each run, in which sessions are new, are not counted. At the end the ledger must
be without a violation.

The rows stay: use a database made for it. pgbench's own tables get a schema that is dropped again.

    python bench/ledger.py "$(agora dsn)" --seconds 5 --rounds 5
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from bars import Bar, judged, table
from rich.console import Console
from rich.table import Table

Connection = psycopg.Connection[Any]

SCHEMA = "agora_bench"
TREASURY = 3
RATIOS = (
    ("transfer / TPC-B", "transfer", "tpcb-like"),
    ("system / TPC-B", "system", "tpcb-like"),
    ("system / transfer", "system", "transfer"),
    ("transfer / simple-update", "transfer", "simple-update"),
    ("batch / transfer", "batch", "transfer"),
    ("hold / transfer", "hold", "transfer"),
    ("transfer / pgledger", "transfer", "pgledger"),
    ("system / pgledger hot", "system", "pgledger hot"),
)
BARS = {
    "transfer / TPC-B": Bar(0.8, at_least=True),
    "system / transfer": Bar(0.8, at_least=True),
    "batch / transfer": Bar(5, at_least=True),
    "transfer / pgledger": Bar(1.5, at_least=True),
    "system / pgledger hot": Bar(8, at_least=True),
}
"""For eight clients and more."""
WARM_UP = 2
"""Seconds. A session's first calls compile functions and make plans, up to five for each statement: some 10 ms of a
processor for transfers. TPC-B has less to prepare, and whoever transfers much pools sessions."""
BATCH = 100
LOADS = ("tpcb-like", "simple-update", "transfer", "system", "batch", "hold", "pgledger", "pgledger hot")

# Wallets and their principals are numbered alike, at a distance. The key is what a caller would send: unique.
SCRIPT = """\
\\set n random(0, {last})
\\set m (:n + random(1, {last})) % {count}
\\set key random(1, 9223372036854775806)
SELECT agora_ledger.transfer(
    {first} + :n, {target}, 0.01, 'bench', p_key => (:key)::text, p_actor => {owner} + :n);
"""

BATCH_SCRIPT = """\\set n random(0, {last})
\\set key random(1, 9223372036854775806)
SELECT count(*) FROM agora_ledger.post_batch((
    SELECT jsonb_agg(jsonb_build_object('from', {first} + :n, 'to', {first} + (:n + g) % {count}, 'amount', 0.01,
                                        'reason', 'bench', 'key', format('%s/%s', (:key)::bigint, g)))
      FROM generate_series(1, {batch}) AS g), true, {owner} + :n);
"""
HOLD_SCRIPT = """\\set n random(0, {last})
\\set m (:n + random(1, {last})) % {count}
\\set key random(1, 9223372036854775806)
SELECT agora_ledger.place_hold({first} + :n, 0.02, 'bench', p_key => (:key)::text, p_actor => {owner} + :n) AS hold
\\gset
SELECT agora_ledger.capture_hold(:hold, 0.01, {first} + :m, p_key => (:key)::text, p_actor => {owner} + :n);
"""
PGLEDGER_ACCOUNTS = """
INSERT INTO pgledger_accounts
       (id, name, currency, balance, allow_negative_balance, allow_positive_balance, created_at, updated_at)
SELECT 'pgla_' || lpad(n::text, 26, '0'), 'payer ' || n, 'USD', 1000000, false, true, 'epoch', 'epoch'
  FROM generate_series(0, %s) AS n
"""
PGLEDGER_SCRIPT = """\\set n random(0, {last})
\\set m {target}
SELECT t.id FROM pgledger_create_transfer(
    'pgla_' || lpad((:n)::text, 26, '0'), 'pgla_' || lpad((:m)::text, 26, '0'), 0.01) AS t;
"""


def wallets(connection: Connection, count: int) -> tuple[int, int]:
    """Register as many principals with a filled wallet each; return the first account and its owner."""
    owner, last_owner, first, last = _row(
        connection,
        """
        WITH registered AS MATERIALIZED (
            SELECT agora.register_principal(format('payer %%s of %%s', g, %(run)s)) AS principal_id
              FROM generate_series(1, %(count)s) AS g
        ), opened AS MATERIALIZED (
            SELECT r.principal_id, agora_ledger.wallet_of(r.principal_id) AS account_id FROM registered AS r
        )
        SELECT min(o.principal_id), max(o.principal_id), min(o.account_id), max(o.account_id)
          FROM opened AS o
        """,
        {"count": count, "run": time.time_ns()},
    )
    if last - first != count - 1 or last_owner - owner != count - 1:
        raise SystemExit("somebody else opens accounts in this database: use one made for the benchmark")
    connection.execute(
        "SELECT agora_ledger.mint(a, 1000000, 'bench', p_key => format('fill %%s', a))"
        " FROM generate_series(%s, %s::bigint) AS a",
        [first, last],
    )
    return first, owner


def _row(connection: Connection, query: str, arguments: Any = None) -> tuple[Any, ...]:
    row = connection.execute(query, arguments).fetchone()
    assert row is not None
    return tuple(row)


class Pgbench:
    """The server's own pgbench, with its tables in a schema of ours."""

    def __init__(self, dsn: str, program: Path) -> None:
        self.dsn, self.program = dsn, program

    def __call__(self, *arguments: str | Path) -> str:
        done = subprocess.run(
            [self.program, *arguments, self.dsn],
            capture_output=True,
            text=True,
            env={**os.environ, "PGOPTIONS": f"-c search_path={SCHEMA}"},
        )
        if done.returncode:
            raise SystemExit(f"pgbench failed:\n{done.stderr}")
        return done.stdout + done.stderr

    def tps(self, load: list[str | Path], clients: int, seconds: int) -> float:
        """Transactions per second of warm sessions: those of the first WARM_UP seconds are taken out."""
        common = ["-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2))]
        output = self(*common, "-T", str(WARM_UP + seconds), "-P", str(WARM_UP), *load)
        first = re.search(r"^progress: ([\d.]+) s, ([\d.]+) tps", output, re.MULTILINE)
        count = re.search(r"^number of transactions actually processed: (\d+)", output, re.MULTILINE)
        rate = re.search(r"^tps = ([\d.]+)", output, re.MULTILINE)
        assert first and count and rate
        cold = float(first[1])
        return (int(count[1]) - cold * float(first[2])) / (int(count[1]) / float(rate[1]) - cold)


@contextmanager
def prepared(
    dsn: str, count: int, scale: int, pgledger: Path | None
) -> Iterator[tuple[Pgbench, dict[str, list[str | Path]]]]:
    """Fill what the loads work on, and write their scripts."""
    with psycopg.connect(dsn, autocommit=True) as admin, tempfile.TemporaryDirectory() as folder:
        (bindir,) = _row(admin, "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
        admin.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}".encode())
        pgbench = Pgbench(dsn, Path(bindir, "pgbench"))
        pgbench("-i", "-q", "-s", str(scale))
        first, owner = wallets(admin, count)
        loads: dict[str, list[str | Path]] = {
            name: ["-b", name] for name in LOADS if name in ("tpcb-like", "simple-update")
        }
        figures = {"first": first, "owner": owner, "count": count, "last": count - 1, "batch": BATCH}
        scripts = {
            "transfer": SCRIPT.format(target=f"{first} + :m", **figures),
            "system": SCRIPT.format(target=TREASURY, **figures),
            "batch": BATCH_SCRIPT.format(**figures),
            "hold": HOLD_SCRIPT.format(**figures),
        }
        if pgledger:
            admin.execute(f"SET search_path = {SCHEMA}".encode())
            admin.execute(pgledger.read_bytes())
            admin.execute(PGLEDGER_ACCOUNTS, [count])
            admin.execute("RESET search_path")
            scripts["pgledger"] = PGLEDGER_SCRIPT.format(
                target=f"(:n + random(1, {count - 1})) % {count}", **figures
            )
            scripts["pgledger hot"] = PGLEDGER_SCRIPT.format(target=count, **figures)
        for name, text in scripts.items():
            script = Path(folder, f"{name}.sql")
            script.write_text(text)
            loads[name] = ["-f", script]
        admin.execute("VACUUM ANALYZE")
        admin.execute("CHECKPOINT")
        yield pgbench, loads
        admin.execute(f"DROP SCHEMA {SCHEMA} CASCADE".encode())


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield a figure per load and round, of warm sessions; a short run of every load beforehand warms the server."""
    seconds = options.seconds
    with prepared(options.dsn, options.wallets, options.scale, options.pgledger) as (pgbench, loads):
        for load in loads.values():
            pgbench.tps(load, options.clients[0], 1)
        for number in options.clients:
            for turn in range(options.rounds):
                for name, load in loads.items():
                    tps = pgbench.tps(load, number, seconds) * (BATCH if name == "batch" else 1)
                    yield {
                        "bench": "ledger",
                        "load": name,
                        "clients": number,
                        "round": turn + 1,
                        "seconds": seconds,
                        "tps": round(tps, 1),
                    }


def tabulate(figures: list[dict[str, Any]]) -> tuple[Table, Table]:
    """Medians per number of clients: rates, then ratios within a round; and what they had to reach."""
    loads = [name for name in LOADS if any(figure["load"] == name for figure in figures)]
    pairs = [pair for pair in RATIOS if {*pair[1:]} <= {*loads}]
    shown = Table(title="transfers per second, and ratios (medians)")
    shown.add_column("clients", justify="right")
    verdicts = []
    for heading in (*loads, *(heading for heading, _, _ in pairs)):
        shown.add_column(heading, justify="right")
    for clients in dict.fromkeys(figure["clients"] for figure in figures):
        rates: dict[str, list[float]] = {
            name: [f["tps"] for f in figures if f["clients"] == clients and f["load"] == name]
            for name in loads
        }
        ratios = {
            name: median(a / b for a, b in zip(rates[over], rates[under], strict=True))
            for name, over, under in pairs
        }
        if clients >= 8:
            named = {f"{name}, {clients} clients": value for name, value in ratios.items()}
            verdicts += judged({f"{name}, {clients} clients": bar for name, bar in BARS.items()}, named)
        shown.add_row(
            str(clients),
            *(f"{median(rates[name]):,.0f}" for name in loads),
            *(f"{ratio:.2f}" for ratio in ratios.values()),
        )
    return shown, table(verdicts)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn", nargs="?", default=os.environ.get("AGORA_DSN", ""))
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=int, default=5, help="per load and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--wallets", type=int, default=10_000)
    parser.add_argument("--scale", type=int, default=50, help="of pgbench's tables")
    parser.add_argument("--pgledger", type=Path, help="SQL that makes pgledger, to be measured beside")
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()

    figures = []
    for figure in measure(options):
        figures.append(figure)
        if options.output:
            with options.output.open("a", encoding="utf-8") as file:
                file.write(json.dumps(figure) + "\n")
    Console(width=160).print(*tabulate(figures))
    with psycopg.connect(options.dsn) as connection:
        (posted,) = _row(connection, "SELECT count(*) FROM agora_ledger.transaction")
        violations = connection.execute("SELECT * FROM agora.check_invariants()").fetchall()
    print(f"{posted} transactions, {len(violations)} violations")
    return bool(violations)


if __name__ == "__main__":
    sys.exit(main())
