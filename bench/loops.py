"""Closed loops of pgbench whose every transaction is one step of a cycle: its log has the latency of each call.

A script is a list of steps; a client does one of them in each transaction and the next in the one after, for variables
outlive transactions. No client's processor time is in the figures but pgbench's, which is the same for all sides.
"""

import os
import subprocess
import tempfile
import time
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]

NAME = "agora bench loop"
WARM_UP = 0.1
"""Share of each client's transactions that is left out: a session's first calls compile functions and make plans."""
SAMPLED = 30
"""Seconds; of a longer run the log keeps as many lines as of one of this length."""
BACKENDS = "SELECT a.pid FROM pg_stat_activity AS a WHERE a.application_name = %s"


def pause(seconds: float) -> str:
    """A step that is the work itself: a transaction of its own, in which the client waits."""
    return f"\\sleep {round(seconds * 1e6)} us"


def script(steps: Sequence[str]) -> str:
    """One transaction a step. `:agent` is the client's own."""
    lines = ["\\set agent :first + :client_id"]
    for number, step in enumerate(steps):
        lines += [
            f"\\{'elif' if number else 'if'} :step = {number}",
            step,
            f"\\set step {(number + 1) % len(steps)}",
        ]
    return "\n".join([*lines, "\\endif", ""])


@dataclass(frozen=True)
class Found:
    """What a loop came to. Latencies are those of its first step, in milliseconds."""

    cycles_per_s: float
    p50_ms: float
    p99_ms: float
    late_p99_ms: float
    """That of the last fifth of each client's transactions."""
    server_ms: float
    """Processor time of the clients' backends for each cycle."""


class Loops:
    """Runs loops of so many clients, whose agents are numbered from `first` on."""

    def __init__(self, dsn: str, admin: Connection, first: int) -> None:
        self.dsn, self.admin, self.first = dsn, admin, first
        row = admin.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
        assert row is not None
        self.program = Path(row[0], "pgbench")

    def run(
        self,
        steps: Sequence[str],
        clients: int,
        *,
        seconds: float = 0,
        cycles: int = 0,
        variables: Mapping[str, int] | None = None,
    ) -> Found:
        """For so many seconds, or so many cycles of all clients together."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "script.sql")
            file.write_text(script(steps))
            lasting = (
                ["-t", str(max(cycles // clients, 1) * len(steps))] if cycles else ["-T", str(round(seconds))]
            )
            known = {"first": self.first, "step": 0, "found": 0, "task": 0, "epoch": 0, **(variables or {})}
            command = [
                *(self.program, "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2))),
                *(*lasting, "-f", file, "-l", "--log-prefix", Path(folder, "log")),
                *(["--sampling-rate", str(SAMPLED / seconds)] if seconds > SAMPLED else []),
                *(f"--define={name}={value}" for name, value in known.items()),
            ]
            cores = self._cores(command, clients)
            return _read(Path(folder), len(steps), cores)

    def _cores(self, command: Sequence[str | Path], clients: int) -> float:
        """Runs it; how many processors the clients' backends kept busy, from the end of the warm-up on."""
        samples: list[tuple[float, float]] = []
        with subprocess.Popen(
            [*command, self.dsn],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PGAPPNAME": NAME},
        ) as running:
            while running.poll() is None:
                pids = [pid for (pid,) in self.admin.execute(BACKENDS, [NAME])]
                if len(pids) == clients and (used := busy(pids)):
                    samples.append((time.monotonic(), used))
                with suppress(subprocess.TimeoutExpired):
                    running.wait(0.1)
            output = running.stdout.read() if running.stdout else ""
        if running.returncode or "aborted" in output:
            raise SystemExit(f"pgbench failed:\n{output}")
        warm = samples[int(len(samples) * WARM_UP) :]
        if len(warm) < 2:
            return float("nan")
        (begin, before), (end, after) = warm[0], warm[-1]
        return (after - before) / (end - begin)


def busy(pids: Sequence[int]) -> float:
    """Processor seconds that backends have used; 0 where one of them is gone."""
    try:
        return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e9
    except OSError:
        return 0.0


def percentile(sorted_values: Sequence[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def _read(folder: Path, steps: int, cores: float) -> Found:
    """What the log says: of each client its rate beyond the warm-up, of all the latencies of the first step."""
    clients: dict[str, tuple[array[int], array[float], array[float]]] = defaultdict(
        lambda: (array("q"), array("d"), array("d"))
    )
    for log in folder.glob("log*"):
        with log.open() as lines:
            for line in lines:
                client, number, took, _, second, micro = line.split()[:6]
                numbers, latencies, ends = clients[client]
                numbers.append(int(number))
                latencies.append(int(took) / 1000)
                ends.append(int(second) + int(micro) / 1e6)
    rate = 0.0
    early: list[float] = []
    late: list[float] = []
    for numbers, latencies, ends in clients.values():
        first = int(len(numbers) * WARM_UP)
        rate += (numbers[-1] - numbers[first]) / (ends[-1] - ends[first]) / steps
        for place in range(first, len(numbers)):
            if (numbers[place] - 1) % steps == 0:
                (late if place >= len(numbers) * 0.8 else early).append(latencies[place])
    every = sorted(early + late)
    return Found(
        round(rate),
        round(percentile(every, 0.5), 2),
        round(percentile(every, 0.99), 2),
        round(percentile(sorted(late), 0.99), 2),
        round(1000 * cores / rate, 3),
    )
