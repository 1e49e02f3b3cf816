"""The golden figures of decay, in the database."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
VECTORS = [json.loads(line) for line in (Path(__file__).parents[1] / "golden/decay.jsonl").open("rb")]
POLICY = {"exempt": 0, "expiry": "none", "expiry_days": 365}


@pytest.mark.parametrize("vector", VECTORS, ids=[v["about"] for v in VECTORS])
def test_golden(conn: Connection, vector: dict[str, Any]) -> None:
    days, nets, received = zip(*vector["moves"], strict=True) if "moves" in vector else ((), (), ())
    row = conn.execute(
        "SELECT round(agora_reward._decay_for(%s::numeric, %s, %s::jsonb, %s::integer[], %s::numeric[],"
        " %s::numeric[]), 6)",
        (
            vector["balance"],
            vector["days"],
            json.dumps(POLICY | vector["policy"]),
            list(days),
            list(nets),
            list(received),
        ),
    ).fetchone()
    assert row == (Decimal(vector["left"]),)
