"""Runs programs in a box of the operating system, for `agora worker sandbox` and `agora worker exec`.

    seen = isolation.Run()
    seen.follow(isolation.find(), limits, program, given)

bubblewrap gives a program a system of its own: no network, no other processes, no privileges, nothing writable but a
/tmp of limited size, nothing readable but /usr and what is shown. The kernel limits memory, processor time, processes
and files: of all processes together where control groups can be had, of each else. This module limits time and output.
Where the box cannot be had, nothing is run.
"""

import errno
import fcntl
import os
import selectors
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from agora import cgroups

BWRAP_VARIABLE = "AGORA_BWRAP"
PYTHON_VARIABLE = "AGORA_SANDBOX_PYTHON"
NOBODY = 65534
PRIVATE = "/tmp"  # noqa: S108 - the box's own
OWN_BYTES = 16_777_216
OWN_PROCESSES = 8
"""What a control group has beside the limits of a run: for the box itself, with room; each process has limits, too."""
DENIED = {
    "x86_64": (
        0xC000003E,
        41,
        56,
        "29 64 68 101 240 248 249 250 272 298 308 310 311 319 321 323 425 426 427 447",
    ),
    "aarch64": (
        0xC00000B7,
        198,
        220,
        "97 117 180 186 190 194 217 218 219 241 268 270 271 279 280 282 425 426 427 447",
    ),
}
"""By machine: its name in the kernel, and the numbers of socket(2), of clone(2) and of what code is denied: memory
that no limit counts, keys, other processes, new namespaces, and the kernel's wider doors."""
CLONE3 = 435
NAMESPACES = 0x7E020000
"""What asks clone(2) for a new namespace of any kind."""
FAMILIES = (1, 2, 10)
"""Sockets that code may make: local ones, and those of networks that it does not have."""


class SandboxUnavailableError(Exception):
    """Nothing can be isolated here, so nothing is run; the text says what to do."""


@dataclass(frozen=True)
class Box:
    """A box that was tried and works."""

    bwrap: str
    python: str
    shown: tuple[str, ...] = ()
    """Directories that can be read beside /usr; a program starts in the first."""
    version: str = ""
    options: tuple[str, ...] = ()
    groups: cgroups.Groups | None = None
    why_not: str = ""
    """Why there are no control groups."""

    def command(self, file_bytes: int, rules: int, program: Sequence[str]) -> list[str]:
        """What runs a program inside, with system calls filtered by what descriptor `rules` has."""
        words = "--unshare-all --unshare-user --die-with-parent --new-session --hostname sandbox"
        words += " --ro-bind /usr /usr --ro-bind-try /etc/ld.so.cache /etc/ld.so.cache"
        for top in (Path("/lib"), Path("/lib64"), Path("/bin")):
            if top.is_symlink():  # to what is below /usr
                words += f" --symlink {top.readlink()} {top}"
            elif top.exists():
                words += f" --ro-bind {top} {top}"
        words += " --proc /proc --dev /dev --remount-ro /dev"
        words += f" --size {max(file_bytes, 4096)} --tmpfs {PRIVATE}"
        shown = [word for directory in self.shown for word in ("--ro-bind", directory, directory)]
        after = [
            "--remount-ro",
            "/",
            "--cap-drop",
            "ALL",
            "--chdir",
            self.shown[0] if self.shown else PRIVATE,
        ]
        after += ["--seccomp", str(rules)] if os.uname().machine in DENIED else []
        return [self.bwrap, *words.split(" "), *shown, *after, *self.options, "--", *program]

    def group(self, limits: dict[str, int]) -> AbstractContextManager[cgroups.Group | None]:
        """A control group for a run, in which what it writes is memory, too; none where there are none."""
        if self.groups is None:
            return nullcontext()
        return self.groups.group(
            limits["memory_bytes"] + limits["file_bytes"] + OWN_BYTES,
            limits["processes"] + OWN_PROCESSES,
            limits.get("cpu_percent", 100),
        )

    def holdings(self) -> dict[str, str]:
        """What holds what in this box, for people to read."""
        each = "each process by resource limits, not all together"
        together = f"all together by control groups below {self.groups.path}" if self.groups else ""
        return {
            "files, network, privileges, other processes": "namespaces of the kernel, by bubblewrap",
            "system calls": "a filter of the kernel"
            if os.uname().machine in DENIED
            else f"not filtered: no list for {os.uname().machine}",
            "memory, processes": together or f"{each}: {self.why_not}",
            "processor time": f"share {together}, sum of each process by resource limits"
            if together
            else each,
            "time, output": "this worker, which ends what goes beyond",
        }


def find(shown: Sequence[str] = ()) -> Box:
    """Return the box of this machine; raises `SandboxUnavailableError` where there is none that holds."""
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
    for directory in shown:
        if directory == "/" or not directory.startswith("/") or not Path(directory).is_dir():
            raise SandboxUnavailableError(
                f"{directory} is no directory that can be shown: name it from the root"
            )
    choices: list[tuple[str, ...]] = [("--disable-userns",)]  # since bubblewrap 0.8
    if os.uname().machine in DENIED:  # else nothing would keep code from namespaces of its own
        choices.append(())
    for options in choices:
        box = Box(bwrap, python, tuple(shown), options=options)
        try:
            tried = _start(box, 0, (python, "-I", "-S", "-c", "import sys; print(sys.version.split()[0])"))
        except OSError as error:
            raise SandboxUnavailableError(f"bubblewrap does not start: {error}") from error
        said = tried.communicate()[0].decode(errors="replace").strip()
        if tried.returncode == 0:
            try:
                return replace(box, version=said, groups=cgroups.find())
            except cgroups.CgroupsUnavailableError as error:
                if os.environ.get(cgroups.VARIABLE):  # who names a group relies on it
                    raise SandboxUnavailableError(f"{cgroups.VARIABLE} is of no use: {error}") from error
                return replace(box, version=said, why_not=str(error))
    raise SandboxUnavailableError(
        f"the sandbox does not start here: {said}; it needs user namespaces that are open to unprivileged users"
        " (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone) and bubblewrap 0.6 or newer"
    )


def _filter() -> bytes:
    """The filter of system calls, as the kernel reads it (see bpf(4)): what is denied fails with EPERM.

    clone3(2) has its flags where no filter can read them: it is as if the kernel had none, and clone(2) is tried."""
    load, equal, above, some, end = 0x20, 0x15, 0x35, 0x45, 0x06
    kernel, socket, clone, calls = DENIED.get(os.uname().machine, (0, 0, 0, ""))
    # each: the name of its place, operation, where to go on if so and if not, where not with the next; operand
    rules = [
        ("", load, "", "", 4),
        ("", equal, "", "deny", kernel),
        ("", load, "", "", 0),
        ("", above, "deny", "", 0x40000000),
        ("", equal, "socket", "", socket),
        ("", equal, "clone", "", clone),
        ("", equal, "lack", "", CLONE3),
        *(("", equal, "deny", "", int(call)) for call in calls.split()),
        ("allow", end, "", "", 0x7FFF0000),
        ("clone", load, "", "", 16),
        ("", some, "deny", "permit", NAMESPACES),
        ("socket", load, "", "", 16),
        *(("", equal, "permit", "", family) for family in FAMILIES),
        ("deny", end, "", "", 0x00050000 | errno.EPERM),
        ("lack", end, "", "", 0x00050000 | errno.ENOSYS),
        ("permit", end, "", "", 0x7FFF0000),
    ]
    places = {name: place for place, (name, *_) in enumerate(rules) if name}
    return b"".join(
        struct.pack("HBBI", operation, *(places.get(goal, here + 1) - here - 1 for goal in goals), operand)
        for here, (_, operation, *goals, operand) in enumerate(rules)
    )


def _given(content: bytes) -> IO[bytes]:
    """A file without a name, which nobody can change."""
    given = os.fdopen(os.memfd_create("given", os.MFD_ALLOW_SEALING), "r+b", buffering=0)
    given.write(content)
    given.seek(0)
    fcntl.fcntl(given, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
    return given


def _start(
    box: Box,
    file_bytes: int,
    program: Sequence[str],
    given: bytes = b"",
    report: int | None = None,
    group: cgroups.Group | None = None,
    apart: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start a program in a box, with nothing of this one's: no environment, no privileges, no terminal."""
    nobody = NOBODY if os.geteuid() == 0 else None
    with _given(given) as content, _given(_filter()) as rules:
        return subprocess.Popen(
            box.command(file_bytes, rules.fileno(), program),
            stdin=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if apart else subprocess.STDOUT,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            cwd="/",
            pass_fds=(rules.fileno(),) if report is None else (rules.fileno(), report),
            start_new_session=True,
            user=nobody,
            group=nobody,
            extra_groups=None if nobody is None else [],
            preexec_fn=group.enter if group else None,  # a write; nothing else runs in this process
        )


@dataclass
class Run:
    """A program in a box: what it said, on both channels and in its report, and what it did that it may not."""

    output: bytearray = field(default_factory=bytearray)
    errors: bytearray = field(default_factory=bytearray)
    report: bytearray = field(default_factory=bytearray)
    violations: set[str] = field(default_factory=set)
    exit_code: int = 0
    wall_seconds: float = 0.0

    def follow(
        self, box: Box, limits: dict[str, int], program: Sequence[str], given: bytes, apart: bool = False
    ) -> None:
        """Run a program, whose last argument is the descriptor of its report, until it ends or has gone too far;
        then nothing of it is left."""
        readable, writable = os.pipe()
        with ExitStack() as held:
            held.enter_context(os.fdopen(readable, "rb", buffering=0))
            group = held.enter_context(box.group(limits))
            start = time.monotonic()
            try:
                process = held.enter_context(
                    _start(
                        box, limits["file_bytes"], [*program, str(writable)], given, writable, group, apart
                    )
                )
            finally:
                os.close(writable)
            try:
                self._listen(process, readable, start + limits["wall_seconds"], limits["output_bytes"])
                process.wait(max(0.0, start + limits["wall_seconds"] - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.violations.add("wall")
            finally:
                process.kill()  # its init dies with it, and everything else with that
                self.exit_code = process.wait()
            self.wall_seconds = round(time.monotonic() - start, 3)
            self.violations |= group.exceeded() if group else set()

    def _listen(self, process: "subprocess.Popen[bytes]", report: int, deadline: float, most: int) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout or -1, selectors.EVENT_READ, self.output)
            selector.register(report, selectors.EVENT_READ, self.report)
            if process.stderr:
                selector.register(process.stderr, selectors.EVENT_READ, self.errors)
            while selector.get_map():
                for key, _ in selector.select(max(0.0, deadline - time.monotonic())):
                    chunk = os.read(key.fd, 65536)
                    key.data.extend(chunk)
                    if not chunk:
                        selector.unregister(key.fileobj)
                if max(len(self.output) + len(self.errors), len(self.report)) > most:
                    self.violations.add("output")
                    process.kill()
                    return
                if time.monotonic() >= deadline:
                    return

    def was_ended_by(self, *signals: signal.Signals) -> bool:
        """Whether the program ended by one of the signals."""
        return self.exit_code in [128 + number for number in signals]


def text(content: bytes | str, most: int) -> str:
    """Text that PostgreSQL can hold."""
    told = content.decode(errors="replace") if isinstance(content, bytes) else content
    return told.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()[:most]
