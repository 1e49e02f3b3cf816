"""Measures rewards: each formula, and a whole payout with its ledger transaction, calculation and events.

A formula is called often in one statement, warm; a payout is a daily grant to a principal of its own, a statement each,
committed. Times are those of the server, in milliseconds, one session. The database gains the rows: use one made for
it, as a superuser.

    python bench/rewards.py "$(agora dsn)" --payouts 500
"""

import argparse
import json
import sys
from pathlib import Path

import psycopg
from bars import Bar, judged, table
from memory import server_ms
from retrieval import percentile
from rich.console import Console

CALLS = 2000
FORMULAS = {
    "transform_reward": "agora_reward.transform_reward(0.85, n / 4000.0, 0.65, {policy})",
    "golden_reward": "agora_reward.golden_reward(n / 4000.0, {policy})",
    "golden_reuse_bonus": "agora_reward.golden_reuse_bonus(n, 90, 210, {policy})",
    "pattern_reward": "agora_reward.pattern_reward(0.88, n / 4000.0, 0.08, 0.2, 'utility', {policy})",
    "adoption_reward": "agora_reward.adoption_reward(n, 0.9, 0.1, true, {policy})",
}
POLICY = {
    "transform_reward": "transform",
    "golden_reward": "golden",
    "golden_reuse_bonus": "golden",
    "pattern_reward": "pattern",
    "adoption_reward": "adoption",
}
BARS = {name: Bar(0.2) for name in FORMULAS} | {"payout_p95": Bar(5)}
"""Milliseconds."""


def main() -> int:
    """Print a table and append the figures; the exit code is 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn")
    parser.add_argument("--payouts", type=int, default=500)
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    wanted = parser.parse_args()
    figures: dict[str, float] = {}
    with psycopg.connect(wanted.dsn, autocommit=True) as connection:
        for name, call in FORMULAS.items():
            policy = f"(SELECT agora_reward.policy('{POLICY[name]}'))"
            query = f"SELECT sum({call.format(policy=policy)}) FROM generate_series(1, {CALLS}) AS n"
            server_ms(connection, query, [])
            figures[name] = server_ms(connection, query, []) / CALLS
        connection.execute(
            "SELECT agora_ledger.wallet_of(agora.register_principal('bench ' || n)) FROM generate_series(1, %s) AS n",
            [wanted.payouts],
        )
        principals = connection.execute(
            "SELECT principal_id FROM agora.principal WHERE name LIKE 'bench %%' ORDER BY principal_id",
            [],
        ).fetchall()
        times = [
            server_ms(connection, "SELECT agora_reward.claim_daily(p_actor => %s)", [principal])
            for (principal,) in principals
        ]
    figures |= {"payout_p50": percentile(times, 0.5), "payout_p95": percentile(times, 0.95)}
    for name, ms in figures.items():
        print(f"{name:<20} {ms:8.4f} ms")
    if wanted.output:
        with wanted.output.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"benchmark": "rewards", **figures}) + "\n")
    Console(width=100).print(table(judged(BARS, figures), "bars, ms"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
