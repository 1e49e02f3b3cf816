"""`agora memory …`: tables for people, JSON and CSV for programs, an export that a training run reads."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

import agora
from agora.cli import app

CODE = "def name_of(row):\n    return row.get('name', '')\n"
ERROR = "KeyError: 'name'"

Call = Callable[..., Result]


@pytest.fixture
def call(dsn: str) -> Call:
    def call(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(
            app,
            ["memory", *arguments],
            input=stdin,
            env={"AGORA_DSN": dsn, "COLUMNS": "200", "NO_COLOR": "1"},
        )

    return call


@pytest.fixture
def known(dsn: str) -> int:
    """An error with a fix whose transform is approved; returns the attempt that failed."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        memory = agora.Memory(connection)
        with pytest.raises(KeyError), memory.attempt("read the feed") as failed:
            {}["name"]
        with memory.attempt("read the feed", approach="use get", parent=failed.attempt_id) as attempt:
            attempt.code = CODE
        connection.execute(
            "UPDATE agora_memory.transform SET status = 'approved', quality = 0.8,"
            " description = 'The [bold]name[/] of a row.'"
        )
        return failed.attempt_id


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_search(call: Call, known: int) -> None:
    table = call("search", "name of a row")
    assert table.exit_code == 0
    assert table.stdout.split()[:3] == ["rank", "transform", "id"]
    assert "name_of" in table.stdout
    (row,) = rows(call("search", "name of a row", "--json"))
    assert (row["name"], row["quality"], row["code"]) == ("name_of", 0.8, CODE)
    (line,) = csv.DictReader(io.StringIO(call("search", "name of a row", "--csv").stdout))
    assert line.keys() == row.keys()
    assert line["code"] == CODE
    assert rows(call("search", "name of a row", "--language", "sql", "--json")) == []
    assert rows(call("search", "name of a row", "--min-quality", "0.81", "--json")) == []
    assert call("search", "zebra").stdout == "No transform fits.\n"
    assert call("search", "zebra", "--csv").stdout.startswith("rank,transform_id,")
    assert call("search", "x", "--json", "--csv").exit_code == 2
    assert call("search", "x", "--limit", "0").exit_code == 2


def test_known_fixes(call: Call, known: int) -> None:
    table = call("known-fixes", ERROR)
    assert "use get" in table.stdout
    assert "0.207" in table.stdout
    (row,) = rows(call("known-fixes", "-", "--json", stdin=f"{ERROR}\n"))
    assert row["approach"] == "use get"
    assert call("known-fixes", "zebra").stdout == "No fix of this error is known.\n"


def test_show(call: Call, known: int) -> None:
    shown = call("show", "transform", "1").stdout
    assert "The [bold]name[/] of a row." in shown, "what others wrote is no markup"
    assert "def name_of(row):" in shown
    (row,) = rows(call("show", "attempt", str(known), "--json"))
    assert (row["status"], row["error_type"]) == ("error", "KeyError")
    for kind in ("error", "resolution"):
        assert call("show", kind, "1").exit_code == 0
    missing = call("show", "transform", "999")
    assert (missing.exit_code, missing.stderr) == (1, "There is no transform 999.\n")
    assert call("show", "wisdom", "1").exit_code == 2


@pytest.mark.usefixtures("unhurried")
def test_manifest(call: Call, known: int) -> None:
    text = call("manifest", "read the name of a row", "--error", ERROR)
    assert text.exit_code == 0
    assert text.stdout.startswith("# What the team knows\n")
    assert CODE in text.stdout
    told = json.loads(
        call("manifest", "-", "--error", ERROR, "--json", stdin="read the name of a row").stdout
    )
    assert told["text"] == text.stdout
    assert told["fixes"]["items"][0]["approach"] == "use get"
    (kept,) = rows(call("show", "manifest", str(told["manifest_id"]), "--json"))
    assert kept["body"]["text"] == text.stdout


def test_export(call: Call, known: int, dsn: str, tmp_path: Path) -> None:
    exported = call("export", "--format", "chat-jsonl")
    assert (exported.exit_code, exported.stderr) == (0, "2 examples\n")
    fix, transform = (json.loads(line)["messages"] for line in exported.stdout.splitlines())
    assert [message["role"] for message in fix] == ["user", "assistant"]
    assert fix[0]["content"].startswith("What mends this error?\n\nKeyError")
    assert fix[1]["content"] == f"use get\n\n```python\n{CODE}```"
    assert transform[0]["content"] == "Write python code: The [bold]name[/] of a row."
    assert transform[1]["content"] == f"```python\n{CODE}```"
    assert len(call("export", "--min-confidence", "0.5").stdout.splitlines()) == 1
    file = tmp_path / "examples.jsonl"
    assert call("export", "--output", str(file)).stdout == ""
    assert file.read_text(encoding="utf-8") == exported.stdout
    with psycopg.connect(dsn) as connection:
        connection.execute("UPDATE agora_memory.transform SET status = 'deprecated'")
    assert call("export").stdout == "", "only what is approved"


def test_golden_states_and_patterns(call: Call, known: int) -> None:
    assert call("golden", "read the feed").stdout == "No golden state fits.\n"
    assert rows(call("patterns", "read the feed", "--type", "code", "--json")) == []
    assert call("golden", "read the feed", "--csv").stdout.startswith("rank,golden_state_id,")


def test_review(call: Call, dsn: str) -> None:
    """Three wait: the first is approved, the second rejected, the third is left."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute("SELECT agora.register_principal('ada')").fetchone()
        assert row is not None
        memory = agora.Memory(connection, actor=row[0])
        for name in ("first", "second", "third"):
            memory.register_transform(
                f"def {name}(x):\n    return [x, '{name}']\n", description=f"The [i]{name}[/]."
            )

        def statuses() -> list[tuple[str, str]]:
            query = "SELECT t.name, t.status FROM agora_memory.known_transform AS t ORDER BY t.transform_id"
            return connection.execute(query).fetchall()

        done = call("review", stdin="a\nworks here\nx\nr\ntoo narrow\nq\n")
        assert done.exit_code == 0, done.output
        assert "1 of 3: transform 1" in done.stdout
        assert "The [i]first[/]." in done.stdout, "what others wrote is no markup"
        assert done.stdout.endswith("3 waited: 1 approve, 1 reject, 0 skip\n")
        assert statuses() == [("first", "approved"), ("second", "rejected"), ("third", "pending")]
        skipped = call("review", "--kind", "transform", stdin="\n")
        assert skipped.stdout.endswith("1 waited: 0 approve, 0 reject, 1 skip\n")
        assert call("review", "--kind", "golden").stdout == "0 waited: 0 approve, 0 reject, 0 skip\n"


def test_nobody_approves_their_own(call: Call, dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        agora.Memory(connection).register_transform("def own(x):\n    return [x, x]\n")
    refused = call("review", stdin="a\nlooks good to me\n")
    assert refused.exit_code == 0
    assert refused.stderr.startswith("Not decided: ")
    assert refused.stdout.endswith("1 waited: 0 approve, 0 reject, 0 skip\n")
