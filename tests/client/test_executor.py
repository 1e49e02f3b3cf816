"""`agora worker exec`: commands of the allow-list, real processes in a sandbox, from request to breaker."""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

import agora
from agora import executor, isolation, outside
from agora.cli import app

Verdict = outside.Verdict
Try = Callable[..., Verdict]

LIMITS = {
    "wall_seconds": 10,
    "output_bytes": 20_000,
    "file_bytes": 1_000_000,
    "memory_bytes": 268_435_456,
    "cpu_percent": 100,
    "open_files": 64,
    "processes": 16,
}


@pytest.fixture
def attempt(box: isolation.Box) -> Try:
    def attempt(command: Any, *arguments: Any, **limits: int) -> Verdict:
        return executor.run(box, {"command": command, "arguments": list(arguments)}, {**LIMITS, **limits})

    return attempt


def shell(text: str) -> tuple[str, str, str]:
    return "/bin/sh", "-c", text


# ---- what is run ---------------------------------------------------------------------------------------------


def test_a_command(attempt: Try) -> None:
    outcome, result, violations = attempt("/bin/echo", "two words", "$HOME", "`id`", "*", "")
    assert (outcome, violations) == ("passed", [])
    assert result == {
        "exit": 0,
        "stdout": "two words $HOME `id` * \n",
        "stderr": "",
        "wall_seconds": result["wall_seconds"],
    }
    assert 0 < result["wall_seconds"] < LIMITS["wall_seconds"]


def test_what_fails_is_told(attempt: Try) -> None:
    outcome, result, violations = attempt(*shell("echo no >&2; exit 3"))
    assert (outcome, result["exit"], result["stdout"], result["stderr"], violations) == (
        "failed",
        3,
        "",
        "no\n",
        [],
    )


def test_a_command_that_is_not_there(attempt: Try) -> None:
    outcome, result, violations = attempt("/usr/bin/no-such-program")
    assert (outcome, result["error"], violations) == ("error", "No such file or directory", [])


def test_what_is_no_text(attempt: Try) -> None:
    assert attempt("/usr/bin/printf", "\\377\\1")[1]["stdout_base64"] == "/wE="
    assert attempt("/usr/bin/printf", "a\\0b")[1]["stdout_base64"] == "YQBi"


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory that nobody, too, may read."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_what_is_shown(bwrap: str, monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    """What the worker shows can be read, and not changed; the command starts there."""
    (directory / "facts").write_text("seven")
    monkeypatch.setenv(isolation.BWRAP_VARIABLE, bwrap)
    box = isolation.find([str(directory)])
    outcome, result, _ = executor.run(box, {"command": "/bin/cat", "arguments": ["facts"]}, LIMITS)
    assert (outcome, result["stdout"]) == ("passed", "seven")
    outcome, result, _ = executor.run(
        box, {"command": "/usr/bin/touch", "arguments": ["facts", "more"]}, LIMITS
    )
    assert (outcome, "Read-only" in result["stderr"]) == ("failed", True)
    assert [place.name for place in directory.iterdir()] == ["facts"]


@pytest.mark.parametrize("shown", ["/", "here", "/no/such/directory", "/etc/passwd"])
def test_what_cannot_be_shown(bwrap: str, monkeypatch: pytest.MonkeyPatch, shown: str) -> None:
    monkeypatch.setenv(isolation.BWRAP_VARIABLE, bwrap)
    refused = CliRunner().invoke(app, ["worker", "exec", "--check", "--show", shown])
    assert (refused.exit_code, "can be shown" in refused.stderr) == (3, True)


# ---- what is held --------------------------------------------------------------------------------------------

HELD = {
    "takes long": (shell("sleep 1000"), "wall", {"wall_seconds": 1}),
    "computes": (shell("while :; do :; done"), "cpu", {"cpu_percent": 10}),
    "does not want to end": (shell("trap '' XCPU; while :; do :; done"), "cpu", {"cpu_percent": 10}),
    "talks": (("/usr/bin/yes",), "output", {}),
    "talks on the other channel": (shell("yes >&2"), "output", {}),
    "writes": (shell("exec head -c 2000000 /dev/zero > /tmp/x"), "file", {}),
}  # fmt: skip


@pytest.mark.parametrize(("command", "violation", "limits"), HELD.values(), ids=list(HELD))
def test_limits(attempt: Try, command: tuple[str, ...], violation: str, limits: dict[str, int]) -> None:
    outcome, result, violations = attempt(*command, **limits)
    assert (outcome, violation in violations) == ("failed", True), (result, violations)
    assert len(json.dumps(result)) < 3 * LIMITS["output_bytes"]


@pytest.mark.parametrize(
    ("command", "limits"),
    [
        (shell("cat /etc/passwd"), {}),
        (shell("ls /root /home"), {}),
        (shell("echo x > /usr/bin/x"), {}),
        (shell("echo x > /dev/shm/x"), {}),
        (("/usr/bin/python3", "-c", "import socket; socket.create_connection(('127.0.0.1', 5432))"), {}),
        (("/usr/bin/unshare", "--user", "/bin/echo", "out"), {}),
        (("/usr/bin/python3", "-c", "bytearray(10**9)"), {}),
        (shell("for n in 1 2 3 4 5 6 7 8 9; do sleep 1000 & done; wait $!"), {"processes": 4}),
    ],
    ids=["reads", "reads homes", "writes", "writes to devices", "connects", "leaves", "allocates", "forks"],
)  # fmt: skip
def test_nothing_is_reached(attempt: Try, command: tuple[str, ...], limits: dict[str, int]) -> None:
    """The kernel refuses, and the command fails."""
    outcome, result, _ = attempt(*command, **limits)
    assert (outcome, result["stdout"]) == ("failed", "")


def test_nothing_is_inherited(attempt: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGORA_DSN", "postgresql://secret")
    assert sorted(attempt("/usr/bin/env")[1]["stdout"].split()) == [
        "LANG=C.UTF-8",
        "PATH=/usr/bin:/bin",
        "PWD=/tmp",
    ]
    assert attempt("/bin/ls", "/proc/self/fd")[1]["stdout"].split() == [
        "0",
        "1",
        "2",
        "3",
    ]  # the last is its own
    assert attempt("/bin/cat")[1]["stdout"] == ""
    assert attempt(*shell("yes | head -n 1"))[0] == "passed"


def test_nothing_is_left(attempt: Try) -> None:
    """What a command started ends with it, and what it wrote is gone."""
    outcome, result, _ = attempt(*shell("echo x > /tmp/left; sleep 1000 & sleep 1000 & exit 0"))
    assert (outcome, result["exit"]) == ("passed", 0)
    assert result["wall_seconds"] < LIMITS["wall_seconds"]
    assert attempt("/bin/ls", "/tmp")[1]["stdout"] == ""


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("date", []),
        ("/bin/../bin/date", []),
        ("/bin/da te", []),
        ("/bin/date\n", []),
        (None, []),
        (["/bin/sh"], []),
        ("/bin/date", None),
        ("/bin/date", "-u"),
        ("/bin/date", ["-u", 1]),
        ("/bin/date", ["a\0b"]),
    ],
)
def test_what_no_list_can_say(box: isolation.Box, command: Any, arguments: Any) -> None:
    """The worker looks again: whoever put this into the queue did not go through its functions."""
    outcome, _, violations = executor.run(box, {"command": command, "arguments": arguments}, LIMITS)
    assert (outcome, violations) == ("error", ["tampering"])


# ---- with the database ---------------------------------------------------------------------------------------


@pytest.fixture
def ada(dsn: str) -> int:
    with agora.connect(dsn) as team:
        ada = int(team.core.register_principal(name="ada"))
        team.work.grant_capability(principal=ada, code="system:process:execute", level=1, reason="a test")
        for command, seconds in (("/bin/echo", 5), ("/bin/sleep", 1)):
            team.work.allow_command(
                command=command, patterns=[], reason="a test", rest=".*", seconds=seconds, key=command
            )
    return ada


def asked(dsn: str, ada: int, *commands: tuple[str, ...]) -> list[int]:
    with agora.connect(dsn) as team:
        return [
            team.work.submit_exec(
                command=command, arguments=arguments, key=str((number, command)), actor=ada
            )["request_id"]
            for number, (command, *arguments) in enumerate(commands)
        ]


def work(dsn: str, box: isolation.Box, *options: str) -> str:
    environment = {"AGORA_DSN": dsn, isolation.BWRAP_VARIABLE: box.bwrap}
    done = CliRunner().invoke(app, ["worker", "exec", "--once", *options], env=environment)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_worker(box: isolation.Box, dsn: str, ada: int) -> None:
    """From a request to its result, and from three that took too long to a halted agent."""
    first, *_ = asked(dsn, ada, ("/bin/echo", "a", "b"), *[("/bin/sleep", "9")] * 3)
    assert work(dsn, box) == "3 failed, 1 passed\n"
    with psycopg.connect(dsn) as connection:
        assert connection.execute(
            "SELECT r.outcome, r.result ->> 'stdout', r.result -> 'exit' FROM agora_work.submitted_request AS r"
            " WHERE r.request_id = %s",
            [first],
        ).fetchone() == ("passed", "a b\n", 0)
        assert (
            connection.execute(
                "SELECT v.kind, v.details -> 'violations' FROM agora_work.recorded_violation AS v"
            ).fetchall()
            == [("limit", ["wall"])] * 3
        )
        assert connection.execute("SELECT b.status, b.reason_class FROM agora.breaker AS b").fetchall() == [
            ("open", "transient")
        ]
    with agora.connect(dsn) as team:
        answer = team.work.submit_exec(command="/bin/echo", arguments=[], key="after", actor=ada)
        assert (answer["status"], answer["denial"]) == ("denied", "halted")


def test_what_was_put_into_the_queue_by_hand(box: isolation.Box, dsn: str, ada: int) -> None:
    """The database looks again when a worker comes, and the worker once more: what passes neither halts who asked."""
    asked(dsn, ada, ("/bin/echo", "a"), ("/bin/echo", "b"), ("/bin/echo", "c"))
    with psycopg.connect(dsn) as connection:
        change = "UPDATE agora_work.request SET body = body || %s WHERE body -> 'arguments' = %s"
        connection.execute(change, ['{"command": "/bin/sh"}', '["a"]'])
        connection.execute(change, ['{"command": "echo"}', '["b"]'])
        connection.execute("ALTER TABLE agora_work.exec_policy DROP CONSTRAINT exec_policy_command_ck")
        connection.execute(
            "INSERT INTO agora_work.exec_policy (command, patterns, max_seconds, reason, allowed_by, allowed_at)"
            " VALUES ('echo', '{b}', 5, 'by hand', 1, agora.now())"
        )
    assert work(dsn, box) == "1 error\n"
    with psycopg.connect(dsn) as connection:
        assert connection.execute(
            "SELECT r.status, r.denial, r.violations FROM agora_work.submitted_request AS r ORDER BY r.request_id"
        ).fetchall() == [
            ("denied", "command", []),
            ("finished", None, ["tampering"]),
            ("denied", "halted", []),
        ]
        assert connection.execute("SELECT b.status, b.reason_class FROM agora.breaker AS b").fetchall() == [
            ("open", "security")
        ]
        assert connection.execute("SELECT e.reason FROM agora_work.recorded_escalation AS e").fetchall() == [
            ("request_hazard",)
        ]


def test_who_may(box: isolation.Box, dsn: str, ada: int) -> None:
    environment = {"AGORA_DSN": dsn, isolation.BWRAP_VARIABLE: box.bwrap}
    unknown = CliRunner().invoke(app, ["worker", "exec", "--as", "nobody", "--once"], env=environment)
    assert (unknown.exit_code, "no principal" in unknown.stderr) == (2, True)
    assert work(dsn, box) == ""
    asked(dsn, ada, ("/bin/echo", "a"))
    assert work(dsn, box, "--as", "ada") == "1 passed\n"


def test_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is run where it is not isolated."""
    monkeypatch.setenv(isolation.BWRAP_VARIABLE, "/nowhere/bwrap")
    refused = CliRunner().invoke(app, ["worker", "exec", "--once"])
    assert (refused.exit_code, "does not start" in refused.stderr) == (3, True)


def test_launcher_is_shipped() -> None:
    assert Path(executor.__file__).with_name("executor_launcher.py").is_file()
