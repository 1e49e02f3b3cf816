"""Measures what it costs to read, check, seal and prove a ledger of so many transactions, against its transfers.

The ledger is filled by batches, then everything takes place in one database in one run: transfers and balance reads by
pgbench, prepared, with one client and with eight; then reconcile(), sealing, verification by the database and from
outside, and proofs. At the end the ledger must be without a violation. The rows stay: use a database made for it.

    python bench/seals.py "$(agora dsn)" --transactions 100000
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from bars import Bar, judged, table
from ledger import BATCH_SCRIPT, SCRIPT, Pgbench, wallets
from rich.console import Console
from rich.table import Table

from agora import seals

Connection = psycopg.Connection[Any]

WALLETS = 1000
PER_BATCH = 500
CLIENTS = 8
PROOFS = 500
BARS = {
    "balance read, one client, p50": Bar(200),
    f"balance reads, {CLIENTS} clients": Bar(10_000, at_least=True),
    "reconcile(), per 5 million entries": Bar(60),
    "sealing / transfer": Bar(5),
}
READ = """\\set n random(0, {last})
SELECT balance, held, available FROM agora_ledger.account_balance_view WHERE account_id = {first} + :n;
"""


def fill(pgbench: Pgbench, script: Path, count: int) -> None:
    """Post as many transactions, several per call, by a few clients."""
    calls = str(max(count // PER_BATCH // 4, 1))
    pgbench("-n", "-M", "prepared", "-c", "4", "-j", "2", "-t", calls, "-f", script)


def latencies(pgbench: Pgbench, script: Path, folder: str, seconds: int) -> list[int]:
    """Microseconds of every transaction of one client."""
    prefix = Path(folder, "latency")
    pgbench(
        "-n", "-M", "prepared", "-c", "1", "-T", str(seconds), "-l", f"--log-prefix={prefix}", "-f", script
    )
    lines = [line for log in Path(folder).glob("latency.*") for line in log.read_text().splitlines()]
    for log in Path(folder).glob("latency.*"):
        log.unlink()
    return [int(line.split()[2]) for line in lines]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that it takes, and what it answers."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def one(connection: Connection, query: str, arguments: Any = None) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def measure(dsn: str, count: int, seconds: int) -> Iterator[tuple[str, float, str]]:
    """Yield figure, value and unit."""
    with psycopg.connect(dsn, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        pgbench = Pgbench(
            dsn, Path(one(connection, "SELECT setting FROM pg_config WHERE name = 'BINDIR'"), "pgbench")
        )
        first, owner = wallets(connection, WALLETS)
        figures = {"first": first, "owner": owner, "count": WALLETS, "last": WALLETS - 1, "batch": PER_BATCH}
        scripts = {
            "batch": BATCH_SCRIPT,
            "read": READ,
            "transfer": SCRIPT.replace("{target}", "{first} + :m"),
        }
        files = {}
        for name, text in scripts.items():
            files[name] = Path(folder, f"{name}.sql")
            files[name].write_text(text.format(**figures))
        fill(pgbench, files["batch"], count)
        connection.execute("VACUUM ANALYZE")

        transfer = median(latencies(pgbench, files["transfer"], folder, seconds))
        yield "transfer, one client, p50", transfer, "µs"
        yield (
            "balance read, one client, p50",
            median(latencies(pgbench, files["read"], folder, seconds)),
            "µs",
        )
        yield (
            f"balance reads, {CLIENTS} clients",
            pgbench.tps(["-f", files["read"]], CLIENTS, seconds),
            "per second",
        )

        entries = one(connection, "SELECT count(*) FROM agora_ledger.entry")
        spent, found = timed(lambda: connection.execute("SELECT * FROM agora_ledger.reconcile()").fetchall())
        assert not found, found
        yield "entries", entries, ""
        yield "reconcile()", spent, "s"
        yield "reconcile(), per 5 million entries", spent * 5_000_000 / entries, "s"
        connection.execute("SELECT agora_ledger._refresh_summary(1000)")
        connection.execute("SELECT agora_ledger.mint(3, 1, 'bench', p_key => 'moved')")
        spent, made = timed(lambda: one(connection, "SELECT agora_ledger._refresh_summary(1000)"))
        assert made
        yield "balance summary refreshed, per million entries", spent * 1_000_000 / entries, "s"
        yield from sealing(connection, dsn, transfer)


def sealing(connection: Connection, dsn: str, transfer: float) -> Iterator[tuple[str, float, str]]:
    """Seal all of it, verify it twice, prove some."""
    connection.execute("SELECT agora_ledger.seal_range()")
    spent, _ = timed(lambda: connection.execute("SELECT agora_ledger.seal_range()"))
    sealed = int(one(connection, "SELECT coalesce(sum(transactions), 0) FROM agora_ledger.seal"))
    if not sealed:
        raise SystemExit("nothing was sealed: a transaction is open on this server")
    cost = spent / sealed * 1e6
    yield "transactions sealed", sealed, ""
    yield "sealing, per transaction", cost, "µs"
    yield "sealing / transfer", 100 * cost / transfer, "%"
    size = one(connection, "SELECT pg_total_relation_size('agora_ledger.seal_tree')")
    yield "tree, per transaction", size / sealed, "bytes"
    spent, found = timed(lambda: connection.execute("SELECT * FROM agora_ledger.verify_seals()").fetchall())
    assert not found, found
    yield "verify_seals(), per transaction", spent / sealed * 1e6, "µs"
    with psycopg.connect(dsn) as outside:
        spent, findings = timed(lambda: list(seals.verify(outside, [])))
    assert not findings, findings
    yield "verified from outside, per transaction", spent / sealed * 1e6, "µs"
    ids = [row[0] for row in connection.execute("SELECT transaction_id FROM agora_ledger.transaction")]
    last = one(connection, "SELECT max(last_transaction) FROM agora_ledger.seal")
    chosen = random.Random(1).sample([number for number in ids if number <= last], min(PROOFS, sealed))
    query = (
        "SELECT bool_and(agora_ledger.check_inclusion(p.leaf, p.index, p.size, p.audit_path, p.root))"
        "  FROM unnest(%s::bigint[]) AS t(id) CROSS JOIN LATERAL agora_ledger.inclusion_proof(t.id) AS p"
    )
    spent, holds = timed(lambda: one(connection, query, [chosen]))
    assert holds
    yield "a proof and its check", spent / len(chosen) * 1e6, "µs"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn", nargs="?", default=os.environ.get("AGORA_DSN", ""))
    parser.add_argument("--transactions", type=int, default=100_000, help="to fill the ledger with")
    parser.add_argument("--seconds", type=int, default=5, help="per load of pgbench")
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()

    shown = Table("figure", "value", "unit", title="reading, checking, sealing, proving")
    figures = {}
    for figure, value, unit in measure(options.dsn, options.transactions, options.seconds):
        figures[figure] = value
        shown.add_row(figure, f"{value:,.2f}".removesuffix(".00"), unit)
        if options.output:
            with options.output.open("a", encoding="utf-8") as file:
                file.write(
                    json.dumps({"bench": "seals", "figure": figure, "value": value, "unit": unit}) + "\n"
                )
    Console(width=100).print(shown, table(judged(BARS, figures)))
    with psycopg.connect(options.dsn) as connection:
        violations = connection.execute("SELECT * FROM agora.check_invariants()").fetchall()
    print(f"{len(violations)} violations")
    return bool(violations)


if __name__ == "__main__":
    sys.exit(main())
