"""Measures `agora import`: attempts per second from a file to committed rows, new and repeated, and what the
processor spends on 10 000 of them, in the client and in the server (read on the machine that it runs on).

The records are made up but shaped like real ones: half are failures with tracebacks of some thirty lines, from
a few hundred bugs that each occur under other paths, line numbers and values; a third are retries; some bring
code. The figures are printed and, with --output, appended as JSON lines. The rows stay: use a database made for
it.

    python bench/importer.py "$(agora dsn)" --records 20000 --bugs 500
    python bench/importer.py --write attempts.jsonl
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

NOUNS = [
    "order",
    "invoice",
    "ledger",
    "parser",
    "session",
    "token",
    "report",
    "index",
    "cache",
    "stream",
    "batch",
    "account",
    "message",
    "schema",
    "route",
]
VERBS = [
    "load",
    "parse",
    "merge",
    "fetch",
    "update",
    "render",
    "encode",
    "resolve",
    "validate",
    "import",
    "convert",
    "collect",
]
FRAMES = 14
EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
ENDING = "SELECT pg_sleep(0.05) FROM pg_stat_activity WHERE application_name = 'agora' LIMIT 1"


@dataclass(frozen=True)
class Bug:
    """One fault in a made-up program: where it is, what it says, what mends it."""

    error_type: str
    message: str
    frames: tuple[tuple[str, str, str], ...]
    fix: str
    title: str


def make_bug(number: int, rng: random.Random) -> Bug:
    """Make a bug; its message has a place for a value that differs from run to run."""
    noun, verb, field = rng.choice(NOUNS), rng.choice(VERBS), f"{rng.choice(NOUNS)}_{number}"
    kind, message, line = rng.choice(
        [
            ("KeyError", "'{value}'", f"return {noun}['{field}']"),
            (
                "ValueError",
                "invalid literal for int() with base 10: '{value}'",
                f"{field} = int(row[{number}])",
            ),
            ("AttributeError", f"'NoneType' object has no attribute '{field}'", f"result = {noun}.{field}"),
            (
                "TypeError",
                f"{verb}_{field}() takes 1 positional argument but 2 were given",
                f"{verb}_{field}(a, b)",
            ),
            (
                "FileNotFoundError",
                "[Errno 2] No such file or directory: '/data/{value}.csv'",
                f"with open({field}) as f:",
            ),
            ("ModuleNotFoundError", f"No module named '{field}'", f"import {field}"),
            ("ZeroDivisionError", "division by zero", f"return total_{field} / count"),
            (
                "UnicodeDecodeError",
                "'utf-8' codec can't decode byte 0x{value} in position 7: invalid start byte",
                f"{field}.decode()",
            ),
        ]
    )
    frames = (
        *(
            (
                f"{rng.choice(NOUNS)}/{rng.choice(VERBS)}.py",
                f"{rng.choice(VERBS)}_{rng.choice(NOUNS)}",
                f"{rng.choice(VERBS)}(x{depth})",
            )
            for depth in range(FRAMES - 1)
        ),
        (f"{noun}/{verb}_{number}.py", f"{verb}_{field}", line),
    )
    fix = f'''def {verb}_{field}(rows, default=None):
    """Guard {verb} of {noun} {field} against missing values."""
    kept = []
    for position, row in enumerate(rows):
        value = row.get("{field}", default)
        if value is None or value == "":
            continue
        if position % {number + 2} == 0 and len(kept) > {number}:
            kept = kept[-{number + 1}:]
        kept.append((position, str(value).strip()))
    return dict(kept)
'''
    return Bug(kind, message, frames, fix, f"{verb} the {noun} with {field}")


def traceback_of(bug: Bug, value: str, rng: random.Random) -> str:
    """Print the bug as one run would: under some home directory, at line numbers that drift."""
    home, drift = f"/home/user{rng.randrange(200)}/src/{rng.randrange(10**6):x}", rng.randrange(90)
    lines = ["Traceback (most recent call last):"]
    for depth, (path, function, source) in enumerate(bug.frames):
        lines += [f'  File "{home}/{path}", line {10 + 7 * depth + drift}, in {function}', f"    {source}"]
    lines.append(f"{bug.error_type}: {bug.message.format(value=value)}")
    return "\n".join(lines)


def make_records(count: int, bugs: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Make attempts: a third first failures, a third retries, half of which fail again, a third successes."""
    rng = random.Random(seed)
    known = [make_bug(number, rng) for number in range(bugs)]
    failed: list[tuple[int, Bug]] = []
    for number in range(count):
        start = EPOCH + timedelta(seconds=37 * number)
        part = number % 6
        parent, bug = rng.choice(failed[-5000:]) if part in (1, 4) and failed else (None, rng.choice(known))
        record: dict[str, Any] = {
            "id": f"run-{seed}-{number}",
            "request": f"{bug.title}, please: case {number}",
            "agent": f"bench-agent-{number % 8}",
            "agent_type": "coder",
            "project": f"project-{number % 20}",
            "model": "example-model-1",
            "tokens_in": rng.randrange(500, 20_000),
            "tokens_out": rng.randrange(50, 4_000),
            "cost_usd": round(rng.random() / 10, 6),
            "tools": ["shell", "editor"],
            "meta": {"run": number, "host": f"worker-{number % 50}"},
            "started_at": start.isoformat(),
            "finished_at": (start + timedelta(seconds=rng.randrange(5, 600))).isoformat(),
        }
        if parent is not None:
            record |= {
                "parent": f"run-{seed}-{parent}",
                "agent": f"bench-agent-{parent % 8}",
                "approach": f"{rng.choice(['guard', 'rewrite', 'retry', 'validate'])} the {bug.title}",
            }
        if part in (0, 3, 4):
            value = f"{rng.randrange(16**4):04x}"
            record |= {
                "status": "error",
                "error": {
                    "type": bug.error_type,
                    "message": bug.message.format(value=value),
                    "stack": traceback_of(bug, value, rng),
                },
            }
            failed.append((number, bug))
        else:
            record |= {"status": "success", "quality": round(rng.uniform(0.5, 1), 2)}
            if part == 1 and rng.random() < 0.5:
                record |= {"code": bug.fix + rng.choice(["", "\n# reviewed\n", "\n\n"]), "language": "python"}
        yield record


class Clocks:
    """Reads the clock, and the processor's seconds of this program's children and of a server's that have ended."""

    def __init__(self, dsn: str) -> None:
        with psycopg.connect(dsn) as connection:
            self.server = int(fields_of(connection.info.backend_pid)[1])

    def read(self) -> tuple[float, float, float]:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        ticks = sum(map(int, fields_of(self.server)[13:15]))
        return (
            time.perf_counter(),
            children.ru_utime + children.ru_stime,
            ticks / os.sysconf("SC_CLK_TCK"),
        )


def fields_of(pid: int) -> list[str]:
    """What the kernel says of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def run(dsn: str, path: Path, clocks: Clocks) -> tuple[float, float, float]:
    """Import a file with the command line, as a user would; return seconds: by the clock, client, server."""
    before = clocks.read()
    subprocess.run(
        [sys.executable, "-m", "agora", "import", path, "--rejects", path.with_suffix(".rejects")],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "AGORA_DSN": dsn},
    )
    seconds = time.perf_counter() - before[0]
    with psycopg.connect(dsn, autocommit=True) as connection:  # a session's time counts when it has ended
        while connection.execute(ENDING).fetchone():
            pass
    _, client, server = (after - earlier for after, earlier in zip(clocks.read(), before, strict=True))
    return seconds, client, server


def measure(dsn: str, records: int, bugs: int, seed: int = 1) -> dict[str, Any]:
    """Import new records, then the same file again."""
    clocks = Clocks(dsn)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "attempts.jsonl")
        write(path, records, bugs, seed)
        size = path.stat().st_size
        (first, client, server), (again, *_) = run(dsn, path, clocks), run(dsn, path, clocks)
    return {
        "bench": "import",
        "records": records,
        "bugs": bugs,
        "bytes": size,
        "seconds": round(first, 3),
        "per_second": round(records / first),
        "client_cpu_per_10000": round(client / records * 10_000, 2),
        "server_cpu_per_10000": round(server / records * 10_000, 2),
        "again_seconds": round(again, 3),
        "again_per_second": round(records / again),
    }


def write(path: Path, records: int, bugs: int, seed: int = 1) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in make_records(records, bugs, seed))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn", nargs="?", default=os.environ.get("AGORA_DSN", ""))
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--bugs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--write", type=Path, help="only write the records to this file")
    parser.add_argument("--output", type=Path, help="append the figures as a JSON line")
    options = parser.parse_args()
    if options.write:
        write(options.write, options.records, options.bugs, options.seed)
        return 0
    figures = measure(options.dsn, options.records, options.bugs, options.seed)
    print("{records} attempts of {bugs} bugs, {bytes} bytes".format(**figures))
    print("  new      {per_second:>6}/s  {seconds:.2f} s".format(**figures))
    print(
        "  the processor, seconds for 10 000 new: client {client_cpu_per_10000}, server {server_cpu_per_10000}".format(
            **figures
        )
    )
    print("  repeated {again_per_second:>6}/s  {again_seconds:.2f} s".format(**figures))
    if options.output:
        with options.output.open("a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
