"""Measures work: claim, heartbeat, finish in a closed loop, paced, in batches, through a relay, under a long-open
snapshot, a million times, by agents that are governed; heartbeats of many agents; the wake-up of a worker.

    python bench/work.py "$(agora dsn)" --sizes 10000 1000000 --seconds 10 --pgmq pgmq.sql
    python bench/work.py "$(agora dsn)" --cases snapshot --snapshot 600 --fastest 9000 --sides "agora, relay"
    python bench/work.py "$(agora dsn)" --cases cycles --cycles 1000000 --sides "agora, relay"

Side by side on the same server, in turns: agora, the bare pattern (one table, one UPDATE each, nothing else: no actor,
no history, no event), and pgmq where the server has it or --pgmq names its SQL. A cycle of three calls has a commit
each; "agora, one call" is complete_and_claim(): one call and one commit a task, without a heartbeat, which who works
for seconds does not send; "agora, relay" is the same for the agents of one process, in Python, over three connections:
its latency is that of `next`, waiting included. Governed agents take turns with as many others: others vouch for what
they can do, the policy of their tasks' environment asks for reputation and says what disqualifies, and they have a hard
budget, a contract, a credential and measured operations. Other clients are pgbench's, one statement a transaction, so
that its log has the latency of each call: that of a claim is shown, of one call that of all of it, and as cycle_p99_ms
that of all calls of a cycle together, of which a disk that stops spares none. The first tenth of each client's calls is
left out.

Work takes 20 ms on average and by --spread more or less: with 0, agents that a relay answers together come back
together, as agents do whose tasks take equally long. Use a database made for it; on a server in memory, such as
TMPDIR=/dev/shm gives `python -m bench`, the figures are those without the disk.
"""

import argparse
import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from bars import Bar, judged, table
from loops import Found, Loops, Pause, busy, percentile
from queues import BATCH, BATCHES, ONE_CALL, RELAY, STEPS, TABLES, clear, fill, prepare, scalar
from rich.console import Console
from rich.table import Table

from agora.work import Task, Work
from agora.worker import Worker

Connection = psycopg.Connection[Any]
Figure = dict[str, Any]
WORK = 0.02
"""Seconds that a paced client works on a task, on average."""
OURS = ("agora", ONE_CALL, RELAY)
TURNS = 5
"""How often governed and other agents take turns at least."""
CASES = (
    "wakeup",
    "heartbeats",
    "one",
    "closed",
    "paced",
    "relay",
    "batches",
    "governed",
    "snapshot",
    "cycles",
)
BARS = {
    "closed": {"claim_p99_ms": Bar(8), "to_pgmq": Bar(1.5, at_least=True)},
    "paced": {"claim_p99_ms": Bar(5)},
    "batches": {"per_s": Bar(40_000, at_least=True)},
    "governed": {"to_ungoverned": Bar(0.8, at_least=True), "p99_to_ungoverned": Bar(1.25)},
    "snapshot": {"claim_p99_ms": Bar(10), "late_p99_ms": Bar(10)},
    "heartbeats": {"cores": Bar(0.2)},
    "wakeup": {"p99_ms": Bar(25)},
}

AGENTS = """
SELECT agora_work.register_agent(agora.register_principal(format('bench %%s of %%s', n, %s)), p_max_tasks => 10000)
  FROM generate_series(1, %s) AS n ORDER BY n
"""
LEASE = """SELECT count(agora_work.register_agent(a, p_max_tasks => 10000, p_lease => %s::interval))
             FROM unnest(%s::bigint[]) AS a"""
GOVERNED = '{"environment": "bench", "capabilities": ["code:python", "code:sql"]}'
GOVERN = """
SELECT agora_work.set_policy('environment', 'bench', '{"claim_standing": "verified", "min_reputation": 0.5,
                             "disqualifying": ["system:process:execute"]}', 'measured here', 2);
SELECT agora_work.grant_capability(a, c, 3, 'measured here', NULL, 2)
  FROM unnest(%(agents)s::bigint[]) AS a CROSS JOIN unnest(ARRAY['code:python', 'code:sql', 'testing:unit']) AS c;
SELECT agora_model.set_budget(1000, p_principal => a) FROM unnest(%(agents)s::bigint[]) AS a;
SELECT agora_work.agree_contract(a, 'standard', p_actor => 2) FROM unnest(%(agents)s::bigint[]) AS a;
SELECT agora_work.record_operation(a, 'bench', n %% 10 > 0, 5, concat(a, ' ', n), 2)
  FROM unnest(%(agents)s::bigint[]) AS a CROSS JOIN generate_series(1, 100) AS n;
SELECT agora_work.issue_credential(a, 'bench', ARRAY['GET /bench'], p_key => concat('bench ', a), p_actor => 2)
  FROM unnest(%(agents)s::bigint[]) AS a
"""
"""What an operator, and whoever measures, has done about agents that are governed."""
CLAIM = "SELECT c.task_id, c.epoch FROM agora_work.claim_next(%(agent)s, p_actor => %(agent)s) AS c"
BEAT = "SELECT h.is_held FROM agora_work.heartbeat(ARRAY[%(task)s::bigint], ARRAY[%(epoch)s::bigint], %(agent)s) AS h"
HISTORY = ("agora_work.task", "agora_work.task_detail", "agora_work.claim", "agora_event.event")
SIZES = """
WITH RECURSIVE part AS (
    SELECT c.oid, c.oid::regclass::text AS relation FROM unnest(%(tables)s::regclass[]) AS c(oid)
     UNION ALL
    SELECT i.inhrelid, p.relation FROM pg_inherits AS i JOIN part AS p ON p.oid = i.inhparent
)
SELECT p.relation, sum(pg_table_size(p.oid))::bigint, sum(pg_indexes_size(p.oid))::bigint
  FROM part AS p GROUP BY p.relation
"""
READY = (
    "SELECT pg_relation_size('agora_work.task_lane_id_ix') + pg_relation_size('agora_work.task_holder_id_ix')"
)


def connect(dsn: str) -> Connection:
    return psycopg.connect(dsn, autocommit=True, prepare_threshold=1)


@contextmanager
def open_snapshot(dsn: str) -> Iterator[None]:
    """Somebody's report, which keeps every dead row in place."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT count(*) FROM agora_work.agent")
        yield


class Bench:
    """The cases, all on one database."""

    def __init__(self, admin: Connection, options: argparse.Namespace) -> None:
        self.admin, self.options, self.dsn = admin, options, options.dsn
        self.agents = self._agents()
        self.loops = Loops(options.dsn, admin, self.agents[0])
        self.sides = self._sides()
        self.work = Pause(WORK, options.spread)
        self.worked = f"20 ms ± {options.spread:.0%} of work"

    def _agents(self) -> list[int]:
        """One for each worker, numbered without a gap."""
        named = [time.time_ns(), self.options.workers]
        agents = [agent for (agent,) in self.admin.execute(AGENTS, named).fetchall()]
        if agents[-1] - agents[0] != self.options.workers - 1:
            raise SystemExit(
                "somebody else registers principals in this database: use one made for the benchmark"
            )
        return agents

    def _sides(self) -> list[str]:
        """Who can be measured on this server, and is wanted."""
        there = prepare(self.admin, self.options.pgmq)
        return [side for side in there if side in (self.options.sides or there)]

    def run(self, case: str) -> Iterator[Figure]:
        workers, seconds = self.options.workers, self.options.seconds
        if case == "wakeup":
            yield wake_up(self.dsn, self.agents[0], self.options.wakes)
        elif case == "heartbeats":
            yield heartbeats(self.dsn, seconds)
        elif case == "one":
            yield from self._sides_in_turn("one", STEPS, 1, 3_000, "one client")
        elif case == "batches":
            yield from self._batches()
        elif case == "governed":
            yield from self._governed()
        elif case == "snapshot":
            yield from self._snapshot()
        elif case == "cycles":
            yield from self._cycles()
        else:
            sides = (RELAY, "pgmq") if case == "relay" else STEPS
            for size in sorted(self.options.sizes):
                for pace in ("closed", "paced") if case == "relay" else (case,):
                    label = f"{self.worked if pace == 'paced' else 'closed loop'}, {size} queued"
                    yield from self._sides_in_turn(pace, sides, workers, size, label)

    def _sides_in_turn(
        self, case: str, sides: Collection[str], clients: int, size: int, label: str
    ) -> Iterator[Figure]:
        """Every side in every round; of each the medians, and its rate in those of pgmq's of the same round."""
        found: dict[str, list[Found]] = {side: [] for side in self.sides if side in sides}
        work = self.work if case == "paced" else None
        for _ in range(self.options.rounds):
            for side, runs in found.items():
                fill(self.admin, side, size)
                runs.append(_loop(self.loops, side, clients, work=work, **self._lasting(size)))
        yield from _told(case, label, found)

    def _lasting(self, size: int) -> dict[str, float]:
        """For so long as was asked for, or until nine tenths of what is queued are done, whatever comes first."""
        seconds = self.options.seconds
        return {"cycles": size * 9 // 10} if size < seconds * BATCH else {"seconds": seconds}

    def _batches(self) -> Iterator[Figure]:
        for side in (side for side in self.sides if side in BATCHES):
            fill(self.admin, side, 200_000)
            found = self.loops.run(BATCHES[side], 4, cycles=1_500)
            yield {
                "case": "batches",
                "label": "batches of 100",
                "side": side,
                "per_s": 100 * found.cycles_per_s,
                "claim_p99_ms": found.p99_ms,
                "server_ms_per_task": round(found.server_ms / 100, 4),
            }

    def _governed(self) -> Iterator[Figure]:
        """Agents that are governed and agents that are not, in turns; no task of the one is in the other's way."""
        agents = self._agents()
        with psycopg.ClientCursor(self.admin) as cursor:
            cursor.execute(GOVERN, {"agents": agents})
        kinds = {
            "ungoverned": (self.loops, "{}"),
            "governed": (Loops(self.dsn, self.admin, agents[0]), GOVERNED),
        }
        for side in (side for side in OURS if side in self.sides):
            found: dict[str, list[Found]] = {kind: [] for kind in kinds}
            for turn in range(max(self.options.rounds, TURNS)):
                for kind in sorted(kinds, reverse=turn % 2 == 0):
                    loops, terms = kinds[kind]
                    clear(self.admin)
                    fill(self.admin, side, BATCH, terms=terms)
                    found[kind].append(_loop(loops, side, self.options.workers, cycles=BATCH * 9 // 10))
            clear(self.admin)
            turns = list(zip(found["governed"], found["ungoverned"], strict=True))
            ratios = {
                "to_ungoverned": round(
                    median(run.cycles_per_s / other.cycles_per_s for run, other in turns), 2
                ),
                "p99_to_ungoverned": round(median(run.p99_ms / other.p99_ms for run, other in turns), 2),
            }
            for kind, runs in found.items():
                figure = {
                    "case": "governed",
                    "label": f"{kind} agents",
                    "side": side,
                    **_shown(_middle(runs)),
                }
                yield figure | (ratios if kind == "governed" else {})

    def _snapshot(self) -> Iterator[Figure]:
        """A closed loop, and one with work, for as long as the snapshot is open."""
        seconds, workers = self.options.snapshot, self.options.workers
        for label, work in (("closed loop", None), (self.worked, self.work)):
            found: dict[str, list[Found]] = {}
            for side in self.sides:
                fastest = min(self.options.fastest, workers / WORK) if work else self.options.fastest
                fill(self.admin, side, round(seconds * fastest))
                with open_snapshot(self.dsn):
                    found[side] = [_loop(self.loops, side, workers, work=work, seconds=seconds)]
            yield from _told("snapshot", f"{label}, a snapshot open for {seconds:g} s", found)

    def _cycles(self) -> Iterator[Figure]:
        """So many cycles with autovacuum as it is, in parts: the rate of each, and what has grown before it."""
        queued, part = max(BATCH * 10, *self.options.sizes), BATCH * 9
        tables = sorted({*TABLES["agora"], *HISTORY})
        for side in (side for side in OURS if side in (self.options.sides or [ONE_CALL])):
            for done in range(0, self.options.cycles, part):
                fill(self.admin, side, queued, vacuum=False)
                sizes = self.admin.execute(SIZES, {"tables": tables}).fetchall()
                found = _loop(self.loops, side, self.options.workers, cycles=part)
                yield {
                    "case": "cycles",
                    "label": f"{queued} queued, after {done} cycles",
                    "side": side,
                    **_shown(found),
                    "index_of_ready_mb": round(scalar(self.admin, READY) / 1e6, 1),
                    **{
                        f"{name.partition('.')[2]}_mb": f"{kept / 1e6:.1f}+{index / 1e6:.1f}"
                        for name, kept, index in sorted(sizes)
                    },
                }


def _loop(loops: Loops, side: str, clients: int, *, work: Pause | None = None, **lasting: Any) -> Found:
    if side == RELAY:
        return loops.relay(clients, work=work, **lasting)
    steps = STEPS[side]
    return loops.run((steps[0], work, *steps[1:]) if work else steps, clients, **lasting)


def _shown(found: Found) -> dict[str, float]:
    return {
        "cycles_per_s": found.cycles_per_s,
        "claim_p50_ms": found.p50_ms,
        "claim_p99_ms": found.p99_ms,
        "cycle_p99_ms": found.cycle_p99_ms,
        "server_ms": found.server_ms,
    }


def _middle(runs: Sequence[Found]) -> Found:
    return Found(**{name: round(median(asdict(run)[name] for run in runs), 3) for name in asdict(runs[0])})


def _told(case: str, label: str, found: dict[str, list[Found]]) -> Iterator[Figure]:
    for side, runs in found.items():
        middle = _middle(runs)
        figure = {"case": case, "label": label, "side": side, **_shown(middle)}
        if case == "snapshot":
            figure["late_p99_ms"] = middle.late_p99_ms
        if "pgmq" in found:
            ratios = [
                run.cycles_per_s / other.cycles_per_s for run, other in zip(runs, found["pgmq"], strict=True)
            ]
            figure["to_pgmq"] = round(median(ratios), 2)
        yield figure


def heartbeats(
    dsn: str, seconds: float, count: int = 10_000, every: float = 15.0, sessions: int = 4
) -> Figure:
    """So many agents, registered at once, a task each, heartbeats in turn over a few connections: what they take."""
    with connect(dsn) as admin:
        begin = time.monotonic()
        agents = [agent for (agent,) in admin.execute(AGENTS, [time.time_ns(), count]).fetchall()]
        registered = time.monotonic() - begin
        fill(admin, "agora", count)
        held = []
        # On a slow machine claiming takes longer than a lease.
        admin.execute(LEASE, ["1 hour", agents])
        for agent in agents:
            row = admin.execute(CLAIM, {"agent": agent}).fetchone()
            assert row is not None
            held.append({"agent": agent, "task": row[0], "epoch": row[1]})
        admin.execute(LEASE, ["45 seconds", agents])
        admin.execute("VACUUM ANALYZE agora_work.agent")
    connections = [connect(dsn) for _ in range(sessions)]
    pids = [connection.info.backend_pid for connection in connections]
    for connection in connections:
        connection.execute("SET synchronous_commit = off")
        for known in held[:20]:  # the first calls of a session compile its functions
            connection.execute(BEAT, known)
    sent, before, begin = 0, busy(pids), time.monotonic()
    while (elapsed := time.monotonic() - begin) < seconds:
        if sent < elapsed * count / every:
            connections[sent % sessions].execute(BEAT, held[sent % count])
            sent += 1
        else:
            time.sleep(0.001)
    used = busy(pids) - before
    for connection in connections:
        connection.close()
    return {
        "case": "heartbeats",
        "label": f"heartbeats of {count} agents",
        "side": "agora",
        "registered_s": round(registered, 2),
        "per_s": round(sent / elapsed),
        "cores": round(used / elapsed, 3),
    }


def wake_up(dsn: str, agent: int, rounds: int) -> Figure:
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
        "case": "wakeup",
        "label": "commit to worker",
        "side": "agora",
        "n": len(delays),
        "p50_ms": round(1000 * percentile(delays, 0.5), 1),
        "p99_ms": round(1000 * percentile(delays, 0.99), 1),
    }


def tabulate(figures: list[Figure]) -> tuple[Table, Table]:
    """A row for each figure; and what agora's had to reach."""
    shown = Table("case", "side", "figures", title="work")
    verdicts = []
    for figure in figures:
        values = {name: value for name, value in figure.items() if name not in ("case", "label", "side")}
        shown.add_row(
            figure["label"], figure["side"], "  ".join(f"{name} {value}" for name, value in values.items())
        )
        if figure["side"] in OURS:
            bars = BARS.get(figure["case"], {})
            named = f"{figure['label']}, {figure['side']}"
            verdicts += judged(
                {f"{named}: {name}": bar for name, bar in bars.items()},
                {f"{named}: {name}": value for name, value in values.items()},
            )
    return shown, table(verdicts)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn", nargs="?", default=os.environ.get("AGORA_DSN", ""))
    parser.add_argument(
        "--cases", nargs="+", choices=CASES, default=CASES[:-1], help="default all but cycles"
    )
    parser.add_argument("--sides", nargs="+", choices=[*STEPS, RELAY], help="default all that are there")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000], help="tasks that are queued")
    parser.add_argument(
        "--seconds", type=float, default=5, help="per case; less where that is more than is queued"
    )
    parser.add_argument("--rounds", type=int, default=1, help="how often the sides take turns")
    parser.add_argument("--workers", type=int, default=32)
    parser.add_argument(
        "--spread", type=float, default=0.5, help="share by which the time of work differs, 0 to 1"
    )
    parser.add_argument("--snapshot", type=float, default=10, help="seconds of the long-open snapshot")
    parser.add_argument(
        "--fastest", type=int, default=5_000, help="cycles a second to fill for, under the snapshot"
    )
    parser.add_argument(
        "--cycles",
        type=int,
        default=1_000_000,
        help="of the case cycles, of which the side is by default one call",
    )
    parser.add_argument("--wakes", type=int, default=100)
    parser.add_argument("--pgmq", type=Path, help="SQL that makes pgmq, where it is no extension")
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()

    figures = []
    with connect(options.dsn) as admin:
        bench = Bench(admin, options)
        for case in options.cases:
            for figure in bench.run(case):
                figures.append(figure)
                if options.output:
                    with options.output.open("a", encoding="utf-8") as file:
                        file.write(json.dumps({"bench": "work", **figure}) + "\n")
        nothing = scalar(admin, "SELECT s.last_value - 1 FROM agora_bench.nothing AS s")
        admin.execute("DROP SCHEMA agora_bench CASCADE")
    Console(width=160).print(*tabulate(figures))
    print(f"{nothing} steps found nothing to do")
    return 0


if __name__ == "__main__":
    sys.exit(main())
