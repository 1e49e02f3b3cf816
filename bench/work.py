"""Measures work: claim, heartbeat, finish in a closed loop, paced, in batches, under a long-open snapshot; heartbeats
of many agents; the wake-up of a worker.

    python bench/work.py "$(agora dsn)" --sizes 10000 1000000 --seconds 10

Side by side on the same server, in turns: agora, the bare pattern (one table, one UPDATE each, nothing else: no actor,
no history, no event), and pgmq where the server has it or --pgmq names its SQL. A closed loop is three calls of one
commit each; latency is that of the claim, at the client. "agora, one call" is complete_and_claim(): one call and one
commit a task, without a heartbeat, which who works for seconds does not send; its latency is that of the whole call.
Clients are processes on the same machine. Use a database made for it.
"""

import argparse
import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from agora.work import Task, Work
from agora.worker import Worker

Connection = psycopg.Connection[Any]
Row = tuple[Any, ...]
PROCESSES = 4
BATCH = 10_000

ADD = """SELECT agora_work.add_tasks((SELECT jsonb_agg('{"title": "t", "max_attempts": 1000, "ttl": 86400}'::jsonb)
                                        FROM generate_series(1, %s)))"""
AGENTS = """SELECT agora_work.register_agent(agora.register_principal(format('bench %%s', n)), p_max_tasks => 10000)
              FROM generate_series(1, %s) AS n ORDER BY n"""
LEASE = """SELECT count(agora_work.register_agent(a, p_max_tasks => 10000, p_lease => %s::interval))
             FROM unnest(%s::bigint[]) AS a"""
BARE = """
CREATE SCHEMA agora_bench;
CREATE TABLE agora_bench.task (task_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, status text,
                               epoch bigint DEFAULT 0, holder bigint, lease_until timestamptz) WITH (fillfactor = 70);
CREATE INDEX ON agora_bench.task (task_id) WHERE status = 'available';
"""
Steps = tuple[str, ...]
ONE_CALL = "agora, one call"
STEPS: dict[str, Steps] = {
    "agora": (
        "SELECT c.task_id, c.epoch FROM agora_work.claim_next(%(agent)s, p_actor => %(agent)s) AS c",
        "SELECT h.is_held FROM agora_work.heartbeat(ARRAY[%(task)s::bigint], ARRAY[%(epoch)s::bigint], %(agent)s) AS h",
        "SELECT agora_work.complete_task(%(task)s, %(epoch)s, p_actor => %(agent)s)",
    ),
    ONE_CALL: (
        "SELECT c.task_id, c.epoch FROM agora_work.claim_next(%(agent)s, p_actor => %(agent)s) AS c",
        "SELECT c.task_id, c.epoch"
        "  FROM agora_work.complete_and_claim(%(agent)s, %(task)s, %(epoch)s, p_actor => %(agent)s) AS c",
    ),
    "bare": (
        "UPDATE agora_bench.task AS t SET status = 'claimed', epoch = t.epoch + 1, holder = %(agent)s,"
        " lease_until = statement_timestamp() + interval '45 seconds' WHERE t.task_id = (SELECT n.task_id FROM"
        " agora_bench.task AS n WHERE n.status = 'available' ORDER BY n.task_id LIMIT 1 FOR UPDATE SKIP LOCKED)"
        " RETURNING t.task_id, t.epoch",
        "UPDATE agora_bench.task AS t SET lease_until = statement_timestamp() + interval '45 seconds'"
        " WHERE t.task_id = %(task)s AND t.epoch = %(epoch)s AND t.holder = %(agent)s RETURNING true",
        "UPDATE agora_bench.task AS t SET status = 'completed'"
        " WHERE t.task_id = %(task)s AND t.epoch = %(epoch)s AND t.holder = %(agent)s RETURNING true",
    ),
    "pgmq": (
        "SELECT m.msg_id, m.read_ct FROM pgmq.read('bench', 45, 1) AS m",
        "SELECT m.vt FROM pgmq.set_vt('bench', %(task)s::bigint, 45) AS m",
        "SELECT pgmq.delete('bench', %(task)s::bigint)",
    ),
}
BATCHES = {
    "agora": (
        "SELECT array_agg(c.task_id), array_agg(c.epoch)"
        "  FROM agora_work.claim_next(%(agent)s, 100, p_actor => %(agent)s) AS c",
        "SELECT count(*) FROM agora_work.complete_tasks(%(task)s, %(epoch)s, p_actor => %(agent)s)",
    ),
    "pgmq": (
        "SELECT array_agg(m.msg_id), array_agg(m.read_ct) FROM pgmq.read('bench', 45, 100) AS m",
        "SELECT count(*) FROM pgmq.delete('bench', %(task)s::bigint[])",
    ),
}


def connect(dsn: str) -> Connection:
    return psycopg.connect(dsn, autocommit=True, prepare_threshold=1)


def fill(admin: Connection, side: str, size: int) -> None:
    """So many tasks more, in a table as vacuum leaves it."""
    if side in ("agora", ONE_CALL):
        for first in range(0, size, BATCH):
            admin.execute(ADD, [min(BATCH, size - first)])
    elif side == "bare":
        admin.execute(
            "INSERT INTO agora_bench.task (title, status) SELECT 't', 'available' FROM generate_series(1, %s)",
            [size],
        )
    else:
        admin.execute(
            "SELECT count(*) FROM generate_series(1, %s) AS n, LATERAL pgmq.send('bench', jsonb_build_object('n', n))",
            [size],
        )
    for table in {
        "bare": ("agora_bench.task",),
        "pgmq": ("pgmq.q_bench",),
    }.get(side, ("agora_work.task", "agora_work.task_detail", "agora_work.lane")):
        admin.execute(f"VACUUM ANALYZE {table}".encode())


def call(connection: Connection, step: str, agent: int, row: Row | None = None) -> Row | None:
    held = {"task": row[0], "epoch": row[1]} if row else {}
    return connection.execute(step.encode(), {"agent": agent, **held}).fetchone()


def cycle(connection: Connection, steps: Steps, agent: int, row: Row | None) -> tuple[Row | None, float]:
    """The next claim, and how long it took; in one call, it ends the one before."""
    begin = time.perf_counter()
    following = call(connection, steps[1], agent, row) if row else None
    claimed = following or call(connection, steps[0], agent)
    return claimed, time.perf_counter() - begin


def loop(
    dsn: str, steps: Steps, agents: list[int], seconds: float, pause: float, chained: bool
) -> tuple[list[float], float]:
    """One process: a thread for each agent; latencies of the claims, and how many tasks a second were done."""
    latencies: list[float] = []
    rates: list[float] = []

    def work(agent: int) -> None:
        mine: list[float] = []
        done, row = 0, None
        with connect(dsn) as connection:
            start = time.perf_counter()
            while time.perf_counter() < start + seconds:
                row, latency = cycle(connection, steps, agent, row)
                mine.append(latency)
                if row is None or row[0] is None:
                    break
                if pause:
                    time.sleep(pause)
                done += len(row[0]) if isinstance(row[0], list) else 1
                if not chained:
                    for step in steps[1:]:
                        call(connection, step, agent, row)
                    row = None
            elapsed = time.perf_counter() - start
        # The first calls of a session compile its functions.
        latencies.extend(mine[len(mine) // 10 :])
        rates.append(done / elapsed)

    threads = [threading.Thread(target=work, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return latencies, sum(rates)


def measure(
    dsn: str, steps: Steps, agents: list[int], seconds: float, pause: float = 0, chained: bool = False
) -> dict[str, float]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        runs = [
            pool.submit(loop, dsn, steps, agents[n::PROCESSES], seconds, pause, chained)
            for n in range(PROCESSES)
        ]
        parts = [run.result() for run in runs]
    latencies = sorted(latency for part, _ in parts for latency in part)
    return {
        "tasks_per_s": round(sum(rate for _, rate in parts)),
        "claim_p50_ms": round(1000 * latencies[len(latencies) // 2], 2),
        "claim_p99_ms": round(1000 * latencies[int(len(latencies) * 0.99)], 2),
    }


@contextmanager
def open_snapshot(dsn: str) -> Iterator[None]:
    """Somebody's report, which keeps every dead row in place."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT count(*) FROM agora_work.task")
        yield


def busy(pids: list[int]) -> float:
    """Processor seconds that backends have used."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def processor(dsn: str, side: str, agent: int, cycles: int) -> dict[str, float]:
    """What cycles cost the server's processor, whoever else is on the machine."""
    with connect(dsn) as admin, connect(dsn) as connection:
        fill(admin, side, 2 * cycles)
        used = 0.0
        for count in (cycles // 10, cycles):  # the first calls of a session compile its functions
            before = busy([connection.info.backend_pid])
            row: Row | None = None
            for _ in range(count):
                row, _ = cycle(connection, STEPS[side], agent, row)
                assert row is not None
                if side != ONE_CALL:
                    for step in STEPS[side][1:]:
                        call(connection, step, agent, row)
                    row = None
            used = busy([connection.info.backend_pid]) - before
    return {"processor_ms_per_cycle": round(1000 * used / cycles, 3)}


def heartbeats(dsn: str, seconds: float, count: int = 10_000, every: float = 15.0) -> dict[str, Any]:
    """So many agents, a task each, heartbeats in turn over four connections: what of a core they take."""
    with connect(dsn) as admin:
        agents = [agent for (agent,) in admin.execute(AGENTS, [count]).fetchall()]
        fill(admin, "agora", count)
        held = []
        # On a slow machine claiming takes longer than a lease.
        admin.execute(LEASE, ["1 hour", agents])
        for agent in agents:
            row = admin.execute(STEPS["agora"][0].encode(), {"agent": agent}).fetchone()
            assert row is not None
            held.append({"agent": agent, "task": row[0], "epoch": row[1]})
        admin.execute(LEASE, ["45 seconds", agents])
        admin.execute("VACUUM ANALYZE agora_work.agent")
    connections = [connect(dsn) for _ in range(PROCESSES)]
    pids = [connection.info.backend_pid for connection in connections]
    for connection in connections:
        connection.execute("SET synchronous_commit = off")
        connection.execute(STEPS["agora"][1].encode(), held[0])
    sent, before, begin = 0, busy(pids), time.monotonic()
    while (elapsed := time.monotonic() - begin) < seconds:
        if sent < elapsed * count / every:
            connections[sent % PROCESSES].execute(STEPS["agora"][1].encode(), held[sent % count])
            sent += 1
        else:
            time.sleep(0.001)
    used = busy(pids) - before
    for connection in connections:
        connection.close()
    return {
        "case": f"heartbeats of {count} agents",
        "per_s": round(sent / elapsed),
        "cores": round(used / elapsed, 3),
    }


def wake_up(dsn: str, agent: int, rounds: int) -> dict[str, Any]:
    """From the commit of a task to its handler in a worker that waits."""
    delays: list[float] = []
    added: dict[str, float] = {}
    free = threading.Event()

    async def handle(task: Task) -> None:
        delays.append(time.monotonic() - added[task.title])
        asyncio.get_running_loop().call_later(0.05, free.set)

    def add(loop: asyncio.AbstractEventLoop) -> None:
        with connect(dsn) as connection:
            for n in range(rounds):
                Work(connection).add(f"wake {n}")
                added[f"wake {n}"] = time.monotonic()
                free.wait(10)
                free.clear()
        loop.call_soon_threadsafe(worker.stop)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(0.5, threading.Thread(target=add, args=(loop,)).start)
        await worker.run()

    worker = Worker(dsn, agent, handle)
    asyncio.run(run())
    delays.sort()
    return {
        "case": "commit to worker",
        "n": len(delays),
        "p50_ms": round(1000 * delays[len(delays) // 2], 1),
        "p99_ms": round(1000 * delays[int(len(delays) * 0.99)], 1),
    }


def sides(admin: Connection, pgmq: Path | None) -> list[str]:
    """Who can be measured on this server."""
    admin.execute(BARE.encode())
    available = admin.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pgmq'").fetchone()
    if not (available or pgmq):
        return ["agora", ONE_CALL, "bare"]
    admin.execute(pgmq.read_bytes() if pgmq else b"CREATE EXTENSION pgmq")
    admin.execute("SELECT pgmq.create('bench')")
    return ["agora", ONE_CALL, "bare", "pgmq"]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn", nargs="?", default=os.environ.get("AGORA_DSN", ""))
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000], help="tasks that are queued")
    parser.add_argument("--seconds", type=float, default=5, help="per case")
    parser.add_argument("--workers", type=int, default=32)
    parser.add_argument("--snapshot", type=float, default=10, help="seconds of the long-open snapshot")
    parser.add_argument("--wakes", type=int, default=100)
    parser.add_argument("--pgmq", type=Path, help="SQL that makes pgmq, where it is no extension")
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()
    dsn, seconds = options.dsn, options.seconds
    figures: list[dict[str, Any]] = []

    with connect(dsn) as admin:
        agents = [agent for (agent,) in admin.execute(AGENTS, [options.workers]).fetchall()]
        for_all = sides(admin, options.pgmq)

        def row(case: str, side: str, found: dict[str, float]) -> None:
            figures.append({"case": case, "side": side, **found})

        figures.append(wake_up(dsn, agents[0], options.wakes))
        figures.append(heartbeats(dsn, seconds))
        for side in for_all:
            row("one cycle", side, processor(dsn, side, agents[0], 2000))
        for size in options.sizes:
            for side in for_all:
                fill(admin, side, size)
                row(
                    f"closed loop, {size} queued",
                    side,
                    measure(dsn, STEPS[side], agents, seconds, chained=side == ONE_CALL),
                )
                fill(admin, side, min(size, BATCH))
                row(
                    f"20 ms of work, {size} queued",
                    side,
                    measure(dsn, STEPS[side], agents, seconds, 0.02, side == ONE_CALL),
                )
        for side in for_all:
            fill(admin, side, 100_000)
            if side in BATCHES:
                row("batches of 100", side, measure(dsn, BATCHES[side], agents[:PROCESSES], seconds))
        for side in for_all:
            fill(admin, side, 100_000)
            with open_snapshot(dsn):
                found = measure(dsn, STEPS[side], agents, options.snapshot, chained=side == ONE_CALL)
                row("under an open snapshot", side, found)

    table = Table("case", "side", "figures", title="work")
    for figure in figures:
        told = "  ".join(f"{name} {value}" for name, value in figure.items() if name not in ("case", "side"))
        table.add_row(figure["case"], figure.get("side", "agora"), told)
        if options.output:
            with options.output.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"bench": "work", **figure}) + "\n")
    Console(width=160).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
