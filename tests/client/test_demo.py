"""`agora demo` on a database of one's own, twice: the second run adds attempts, no knowledge, no money."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from agora import cluster, migrate
from tests.support.pace import UNHURRIED

COUNT = 6


def demo(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agora", "demo", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "AGORA_DSN": dsn, "COLUMNS": "200", "NO_COLOR": "1"},
    )


def state(dsn: str) -> dict[str, Any]:
    queries = {
        "attempts": "SELECT count(*) FROM agora_memory.recorded_attempt",
        "signatures": "SELECT count(*) FROM agora_memory.known_error_signature",
        "transforms": "SELECT count(*) FROM agora_memory.known_transform",
        "successes": "SELECT sum(successes) FROM agora_memory.error_resolution",
        "manifests": "SELECT count(*) FROM agora_memory.given_manifest",
        "helpful": "SELECT sum(helpful) FROM agora_memory.recommendation",
        "payouts": "SELECT count(*) FROM agora_reward.earned_reward WHERE kind = 'transform' AND amount > 0",
        "royalties": "SELECT count(*) FROM agora_reward.earned_reward WHERE kind = 'royalty'",
        "paid": "SELECT sum(amount) FROM agora_reward.earned_reward",
        "ada": "SELECT b.balance FROM agora_ledger.account_balance_view AS b"
        " JOIN agora.principal_directory AS d USING (principal_id) WHERE d.name = 'demo-ada'",
        "violations": "SELECT count(*) FROM agora.check_invariants()",
        "consumers": "SELECT count(*) FROM agora_event.consumer_lag",
    }
    with psycopg.connect(dsn) as connection:
        return {
            name: row[0] for name, query in queries.items() if (row := connection.execute(query).fetchone())
        }


@pytest.fixture
def quiet_dsn() -> Iterator[str]:
    """A database on a server of its own, where nobody's open transaction holds events back."""
    with cluster.temporary() as server:
        migrate.upgrade(server.dsn())
        with psycopg.connect(server.dsn()) as connection:
            connection.execute(UNHURRIED)
        yield server.dsn()


def test_demo_twice(quiet_dsn: str) -> None:
    dsn = quiet_dsn
    first = demo(dsn, "--incidents", str(COUNT))
    assert first.returncode == 0, first.stdout + first.stderr
    assert f"{COUNT} bugs: {COUNT} recognised" in first.stdout
    assert f"{COUNT} fixes new to memory. Invariants: no violation." in first.stdout
    assert "# What the team knows" in first.stdout
    assert "memory.attempt.finished.v1" in first.stdout, "the listening process received events"
    live = re.findall(r"process (\d+) hears event \d+: \w+", first.stdout)
    assert (len(live), len(set(live))) == (12, 1), "and was seen to"
    assert re.search(r"demo-\w+ \(killed\)", first.stdout), "one worker of the crew was killed"
    assert re.search(r"30 tasks done in [\d.]+ s, 0 of them twice", first.stdout)
    learned = state(dsn)
    assert learned["attempts"] == 5 * COUNT
    assert learned["transforms"] == learned["payouts"] == COUNT
    assert learned["successes"] == 2 * COUNT
    assert learned["manifests"] == learned["helpful"] == COUNT
    assert learned["ada"] == learned["paid"] > 0
    assert learned["violations"] == learned["consumers"] == 0

    second = demo(dsn, "--incidents", str(COUNT))
    assert second.returncode == 0, second.stdout + second.stderr
    assert "0 fixes new to memory" in second.stdout
    assert "Nobody was paid" in second.stdout
    again = state(dsn)
    assert again == learned | {
        "royalties": 2 * learned["royalties"],
        "paid": again["paid"],
        "ada": again["ada"],
        "attempts": 2 * learned["attempts"],
        "successes": 2 * learned["successes"],
        "manifests": 2 * learned["manifests"],
        "helpful": 2 * learned["helpful"],
    }


def test_reset_is_for_the_private_database(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT agora_memory.start_attempt('keep this')")
    refused = demo(dsn, "--reset")
    assert refused.returncode == 2
    assert "AGORA_DSN names another" in refused.stderr
    assert state(dsn)["attempts"] == 1
