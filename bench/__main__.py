"""Runs every benchmark on one private server made for it: `make bench`, or `python -m bench [--quick] [NAME …]`.

The server is durable (fsync on) and is removed at the end. Each benchmark prints its table and appends its raw figures
as JSON lines. Machines are noisy: read the ratios, which come from the same server in the same run.
"""

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from agora import cluster, migrate

HERE = Path(__file__).parent

FULL = {
    "events": ["--seconds", "60"],
    "ledger": ["--seconds", "8"],
    "seals": ["--transactions", "2500000", "--seconds", "8"],
    "importer": ["--records", "20000"],
    "memory": ["--sizes", "1000", "10000", "100000"],
    "errors": ["--signatures", "20000", "--attempts", "1000000"],
    "retrieval": ["--sizes", "1000", "10000", "100000"],
    "matching": ["--size", "800"],
    "dense": ["--sizes", "10000", "100000"],
    "rewards": ["--payouts", "2000"],
    "calls": ["--calls", "10000000"],
    "budgets": ["--seconds", "8", "--rounds", "5"],
    "agents": ["--agents", "1000", "--rounds", "1000"],
    "work": ["--sizes", "10000", "1000000", "--seconds", "10", "--snapshot", "60"],
    "help": ["--agents", "1000", "10000", "--rounds", "100"],
    "outside": ["--rounds", "200"],
}
QUICK = {
    "events": ["--seconds", "5"],
    "ledger": ["--seconds", "2"],
    "seals": ["--transactions", "50000", "--seconds", "2"],
    "importer": ["--records", "5000"],
    "memory": ["--sizes", "1000", "10000"],
    "errors": ["--signatures", "2000", "--attempts", "20000"],
    "retrieval": ["--sizes", "1000", "10000"],
    "matching": ["--size", "300"],
    "dense": ["--sizes", "10000"],
    "rewards": ["--payouts", "300"],
    "calls": ["--seconds", "2", "--rounds", "2", "--calls", "200000"],
    "budgets": ["--seconds", "3"],
    "agents": ["--agents", "1000", "--rounds", "200"],
    "work": ["--sizes", "10000", "--seconds", "2", "--snapshot", "5", "--wakes", "20"],
    "help": ["--agents", "1000", "--rounds", "20"],
    "outside": ["--rounds", "20"],
}
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_level": "replica",
    "autovacuum": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "min_wal_size": "4GB",
    "max_connections": "100",
}


def main() -> int:
    """Run what was asked for; the exit code says whether every benchmark ran."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(FULL)}; default all")
    parser.add_argument("--quick", action="store_true", help="small sizes and short runs")
    wanted = parser.parse_args()
    unknown = set(wanted.names) - set(FULL)
    if unknown:
        parser.error(f"unknown benchmark: {', '.join(sorted(unknown))}")

    results = HERE / "results" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.jsonl"
    results.parent.mkdir(exist_ok=True)
    failed = []
    with cluster.temporary(**DURABLE) as server:
        for name in wanted.names or FULL:
            with psycopg.connect(server.dsn(), autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE bench_{name}")
            dsn = server.dsn(f"bench_{name}")
            migrate.upgrade(dsn)
            arguments = (QUICK if wanted.quick else FULL)[name]
            print(f"\n== {name} ==", flush=True)
            command = [sys.executable, str(HERE / f"{name}.py"), dsn, *arguments, "--output", str(results)]
            if subprocess.run(command, check=False).returncode:
                failed.append(name)
    print(f"\nraw figures: {results.relative_to(HERE.parent)}")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
