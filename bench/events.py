"""Measures events: commit to listener, sustained fan-out, what events cost writers, poll, and replay.

    python bench/events.py "$(agora dsn)" --seconds 10

Latency is from the commit's return in the writer to the event in the listener's hands, in one process with one clock.
Fan-out: 5 000 events a second to twenty listeners, five of them groups of workers; the run fails where an event is
lost or a key is out of order. The rows stay: use a database made for it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from rich.console import Console
from rich.table import Table

from agora.events import Subscription, subscribe

Connection = psycopg.Connection[Any]
TOPIC = "bench.thing.happened.v1"
KEYS = 100
WRITERS = 4
LISTENER = """
import sys, json, time
from agora.events import subscribe
dsn, name, worker, total = sys.argv[1:]
found = subscribe(dsn, name, worker=worker or None, batch=1000, idle=1.0)
seen, last, disorder = 0, {}, 0
print("ready", flush=True)
for event in found:
    if event.payload["n"] < 0:
        found.stop()
        continue
    seen += 1
    disorder += event.payload["n"] <= last.get(event.key, -1)
    last[event.key] = event.payload["n"]
print(json.dumps({"name": name, "seen": seen, "disorder": disorder}))
"""


def connect(dsn: str) -> Connection:
    return psycopg.connect(dsn, autocommit=True)


def publish(connection: Connection, n: int, key: str) -> None:
    connection.execute("SELECT agora_event.publish(%s, %s, %s)", [TOPIC, key, Jsonb({"n": n})], prepare=True)


def paced(rate: float, seconds: float, act: Callable[[int], None]) -> int:
    """Act at a steady rate; what is late is made up for."""
    start, done = time.monotonic(), 0
    while (elapsed := time.monotonic() - start) < seconds:
        if done < elapsed * rate:
            act(done)
            done += 1
        else:
            time.sleep(min(0.001, done / rate - elapsed))
    return done


def latency(dsn: str, rate: int, seconds: int) -> dict[str, Any]:
    """Two writers, one listener."""
    committed: dict[int, float] = {}
    received: dict[int, float] = {}
    subscription: Subscription = subscribe(dsn, "bench.latency", ["bench.**"], batch=1000)
    done = threading.Event()

    def listen() -> None:
        for event in subscription:
            received[event.payload["n"]] = time.monotonic()
            if done.is_set() and len(received) >= len(committed):
                subscription.stop()

    def write(first: int) -> None:
        with connect(dsn) as connection:

            def act(n: int) -> None:
                number = first + 2 * n
                publish(connection, number, str(number % KEYS))
                committed[number] = time.monotonic()

            paced(rate / 2, seconds, act)

    listener = threading.Thread(target=listen)
    listener.start()
    time.sleep(0.5)
    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    deadline = time.monotonic() + 10
    while listener.is_alive() and len(received) < len(committed) and time.monotonic() < deadline:
        time.sleep(0.05)
    subscription.stop()
    listener.join()
    delays = sorted(max(0.0, received[n] - committed[n]) * 1000 for n in committed if n in received)
    return {
        "case": f"latency at {rate}/s",
        "events": len(committed),
        "lost": len(committed) - len(delays),
        "p50_ms": round(delays[len(delays) // 2], 2),
        "p99_ms": round(delays[int(len(delays) * 0.99)], 2),
    }


def fan_out(dsn: str, rate: int, seconds: int) -> dict[str, Any]:
    """Fifteen listeners of their own and five groups of two workers, each a process."""
    members = [(f"bench.single{n}", "") for n in range(15)]
    members += [(f"bench.group{n}", worker) for n in range(5) for worker in ("a", "b")]
    with connect(dsn) as admin:
        for name, worker in members:
            admin.execute(
                "SELECT agora_event.create_consumer(%s, '{bench.**}', 'end', %s)", [name, 16 if worker else 1]
            )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", LISTENER, dsn, name, worker, "0"], stdout=subprocess.PIPE, text=True
        )
        for name, worker in members
    ]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    each, counts = 10, [0] * WRITERS
    statement = (
        "SELECT agora_event.publish(%s, format('%%s %%s', %s::int, n %% %s), jsonb_build_object('n', n))"
        " FROM generate_series(%s::bigint, %s) AS n"
    )

    def write(number: int) -> None:
        with connect(dsn) as connection:

            def act(n: int) -> None:
                first = each * n
                connection.execute(statement, [TOPIC, number, KEYS, first, first + each - 1], prepare=True)

            counts[number] = paced(rate / each / WRITERS, seconds, act)

    began = time.monotonic()
    writing = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in writing:
        thread.start()
    for thread in writing:
        thread.join()
    took, total = time.monotonic() - began, each * sum(counts)
    found: dict[str, tuple[int, int]] = {}
    with connect(dsn) as connection:
        for key in range(256 * 4):  # one, at least, for every share of every consumer
            publish(connection, -1, f"end {key}")
    for process in processes:
        output, _ = process.communicate(timeout=seconds * 4 + 60)
        report = json.loads(output.splitlines()[-1])
        before = found.get(report["name"], (0, 0))
        found[report["name"]] = (before[0] + report["seen"], before[1] + report["disorder"])
    return {
        "case": f"fan-out of {rate}/s to {len(members)} readers",
        "events": total,
        "rate": round(total / took),
        "lost": sum(max(0, total - seen) for seen, _ in found.values()),
        "doubled": sum(max(0, seen - total) for seen, _ in found.values()),
        "disorder": sum(disorder for _, disorder in found.values()),
    }


def writers(dsn: str, clients: int, seconds: int) -> list[dict[str, Any]]:
    """A row of the writer's own, with and without an event beside it, in turns, by the server's pgbench."""
    with connect(dsn) as admin:
        admin.execute("CREATE SCHEMA IF NOT EXISTS agora_bench")
        admin.execute("CREATE TABLE IF NOT EXISTS agora_bench.thing (id bigserial PRIMARY KEY, body jsonb)")
        (bindir,) = admin.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone() or ("",)
        row = "INSERT INTO agora_bench.thing (body) VALUES ('{\"n\": 1}');\n"
        event = f"SELECT agora_event._emit('{TOPIC}', 'k', '{{\"n\": 1}}', NULL, 3);\n"
        rates: dict[str, list[float]] = {"off": [], "on": []}
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(3):
                for name, text in (("off", row), ("on", f"BEGIN;\n{row}{event}END;\n")):
                    script = Path(folder, name)
                    script.write_text(text if name == "on" else f"BEGIN;\n{row}SELECT 1;\nEND;\n")
                    done = subprocess.run(
                        [
                            *(Path(bindir, "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "2"),
                            *("-T", str(seconds), "-f", script, dsn),
                        ],
                        capture_output=True,
                        text=True,
                        check=True,
                    )
                    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
                    rates[name].append(float(line.split()[2]))
        admin.execute("DROP SCHEMA agora_bench CASCADE")
    ratio = median(on / off for on, off in zip(rates["on"], rates["off"], strict=True))
    return [
        {"case": f"writers, {clients} clients", "off": median(rates["off"]), "on": median(rates["on"]),
         "ratio": round(ratio, 2)}
    ]  # fmt: skip


def reading(dsn: str, count: int) -> list[dict[str, Any]]:
    """One poll of a thousand; a replay of so many ledger events."""
    with connect(dsn) as connection:
        connection.execute("SELECT agora_event.create_consumer('bench.poll', '{bench.**}', 'beginning')")
        connection.execute(
            "SELECT agora_ledger.mint(agora_ledger.wallet_of(3), 1, 'bench', p_key => 'first')"
        )
        connection.execute(
            "SELECT agora_ledger.mint(agora_ledger.wallet_of(3), 1, 'bench', p_key => n::text)"
            " FROM generate_series(1, %s) AS n",
            [count],
        )
        connection.execute("ANALYZE")
        polls, replays = [], []
        for _ in range(21):
            start = time.monotonic()
            rows = connection.execute("SELECT * FROM agora_event.poll('bench.poll', 1000)").fetchall()
            polls.append((time.monotonic() - start) * 1000)
        for _ in range(3):
            start = time.monotonic()
            report = connection.execute("SELECT * FROM agora_event.replay()").fetchall()
            replays.append(time.monotonic() - start)
    return [
        {"case": f"poll of {len(rows)}", "p50_ms": round(median(polls), 2)},
        {"case": f"replay of {sum(row[1] for row in report)} events", "p50_ms": round(median(replays) * 1000),
         "differing": sum(row[4] for row in report)},
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn", nargs="?", default=os.environ.get("AGORA_DSN", ""))
    parser.add_argument("--seconds", type=int, default=10, help="per case")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--replay", type=int, default=10_000, help="ledger events")
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()

    with connect(options.dsn) as admin:
        admin.execute("SELECT agora_event.create_topic(%s, 'A benchmark.')", [TOPIC])
    figures = [latency(options.dsn, 1000, options.seconds), fan_out(options.dsn, 5000, options.seconds)]
    figures += writers(options.dsn, options.clients, options.seconds)
    figures += reading(options.dsn, options.replay)
    table = Table("case", "figures", title="events")
    for figure in figures:
        table.add_row(figure["case"], "  ".join(f"{k} {v}" for k, v in figure.items() if k != "case"))
        if options.output:
            with options.output.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"bench": "events", **figure}) + "\n")
    Console(width=160).print(table)
    return any(figure.get(bad) for figure in figures for bad in ("lost", "disorder", "differing"))


if __name__ == "__main__":
    sys.exit(main())
