"""`agora work …`: what is shown, what is done, and the exit codes."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from agora.cli import app, claims
from agora.cli.work import _picture
from agora.errors import ClaimLost, CodeTaken, TaskClosed, UnknownAgent

Call = Callable[..., Result]


@pytest.fixture
def call(dsn: str) -> Call:
    def call(*arguments: str) -> Result:
        environment = {"AGORA_DSN": dsn, "COLUMNS": "200", "NO_COLOR": "1"}
        return CliRunner().invoke(app, ("work", *arguments), env=environment)

    return call


def board(call: Call, *arguments: str) -> list[dict[str, Any]]:
    result = call("board", "--status", "all", "--json", *arguments)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_the_course_of_a_task(call: Call) -> None:
    assert call("board").stdout == "No task.\n"
    assert call("register", "ada", "--can", "code:sql", "--max-tasks", "2").exit_code == 0
    added = call(
        "add", "write it", "--code", "P1", "--priority", "70", "--can", "code:sql", "--details", '{"n": 1}'
    )
    assert added.exit_code == 0
    assert (
        call(
            "add", "test it", "--code", "P2", "--needs", "P1", "--exclusive", "db", "--estimate", "2 hours"
        ).exit_code
        == 0
    )
    table = call("board").stdout
    assert [line.split()[1] for line in table.splitlines()[1:]] == ["P1", "P2"]

    claimed = json.loads(call("claim", "ada", "--json").stdout)
    assert [(row["code"], row["epoch"], row["details"]) for row in claimed] == [("P1", 1, {"n": 1})]
    assert call("claim", "ada").exit_code == 1, "P2 waits"
    assert [row["code"] for row in board(call, "--agent", "ada")] == ["P1"]
    assert call("done", "P1", "--result", '{"lines": 7}').stdout == "P1 is completed\n"
    assert call("claim", "ada", "P2").exit_code == 0
    assert "is tried again at" in call("fail", "P2", "--error", "it broke").stdout
    assert call("claim", "ada", "P2").exit_code == 1, "not yet"
    first, second = sorted(board(call), key=lambda row: row["task_id"])
    assert (first["status"], first["result"], str(first["task_id"])) == (
        "completed",
        {"lines": 7},
        added.stdout.strip(),
    )
    assert (second["status"], second["attempts"], second["exclusive"]) == ("available", 1, ["db"])
    assert call("board", "--csv").stdout.splitlines()[1].split(",")[1] == "P2"


def test_what_happens_to_a_claim(call: Call) -> None:
    """Begun, kept alive, renewed, given back, cancelled; and why a task is not to be had."""
    assert call("register", "ada", "--lease", "2 hours").exit_code == 0
    assert call("register", "ben").exit_code == 0
    assert call("keep", "ada").stdout == "It holds nothing.\n"
    assert call("keep", "ada", "--every", "0.1").exit_code == 1, "nothing to wait for"
    late, ttl = "2001-01-31T18:00:00Z", "1 hour 30 minutes"
    call("add", "write it", "--code", "P1", "--deadline", late, "--ttl", ttl)
    call("add", "test it", "--code", "P2", "--needs", "P1", "--assignee", "ben")
    assert [(row["code"], bool(row["deadline"]), row["is_overdue"]) for row in board(call)] == [
        ("P1", True, True),
        ("P2", False, None),
    ]
    assert call("add", "not it", "--assignee", "nobody").exit_code == 2
    assert call("claim", "ben", "P2").stdout == "Not now: P2 is blocked.\n"
    (claimed,) = json.loads(call("claim", "ada", "P1", "--json").stdout)
    assert call("claim", "ben", "P1").stdout == "Not now: P1 is claimed by ada.\n"
    assert "P1 is in progress since" in call("start", "P1").stdout
    (kept,) = json.loads(call("keep", "ada", "--json").stdout)
    assert (kept["code"], kept["epoch"], kept["finish_by"]) == ("P1", 1, claimed["finish_by"])
    assert kept["lease_until"] > claimed["lease_until"]
    assert "P1 is to be finished by" in call("renew", "P1", "--ttl", "3 hours").stdout
    assert json.loads(call("keep", "ada", "--json").stdout)[0]["finish_by"] > claimed["finish_by"]
    assert call("renew", "P1", "--ttl", "1 month -29 days").exit_code == 1
    assert call("release", "P1", "--reason", "lunch").stdout == "P1 is given back\n"
    assert isinstance(call("start", "P1").exception, ClaimLost)
    assert call("claim", "ben", "P1").exit_code == 0
    call("fail", "P1", "--error", "no")
    assert "Not now: P1 is available, to be had from " in call("claim", "ben", "P1").stdout
    assert call("cancel", "P1", "--reason", "not wanted").stdout == "P1 is cancelled\n"
    assert isinstance(call("claim", "ben", "P1").exception, TaskClosed), "there is nothing to wait for"
    assert call("cancel", "P9", "--reason", "not there").exit_code == 2


def test_kept_as_long_as_it_holds_anything(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats go on, and end by themselves when the claim is over."""
    call("register", "ada")
    call("add", "write it", "--code", "P1")
    call("claim", "ada", "P1")
    beat, beats = claims._beat, []

    def counted(*arguments: Any) -> list[dict[str, Any]]:
        beats.append(beat(*arguments))
        if len(beats) == 2:
            call("release", "P1")
        return beats[-1]

    monkeypatch.setattr(claims, "_beat", counted)
    assert call("keep", "ada", "--every", "0.1").exit_code == 0
    assert [len(rows) for rows in beats] == [1, 1, 0]


def test_a_table_has_what_says_something(call: Call) -> None:
    call("add", "write it")
    assert call("board").stdout.split() == [
        *("task", "id", "title", "kind", "priority", "status"),
        *("1", "write", "it", "critical", "50", "available"),
    ]


def test_registered_again(call: Call) -> None:
    """What is not said stays: who was closed is not opened by another word."""
    call("register", "ada", "--closed", "--lease", "2 hours", "--max-tasks", "7")
    call("register", "ada", "--can", "code:sql")
    call("add", "write it")
    assert call("claim", "ada").exit_code == 1
    call("register", "ada", "--open")
    (claimed,) = json.loads(call("claim", "ada", "--json").stdout)
    assert claimed["lease_until"] > claimed["finish_by"], "two hours"


def test_what_nobody_can_claim_is_shown(call: Call, dsn: str) -> None:
    assert call("unclaimable").stdout == "Every task can be claimed.\n"
    assert call("register", "ada", "--can", "code:sql").exit_code == 0
    for title, terms in (("write it", "code:sql"), ("prove it", "code:rust")):
        assert call("add", title, "--code", title[:5], "--can", terms).exit_code == 0
    (row,) = json.loads(call("unclaimable", "--json").stdout)
    assert (row["code"], row["reason"]) == ("prove", "capability_missing")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT agora.tick()")
    assert {row["code"]: row["unclaimable"] for row in board(call)} == {
        "write": None,
        "prove": "capability_missing",
    }


@pytest.mark.parametrize(
    "content",
    [
        b'{"title": "a"}\nno json\n',
        b'{"title": "a"}\n\xff\xfe\n',
        b'{"title": "a", "estimate": NaN}\n',
        b'{"title": "a", "details": ' + b"[" * 100_000 + b"}\n",
    ],
    ids=["no JSON", "no UTF-8", "no number", "too deep"],
)
def test_files_that_are_no_tasks(call: Call, tmp_path: Path, content: bytes) -> None:
    """Refused with the place, and nothing of them is added."""
    file = tmp_path / "tasks.jsonl"
    file.write_bytes(content)
    refused = call("import", str(file))
    assert refused.exit_code == 2
    assert "tasks.jsonl" in refused.output
    assert board(call) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "/no/such/file"),
        ("import", "/"),
        ("board", "--status", "lost"),
        ("board", "--watch", "1", "--json"),
        ("board", "--watch", "1", "--csv"),
        ("add", "a", "--details", "{"),
    ],
)
def test_what_cannot_be_meant(call: Call, arguments: tuple[str, ...]) -> None:
    assert call(*arguments).exit_code == 2


def test_live_board(call: Call) -> None:
    """What `--watch` draws: the same rows, under a line of counts."""
    call("add", "[bold]t", "--code", "T")
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(_picture(board(call)))
    drawn = console.export_text()
    assert "1 available" in drawn.splitlines()[0]
    assert "[bold]t" in drawn, "a title is text, not markup"


def test_live_board_into_a_pipe(call: Call, dsn: str) -> None:
    """Printed again and again, at once, until nobody reads any more."""
    call("add", "write it")
    watching = subprocess.Popen(
        [sys.executable, "-m", "agora", "work", "board", "--watch", "0.1"],
        env={**os.environ, "AGORA_DSN": dsn, "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with watching, watching.stdout as output:  # type: ignore[union-attr]
        drawn = [output.readline().split()[:2] for _ in range(6)]
    assert drawn == [["1", "available"], ["task", "id"], ["1", "write"]] * 2
    assert watching.returncode == 1


def test_import(call: Call, tmp_path: Path) -> None:
    """All or none, in any order, and only once."""
    file = tmp_path / "tasks.jsonl"
    file.write_text('{"title": "b", "code": "B", "needs": ["A"]}\n\n{"title": "a", "code": "A"}\n', "utf-8")
    assert call("import", str(file)).stdout == "2 tasks\n"
    assert call("import", str(file)).stdout == "2 tasks\n"
    assert len(board(call)) == 2
    file.write_text('{"title": "c", "code": "C"}\n{"title": "a", "code": "A"}\n', "utf-8")
    assert isinstance(call("import", str(file)).exception, CodeTaken)
    file.write_text('{"title": "c", "code": "C"}\nnonsense\n', "utf-8")
    wrong = call("import", str(file))
    assert wrong.exit_code == 2 and "line 2" in wrong.output
    assert len(board(call)) == 2


def test_import_of_what_editors_write(call: Call, tmp_path: Path) -> None:
    """A byte order mark, and lines that end as elsewhere."""
    file = tmp_path / "tasks.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"title": "a", "code": "A"}\r\n{"title": "b", "code": "B"}\r\n')
    assert call("import", str(file)).stdout == "2 tasks\n"
    assert {task["code"] for task in board(call)} == {"A", "B"}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"title": "x", "details": {"n": 1e400}}', "1e400 is too large"),
        ('{"title": "x", "details": {"n": -1e400}}', "-1e400 is too large"),
        ('{"title": "x", "deadline": "2026-12-31T23:59:60Z"}', "seconds to 59"),
        ('{"title": "x", "priority": 101}', "0 to 100"),
    ],
)
def test_import_names_the_line(call: Call, tmp_path: Path, line: str, fault: str) -> None:
    """Whoever finds the fault, blank lines counted."""
    file = tmp_path / "tasks.jsonl"
    file.write_text(f'{{"title": "a"}}\n\n{line}\n', "utf-8")
    wrong = call("import", str(file))
    told = " ".join(wrong.output.replace("│", " ").split())
    assert wrong.exit_code == 2 and "line 3" in told and fault in told
    assert board(call) == []


def test_refusals(call: Call) -> None:
    call("add", "t", "--code", "T")
    assert call("claim", "nobody").exit_code == 2
    assert isinstance(call("claim", "service").exception, UnknownAgent)
    assert call("done", "nothing").exit_code == 2
    assert isinstance(call("done", "T").exception, ClaimLost)
    assert call("add", "t", "--details", "nonsense").exit_code == 2
    call("register", "ada", "--closed")
    assert call("claim", "ada").exit_code == 1
