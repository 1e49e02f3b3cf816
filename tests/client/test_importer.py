"""`agora import`: files in every shape, lines that are no records, runs that are cut short or meet each other."""

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from typer.testing import CliRunner, Result

from agora import importer
from agora.cli import app

Import = Callable[..., Result]
Rows = list[tuple[Any, ...]]


def record(number: int | str, **fields: Any) -> dict[str, Any]:
    return {"id": f"run-{number}", "request": "mend it", "status": "success", **fields}


def failure(number: int | str, **fields: Any) -> dict[str, Any]:
    return record(number, status="error", error={"type": "KeyError", "message": "'price'"}, **fields)


def lines(*records: Any) -> bytes:
    return b"".join(
        each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in records
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "attempts.jsonl"


@pytest.fixture
def import_(dsn: str, file: Path) -> Import:
    """Run `agora import` on bytes or records, in this process."""

    def run(*records: Any, options: tuple[str, ...] = (), stdin: bytes | None = None) -> Result:
        if stdin is None:
            file.write_bytes(lines(*records))
        name = "-" if stdin is not None else str(file)
        return CliRunner().invoke(app, ["import", name, "--dsn", dsn, *options], input=stdin)

    return run


@pytest.fixture
def rows(db: psycopg.Connection[Any]) -> Callable[[str], Rows]:
    """What a query sees now."""

    def rows(query: str) -> Rows:
        db.rollback()
        return db.execute(query).fetchall()

    return rows


KEYS = "SELECT a.idempotency_key FROM agora_memory.attempt AS a ORDER BY 1"


def counts(result: Result) -> dict[str, int]:
    found = (line.split() for line in result.stdout.splitlines())
    return {words[0]: int(words[1]) for words in found if len(words) == 2 and words[1].isdigit()}


def rejects(file: Path) -> list[bytes]:
    """The lines that did not go in."""
    return file.with_name(file.name + ".rejects.jsonl").read_bytes().splitlines()


def reasons(file: Path) -> list[str]:
    """Why they did not."""
    return file.with_name(file.name + ".rejects.jsonl.reasons").read_text().splitlines()


# ---- files ---------------------------------------------------------------------------------------------------


def test_a_file_goes_in_once(import_: Import, rows: Callable[[str], Rows], file: Path) -> None:
    content = (failure(1), record(2, parent="run-1", approach="use get"), record(3, agent="bob"))
    first = import_(*content)
    assert (first.exit_code, counts(first)) == (0, {"imported": 3, "existing": 0, "rejected": 0})
    again = import_(*content)
    assert (again.exit_code, counts(again)) == (0, {"imported": 0, "existing": 3, "rejected": 0})
    assert rows(KEYS) == [("run-1",), ("run-2",), ("run-3",)]
    assert rows("SELECT r.successes, r.failures FROM agora_memory.resolution AS r") == [(1, 0)]
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda content: content, id="plain"),
        pytest.param(gzip.compress, id="gzip"),
        pytest.param(lambda content: b"\xef\xbb\xbf" + content, id="byte order mark"),
        pytest.param(lambda content: content.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda content: b"\n \n" + content.rstrip(b"\n"), id="blank lines, no end of line"),
    ],
)
def test_every_usual_shape_of_a_file_is_read(
    import_: Import, rows: Callable[[str], Rows], wrap: Callable[[bytes], bytes]
) -> None:
    content = wrap(lines(record(1, request="köstlich 🍒 \\ \t"), record(2)))
    assert import_(content).exit_code == 0
    assert rows(KEYS) == [("run-1",), ("run-2",)]
    assert import_(stdin=content).exit_code == 0
    assert rows("SELECT r.request FROM agora_memory.recorded_attempt AS r ORDER BY 1") == [
        ("köstlich 🍒 \\ \t",),
        ("mend it",),
    ]


def test_an_empty_file_is_no_mistake(import_: Import) -> None:
    result = import_(b"")
    assert (result.exit_code, counts(result)) == (0, {"imported": 0, "existing": 0, "rejected": 0})


def test_children_may_come_long_before_their_parents(import_: Import, rows: Callable[[str], Rows]) -> None:
    content = [failure(0)] + [failure(n, parent=f"run-{n - 1}", approach=f"try {n}") for n in range(1, 60)]
    assert import_(*reversed(content), options=("--batch", "7", "--jobs", "3")).exit_code == 0
    assert rows("SELECT count(*), count(DISTINCT a.correlation_id) FROM agora_memory.attempt AS a") == [
        (60, 1)
    ]
    assert rows("SELECT count(*) FROM agora_memory.resolution_evidence AS e") == [(59,)]


def test_one_event_per_batch(import_: Import, rows: Callable[[str], Rows]) -> None:
    import_(*map(record, range(25)), options=("--batch", "10", "--jobs", "1"))
    assert rows("SELECT e.payload ->> 'imported' FROM agora_event.published AS e ORDER BY 1") == [
        ("10",),
        ("10",),
        ("5",),
    ]


# ---- lines that do not go in -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b'{"id": "x"} {}', "not JSON"),
        (b"NaN", "not JSON"),
        (b'"\xff\xfe"', "not UTF-8: byte 2 of the line is 0xff"),
        (b'"\xed\xa0\x80"', "not UTF-8: byte 2 of the line is 0xed"),
        (b'{"id": "\\u0000"}', "not JSON: unsupported Unicode escape sequence"),
        (b'{"id": "\\ud800"}', "not JSON: invalid input syntax for type json: Unicode low surrogate"),
        (b'{"id": "a\0b"}', "has a NUL byte"),
        (b'{"quality": 1e999999}', "not JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "not JSON: stack depth limit exceeded"),
        (b"[]", "a record is a JSON object, not array"),
        (b'{"id": "x", "request": "r", "status": "splendid"}', "status is not success, error"),
        (b'{"id": "x", "request": "r", "status": "success", "parent": "y"}', "parent y is not known"),
        (lines(failure("x", colour="red")).rstrip(), "colour is not a known field"),
        (b'{"id": "x", "id": "y", "request": "r", "status": "success"}', "id stands twice in the record"),
        (b'{"meta": 1, "id": "x", "meta": 2, "id": "x"}', "id stands twice in the record"),
        (b'{"id": "x", "i\\u0064": "y"}', "id stands twice in the record"),
    ],
)
def test_a_wrong_line_is_reported_while_the_rest_goes_in(
    import_: Import, rows: Callable[[str], Rows], file: Path, line: bytes, reason: str
) -> None:
    result = import_(record(1), line + b"\n", record(3))
    assert (result.exit_code, counts(result)) == (1, {"imported": 2, "existing": 0, "rejected": 1})
    assert rejects(file) == [line]
    [said] = reasons(file)
    assert said.startswith(f"line 2: {reason}")
    assert reason in result.stderr
    assert rows(KEYS) == [("run-1",), ("run-3",)]


def test_endless_lines_are_passed_over(import_: Import, file: Path) -> None:
    endless = lines(record(2, request="x" * 10_000_000))
    result = import_(record(1), endless, record(3), endless.rstrip())
    assert (result.exit_code, counts(result)) == (1, {"imported": 2, "existing": 0, "rejected": 2})
    assert reasons(file) == ["line 2: longer than 5000000 bytes", "line 4: longer than 5000000 bytes"]
    assert rejects(file) == []


def test_the_rejects_can_be_mended_and_imported(
    import_: Import, rows: Callable[[str], Rows], dsn: str, tmp_path: Path
) -> None:
    """They are the lines themselves, but for white space at their ends."""
    named = tmp_path / "elsewhere.jsonl"
    wrong = (
        b'{"status":"success",  "quality":7, "id":"run-1", "request":"k\\u00f6stlich"}',
        b'{"id": "run-2",',
    )
    import_(record(3), wrong[0] + b"\r\n", b"  " + wrong[1] + b"\n", options=("--rejects", str(named)))
    assert named.read_bytes() == b"".join(line + b"\n" for line in wrong)
    said = (tmp_path / "elsewhere.jsonl.reasons").read_text().splitlines()
    assert said[0] == "line 2: quality is not a number from 0 to 1: 7"
    assert said[1].startswith("line 3: not JSON")

    mended = named.read_bytes().replace(b":7,", b":0.7,")
    named.write_bytes(mended.replace(wrong[1], wrong[1] + b'"request": "mend it", "status": "success"}'))
    assert CliRunner().invoke(app, ["import", str(named), "--dsn", dsn]).exit_code == 0
    assert rows(KEYS) == [("run-1",), ("run-2",), ("run-3",)]


def test_what_an_earlier_run_rejected_is_gone(import_: Import, file: Path) -> None:
    assert import_(b"{\n").exit_code == 1
    assert len(list(file.parent.iterdir())) == 3
    assert import_(record(1)).exit_code == 0
    assert list(file.parent.iterdir()) == [file]


def test_circles_and_doubles(import_: Import, file: Path) -> None:
    result = import_(
        record(1, parent="run-2"), record(2, parent="run-1"), record(3), record(3), record(3, quality=1)
    )
    assert (result.exit_code, counts(result)) == (1, {"imported": 1, "existing": 1, "rejected": 3})
    assert [each.partition(": ")[2] for each in reasons(file)] == [
        "parents form a circle",
        "parents form a circle",
        "id was used with other facts, by record 3",
    ]


# ---- options ---------------------------------------------------------------------------------------------------


def test_a_dry_run_tells_everything_and_changes_nothing(
    import_: Import, rows: Callable[[str], Rows], snapshot: Callable[[str], list[str]], dsn: str
) -> None:
    before = snapshot(dsn)
    content = (
        record(3, parent="run-2"),
        failure(2, parent="run-1"),
        failure(1),
        record(4, agent="bob"),
        b"{\n",
    )
    result = import_(*content, options=("--dry-run", "--batch", "1"))
    assert (result.exit_code, counts(result)) == (1, {"imported": 4, "existing": 0, "rejected": 1})
    assert [line for line in snapshot(dsn) if "setval" not in line] == [
        line for line in before if "setval" not in line
    ]


def test_rewards_only_on_request(import_: Import, rows: Callable[[str], Rows]) -> None:
    paid = "SELECT count(*) FROM agora_reward.reward_calculation AS c"

    def fix(name: str, agent: str = "bob") -> dict[str, Any]:
        code = f"def {name}(row):\n    return row.get('{name}', 0)\n"
        return record(f"{name} of {agent}", parent="run-1", agent=agent, code=code)

    assert import_(failure(1), fix("unpaid"), fix("unpaid", "carol")).exit_code == 0
    assert rows(paid) == [(0,)]
    assert import_(fix("paid"), fix("paid", "carol"), options=("--reward",)).exit_code == 0
    assert rows(paid) == [(1,)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent.jsonl", "--dsn", "host=/nowhere"], "cannot be read"),
        ([], "Missing argument"),
        (["-", "--batch", "0"], "--batch"),
        (["-", "--dsn", "host=/nowhere dbname=x"], "cannot reach the database"),
    ],
)
def test_what_cannot_be_done_ends_with_2(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["import", *arguments], input=b"{}\n")
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_broken_archive_changes_nothing(import_: Import, rows: Callable[[str], Rows]) -> None:
    result = import_(gzip.compress(lines(*map(record, range(1000))))[:-20])
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr
    assert rows(KEYS) == []


# ---- runs that are cut short, runs that meet --------------------------------------------------------------------


def start(dsn: str, file: Path, *options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "agora", "import", file, "--dsn", dsn, *options],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )


def history(count: int) -> list[dict[str, Any]]:
    """Failures and retries of a few bugs, by three agents."""
    return [
        failure(n, agent=f"agent-{n % 3}")
        if n % 2 == 0
        else record(
            n,
            agent=f"agent-{(n + 1) % 3}",
            parent=f"run-{n - 1}",
            approach=f"try {n % 5}",
            code=f"x = {n % 7}",
        )
        for n in range(count)
    ]


def test_a_run_that_was_killed_is_repeated(dsn: str, file: Path, rows: Callable[[str], Rows]) -> None:
    file.write_bytes(lines(*history(600)))
    with psycopg.connect(dsn, autocommit=True) as listener:
        listener.execute("LISTEN agora_event")
        process = start(dsn, file, "--batch", "5", "--jobs", "1")
        for _ in listener.notifies(timeout=60, stop_after=1):
            process.kill()
        process.communicate()
    [(partly,)] = rows("SELECT count(*) FROM agora_memory.attempt AS a")
    assert 0 < partly < 600
    result = CliRunner().invoke(app, ["import", str(file), "--dsn", dsn])
    assert result.exit_code == 0
    assert counts(result)["existing"] >= partly  # the server ends the batch that the killed client had sent
    assert counts(result)["imported"] + counts(result)["existing"] == 600
    assert rows("SELECT count(*), count(DISTINCT a.idempotency_key) FROM agora_memory.attempt AS a") == [
        (600, 600)
    ]
    assert rows("SELECT count(*) FROM agora_memory.resolution_evidence AS e") == [(300,)]
    assert rows("SELECT c.violation FROM agora.check_invariants() AS c") == []


def test_two_runs_of_one_file_give_each_record_once(
    dsn: str, file: Path, rows: Callable[[str], Rows]
) -> None:
    content = history(600)
    file.write_bytes(lines(*content))
    turned = file.with_name("turned.jsonl")
    turned.write_bytes(lines(*reversed(content)))
    processes = [start(dsn, each, "--batch", "20") for each in (file, turned)]
    said = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    outcomes = [dict(line.split() for line in text.splitlines() if len(line.split()) == 2) for text in said]
    assert sum(int(each["imported"]) for each in outcomes) == 600
    assert sum(int(each["existing"]) for each in outcomes) == 600
    assert rows("SELECT count(*), count(DISTINCT a.idempotency_key) FROM agora_memory.attempt AS a") == [
        (600, 600)
    ]
    assert rows(
        "SELECT count(*), sum((e.is_success)::integer) FROM agora_memory.resolution_evidence AS e"
    ) == [(300, 300)]
    assert rows("SELECT count(*) FROM agora_memory.transform AS t") == [(7,)]
    assert rows("SELECT c.violation FROM agora.check_invariants() AS c") == []


# ---- the schema ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> Any:
    result = CliRunner().invoke(app, ["import", "--schema"])
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_the_examples_of_the_schema_go_in(schema: Any, import_: Import, rows: Callable[[str], Rows]) -> None:
    assert import_(*schema["examples"]).exit_code == 0
    assert rows("SELECT r.successes FROM agora_memory.resolution AS r") == [(1,)]


def test_the_schema_has_exactly_the_fields_of_a_record(schema: Any, db: psycopg.Connection[Any]) -> None:
    def refused(fields: dict[str, Any]) -> str:
        [(reason,)] = db.execute(
            "SELECT i.reason FROM agora_memory.import_attempts(%s::jsonb, p_dry_run => true) AS i",
            [json.dumps([record(1) | fields])],
        ).fetchall()
        return reason or ""

    assert schema["additionalProperties"] is False
    for name in schema["properties"]:
        assert "is not a known field" not in refused({name: None})
        assert refused({name: {"a": [1]}}).startswith("error" if name == "error" else name) or name == "meta"
    assert refused({"anything": 1}) == "anything is not a known field"
    assert set(schema["required"]) == {
        name for name in schema["properties"] if refused({name: None}) == f"{name} is missing"
    }


def test_the_bounds_of_the_schema_are_those_of_the_database(schema: Any, db: psycopg.Connection[Any]) -> None:
    def resolved(name: str, fields: dict[str, Any]) -> dict[str, Any]:
        reference = fields.get("$ref", "").removeprefix("#/$defs/")
        return {"name": name, **(schema["$defs"][reference] if reference else {}), **fields}

    def item(name: str, number: int) -> Any:
        return {
            "transforms": number,
            "tools": "x" if number % 2 else {"tool": "x", "ms": number},
            "steps": {"name": "x", "outcome": "skipped"},
            "files": {"path": "x", "operation": "read"},
            "snapshots": {"kind": "error", "content": {}},
        }[name]

    def goes_in(name: str, value: Any) -> bool:
        nested = (
            {"error": {name.removeprefix("error."): value}, "status": "error"}
            if "." in name
            else {name: value}
        )
        if name == "error.message":
            nested["error"] |= {"type": "E"}
        query = "SELECT f.fault FROM agora_memory._record_faults(%s::jsonb, '2026-01-01') AS f"
        return db.execute(query, [json.dumps([record(1) | nested])]).fetchall() == [(None,)]

    fields = {name: resolved(name, each) for name, each in schema["properties"].items()}
    fields |= {f"error.{name}": each for name, each in schema["properties"]["error"]["properties"].items()}
    tried = 0
    for name, each in fields.items():
        edges: list[tuple[Any, Any]] = []
        if "maxLength" in each and name != "error.stack":
            edges.append(("x" * each["maxLength"], "x" * (each["maxLength"] + 1)))
        if "minLength" in each:
            edges.append(("x" * each["minLength"], ""))
        if "minimum" in each:
            edges.append((each["minimum"], each["minimum"] - 1))
        if "maximum" in each:
            edges.append((each["maximum"], each["maximum"] + 1))
        if "maxItems" in each:
            many = [item(name, number) for number in range(1, each["maxItems"] + 2)]
            edges.append((many[:-1], many))
        for within, beyond in edges:
            tried += 1
            assert goes_in(name, within), (name, "within")
            assert not goes_in(name, beyond), (name, "beyond")
    assert tried > 30


def test_lines_are_read_from_any_binary_stream() -> None:
    assert [line.text for line in importer.read_lines(io.BytesIO(b"1\n\n2"))] == ["1", "2"]


class Disturbed:
    """A connection on which a statement is ended for the sake of others, so many times."""

    def __init__(self, times: int, status: TransactionStatus = TransactionStatus.IDLE) -> None:
        self.info = SimpleNamespace(transaction_status=status)
        self.left = times
        self.tried = 0

    def execute(self, query: bytes, arguments: list[Any]) -> Any:
        self.tried += 1
        if self.left:
            self.left -= 1
            raise psycopg.errors.DeadlockDetected("deadlock detected")
        return SimpleNamespace(fetchall=lambda: [(query, arguments)])


def test_a_batch_that_others_are_in_the_way_of_is_tried_again() -> None:
    connection = Disturbed(importer.TRIES - 1)
    assert importer._execute(connection, "SELECT", [1]) == [(b"SELECT", [1])]  # type: ignore[arg-type]
    assert connection.tried == importer.TRIES


@pytest.mark.parametrize(
    ("connection", "tried"), [(Disturbed(99), importer.TRIES), (Disturbed(99, TransactionStatus.INERROR), 1)]
)
def test_but_not_for_ever_and_not_inside_a_transaction(connection: Disturbed, tried: int) -> None:
    with pytest.raises(psycopg.errors.DeadlockDetected):
        importer._execute(connection, "SELECT", [])  # type: ignore[arg-type]
    assert connection.tried == tried
