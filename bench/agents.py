"""Measures what governs agents: matching, signed messages, token buckets, measured operations.

Each figure stands beside one that is known, taken in alternating short rounds on the same server: a trivial query
for latencies, a simple update of one row for token buckets. Wall time tells about the machine, too; the processor time
of the server's process is beside it. The rows stay: use a database made for it, as a superuser.

    python bench/agents.py "$(agora dsn)" --agents 1000 --rounds 200
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CAPABILITIES = 50
NEEDS = 10
TICKS = os.sysconf("SC_CLK_TCK")

FILL = """
SELECT count(agora_work.add_capability(format('bench:skill-%%s', n), format('Skill %%s.', n)))
  FROM generate_series(1, 60) AS n;
SELECT count(agora.register_principal(format('bench-%%s', n))) FROM generate_series(1, %(agents)s) AS n;
INSERT INTO agora_work.agent_profile (principal_id, cost_usd, changed_at)
SELECT p.principal_id, 1 + p.principal_id %% 70, agora.now() FROM agora.principal AS p WHERE p.name LIKE 'bench-%%';
INSERT INTO agora_work.agent_capability (principal_id, capability_id, standing, level, granted_by, changed_at)
SELECT p.principal_id, c.capability_id, 'verified', 1 + (p.principal_id + c.capability_id) %% 4, 2, agora.now()
  FROM agora.principal AS p
 CROSS JOIN LATERAL (SELECT k.capability_id FROM agora_work.capability AS k
                      ORDER BY md5(concat(p.principal_id, k.code)) LIMIT %(capabilities)s) AS c
 WHERE p.name LIKE 'bench-%%';
SELECT count(agora_model.set_budget(10, p_principal => p.principal_id))
  FROM agora.principal AS p WHERE p.name LIKE 'bench-%%';
SELECT agora.set_bucket('bench', 1e9, 1e9);
SELECT agora_work.allow_action('bench.bucket', 'agora.take_token', 'A cheap action.');
CREATE TABLE public.bench_counter (id integer PRIMARY KEY, n numeric NOT NULL) WITH (fillfactor = 70);
INSERT INTO public.bench_counter VALUES (1, 0);
"""
MATCH = "SELECT count(*) FROM agora_work.match_agents(%s, p_environment => %s)"
SUBMIT = "SELECT agora_work.submit(%s, %s, 'bench')"
TAKE = "SELECT agora.take_token('bench')"
TAKE_AS = "SELECT agora.take_token('bench', 1, %s)"
UPDATE = "UPDATE public.bench_counter SET n = n + 1 WHERE id = 1"
RECORD = "SELECT agora_work.record_operation(%s, 'bench', true, 5, %s)"
TRIVIAL = "SELECT 1"


class Bench:
    def __init__(self, connection: psycopg.Connection[Any], output: Path | None) -> None:
        self.connection = connection
        self.output = output
        self.dice = random.Random(1)

    def processor(self) -> float:
        """Seconds of processor time that the server's process of this session has used."""
        fields = Path(f"/proc/{self.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def measure(self, rounds: int, **calls: Callable[[int], tuple[str, Sequence[object]]]) -> None:
        """Run calls by turns; each gives a statement and its arguments for the number of a round."""
        wall: dict[str, list[float]] = {name: [] for name in calls}
        cpu = dict.fromkeys(calls, 0.0)
        burst = 10
        for turn in range(-1, rounds // burst):  # the first turn warms up
            for name, call in calls.items():
                asked = [call(turn * burst + each) for each in range(burst)]
                before = self.processor()
                for query, arguments in asked:
                    start = perf_counter()
                    self.connection.execute(query.encode(), arguments)
                    if turn >= 0:
                        wall[name].append((perf_counter() - start) * 1000)
                cpu[name] += self.processor() - before if turn >= 0 else 0
        base = None
        for name, times in wall.items():
            times.sort()
            figures = {
                "p50_ms": times[len(times) // 2],
                "p95_ms": times[len(times) * 95 // 100],
                "cpu_ms": cpu[name] * 1000 / len(times),
            }
            base = base or figures
            self.report(name, figures | {"ratio": figures["p50_ms"] / base["p50_ms"]})

    def report(self, name: str, figures: dict[str, float]) -> None:
        told = "   ".join(f"{key} {value:.3f}" for key, value in figures.items())
        print(f"{name:<24}{told}", flush=True)
        if self.output:
            with self.output.open("a") as file:
                file.write(json.dumps({"benchmark": "agents", "what": name, **figures}) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dsn")
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--output", type=Path)
    wanted = parser.parse_args()
    with psycopg.connect(wanted.dsn, autocommit=True) as connection:
        bench = Bench(connection, wanted.output)
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(FILL, {"agents": wanted.agents, "capabilities": CAPABILITIES})
        connection.execute("VACUUM ANALYZE")
        codes = [code for (code,) in connection.execute("SELECT code FROM agora_work.known_capability")]
        agents = [
            agent
            for (agent,) in connection.execute(
                "SELECT principal_id FROM agora.principal_directory WHERE name LIKE 'bench-%'"
            )
        ]
        key = Ed25519PrivateKey.generate()
        connection.execute("SELECT agora.set_setting('work.message_rate', '1000000', 'measured here')")
        connection.execute(
            "SELECT agora_work.add_trust_key('bench', %s, %s)",
            [agents[0], key.public_key().public_bytes_raw()],
        )
        nonce = iter(range(sys.maxsize))

        def need(_: int) -> list[str]:
            return bench.dice.sample(codes, NEEDS)

        def message(size: int) -> list[bytes]:
            number = next(nonce) + 1
            envelope = json.dumps(
                {
                    "id": str(number),
                    "sender": "bench-1",
                    "action": "bench.bucket",
                    "seq": number,
                    "conversation": "bench",
                    "nonce": f"{number:032x}",
                    "issued_at": datetime.now(UTC).isoformat(),
                    "ttl_s": 300,
                    "content": {"bucket": "bench"},
                }
            ).encode()
            padded = envelope.ljust(size)
            return [padded, key.sign(padded)]

        print(f"{wanted.agents} agents × {CAPABILITIES} capabilities, {NEEDS} needed")
        bench.measure(
            wanted.rounds,
            trivial=lambda _: (TRIVIAL, []),
            match_value=lambda n: (MATCH, [need(n), None]),
            match_high_stakes=lambda n: (MATCH, [need(n), "high_stakes"]),
            submit=lambda _: (SUBMIT, message(0)),
            submit_100_kb=lambda _: (SUBMIT, message(100_000)),
            record_operation=lambda n: (RECORD, [bench.dice.choice(agents), f"{n}"]),
        )
        bench.measure(
            wanted.rounds * 10,
            update_of_one_row=lambda _: (UPDATE, []),
            take_token=lambda _: (TAKE, []),
            take_token_actor_named=lambda _: (TAKE_AS, [agents[0]]),
        )
        connection.execute("DROP TABLE public.bench_counter")
    return 0


if __name__ == "__main__":
    sys.exit(main())
