"""`agora agents …` and `agora witness …`: what is shown, and the exit codes; who tampers is found from outside."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

import agora
from agora.cli import app

Call = Callable[..., Result]


@pytest.fixture
def call(dsn: str) -> Call:
    def call(*arguments: str) -> Result:
        environment = {"AGORA_DSN": dsn, "COLUMNS": "200", "NO_COLOR": "1"}
        return CliRunner().invoke(app, arguments, env=environment)

    return call


@pytest.fixture
def ada(dsn: str) -> int:
    """Ada can write Python and SQL; returns her id."""
    with agora.connect(dsn) as team:
        ada = team.core.register_principal(name="ada")
        for code in ("code:python", "code:sql"):
            team.work.grant_capability(principal=ada, code=code, level=3, reason="a test")
    return int(ada)


def tamper(dsn: str, query: str) -> None:
    """What a superuser does who switches the triggers off."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(query.encode())


def test_agents(call: Call, ada: int, dsn: str) -> None:
    assert "ada" in call("agents", "list").stdout
    shown = json.loads(call("agents", "show", "ada", "--json").stdout)
    assert (shown["principal_id"], [skill["code"] for skill in shown["skills"]]) == (
        ada,
        ["code:python", "code:sql"],
    )
    assert "code:python" in call("agents", "show", str(ada)).stdout
    found = call("agents", "match", "code:python", "code:sql", "--level", "3", "--json")
    assert [row["name"] for row in json.loads(found.stdout)] == ["ada"]
    liked = call(
        "agents",
        "match",
        "code:python",
        "--prefer",
        "code:sql",
        "--prefer",
        "code:go",
        "--without",
        "code:rust",
        "--json",
    )
    assert [row["reasons"]["preferred_missing"] for row in json.loads(liked.stdout)] == [["code:go"]]
    assert call("agents", "match", "code:python", "--without", "code:sql").exit_code == 1
    assert call("agents", "match", "code:python", "--reputation", "0.71").exit_code == 1
    assert call("agents", "match", "code:python", "code:go").exit_code == 1
    weighed = json.loads(call("agents", "match", "code:python=3", "code:go", "--json").stdout)
    assert [(row["matched"], row["required"]) for row in weighed] == [(3, 4)]
    assert call("agents", "match", "code:python=much").exit_code == 2
    nobody = call("agents", "match", "code:python", "--level", "4")
    assert (nobody.exit_code, nobody.stdout) == (1, "Nobody qualifies.\n")
    assert call("agents", "show", "nobody").exit_code == 2


def test_breakers(call: Call, ada: int, dsn: str) -> None:
    none = call("agents", "breaker")
    assert (none.exit_code, none.stdout) == (0, "No agent is halted.\n")
    with agora.connect(dsn) as team:
        team.work.record_violation(agent=ada, kind="security", details={"escape": True}, key="one")
    halted = call("agents", "breaker")
    assert halted.exit_code == 1
    assert "security" in halted.stdout
    assert "security" in call("agents", "show", "ada").stdout
    assert call("agents", "reset", "ada", "--reason", "looked at it").stdout == "ada may go on.\n"
    assert call("agents", "breaker").exit_code == 0


def test_witness(call: Call, ada: int, dsn: str, tmp_path: Path) -> None:
    file = tmp_path / "anchors.jsonl"
    assert "1" in call("witness", "anchor", "--export", str(file)).stdout
    assert call("witness", "anchor").stdout == "Nothing new to anchor.\n"
    right = call("witness", "verify", "--anchors", str(file))
    assert (right.exit_code, right.stdout) == (0, "Nothing was changed; 1 anchors were kept elsewhere.\n")


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("UPDATE agora_work.witness SET payload = '{}' WHERE seq = 1", "entry was changed"),
        ("DELETE FROM agora_work.witness WHERE seq = 1", "an entry before this one is missing"),
        ("DELETE FROM agora_work.witness WHERE seq = 2", "the last entry is not that of the head"),
        ("DELETE FROM agora_work.witness", "the last entry is not that of the head"),
        (
            "UPDATE agora_work.witness_stream SET stream = 'another'",
            "the stream does not begin with its name and class",
        ),
        ("DELETE FROM agora_work.witness; DELETE FROM agora_work.witness_stream", "stream 1 is gone"),
        ("DELETE FROM agora_work.witness_stream", "stream 1 is gone"),
        ("UPDATE agora_work.witness_anchor SET streams = 9", "anchor 1 does not have its hash"),
        ("DELETE FROM agora_work.witness_anchor_head", "anchor 1 does not have its root"),
        (
            "DELETE FROM agora_work.witness_anchor_head; DELETE FROM agora_work.witness_anchor",
            "anchor 1 is gone",
        ),
    ],
)
def test_who_tampers_is_found(
    call: Call, ada: int, dsn: str, tmp_path: Path, query: str, problem: str
) -> None:
    file = tmp_path / "anchors.jsonl"
    call("witness", "anchor", "--export", str(file))
    tamper(dsn, query)
    found = call("witness", "verify", "--anchors", str(file), "--json")
    assert found.exit_code == 1
    assert problem in {finding["problem"] for finding in json.loads(found.stdout)}


def test_what_was_forgotten_early_is_found(call: Call, ada: int, dsn: str) -> None:
    """Whoever takes the beginning away, and says that its time was over."""
    call("witness", "anchor")
    with agora.connect(dsn) as team:
        team.work.grant_capability(principal=ada, code="code:go", level=3, reason="a test")
    early = """
        UPDATE agora_work.witness_stream SET cut_seq = last_seq, cut_hash = last_hash;
        DELETE FROM agora_work.witness;
    """
    tamper(dsn, early)
    found = json.loads(call("witness", "verify", "--json").stdout)
    assert [finding["problem"] for finding in found] == ["entries were forgotten before their time"]
    tamper(dsn, "UPDATE agora_work.witness_anchor SET anchored_at = anchored_at - interval '10 years'")
    found = json.loads(call("witness", "verify", "--json").stdout)
    assert [finding["problem"] for finding in found] == ["anchor 1 does not have its hash"]


def test_a_chain_made_anew_is_found_by_what_was_kept(call: Call, ada: int, dsn: str, tmp_path: Path) -> None:
    """Whoever changes an entry, the chain behind it, the head and the anchor: only what was kept elsewhere tells."""
    file = tmp_path / "anchors.jsonl"
    call("witness", "anchor", "--export", str(file))
    tamper(
        dsn,
        """
        UPDATE agora_work.witness SET payload = '{"level": 4}' WHERE seq = 1;
        UPDATE agora_work.witness AS w SET hash = agora_work._witness_hash(w) WHERE seq = 1;
        UPDATE agora_work.witness AS w SET previous_hash = b.hash
          FROM agora_work.witness AS b WHERE w.seq = 2 AND b.seq = 1;
        UPDATE agora_work.witness AS w SET hash = agora_work._witness_hash(w) WHERE seq = 2;
        UPDATE agora_work.witness_stream AS s SET last_hash = w.hash FROM agora_work.witness AS w WHERE w.seq = 2;
        UPDATE agora_work.witness_anchor_head AS h SET hash = s.last_hash FROM agora_work.witness_stream AS s;
        UPDATE agora_work.witness_anchor AS a
           SET root = agora_work._anchor_root(ARRAY(SELECT h FROM agora_work.witness_anchor_head AS h));
        UPDATE agora_work.witness_anchor AS a SET hash = agora_work._anchor_hash(a);
        """,
    )
    assert call("witness", "verify").exit_code == 0
    found = json.loads(call("witness", "verify", "--anchors", str(file), "--json").stdout)
    assert [finding["problem"] for finding in found] == ["anchor 1 is not the one that was kept"]


@pytest.mark.parametrize("content", [b"", b"nonsense\n", b'{"anchor_id": 1}\n', b"\xff\n"])
def test_a_file_that_is_no_export(call: Call, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "anchors.jsonl"
    file.write_bytes(content)
    assert call("witness", "verify", "--anchors", str(file)).exit_code == 2
