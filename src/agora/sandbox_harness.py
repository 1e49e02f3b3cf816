"""Runs inside the sandbox: limits itself, runs the submitted code, and reports. Standard library only.

It reads a job from standard input and writes JSON lines to the descriptor that its argument names: violations as they
happen, what each call gave, and how it ended. What the calls should have given stays outside. The audit hook sees what
is tried, so that it can be told; what holds is the sandbox around this process.
"""

import errno
import json
import os
import resource
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

REPORT = int(sys.argv[1])
FIRST = os.getpid()
PRIVATE = "/tmp"  # noqa: S108 - the sandbox's own
READABLE = (PRIVATE, "/usr", "/lib", "/lib64", "/bin", "/dev/null", "/dev/zero", "/dev/urandom")
NETWORK = ("socket.connect", "socket.bind", "socket.send", "socket.get", "http.client.", "urllib.Request")
PROCESS = (
    "os.fork",
    "os.exec",
    "os.posix_spawn",
    "os.system",
    "subprocess.Popen",
    "_thread.start_new_thread",
)
CHANGES = ("os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
LIMITS = {errno.EFBIG: "file", errno.ENOSPC: "file", errno.EAGAIN: "processes", errno.ENOMEM: "memory"}


def report(**facts: Any) -> None:
    """Say something to the worker; a process that the code started only says what it does wrong."""
    if os.getpid() != FIRST and "violation" not in facts:
        return
    line = json.dumps(facts, allow_nan=False).encode() + b"\n"
    while line:
        line = line[os.write(REPORT, line) :]


def is_within(path: Any, roots: tuple[str, ...]) -> bool:
    """Whether a path, links followed, is in one of the directories."""
    real = os.path.realpath(os.fsdecode(path))
    return any(real == root or real.startswith(root + "/") for root in roots)


def violation(event: str, arguments: tuple[Any, ...], processes: int) -> "str | None":
    """What an event of the interpreter would be a violation of, or None."""
    found = None
    if event == "open" and not isinstance(arguments[0], int):
        changes = bool((arguments[2] or 0) & WRITES)
        if not is_within(arguments[0], (PRIVATE, "/dev/null") if changes else READABLE):
            found = "write" if changes else "read"
    elif event in ("os.listdir", "os.scandir"):
        if not isinstance(arguments[0], int) and not is_within(arguments[0] or ".", READABLE):
            found = "read"
    elif event in CHANGES:
        paths = [path for path in arguments[:2] if isinstance(path, (str, bytes))]
        if not all(is_within(path, (PRIVATE,)) for path in paths):
            found = "write"
    elif event in ("os.kill", "os.killpg"):
        found = None if arguments[0] == os.getpid() else "signal"
    elif event.startswith(NETWORK) and event != "socket.gethostname":
        found = "network"
    elif event.startswith("ctypes."):
        found = "native"
    elif event.startswith(PROCESS) and processes == 1:
        found = "processes"
    return found


def watch(processes: int) -> None:
    """Report violations, each once. A hook cannot be taken away again."""
    told: set[str] = set()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        found = violation(event, arguments, processes)
        if found and found not in told:
            told.add(found)
            report(violation=found)

    sys.addaudithook(hook)


def limit(limits: dict[str, int]) -> None:
    """Set the limits of this process and of all that it starts; nobody in the sandbox can raise them."""
    for name, soft, hard in (
        (resource.RLIMIT_AS, limits["memory_bytes"], 0),
        (resource.RLIMIT_CPU, limits["cpu_seconds"], 1),
        (resource.RLIMIT_FSIZE, limits["file_bytes"], 0),
        (resource.RLIMIT_NPROC, limits["processes"] + 1, 0),  # and the init of the sandbox
        (resource.RLIMIT_NOFILE, 64, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(name, (soft, soft + hard))


def exceeded(error: BaseException) -> "str | None":
    """The limit that an error tells of, or None."""
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return "processes"
    return LIMITS.get(error.errno or 0) if isinstance(error, OSError) else None


def attempt(number: int, work: Callable[[], Any]) -> bool:
    """Do a piece of work and report what it gave; whether it ended well."""
    try:
        facts: dict[str, Any] = {"value": work()}
        json.dumps(facts, allow_nan=False)
    except BaseException as error:
        if found := exceeded(error):
            report(violation=found)
        text = str(error).encode(errors="replace")[:1000].decode(errors="replace")
        facts = {"error": f"{type(error).__name__}: {text}"}
    report(step=number, **facts)
    return "error" not in facts


def run(source: str, name: str, names: dict[str, Any]) -> None:
    """Run submitted code."""
    exec(compile(source, name, "exec"), names)  # noqa: S102 - it is what this is for


def invoke(call: dict[str, Any], names: dict[str, Any]) -> Any:
    """Call a function of the submitted code."""
    return names[call["call"]](*call["args"], **call.get("kwargs", {}))


def main() -> None:
    """Run the job: step 0 is the code itself, then come the calls, then the test."""
    job = json.load(sys.stdin.buffer)
    names: dict[str, Any] = {"__name__": "transform"}
    limit(job["limits"])
    report(started=True)
    watch(job["limits"]["processes"])
    if attempt(0, lambda: run(job["code"], "<transform>", names)):
        for number, call in enumerate(job["calls"], 1):
            attempt(number, partial(invoke, call, names))
        if job["test"] is not None:
            attempt(len(job["calls"]) + 1, lambda: run(job["test"], "<test>", names))
    used = resource.getrusage(resource.RUSAGE_SELF)
    report(ended=True, cpu_seconds=used.ru_utime + used.ru_stime, peak_memory_bytes=used.ru_maxrss * 1024)


if __name__ == "__main__":
    main()
