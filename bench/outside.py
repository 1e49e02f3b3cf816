"""Measures what the sandbox and the queue add to what is done outside the server.

In rounds that take turns: a program by itself, the same in the box of `agora worker exec`, a Python function in that of
`agora worker sandbox`, and a whole request from submission to result, through the queue. Needs bubblewrap.

    python bench/outside.py "$(agora dsn)" --rounds 100
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg
from bars import Bar, judged, table
from rich.console import Console
from rich.table import Table

import agora
from agora import executor, isolation, outside, sandbox

BARS = {"program in the box, more than alone, ms": Bar(100)}
COMMAND = {"command": "/bin/true", "arguments": []}
CODE = {"code": "def f(): return 1", "cases": [{"call": "f", "args": [], "expected": 1}]}
LIMITS = {
    "wall_seconds": 30,
    "cpu_seconds": 30,
    "output_bytes": 100_000,
    "file_bytes": 1_000_000,
    "memory_bytes": 268_435_456,
    "cpu_percent": 100,
    "open_files": 64,
    "processes": 16,
}


def processor() -> float:
    """Milliseconds of processor time of this process and of those that ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used) * 1000


def requests(dsn: str) -> tuple[psycopg.Connection[Any], int]:
    """A connection, and an agent that may ask for the command."""
    with agora.connect(dsn) as team:
        agent = int(team.core.register_principal(name="bench"))
        team.work.grant_capability(
            principal=agent, code="system:process:execute", level=1, reason="a benchmark"
        )
        team.work.allow_command(command="/bin/true", patterns=[], reason="a benchmark", key="bench")
    return psycopg.connect(dsn, autocommit=True), agent


def measure(calls: dict[str, Callable[[int], Any]], rounds: int) -> dict[str, dict[str, float]]:
    """Figures of each call; the first round warms up."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in calls}
    for number in range(rounds + 1):
        for name, call in calls.items():
            start, used = time.perf_counter(), processor()
            call(number)
            times[name].append(((time.perf_counter() - start) * 1000, processor() - used))
    return {
        name: {
            "p50_ms": median(wall for wall, _ in taken[1:]),
            "p95_ms": quantiles((wall for wall, _ in taken[1:]), n=20)[-1],
            "cpu_ms": median(cpu for _, cpu in taken[1:]),
        }
        for name, taken in times.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn", nargs="?", default=os.environ.get("AGORA_DSN", ""))
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()

    try:
        box = isolation.find()
    except isolation.SandboxUnavailableError as error:
        print(f"nothing measured: {error}")
        return 0
    connection, agent = requests(options.dsn)

    def request(number: int) -> None:
        connection.execute(
            "SELECT agora_work.submit_exec('/bin/true', p_key => %s, p_actor => %s)", [str(number), agent]
        )
        done = outside.step(connection, "exec", 3, lambda body, limits: executor.run(box, body, limits))
        assert done == "passed", done

    figures = measure(
        {
            "alone": lambda _: subprocess.run(["/bin/true"], check=True),
            "box": lambda _: executor.run(box, COMMAND, LIMITS),
            "python": lambda _: sandbox.run(box, CODE, LIMITS),
            "request": request,
        },
        options.rounds,
    )
    shown = Table("what", "p50 ms", "p95 ms", "processor ms", title="outside the server")
    for name, taken in figures.items():
        shown.add_row(name, *(f"{value:.1f}" for value in taken.values()))
        if options.output:
            with options.output.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"bench": "outside", "figure": name, **taken}) + "\n")
    added = {"program in the box, more than alone, ms": figures["box"]["p50_ms"] - figures["alone"]["p50_ms"]}
    Console(width=100).print(shown, table(judged(BARS, added)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
