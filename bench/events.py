"""Measures events: commit to listener, sustained fan-out, what events cost writers, poll, and replay.

    python bench/events.py "$(agora dsn)" --seconds 10

Latency is from the commit's return in the writer to the event in the listener's hands, in one process with one clock.
Fan-out: 5 000 events a second to twenty listeners and five groups of two workers, each reader a process, each given all
of them; the run fails where an event is lost or a key is out of order. The last reader is behind by the time from the
end of the last writer to the last event in a reader's hands. Writers: transfers between random wallets, as they are and
with the event taken out of `_transfer`, payload and all. A transfer is the cheapest thing that agora does and tells of,
so the one where an event weighs most. Beside it, for comparison, a writer that inserts one row and does nothing else.
The rows stay, transfers without events among them: use a database made for it, as a superuser.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from bars import Bar, judged, table
from ledger import SCHEMA, SCRIPT, Pgbench, wallets
from psycopg.types.json import Jsonb
from rich.console import Console
from rich.table import Table

from agora.events import Subscription, subscribe

Connection = psycopg.Connection[Any]
TOPIC = "bench.thing.happened.v1"
KEYS = 100
WRITERS = 4
LISTENERS, GROUPS = 20, 5
WALLETS = 10_000
ROUNDS = 5
BARS = {
    "commit to listener at 1000/s, p99 ms": Bar(25),
    "fan-out, events a second": Bar(4950, at_least=True),  # what is left of 5000 once the last one is written
    "fan-out, seconds that the last reader is behind": Bar(1),
    "fan-out, lost, doubled or out of order": Bar(0),
    "writers with events against without, transfers": Bar(0.8, at_least=True),
    "poll of 1000, ms": Bar(10),
    "replay of 10 000, s": Bar(10),
}
LISTENER = """
import sys, json, time
from agora.events import subscribe
dsn, name, worker = sys.argv[1:]
found = subscribe(dsn, name, worker=worker or None, batch=1000, idle=1.0)
seen, last, disorder, at = 0, {}, 0, 0.0
print("ready", flush=True)
for event in found:
    if event.payload["n"] < 0:
        found.stop()
        continue
    seen += 1
    disorder += event.payload["n"] <= last.get(event.key, -1)
    last[event.key] = event.payload["n"]
    at = time.monotonic()
print(json.dumps({"name": name, "seen": seen, "disorder": disorder, "at": at}))
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
    """Listeners of their own and groups of two workers, each a process."""
    members = [(f"bench.single{n}", "") for n in range(LISTENERS)]
    members += [(f"bench.group{n}", worker) for n in range(GROUPS) for worker in ("a", "b")]
    with connect(dsn) as admin:
        for name, worker in members:
            admin.execute(
                "SELECT agora_event.create_consumer(%s, '{bench.**}', 'end', %s)", [name, 16 if worker else 1]
            )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", LISTENER, dsn, name, worker], stdout=subprocess.PIPE, text=True
        )
        for name, worker in members
    ]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    each, counts = 10, [0] * WRITERS
    statement = (
        "SELECT agora_event.publish(%s, format('%%s %%s', %s::int, n %% %s), jsonb_build_object('n', n), p_actor => 3)"
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
    ended, total = time.monotonic(), each * sum(counts)
    found: dict[str, tuple[int, int]] = {}
    last = ended
    with connect(dsn) as connection:  # one, at least, for every share of every consumer
        connection.execute(
            "SELECT agora_event.publish(%s, format('end %%s', n), '{\"n\": -1}') FROM generate_series(1, 1024) AS n",
            [TOPIC],
        )
    for process in processes:
        output, _ = process.communicate(timeout=seconds * 4 + 60)
        report = json.loads(output.splitlines()[-1])
        before = found.get(report["name"], (0, 0))
        found[report["name"]] = (before[0] + report["seen"], before[1] + report["disorder"])
        last = max(last, report["at"])  # of one clock for all processes
    return {
        "case": f"fan-out of {rate}/s to {len(members)} readers",
        "events": total,
        "rate": round(total / (ended - began)),
        "behind_s": round(last - ended, 2),
        "lost": sum(max(0, total - seen) for seen, _ in found.values()),
        "doubled": sum(max(0, seen - total) for seen, _ in found.values()),
        "disorder": sum(disorder for _, disorder in found.values()),
    }


def writers(dsn: str, clients: int, seconds: int) -> list[dict[str, Any]]:
    """Each load without its event and with it, in turns, by the server's pgbench."""
    event = f"SELECT agora_event._emit('{TOPIC}', 'k', '{{\"n\": 1}}', NULL, 3);\n"
    row = f"BEGIN;\nINSERT INTO {SCHEMA}.thing (body) VALUES ('{{\"n\": 1}}');\n"
    with connect(dsn) as admin, tempfile.TemporaryDirectory() as folder:
        admin.execute(
            f"CREATE SCHEMA {SCHEMA}; CREATE TABLE {SCHEMA}.thing (id bigserial, body jsonb)".encode()
        )
        (bindir,) = admin.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone() or ("",)
        first, owner = wallets(admin, WALLETS)
        transfer = SCRIPT.format(
            target=f"{first} + :m", first=first, owner=owner, count=WALLETS, last=WALLETS - 1
        )
        pgbench = Pgbench(dsn, Path(bindir, "pgbench"))
        loads = {
            "transfers": (transfer, transfer),
            "bare rows": (f"{row}SELECT 1;\nEND;\n", f"{row}{event}END;\n"),
        }
        rates: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in loads}
        for turn in range(ROUNDS + 1):
            for name, texts in loads.items():
                for number, text in enumerate(texts):
                    script = Path(folder, "script.sql")
                    script.write_text(text)
                    with unheard(admin) if name == "transfers" and number == 0 else nullcontext():
                        rate = pgbench.tps(["-f", script], clients, min(seconds, 8) if turn else 1)
                    if turn:  # the first round warms up
                        rates[name][number].append(rate)
        admin.execute(f"DROP SCHEMA {SCHEMA} CASCADE".encode())
    return [
        {"case": f"{name}, {clients} clients", "off": round(median(off)), "on": round(median(on)),
         "ratio": round(median(b / a for a, b in zip(off, on, strict=True)), 3)}
        for name, (off, on) in rates.items()
    ]  # fmt: skip


@contextmanager
def unheard(admin: Connection) -> Iterator[None]:
    """Transfers without their event, for as long as it lasts."""
    (source,) = admin.execute(
        "SELECT pg_get_functiondef(p.oid) FROM pg_proc AS p WHERE p.oid::regproc = 'agora_ledger._transfer'::regproc"
    ).fetchone() or ("",)
    silent, found = re.subn(r"agora_event\._emit\(.*?p_actor\)", "v_transaction", source, flags=re.DOTALL)
    assert found == 1
    admin.execute(silent.encode())
    try:
        yield
    finally:
        admin.execute(source.encode())


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
    figures += reading(options.dsn, options.replay)
    figures += writers(options.dsn, options.clients, options.seconds)
    measured = Table("case", "figures", title="events")
    for figure in figures:
        measured.add_row(figure["case"], "  ".join(f"{k} {v}" for k, v in figure.items() if k != "case"))
    late, spread, poll, replay, transfers, _ = figures
    values = (
        late["p99_ms"],
        spread["rate"],
        spread["behind_s"],
        spread["lost"] + spread["doubled"] + spread["disorder"],
        transfers["ratio"],
        poll["p50_ms"],
        replay["p50_ms"] / 1000,
    )
    verdicts = judged(BARS, dict(zip(BARS, values, strict=True)))
    if options.output:
        with options.output.open("a", encoding="utf-8") as file:
            for figure in figures + verdicts:
                file.write(json.dumps({"bench": "events", **figure}) + "\n")
    Console(width=160).print(measured, table(verdicts))
    return any(figure.get(bad) for figure in figures for bad in ("lost", "disorder", "differing"))


if __name__ == "__main__":
    sys.exit(main())
