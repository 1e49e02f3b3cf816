"""Runs submitted Python in a sandbox of the operating system, for `agora worker sandbox`.

    box = agora.sandbox.find()
    outcome, result, violations = agora.sandbox.run(box, request.body, request.limits)

bubblewrap gives the code a system of its own: no network, no other processes, no privileges, nothing writable but a
/tmp of limited size, nothing readable but /usr. The kernel limits memory, processor time, processes and files; this
module limits time and output. Where that cannot be had, nothing is run.
"""

import errno
import fcntl
import json
import os
import selectors
import shutil
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from agora import errors

BWRAP_VARIABLE = "AGORA_BWRAP"
PYTHON_VARIABLE = "AGORA_SANDBOX_PYTHON"
NOBODY = 65534
PRIVATE = "/tmp"  # noqa: S108 - the sandbox's own
SHOWN = 10_000
"""Characters of the output, and of what failed cases gave, that are kept."""
VIOLATIONS = {"network", "write", "read", "signal", "native", "processes", "memory", "file"}
"""What the harness reports; the rest is seen from outside."""

DENIED = {
    "x86_64": (
        0xC000003E,
        41,
        "29 64 68 101 240 248 249 250 272 298 308 310 311 319 321 323 425 426 427 447",
    ),
    "aarch64": (
        0xC00000B7,
        198,
        "97 117 180 186 190 194 217 218 219 241 268 270 271 279 280 282 425 426 427 447",
    ),
}
"""By machine: its name in the kernel, and the numbers of socket(2) and of what code is denied: memory
that no limit counts, keys, other processes, new namespaces, and the kernel's wider doors."""
FAMILIES = (1, 2, 10)
"""Sockets that code may make: local ones, and those of networks that it does not have."""

Fields = dict[str, Any]


class SandboxUnavailableError(Exception):
    """Code cannot be isolated here, so none is run; the text says what to do."""


@dataclass(frozen=True)
class Box:
    """A sandbox that was tried and works."""

    bwrap: str
    python: str
    version: str = ""
    options: tuple[str, ...] = ()

    def command(self, file_bytes: int, rules: int, program: tuple[str, ...]) -> list[str]:
        """What runs a program inside, with system calls filtered by what descriptor `rules` has."""
        words = "--unshare-all --unshare-user --die-with-parent --new-session --hostname sandbox"
        words += " --ro-bind /usr /usr --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache"
        for top in (Path("/lib"), Path("/lib64"), Path("/bin")):
            if top.is_symlink():  # to what is below /usr
                words += f" --symlink {top.readlink()} {top}"
            elif top.exists():
                words += f" --ro-bind {top} {top}"
        words += (
            f" --proc /proc --dev /dev --remount-ro /dev --size {max(file_bytes, 4096)} --tmpfs {PRIVATE}"
        )
        words += f" --remount-ro / --chdir {PRIVATE} --cap-drop ALL"
        words += f" --seccomp {rules}" if os.uname().machine in DENIED else ""
        return [self.bwrap, *words.split(" "), *self.options, "--", *program]


def find() -> Box:
    """Return the sandbox of this machine; raises `SandboxUnavailableError` where there is none that holds."""
    bwrap = os.environ.get(BWRAP_VARIABLE) or shutil.which("bwrap")
    if bwrap is None or sys.platform != "linux":
        raise SandboxUnavailableError(
            "bubblewrap is not here, and nothing is run without it; install it, as with:"
            f" apt-get install bubblewrap (or set {BWRAP_VARIABLE})"
        )
    python = os.environ.get(PYTHON_VARIABLE, "/usr/bin/python3")
    if not python.startswith("/usr/") or not Path(python).exists():
        raise SandboxUnavailableError(
            f"{python} is no interpreter below /usr, which is all that the sandbox sees;"
            f" install python3 or set {PYTHON_VARIABLE}"
        )
    for options in (("--disable-userns",), ()):  # since bubblewrap 0.8
        box = Box(bwrap, python, options=options)
        try:
            tried = _start(box, 0, (python, "-I", "-S", "-c", "import sys; print(sys.version.split()[0])"))
        except OSError as error:
            raise SandboxUnavailableError(f"bubblewrap does not start: {error}") from error
        said = tried.communicate()[0].decode(errors="replace").strip()
        if tried.returncode == 0:
            return replace(box, version=said)
    raise SandboxUnavailableError(
        f"the sandbox does not start here: {said}; it needs user namespaces that are open to unprivileged users"
        " (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone) and bubblewrap 0.6 or newer"
    )


def _filter() -> bytes:
    """The filter of system calls, as the kernel reads it (see bpf(4)): what is denied fails with EPERM."""
    load, equal, above, end = 0x20, 0x15, 0x35, 0x06
    kernel, socket, calls = DENIED.get(os.uname().machine, (0, 0, ""))
    denied = [int(call) for call in calls.split()]
    # each: operation, how far to jump if so and if not, operand
    allow = 4 + len(denied) + 1
    deny = allow + 1 + len(FAMILIES) + 1
    rules = [(load, 0, 0, 4), (equal, 0, deny - 2, kernel), (load, 0, 0, 0), (above, deny - 4, 0, 0x40000000)]
    rules += [(equal, allow - len(rules), 0, socket)]
    rules += [(equal, deny - place - 1, 0, number) for place, number in enumerate(denied, len(rules))]
    rules += [(end, 0, 0, 0x7FFF0000), (load, 0, 0, 16)]
    rules += [(equal, deny - place, 0, family) for place, family in enumerate(FAMILIES, len(rules))]
    rules += [(end, 0, 0, 0x00050000 | errno.EPERM), (end, 0, 0, 0x7FFF0000)]
    return b"".join(struct.pack("HBBI", *rule) for rule in rules)


def _given(content: bytes) -> IO[bytes]:
    """A file without a name, which nobody can change."""
    given = os.fdopen(os.memfd_create("given", os.MFD_ALLOW_SEALING), "r+b", buffering=0)
    given.write(content)
    given.seek(0)
    fcntl.fcntl(given, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
    return given


def _start(
    box: Box, file_bytes: int, program: tuple[str, ...], job: bytes = b"", descriptors: tuple[int, ...] = ()
) -> "subprocess.Popen[bytes]":
    """Start a program in a box, with nothing of this one's: no environment, no privileges, no terminal."""
    nobody = NOBODY if os.geteuid() == 0 else None
    with _given(job) as given, _given(_filter()) as rules:
        return subprocess.Popen(
            box.command(file_bytes, rules.fileno(), program),
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            cwd="/",
            pass_fds=(rules.fileno(), *descriptors),
            start_new_session=True,
            user=nobody,
            group=nobody,
            extra_groups=None if nobody is None else [],
        )


@dataclass
class Run:
    """What was seen of a run."""

    output: bytearray = field(default_factory=bytearray)
    report: bytearray = field(default_factory=bytearray)
    violations: set[str] = field(default_factory=set)
    steps: dict[int, Fields] = field(default_factory=dict)
    exit_code: int = 0
    wall_seconds: float = 0.0
    used: Fields = field(default_factory=dict)
    started: bool = False

    def follow(self, process: "subprocess.Popen[bytes]", reports: int, limits: dict[str, int]) -> None:
        """Listen to a process until it ends or has gone too far; then nothing of it is left."""
        start = time.monotonic()
        try:
            self._listen(process, reports, start + limits["wall_seconds"], limits["output_bytes"])
            process.wait(max(0.0, start + limits["wall_seconds"] - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.violations.add("wall")
        finally:
            process.kill()  # its init dies with it, and everything else with that
            self.exit_code = process.wait()
        self.wall_seconds = round(time.monotonic() - start, 3)

    def _listen(self, process: "subprocess.Popen[bytes]", reports: int, deadline: float, most: int) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout or -1, selectors.EVENT_READ, self.output)
            selector.register(reports, selectors.EVENT_READ, self.report)
            while selector.get_map():
                for key, _ in selector.select(max(0.0, deadline - time.monotonic())):
                    chunk = os.read(key.fd, 65536)
                    key.data.extend(chunk)
                    if not chunk:
                        selector.unregister(key.fileobj)
                if max(len(self.output), len(self.report)) > most:
                    self.violations.add("output")
                    process.kill()
                    return
                if time.monotonic() >= deadline:
                    return

    def read(self, cpu_seconds: int) -> None:
        """Take in what was reported; whatever the harness would not have said is tampering."""
        for line in self.report.splitlines():
            try:
                match json.loads(line, parse_constant=_refuse):
                    case {"violation": str(name)} if name in VIOLATIONS:
                        self.violations.add(name)
                    case {"step": int(number), "value": value} if number == len(self.steps) and not self.used:
                        self.steps[number] = {"value": value}
                    case {"step": int(number), "error": str(text)} if (
                        number == len(self.steps) and not self.used
                    ):
                        self.steps[number] = {"error": text}
                    case {"started": True} if not self.started:
                        self.started = True
                    case {"ended": True, "cpu_seconds": float(cpu), "peak_memory_bytes": int(peak)} if (
                        not self.used
                    ):
                        self.used = {"cpu_seconds": round(cpu, 3), "peak_memory_bytes": peak}
                    case _:
                        self.violations.add("tampering")
            except (ValueError, RecursionError):
                if self.exit_code == 0 and "output" not in self.violations:  # not cut off in the middle
                    self.violations.add("tampering")
        by_the_kernel = (
            128 + signal.SIGXCPU,
            128 + signal.SIGKILL,
        )  # the second where the code ignores the first
        if self.exit_code in by_the_kernel and self.wall_seconds >= cpu_seconds:
            self.violations.add("cpu")


def run(box: Box, body: Fields, limits: dict[str, int]) -> tuple[str, Fields, list[str]]:
    """Run a job as `claim_request()` gives it; returns outcome, result and violations for `finish_request()`."""
    calls = [{key: value for key, value in case.items() if key != "expected"} for case in body["cases"]]
    job = {"code": body["code"], "calls": calls, "test": body.get("test"), "limits": limits}
    readable, writable = os.pipe()
    seen = Run()
    with os.fdopen(readable, "rb", buffering=0):
        try:
            harness = Path(__file__).with_name("sandbox_harness.py").read_text(encoding="utf-8")
            program = (box.python, "-I", "-S", "-B", "-c", harness, str(writable))
            process = _start(box, limits["file_bytes"], program, json.dumps(job).encode(), (writable,))
        finally:
            os.close(writable)
        with process:
            seen.follow(process, readable, limits)
    seen.read(limits["cpu_seconds"])
    cases = [_judge(seen.steps.get(number), case) for number, case in enumerate(body["cases"], 1)]
    loaded = seen.steps.get(0, {"error": "it ended before the code was loaded"})
    tested = seen.steps.get(len(cases) + 1, {"error": "not reached"}) if body.get("test") is not None else {}
    good = bool(seen.used) and all(case["ok"] for case in cases) and "error" not in {**loaded, **tested}
    outcome = "passed" if good and not seen.violations else "failed" if seen.started else "error"
    result = {
        "cases": {
            "passed": sum(case["ok"] for case in cases),
            "failed": [c for c in cases if not c["ok"]][:20],
        },
        "load_error": loaded.get("error"),
        "test_error": tested.get("error"),
        "output": _text(seen.output.decode(errors="replace")[:SHOWN]),
        "exit_code": seen.exit_code,
        "wall_seconds": seen.wall_seconds,
        **seen.used,
        "environment": {"sandbox": "bubblewrap", "python": box.version, "system": os.uname().release},
    }
    return outcome, result, sorted(seen.violations)


def _judge(step: Fields | None, case: Fields) -> Fields:
    """Compare what a call gave with what it should have: out here, where the code cannot reach."""
    if step is None or "value" not in step:
        return {
            "ok": False,
            "call": case["call"],
            "error": _text(str((step or {}).get("error", "not reached"))),
        }
    if _same(step["value"], case["expected"]):
        return {"ok": True}
    return {"ok": False, "call": case["call"], "got": _text(json.dumps(step["value"])[:500])}


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 is 1.0, but true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return bool(one == other)


def _text(text: str) -> str:
    """Text that PostgreSQL can hold."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()[:SHOWN]


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def step(connection: psycopg.Connection[Any], box: Box, actor: int) -> str | None:
    """Take the next job, run it, and say what came of it; returns the outcome, None where there is no job."""
    with errors.translated(), connection.cursor(row_factory=tuple_row) as cursor:
        claimed = cursor.execute(
            "SELECT c.request_id, c.epoch, c.body, c.limits"
            " FROM agora_work.claim_request('sandbox', p_actor => %s) AS c",
            [actor],
        ).fetchone()
        if claimed is None:
            return None
        outcome, result, violations = run(box, claimed[2], claimed[3])
        try:
            with errors.translated():
                cursor.execute(
                    "SELECT agora_work.finish_request(%s, %s, %s, %s, %s, p_actor => %s)",
                    [claimed[0], claimed[1], outcome, Jsonb(result), violations, actor],
                )
        except (errors.RequestClosed, errors.RequestLost):
            return "lost"  # it took longer than the lease, and another has it
        return outcome
