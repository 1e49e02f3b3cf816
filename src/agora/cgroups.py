"""Control groups of Linux (version 2): limits that hold for all processes of a run together.

    groups = cgroups.find()
    with groups.group(memory_bytes=..., processes=..., cpu_percent=...) as group:
        subprocess.Popen(..., preexec_fn=group.enter)

They can be had below a group that was handed to this process: by `systemd-run --scope -p Delegate=yes`, or by whoever
started it, who says so with AGORA_CGROUP.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType

VARIABLE = "AGORA_CGROUP"
PROCESS = Path("/proc/self")
CONTROLLERS = {"memory", "pids", "cpu"}
PERIOD = 100_000
"""Microseconds over which processor time is shared out."""

_numbers = count(1)
_left: set[Path] = set()


class CgroupsUnavailableError(Exception):
    """No limits by control groups here; the text says why."""


@dataclass(frozen=True)
class Groups:
    """A group below which others can be made."""

    path: Path

    def group(self, memory_bytes: int, processes: int, cpu_percent: int) -> "Group":
        """Make a group; it is gone when its `with` ends, and so is all that runs in it."""
        return Group(
            self._make(),
            {
                "memory.max": memory_bytes,
                "memory.swap.max": 0,
                "memory.oom.group": 1,
                "pids.max": processes,
                "cpu.max": f"{cpu_percent * PERIOD // 100} {PERIOD}",
            },
        )

    def _make(self) -> Path:
        while True:
            path = self.path / f"agora-{os.getpid()}-{next(_numbers)}"
            with suppress(FileExistsError):  # of a worker that was killed and had our number
                path.mkdir()
                return path


class Group:
    """A group that was made, with limits."""

    def __init__(self, path: Path, limits: Mapping[str, object]) -> None:
        self.path = path
        try:
            for name, most in limits.items():
                if name != "memory.swap.max" or (path / name).exists():  # a kernel without swap has none
                    (path / name).write_text(str(most))
            self._processes = os.open(path / "cgroup.procs", os.O_WRONLY)
        except OSError:
            path.rmdir()
            raise

    def __enter__(self) -> "Group":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._processes)
        with suppress(OSError):  # since Linux 5.14; the sandbox ends its processes by itself, too
            (self.path / "cgroup.kill").write_text("1")
        _left.add(self.path)
        for path in tuple(_left):
            with suppress(OSError):  # the last processes in it are just ending: it goes with the next
                path.rmdir()
                _left.remove(path)

    def enter(self) -> None:
        """Move the calling process here, with all that it starts."""
        os.write(self._processes, b"0")

    def exceeded(self) -> set[str]:
        """The limits that were met: memory, processes."""
        met = {
            "memory": self._counts("memory.events").get("oom_kill", 0),
            "processes": self._counts("pids.events").get("max", 0),
        }
        return {name for name, times in met.items() if times > 0}

    def _counts(self, name: str) -> dict[str, int]:
        lines = [line.split() for line in (self.path / name).read_text().splitlines()]
        return {line[0]: int(line[1]) for line in lines}


def find() -> Groups:
    """Return where groups can be made; raises `CgroupsUnavailableError` where they cannot."""
    named = os.environ.get(VARIABLE)
    own = Path(named) if named else _own()
    try:
        lacking = CONTROLLERS - set((own / "cgroup.controllers").read_text().split())
        if lacking:
            raise CgroupsUnavailableError(f"{own} has no controllers {' '.join(sorted(lacking))}")
        if not set((own / "cgroup.subtree_control").read_text().split()) >= CONTROLLERS:
            _hand_down(own)
        groups = Groups(own)
        with groups.group(1 << 26, 10, 100):
            return groups
    except OSError as error:
        raise CgroupsUnavailableError(f"no groups can be made in {own}: {error.strerror}") from error


def _own() -> Path:
    """The group of this process."""
    try:
        mounts = [line.split(" - ") for line in (PROCESS / "mountinfo").read_text().splitlines()]
        within = [line for line in (PROCESS / "cgroup").read_text().splitlines() if line.startswith("0::")]
    except OSError as error:
        raise CgroupsUnavailableError(f"this system has none: {error.strerror}") from error
    found = [place.split()[4] for place, kind in mounts if kind.startswith("cgroup2 ")]
    if not found or not within:
        raise CgroupsUnavailableError("control groups of version 2 are not mounted")
    return Path(found[0] + within[0].removeprefix("0::").rstrip("/"))


def _hand_down(own: Path) -> None:
    """Let groups below `own` have limits. A group with such groups may have no process itself: ours moves into one."""
    if (own / "cgroup.procs").read_text().split() != [str(os.getpid())]:
        raise CgroupsUnavailableError(
            f"{own} is not this process' own; start it with: systemd-run --scope -p Delegate=yes, or set {VARIABLE}"
        )
    worker = own / "worker"
    worker.mkdir(exist_ok=True)
    (worker / "cgroup.procs").write_text(str(os.getpid()))
    (own / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in sorted(CONTROLLERS)))
