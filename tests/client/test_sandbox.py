"""`agora worker sandbox`: every escape of the set is contained and told, and verdicts end where they should."""

import errno
import json
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

import agora
from agora import cgroups, isolation, outside, sandbox
from agora.cli import app

Verdict = tuple[str, dict[str, Any], list[str]]
Try = Callable[..., Verdict]

LIMITS = {
    "cpu_seconds": 5,
    "wall_seconds": 30,
    "memory_bytes": 268435456,
    "file_bytes": 1_000_000,
    "output_bytes": 100_000,
    "processes": 1,
}


@pytest.fixture
def attempt(box: isolation.Box) -> Try:
    def attempt(code: str, cases: list[Any] | None = None, test: str | None = None, **limits: int) -> Verdict:
        return sandbox.run(box, {"code": code, "cases": cases or [], "test": test}, {**LIMITS, **limits})

    return attempt


# ---- what is run -------------------------------------------------------------------------------------------


def test_cases_and_test(attempt: Try) -> None:
    code = "def pair(a, b=0): return (a, b)"
    cases = [
        {"call": "pair", "args": [1], "expected": [1, 0]},
        {"call": "pair", "args": [1], "kwargs": {"b": 2.5}, "expected": [1.0, 2.5]},
    ]
    outcome, result, violations = attempt(code, cases, "assert pair(3) == (3, 0)")
    assert (outcome, violations, result["cases"]) == ("passed", [], {"passed": 2, "failed": []})
    assert 0 < result["peak_memory_bytes"] < LIMITS["memory_bytes"]


def test_what_fails_is_told(attempt: Try) -> None:
    code = "def same(a): return a\ndef fail(): raise KeyError('no')\ndef odd(): return {1, 2}"
    cases = [
        {"call": "same", "args": [1], "expected": True},
        {"call": "fail", "args": [], "expected": None},
        {"call": "odd", "args": [], "expected": []},
        {"call": "missing", "args": [], "expected": None},
        {"call": "same", "args": ["\0\ud800"], "expected": ""},
    ]
    outcome, result, violations = attempt(code, cases, "assert same(1) == 2")
    assert (outcome, violations, result["cases"]["passed"]) == ("failed", [], 0)
    told = [case.get("got") or case["error"] for case in result["cases"]["failed"]]
    assert told[:2] == ["1", "KeyError: 'no'"]
    assert [text.partition(":")[0] for text in told[2:4]] == ["TypeError", "KeyError"]
    assert result["test_error"] == "AssertionError: "
    json.dumps(result).encode()


@pytest.mark.parametrize(
    ("code", "error"),
    [("def f(:", "SyntaxError"), ("raise SystemExit", "SystemExit"), ("1/0", "ZeroDivision")],
)
def test_code_that_does_not_load(attempt: Try, code: str, error: str) -> None:
    outcome, result, violations = attempt(code, [{"call": "f", "args": [], "expected": 1}])
    assert (outcome, violations) == ("failed", [])
    assert result["load_error"].startswith(error)
    assert result["cases"]["failed"] == [{"ok": False, "call": "f", "error": "not reached"}]


@pytest.mark.parametrize("code", ["import asyncio\nasync def g(): return 3\ndef f(): return asyncio.run(g())",
                                  "import tempfile\ndef f():\n    with tempfile.TemporaryFile('w+') as t:\n"
                                  "        t.write('3'); t.seek(0); return int(t.read())",
                                  "import decimal, json, re, random, datetime\ndef f(): return 3"])  # fmt: skip
def test_harmless_code_is_no_violation(attempt: Try, code: str) -> None:
    assert attempt(code, [{"call": "f", "args": [], "expected": 3}])[::2] == ("passed", [])


# ---- what is tried -----------------------------------------------------------------------------------------

ESCAPES = {
    "forks": ("import os\nos.fork()", "processes", {}),
    "forks as long as it may": ("import os\nwhile True: os.fork()", "processes", {"processes": 4}),
    "starts a shell": ("import os\nassert os.system('id') == 0", "processes", {}),
    "starts threads": ("import threading\nthreading.Thread(target=print).start()", "processes", {}),
    "allocates at once": ("x = bytearray(10**9)", "memory", {}),
    "allocates bit by bit": ("x = []\nwhile True: x.append(bytearray(10**6))", "memory", {}),
    "writes to the system": ("open('/usr/bin/x', 'w')", "write", {}),
    "writes to devices": ("open('/dev/shm/x', 'w')", "write", {}),
    "removes": ("import os\nos.remove('/usr/bin/env')", "write", {}),
    "fills the disk": ("open('/tmp/x', 'wb').write(bytes(10**7))", "file", {}),
    "fills it file by file": ("for n in range(99): open(f'/tmp/{n}', 'wb').write(bytes(10**5))", "file", {}),
    "reads passwords": ("open('/etc/shadow')", "read", {}),
    "reads a home": ("import os\nos.listdir('/root')", "read", {}),
    "reads the environment of another": ("open('/proc/1/environ')\n1/0", "read", {}),
    "follows a link": ("import os\nos.symlink('/etc/shadow', 'l')\nopen('l')", "read", {}),
    "writes through a link": ("import os\nos.symlink('/usr/bin', 'l')\nopen('l/x', 'w')", "write", {}),
    "climbs": ("open('/tmp/../etc/shadow')", "read", {}),
    "asks for names": ("import socket\nsocket.getaddrinfo('example.org', 80)", "network", {}),
    "kills its parent": ("import os\nos.kill(os.getppid(), 9)\nos.kill(-1, 9)\n1/0", "signal", {}),
    "goes native": ("import ctypes\nctypes.CDLL(None).getpid()\n1/0", "native", {}),
    "sleeps forever": ("import time\ntime.sleep(10**6)", "wall", {"wall_seconds": 1}),
    "hangs silently": ("import os, time\nos.closerange(0, 64)\ntime.sleep(10**6)", "wall", {"wall_seconds": 1}),
    "computes forever": ("while True: pass", "cpu", {"cpu_seconds": 1}),
    "does not want to end": (
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass", "cpu", {"cpu_seconds": 1}
    ),
    "computes forever in C": ("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", "cpu", {"cpu_seconds": 1}),
    "raises to a power": ("x = 9 ** (9 ** 9)", "cpu", {"cpu_seconds": 1}),
    "does not end at its end": ("import atexit, time\natexit.register(time.sleep, 10**6)", "wall", {"wall_seconds": 1}),
    "stops itself": ("import os\nos.kill(os.getpid(), 19)", "wall", {"wall_seconds": 1}),
    "stops its group": ("import os\nos.killpg(0, 19)", "wall", {"wall_seconds": 1}),
    "leaves a daemon": ("import os\nif not os.fork(): os.setsid()", "processes", {}),
    "becomes another program": ("import os\nos.execv('/usr/bin/env', ['env'])", "processes", {}),
    "traces": ("import ctypes\nassert ctypes.CDLL(None).ptrace(16, 1, 0, 0) == -1\n1/0", "native", {}),
    "rewrites its memory": ("open('/proc/self/mem', 'r+b')\n1/0", "write", {}),
    "reads its parent's": ("open('/proc/1/mem', 'rb')\n1/0", "read", {}),
    "links to the system": ("import os\nos.link('/usr/bin/env', '/tmp/env')", "write", {}),
    "makes a file of nothing": ("open('/tmp/x', 'wb').truncate(10**12)", "file", {}),
    "prints it at once": ("import os\nos.write(1, bytes(10**8))", "output", {}),
    "prints a gigabyte": ("while True: print('x' * 10**6)", "output", {}),
    "forges its report": ("import os, sys\nos.write(int(sys.argv[1]), b'{\"step\": 7}\\n')", "tampering", {}),
    "reports what is no report": ("import os, sys\nos.write(int(sys.argv[1]), b'[' * 9000 + b'\\n')", "tampering", {}),
}  # fmt: skip


@pytest.mark.parametrize(("code", "violation", "limits"), ESCAPES.values(), ids=list(ESCAPES))
def test_escapes(attempt: Try, code: str, violation: str, limits: dict[str, int]) -> None:
    """Each is told, none gets anywhere: the code after it either does not run, or has nothing to show."""
    outcome, result, violations = attempt(code, **limits)
    assert (outcome, violation in violations) == ("failed", True), (result, violations)
    assert len(result["output"]) <= sandbox.SHOWN


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.memfd_create('x')",
        "import socket\nsocket.socket(40, 1)",
        "import socket\nsocket.socket(38, 5)",
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nassert libc.shmget(0, 4096, 0o1600) == -1"
        "\nraise OSError(ctypes.get_errno(), 'Operation not permitted')",
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nassert libc.unshare(0x10000000) == -1"
        "\nraise OSError(ctypes.get_errno(), 'Operation not permitted')",
    ],
    ids=[
        "memory that no limit counts",
        "the host of a machine",
        "the kernel's ciphers",
        "shared memory",
        "a namespace",
    ],
)
def test_the_kernel_refuses(box: isolation.Box, attempt: Try, code: str) -> None:
    outcome, result, _ = attempt(code)
    if os.uname().machine not in isolation.DENIED:  # then it does not claim to
        assert box.holdings()["system calls"].startswith("not filtered")
        return
    assert (outcome, result["load_error"]) == ("failed", "PermissionError: [Errno 1] Operation not permitted")


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers are those of x86-64")
def test_no_namespace_where_bubblewrap_does_not_see_to_it(box: isolation.Box) -> None:
    """Before 0.8 it knows no --disable-userns: in a namespace of its own, code would have every privilege there."""
    code = """
import ctypes, os, threading
libc = ctypes.CDLL(None, use_errno=True)
def called(number, *arguments):
    found = libc.syscall(number, *arguments)
    if found == 0: os._exit(0)
    return ctypes.get_errno() if found < 0 else "a process"
kinds = (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
wanted = (ctypes.c_uint64 * 11)(kinds[4], 0, 0, 0, 17)
def found(): return [[called(56, kind | 17, 0, 0, 0, 0) for kind in kinds], called(435, wanted, 88)]
def started():
    done = []
    thread = threading.Thread(target=done.append, args=[1])
    thread.start()
    thread.join()
    return [done, os.waitpid(os.fork() or os._exit(0), 0)[1]]
"""
    cases = [
        {"call": "found", "args": [], "expected": [[errno.EPERM] * 7, errno.ENOSYS]},
        {"call": "started", "args": [], "expected": [[1], 0]},
    ]
    body = {"code": code, "cases": cases}
    _, result, _ = sandbox.run(replace(box, options=()), body, {**LIMITS, "processes": 4})
    assert result["cases"] == {"passed": 2, "failed": []}


def test_without_a_filter_it_takes_a_newer_bubblewrap(bwrap: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Path(bwrap).with_name("old")
    old.write_text(f'#!/bin/sh\ncase "$*" in *--disable-userns*) exit 1;; esac\nexec {bwrap} "$@"\n')
    old.chmod(0o755)
    monkeypatch.setenv(isolation.BWRAP_VARIABLE, str(old))
    if os.uname().machine in isolation.DENIED:
        assert isolation.find().options == ()
    monkeypatch.setattr(isolation, "DENIED", {})
    with pytest.raises(isolation.SandboxUnavailableError, match="does not start here"):
        isolation.find()


def test_nobody_is_reached(attempt: Try) -> None:
    """A server of this machine is not there for the code."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = server.getsockname()
        outcome, result, violations = attempt(f"import socket\nsocket.create_connection({address!r}, 5)")
        assert (outcome, violations) == ("failed", ["network"])
        assert result["load_error"].startswith("ConnectionRefusedError")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_nothing_is_inherited(attempt: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGORA_DSN", "postgresql://secret")
    _, result, _ = attempt(
        "import os\nprint(sorted(os.environ), os.getcwd())"
        "\nprint([n for n in os.listdir('/proc') if n.isdigit()])"
    )
    names, processes = result["output"].splitlines()
    assert names == "['LANG', 'PATH', 'PWD'] /tmp"
    assert len(processes.split(",")) <= 3


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nothing_is_left(attempt: Try) -> None:
    """What a run wrote is gone, and so is what it started."""
    attempt("open('/tmp/left-by-a-run', 'w').write('x')")
    assert not Path("/tmp/left-by-a-run").exists()
    assert attempt("import os\nprint(os.listdir('/tmp'))")[1]["output"] == "[]\n"
    before = descriptors()
    attempt("import os, time\nif not os.fork(): time.sleep(1000)", processes=2)
    assert descriptors() == before


def test_a_quick_exit_passes_nothing(attempt: Try) -> None:
    outcome, result, _ = attempt("import os\nos._exit(0)", [{"call": "f", "args": [], "expected": 1}])
    assert (outcome, result["cases"]["passed"]) == ("failed", 0)


FORGED = "import os, sys\nos.write(int(sys.argv[1]), {line!r})\nos._exit(0)"


@pytest.mark.parametrize(
    ("code", "violations"),
    [
        (r"raise ValueError('a\0b')", []),
        (r"raise ValueError('a\ud800b')", []),
        (FORGED.format(line=b'{"step": 0, "error": "\\ud800 \\u0000"}\n'), []),
        (
            FORGED.format(line=b'{"ended": true, "cpu_seconds": 1e999, "peak_memory_bytes": 1}\n'),
            ["tampering"],
        ),
        ("def f(): return 1", []),
    ],
)
def test_whatever_it_says_can_be_kept(
    attempt: Try, dsn: str, ids: dict[str, int], code: str, violations: list[str]
) -> None:
    """What PostgreSQL could not store would end the worker, and after it the next that gets the job."""
    with agora.connect(dsn) as team:
        team.work.submit_sandbox_job(code=code, test="1/0", key="one", actor=ids["ada"])
    with psycopg.connect(dsn, autocommit=True) as connection:
        done = outside.step(
            connection,
            "sandbox",
            ids["worker"],
            lambda body, _: attempt(body["code"], body["cases"], body["test"]),
        )
        assert done == "failed"
        assert connection.execute("SELECT violations FROM agora_work.submitted_request").fetchall() == [
            (violations,)
        ]


def test_what_it_tells_has_room(attempt: Try, dsn: str, ids: dict[str, int]) -> None:
    """However little an operator lets agents ask, what came of it is more."""
    with agora.connect(dsn) as team:
        team.core.set_setting(key="work.request_bytes", value="1000", reason="a test")
        team.work.submit_sandbox_job(code="print('x' * 9000)", test="pass", key="one", actor=ids["ada"])
    with psycopg.connect(dsn, autocommit=True) as connection:
        assert (
            outside.step(
                connection,
                "sandbox",
                ids["worker"],
                lambda body, _: attempt(body["code"], body["cases"], body["test"]),
            )
            == "passed"
        )


def test_a_result_of_any_depth(attempt: Try) -> None:
    """Up to where Python reads no more."""
    code = "def f(n):\n    x = 0\n    for _ in range(n): x = [x]\n    return x"
    cases = [{"call": "f", "args": [n], "expected": [0]} for n in (1, *range(800, 1000, 3), 2000)]
    _, result, _ = attempt(code, cases)
    assert result["cases"]["passed"] == 1


def test_expected_values_stay_outside(attempt: Try) -> None:
    code = """
import sys
def f():
    frame, seen = sys._getframe(), ""
    while frame:
        seen, frame = seen + repr(frame.f_locals), frame.f_back
    return seen
"""
    outcome, result, _ = attempt(code, [{"call": "f", "args": [], "expected": "a rare word"}])
    assert (outcome, "a rare word" in json.dumps(result)) == ("failed", False)


# ---- where it cannot be had --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bwrap", "python", "says"),
    [
        ("/nowhere/bwrap", "/usr/bin/python3", "does not start"),
        ("/bin/false", "/usr/bin/python3", "user namespaces"),
        ("/bin/true", "/opt/python", "no interpreter below /usr"),
        ("/bin/true", "/usr/bin/python-not-here", "no interpreter below /usr"),
        ("", "/usr/bin/python3", "apt-get install bubblewrap"),
    ],
)
def test_refusal(monkeypatch: pytest.MonkeyPatch, bwrap: str, python: str, says: str) -> None:
    """Nothing is run where it is not isolated, and the command says what to do."""
    monkeypatch.setenv(isolation.BWRAP_VARIABLE, bwrap)
    monkeypatch.setenv(isolation.PYTHON_VARIABLE, python)
    monkeypatch.setenv("PATH", "")
    refused = CliRunner().invoke(app, ["worker", "sandbox", "--as", "judge", "--once"])
    assert refused.exit_code == 3
    assert says in refused.stderr


@pytest.mark.parametrize("command", ["sandbox", "exec"])
def test_check(box: isolation.Box, command: str) -> None:
    """It says what holds here, and does nothing else: there is no database."""
    environment = {"AGORA_DSN": "host=/nowhere", isolation.BWRAP_VARIABLE: box.bwrap}
    checked = CliRunner().invoke(app, ["worker", command, "--check"], env=environment)
    assert checked.exit_code == 0, checked.output
    told = dict(line.split(": ", 1) for line in checked.stdout.splitlines())
    assert told == box.holdings()
    assert ("control groups below" in told["memory, processes"]) == (box.groups is not None)
    assert "namespaces" in told["files, network, privileges, other processes"]


@pytest.mark.parametrize("command", ["sandbox", "exec"])
def test_check_where_there_is_none(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv(isolation.BWRAP_VARIABLE, "/bin/false")
    refused = CliRunner().invoke(app, ["worker", command, "--check"])
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "user namespaces" in refused.stderr


@pytest.mark.parametrize("command", ["sandbox", "exec"])
def test_without_control_groups(
    box: isolation.Box, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Where there are none the worker works and says what that means; where they were asked for it refuses."""

    def nowhere() -> cgroups.Groups:
        raise cgroups.CgroupsUnavailableError("control groups of version 2 are not mounted")

    environment = {"AGORA_DSN": dsn, isolation.BWRAP_VARIABLE: box.bwrap}
    named = environment | {cgroups.VARIABLE: str(tmp_path)}
    refused = CliRunner().invoke(app, ["worker", command, "--as", "operator", "--once"], env=named)
    assert refused.exit_code == 3
    assert f"{cgroups.VARIABLE} is of no use: no groups can be made in {tmp_path}" in refused.stderr
    monkeypatch.setattr(cgroups, "find", nowhere)
    done = CliRunner().invoke(app, ["worker", command, "--as", "operator", "--once"], env=environment)
    assert done.exit_code == 0, done.output
    assert "not all together: control groups of version 2 are not mounted" in done.stderr


def test_memory_together(box: isolation.Box, attempt: Try) -> None:
    """What `--check` says of memory is so: of all processes together, or of each."""
    code = (
        "import os, time\nx = bytearray(100_000_000)\nx[::4096] = b'1' * len(x[::4096])"
        "\nif os.fork(): os.wait()\nelse:\n    x[::4096] = b'2' * len(x[::4096])"
    )
    outcome, result, violations = attempt(code, processes=4, memory_bytes=150_000_000)
    together = "together by control groups" in box.holdings()["memory, processes"]
    assert ("memory" in violations) == together, (outcome, result, violations)


# ---- with the database -------------------------------------------------------------------------------------


@pytest.fixture
def ids(dsn: str) -> dict[str, int]:
    with agora.connect(dsn) as team:
        ids = {name: int(team.core.register_principal(name=name)) for name in ("ada", "judge", "worker")}
        for name in ("judge", "worker"):
            team.memory.appoint_reviewer(principal=ids[name])
    return ids


def test_worker(box: isolation.Box, dsn: str, ids: dict[str, int]) -> None:
    """From a transform to its verification, and from an escape to a halted author."""
    with agora.connect(dsn) as team:
        for number, code in enumerate(
            ("def twice(n):\n    return 2 * n", "def twice(n):\n    return open('/etc/shadow')")
        ):
            made = team.memory.register_transform(code=code, actor=ids["ada"])
            team.work.submit_sandbox_job(
                transform=made["transform_id"],
                cases=[{"call": "twice", "args": [4], "expected": 8}],
                key=str(number),
                actor=ids["judge"],
            )
    environment = {"AGORA_DSN": dsn, isolation.BWRAP_VARIABLE: box.bwrap}
    done = CliRunner().invoke(app, ["worker", "sandbox", "--as", "worker", "--once"], env=environment)
    assert (done.exit_code, done.stdout) == (0, "1 failed, 1 passed\n"), done.output
    unknown = CliRunner().invoke(app, ["worker", "sandbox", "--as", "nobody", "--once"], env=environment)
    assert unknown.exit_code == 2
    with psycopg.connect(dsn) as connection:
        assert connection.execute(
            "SELECT v.verdict, v.environment -> 'environment' ->> 'sandbox'"
            "  FROM agora_memory.transform_verification AS v WHERE v.verifier_id = %s"
            " ORDER BY v.transform_verification_id",
            [ids["worker"]],
        ).fetchall() == [("passed", "bubblewrap"), ("failed", "bubblewrap")]
        assert connection.execute(
            "SELECT b.status, b.reason_class FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(%s)",
            [ids["ada"]],
        ).fetchall() == [("open", "security")]


def test_a_late_verdict_is_dropped(dsn: str, ids: dict[str, int]) -> None:
    """While it ran, the lease ended and another worker took the job."""
    with agora.connect(dsn) as team:
        team.work.submit_sandbox_job(code="x = 1", test="assert x", key="one", actor=ids["ada"])

    def run(*_: Any) -> Verdict:
        with psycopg.connect(dsn) as other:
            other.execute("UPDATE agora_work.request SET epoch = epoch + 1")
        return "passed", {}, []

    with psycopg.connect(dsn, autocommit=True) as connection:
        assert outside.step(connection, "sandbox", ids["worker"], run) == "lost"
        assert outside.step(connection, "sandbox", ids["worker"], run) is None
        assert connection.execute("SELECT status FROM agora_work.submitted_request").fetchall() == [
            ("running",)
        ]
