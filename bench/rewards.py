"""Measures rewards: each formula, and whole payouts with their ledger transaction, calculation and events.

A formula is called often in one statement, warm. A payout is a daily grant to a principal of its own; or that of a
transform, a real function with an author of its own, at its first successful use by somebody else. Of the latter two
times are taken: that of the trigger which pays (from the evidence to the event), and that of the call which ends the
attempt and so brings the evidence, with all else that it does. Each is committed. Times are those of the server, in
milliseconds, one session. The database gains the rows: use one made for it, as a superuser.

    python bench/rewards.py "$(agora dsn)" --payouts 500
"""

import argparse
import json
import random
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import psycopg
from bars import Bar, judged, table
from memory import server_ms
from retrieval import INSTALLED, Function, collect, percentile
from rich.console import Console

CALLS = 2000
WARM_UP = 10
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
BARS = {name: Bar(0.2) for name in FORMULAS} | {"daily grant, p95": Bar(5), "transform, p95": Bar(5)}
"""Milliseconds."""
FAIL = """
SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => %s), 'error', 'ValueError', %s,
                                    p_actor => %s)).attempt_id
"""
REGISTER = "SELECT (agora_memory.register_transform(%s, p_actor => %s)).transform_id"
RETRY = (
    "SELECT agora_memory.start_attempt('mend it', p_parent => %s, p_transforms => ARRAY[%s], p_actor => %s)"
)
FINISH = "SELECT agora_memory.finish_attempt(%s, 'success', p_actor => %s)"
PAID = """
SELECT count(*) FROM agora_reward.earned_reward AS e WHERE e.kind = 'transform' AND e.subject_id = %s AND e.amount > 0
"""
PAYING = """
SELECT coalesce(sum(f.total_time), 0)
  FROM pg_stat_xact_user_functions AS f
 WHERE f.funcid = 'agora_reward.tg_resolution_evidence_reward'::regproc
"""

Connection = psycopg.Connection[Any]


def one(connection: Connection, query: str, *arguments: object) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def formulas(connection: Connection) -> dict[str, float]:
    """Milliseconds of a call of each, warm."""
    figures = {}
    for name, call in FORMULAS.items():
        policy = f"(SELECT agora_reward.policy('{POLICY[name]}'))"
        query = f"SELECT sum({call.format(policy=policy)}) FROM generate_series(1, {CALLS}) AS n"
        server_ms(connection, query, [])
        figures[name] = server_ms(connection, query, []) / CALLS
    return figures


def transforms(
    connection: Connection, authors: list[int], functions: list[Function]
) -> tuple[list[float], list[float]]:
    """Milliseconds of the trigger and of the whole call, for each that was paid something."""
    helper = one(connection, "SELECT agora.register_principal('bench helper')")
    connection.execute("SET track_functions = 'pl'")
    paying, finishing = [], []
    for number, (author, function) in enumerate(zip(authors, functions, strict=True)):
        failed = one(connection, FAIL, helper, f"it broke in {function.name}", helper)
        try:
            transform = one(connection, REGISTER, dedent(function.code), author)
        except psycopg.Error:  # not every function may be registered
            continue
        attempt = one(connection, RETRY, failed, transform, helper)
        with connection.transaction():
            before = one(connection, PAYING)
            whole = server_ms(connection, FINISH, [attempt, helper])
            spent = one(connection, PAYING) - before
        if number >= WARM_UP and one(connection, PAID, transform):
            paying.append(spent)
            finishing.append(whole)
    return paying, finishing


def main() -> int:
    """Print a table and append the figures; the exit code says whether anything was paid for transforms."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn")
    parser.add_argument("--payouts", type=int, default=500)
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    wanted = parser.parse_args()
    functions = collect(INSTALLED, wanted.payouts, random.Random(1))
    with psycopg.connect(wanted.dsn, autocommit=True) as connection:
        figures = formulas(connection)
        principals = [
            one(connection, "SELECT agora.register_principal(%s)", f"bench {number}")
            for number in range(len(functions))
        ]
        for principal in principals:
            connection.execute("SELECT agora_ledger.wallet_of(%s)", [principal])
        daily = [
            server_ms(connection, "SELECT agora_reward.claim_daily(p_actor => %s)", [principal])
            for principal in principals
        ]
        paying, finishing = transforms(connection, principals, functions)
    print(f"{len(paying)} of {len(functions)} transforms were paid")
    if not paying:
        return 1
    for name, times in {
        "daily grant": daily[WARM_UP:],
        "transform": paying,
        "attempt that a transform is paid for": finishing,
    }.items():
        figures |= {f"{name}, p50": percentile(times, 0.5), f"{name}, p95": percentile(times, 0.95)}
    for name, ms in figures.items():
        print(f"{name:<42} {ms:8.4f} ms")
    if wanted.output:
        with wanted.output.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"benchmark": "rewards", **figures}) + "\n")
    Console(width=100).print(table(judged(BARS, figures), "bars, ms"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
