"""The formulas give in the database what they give outside of it, for the same golden vectors."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.support.udf import load

ROOT = Path(__file__).parents[2]


def golden(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOT / "tests/golden" / name).open("rb")]


def rows(conn: Connection[Any], query: str, vectors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that a query gives for the vectors, which it knows as v, in their order."""
    source = "SELECT o.value AS v, o.ordinality AS n FROM jsonb_array_elements(%s) WITH ORDINALITY AS o"
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            f"WITH vector AS ({source}) {query} ORDER BY vector.n".encode(), [Jsonb(vectors)]
        ).fetchall()


def test_transform_reward(conn: Connection[Any]) -> None:
    vectors = golden("transform_reward.jsonl")
    found = rows(
        conn,
        "SELECT agora_reward.transform_reward((v ->> 'quality')::numeric, (v ->> 'novelty')::numeric,"
        " (v ->> 'complexity')::numeric,"
        " agora_reward.policy('transform') || coalesce(v -> 'policy', '{}')) AS reward FROM vector",
        vectors,
    )
    assert [row["reward"] for row in found] == [Decimal(vector["reward"]) for vector in vectors]


def test_rewards(conn: Connection[Any]) -> None:
    """Through the one function that payouts, checks and previews share, as numbers in the factors of a payout."""
    vectors = golden("rewards.jsonl")
    found = rows(
        conn,
        "SELECT agora_reward._formula(v ->> 'formula', v -> 'input', p.parameters || coalesce(v -> 'policy', '{}'))"
        " AS reward FROM vector JOIN agora_reward.reward_kind AS k ON k.kind = v ->> 'formula'"
        " JOIN agora_reward.reward_policy AS p ON p.kind = k.policy",
        vectors,
    )
    assert [row["reward"] for row in found] == [Decimal(vector["reward"]) for vector in vectors]


def test_normalize_error(conn: Connection[Any]) -> None:
    normalize_error = load("memory/normalize_error").normalize_error
    vectors = golden("errors.jsonl")
    found = rows(
        conn,
        "SELECT e.*"
        " FROM vector, agora_memory.normalize_error(v ->> 'type', v ->> 'message', v ->> 'stack') AS e",
        vectors,
    )
    expected = [normalize_error(vector["type"], vector["message"], vector["stack"]) for vector in vectors]
    assert [comparable(row) for row in found] == [comparable(row) for row in expected]


@pytest.mark.parametrize(
    ("language", "pattern"),
    [
        ("python", "examples/incidents/*/*.py"),
        ("python", "python_udfs/*/*.py"),
        ("sql", "functions/*/*.sql"),
        ("text", "examples/incidents/*/*.toml"),
        ("bash", "scripts/*.sh"),
    ],
)
def test_normalize_code(conn: Connection[Any], language: str, pattern: str) -> None:
    normalize_code = load("memory/normalize_code").normalize_code
    vectors = [{"code": path.read_text(encoding="utf-8")} for path in sorted(ROOT.glob(pattern))]
    assert vectors
    found = rows(
        conn,
        f"SELECT c.* FROM vector, agora_memory.normalize_code(v ->> 'code', '{language}') AS c",
        vectors,
    )
    expected = [normalize_code(vector["code"], language) for vector in vectors]
    assert [comparable(row) for row in found] == [comparable(row) for row in expected]


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """A result with numbers as the database has them."""
    return {key: Decimal(str(value)) if isinstance(value, float) else value for key, value in result.items()}


def test_score_dimensions(conn: Connection[Any]) -> None:
    vectors = golden("code_scores.jsonl")
    found = rows(
        conn,
        "SELECT s.dimensions, f.facts"
        " FROM vector, agora_memory._score_dimensions("
        "v ->> 'code', v ->> 'language', v -> 'context', v ->> 'scorer') AS s,"
        " agora_memory.code_facts(v ->> 'code', v ->> 'language') AS f(facts)",
        vectors,
    )
    code_facts = load("memory/code_facts").code_facts
    assert [row["dimensions"] for row in found] == [vector["dimensions"] for vector in vectors]
    assert [row["facts"] for row in found] == [code_facts(v["code"], v["language"]) for v in vectors]


def test_extract_code(conn: Connection[Any]) -> None:
    vectors = golden("code_extractions.jsonl")
    found = rows(
        conn,
        "SELECT e.* FROM vector,"
        " agora_memory.extract_code(v ->> 'code', v ->> 'language', v -> 'options') AS e",
        vectors,
    )
    assert [comparable(row) for row in found] == [comparable(vector["expected"]) for vector in vectors]


def test_ed25519(conn: Connection[Any]) -> None:
    vectors = golden("ed25519.jsonl")
    query = (
        "SELECT agora_work._verify_ed25519(decode(v ->> 'key', 'hex'), decode(v ->> 'message', 'hex'),"
        " decode(v ->> 'signature', 'hex')) AS holds FROM vector"
    )
    assert [row["holds"] for row in rows(conn, query, vectors)] == [vector["holds"] for vector in vectors]
