"""From a document to its vector to an answer: the worker, the client, and what a search by vector reads."""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

import agora
from agora import embedding
from agora.embedding import EmbeddingError, HashProvider, Model, TextRefusedError

Connection = psycopg.Connection[Any]

HASH = Model("hashed", 64, "hash", {})


def register(connection: Connection, count: int = 3) -> None:
    connection.execute(
        "SELECT agora_memory.register_transform(format('def step_%%s(ledger): return ledger[%%s]', n, n),"
        "                                       p_category => 'parsing')"
        "  FROM generate_series(1, %s) AS n",
        [count],
    )


def coverage(connection: Connection) -> Any:
    return connection.execute(
        "SELECT embedded, waiting, failed FROM agora_memory.embedding_coverage WHERE kind = 'transform'"
    ).fetchone()


def run(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"AGORA_DSN": dsn, "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "agora", "worker", "embed", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_worker_embeds_what_waits(db: Connection, dsn: str) -> None:
    register(db)
    db.execute("SELECT agora_memory.register_embedding_model('hashed', 64, 'hash')")
    db.execute("SELECT agora_memory.register_embedding_model('theirs', 3)")
    db.commit()
    done = run(dsn, "--once")
    assert (done.returncode, done.stdout) == (0, "hashed: 3 stored\n")
    assert db.execute(
        "SELECT DISTINCT model FROM agora_memory.embedding_coverage WHERE embedded > 0"
    ).fetchall() == [("hashed",)]
    assert run(dsn, "--once").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--once", "--model", "nobody"], 2, "no embedding model is called nobody"),
        (["--once", "--model", "theirs"], 1, "has no provider here"),
    ],
)
def test_worker_says_what_is_wrong(
    arguments: Sequence[str], code: int, says: str, db: Connection, dsn: str
) -> None:
    db.execute("SELECT agora_memory.register_embedding_model('theirs', 3)")
    db.commit()
    done = run(dsn, *arguments)
    assert done.returncode == code
    assert says in " ".join(done.stderr.split())


def test_query_finds_document(db: Connection, dsn: str) -> None:
    with agora.connect(dsn) as team:
        assert embedding.embed_query(team.connection, "the ledger") is None, "no model is active"
        team.memory.register_embedding_model(name="hashed", dimensions=64, provider="hash")
        team.memory.register_transform(code="def read(ledger): return ledger[0]")
        assert embedding.embed_batch(team.connection, HASH, HashProvider(HASH), "1 minute") == {"stored": 1}
        vector = embedding.embed_query(team.connection, "read ledger")
        (found,) = team.memory.match_transforms(problem="read ledger", vector=vector)
        assert found["name"] == "read"
        assert found["dense_similarity"] > 0.3


class Picky:
    """A provider that refuses some texts, and makes nonsense of others."""

    batch = 64

    def embed(self, texts: Sequence[str], *, is_query: bool = False) -> list[list[float]]:
        if any("step_1" in text for text in texts):
            raise TextRefusedError("too rude")
        return [[0.0] * 64 if "step_2" in text else [1.0] * 64 for text in texts]


def test_one_bad_text_does_not_stop_the_others(db: Connection) -> None:
    register(db)
    db.execute("SELECT agora_memory.register_embedding_model('hashed', 64, 'hash')")
    db.commit()
    assert embedding.embed_batch(db, HASH, Picky(), "1 minute") == {"failed": 2, "stored": 1}
    failures = db.execute(
        "SELECT last_error FROM agora_memory.embedding_failure ORDER BY object_id"
    ).fetchall()
    assert failures == [("too rude",), ("the provider made a zero vector",)]


class Broken:
    batch = 64

    def embed(self, texts: Sequence[str], *, is_query: bool = False) -> list[list[float]]:
        raise EmbeddingError("no key")


def test_broken_provider_is_nobodys_failure(db: Connection) -> None:
    register(db)
    db.execute("SELECT agora_memory.register_embedding_model('hashed', 64, 'hash')")
    db.commit()
    with pytest.raises(EmbeddingError, match="no key"):
        embedding.embed_batch(db, HASH, Broken(), "1 minute")
    assert coverage(db) == (0, 3, 0)


def test_two_workers_share(db: Connection, dsn: str) -> None:
    """What one has claimed and not yet committed, the other skips without waiting."""
    register(db, 4)
    db.execute("SELECT agora_memory.register_embedding_model('hashed', 64, 'hash')")
    db.commit()
    claim = "SELECT object_id FROM agora_memory.claim_documents('hashed', 2)"
    with psycopg.connect(dsn) as other:
        other.execute("SET lock_timeout = '10s'")
        first, second = (connection.execute(claim).fetchall() for connection in (db, other))
    assert len(set(first + second)) == 4


def node_types(plan: dict[str, Any]) -> list[tuple[str, str]]:
    own = (plan["Node Type"], plan.get("Index Name", plan.get("Relation Name", "")))
    return [own, *(found for child in plan.get("Plans", []) for found in node_types(child))]


def plan_of(connection: Connection, query: str) -> list[tuple[str, str]]:
    """How the server ran the statement that compares vectors, inside the function."""
    said: list[str] = []
    connection.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
    connection.execute("LOAD 'auto_explain'")
    for name, value in {
        "log_min_duration": "0",
        "log_nested_statements": "on",
        "log_format": "json",
        "log_level": "notice",
    }.items():
        connection.execute(f"SET auto_explain.{name} = '{value}'")
    connection.execute(query)
    plans = [json.loads(text[text.index("{") :]) for text in said if "AS distance" in text and "{" in text]
    (found,) = [plan["Plan"] for plan in plans if "e.vector" in plan["Query Text"]]
    return node_types(found)


@pytest.mark.parametrize("category", ["NULL", "'parsing'"])
@pytest.mark.parametrize("is_exact", [False, True])
def test_plan(is_exact: bool, category: str, db: Connection) -> None:
    """HNSW and then documents by key, or documents by their index and then vectors by key; no table is read whole."""
    register(db)
    db.execute("SELECT agora_memory.register_embedding_model('hashed', 64, 'hash')")
    db.execute("SELECT agora.set_setting('memory.dense_exact', %s, 'a test')", ["2000" if is_exact else "0"])
    db.commit()
    embedding.embed_batch(db, HASH, HashProvider(HASH), "1 minute")
    vector = embedding.embed_query(db, "ledger")
    nodes = plan_of(db, f"SELECT * FROM agora_memory._nearest('transform', '{vector}', 1, {category})")
    names = [name for kind, name in nodes if "Scan" in kind and name not in ("", "document")]
    kinds = {kind for kind, _ in nodes}
    assert "Seq Scan" not in kinds
    if is_exact:
        assert "embedding_p1_pk" in names
        assert "embedding_p1_transform_ix" not in names
    else:
        assert ("Index Scan", "embedding_p1_transform_ix") in nodes
        assert "document_pk" in names
        assert "Sort" not in {kind for kind, _ in nodes[nodes.index(("Nested Loop", "")) :]}
