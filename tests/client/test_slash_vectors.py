"""What slashes take and who gets it: the golden figures, in the database."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
VECTORS = [json.loads(line) for line in (Path(__file__).parents[1] / "golden/slash.jsonl").open("rb")]
SPLIT = json.dumps([{"to": 1000, "percent": 50}, {"to": 3, "percent": 40}])
"""Challenger, treasury; the rest is burnt."""


@pytest.mark.parametrize("vector", [v for v in VECTORS if "split" in v], ids=lambda v: v["split"])
def test_split(conn: Connection, vector: dict[str, Any]) -> None:
    query = "SELECT account_id, amount FROM agora_ledger.split_slash(%s::numeric, %s::jsonb, %s::numeric)"
    rows = conn.execute(query, (vector["split"], SPLIT, vector.get("unit", "1"))).fetchall()
    expected = zip((1000, 3, 2), map(Decimal, vector["parts"]), strict=True)
    assert dict(rows) == {account: part for account, part in expected if part}


@pytest.mark.parametrize(
    "vector",
    [v for v in VECTORS if "violation" in v],
    ids=lambda v: f"{v['violation']}-{v['stake']}-{v['severity']}",
)
def test_amount(conn: Connection, vector: dict[str, Any]) -> None:
    policy = json.dumps(vector["policy"]) if "policy" in vector else None
    row = conn.execute(
        "SELECT agora_ledger.slash_amount(%s, %s::numeric, %s::numeric,"
        " coalesce(%s::jsonb, agora_ledger.slash_policy()))",
        (vector["violation"], vector["stake"], vector["severity"], policy),
    ).fetchone()
    assert row == (Decimal(vector["amount"]),)
