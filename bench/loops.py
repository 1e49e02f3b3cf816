"""Closed loops of pgbench whose every transaction is one step of a cycle: its log has the latency of each call.

A script is a list of steps; a client does one of them in each transaction and the next in the one after, for variables
outlive transactions. No client's processor time is in the figures but pgbench's, which is the same for all sides; but
that of a relay, whose agents are in this process: a cycle is one `next`.
"""

import asyncio
import os
import random
import subprocess
import tempfile
import time
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from agora.relay import Relay

Connection = psycopg.Connection[Any]

NAME = "agora bench loop"
WARM_UP = 0.1
"""Share of each client's transactions that is left out: a session's first calls compile functions and make plans."""
SAMPLED = 30
"""Seconds; of a longer run the log keeps as many lines as of one of this length."""
BACKENDS = "SELECT a.pid FROM pg_stat_activity AS a WHERE a.application_name = %s"


@dataclass(frozen=True)
class Pause:
    """The work itself: so many seconds, up to that share of them more or less, each as likely."""

    seconds: float = 0
    spread: float = 0

    def drawn(self) -> float:
        return self.seconds * (1 + self.spread * random.uniform(-1, 1))

    def step(self) -> str:
        """As a step, which is a transaction of its own, in which the client waits."""
        least, most = (round(1e6 * self.seconds * (1 + sign * self.spread)) for sign in (-1, 1))
        return f"\\set us random({least}, {most})\n\\sleep :us us"


def script(steps: Sequence[str | Pause]) -> str:
    """One transaction a step. `:agent` is the client's own."""
    lines = ["\\set agent :first + :client_id"]
    for number, step in enumerate(steps):
        lines += [
            f"\\{'elif' if number else 'if'} :step = {number}",
            step.step() if isinstance(step, Pause) else step,
            f"\\set step {(number + 1) % len(steps)}",
        ]
    return "\n".join([*lines, "\\endif", ""])


@dataclass(frozen=True)
class Found:
    """What a loop came to. Latencies are those of its first step, in milliseconds, where nothing else is said."""

    cycles_per_s: float
    p50_ms: float
    p99_ms: float
    late_p99_ms: float
    """That of the last fifth of each client's transactions."""
    cycle_p99_ms: float
    """That of a cycle: all its steps but pauses. Not known of long runs, whose log is a sample."""
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
        steps: Sequence[str | Pause],
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
            return _read(Path(folder), [not isinstance(step, Pause) for step in steps], cores)

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
        return _mean(samples)

    def relay(
        self,
        clients: int,
        *,
        connections: int = 3,
        work: Pause | None = None,
        seconds: float = 0,
        cycles: int = 0,
    ) -> Found:
        """The same of agents that share a relay, each working so long on a task."""
        lasting = (seconds or float("inf"), cycles or 10**9)
        return asyncio.run(self._relay(clients, connections, work or Pause(), *lasting))

    async def _relay(self, clients: int, connections: int, work: Pause, seconds: float, cycles: int) -> Found:
        logs = [_Log() for _ in range(clients)]
        samples: list[tuple[float, float]] = []
        end = time.monotonic() + seconds

        async def cycle(agent: int, log: _Log) -> None:
            task = await relay.next(agent, timeout=0)
            while task and log.number < cycles // clients and time.monotonic() < end:
                await asyncio.sleep(work.drawn())
                begin = time.perf_counter()
                task = await relay.next(agent, task, timeout=0)
                log.note(log.number + 1, 1000 * (time.perf_counter() - begin), time.monotonic())

        async def sample() -> None:
            while True:
                samples.append((time.monotonic(), busy(pids)))
                await asyncio.sleep(0.1)

        async with Relay(make_conninfo(self.dsn, application_name=NAME), connections) as relay:
            pids = [pid for (pid,) in self.admin.execute(BACKENDS, [NAME])]
            sampling = asyncio.create_task(sample())
            await asyncio.gather(*(cycle(agent, log) for agent, log in enumerate(logs, start=self.first)))
            sampling.cancel()
        return _found(logs, [True], _mean(samples))


def _mean(samples: Sequence[tuple[float, float]]) -> float:
    """How many processors were busy, from the end of the warm-up on."""
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


@dataclass
class _Log:
    """Of one client: the numbers of its transactions, how long each took, and when it ended."""

    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    latencies: "array[float]" = field(default_factory=lambda: array("d"))
    ends: "array[float]" = field(default_factory=lambda: array("d"))

    def note(self, number: int, milliseconds: float, end: float) -> None:
        self.numbers.append(number)
        self.latencies.append(milliseconds)
        self.ends.append(end)

    @property
    def number(self) -> int:
        """The last one's."""
        return self.numbers[-1] if self.numbers else 0


def _read(folder: Path, calls: Sequence[bool], cores: float) -> Found:
    """What pgbench's log says of steps that are calls, and of others."""
    clients: dict[str, _Log] = defaultdict(_Log)
    for log in folder.glob("log*"):
        with log.open() as lines:
            for line in lines:
                client, number, took, _, second, micro = line.split()[:6]
                clients[client].note(int(number), int(took) / 1000, int(second) + int(micro) / 1e6)
    return _found(list(clients.values()), calls, cores)


def _found(logs: Sequence[_Log], calls: Sequence[bool], cores: float) -> Found:
    """Of each client its rate beyond the warm-up, of all the latencies."""
    rate, steps = 0.0, len(calls)
    early: list[float] = []
    late: list[float] = []
    cycles: list[float] = []
    for log in logs:
        numbers = log.numbers
        first = int(len(numbers) * WARM_UP)
        rate += (numbers[-1] - numbers[first]) / (log.ends[-1] - log.ends[first]) / steps
        for place in range(first, len(numbers)):
            if (numbers[place] - 1) % steps == 0:
                (late if place >= len(numbers) * 0.8 else early).append(log.latencies[place])
                cycle = range(place, min(place + steps, len(numbers)))
                if len(cycle) == steps and numbers[cycle[-1]] == numbers[place] + steps - 1:
                    cycles.append(sum(log.latencies[at] for at in cycle if calls[at - place]))
    every = sorted(early + late)
    return Found(
        round(rate),
        round(percentile(every, 0.5), 2),
        round(percentile(every, 0.99), 2),
        round(percentile(sorted(late), 0.99), 2),
        round(percentile(sorted(cycles), 0.99), 2) if cycles else float("nan"),
        round(1000 * cores / rate, 3),
    )
