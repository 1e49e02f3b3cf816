"""Measures retrieval by vector: HNSW against the exact scan, latency, and how words, vectors and quality go together.

No model is at hand where this runs, so vectors are stand-ins. For speed: words hashed into 384 dimensions. For ranking:
a query's vector is that of the wanted document, the query's own hashed words and noise (other documents, and none),
mixed such that vectors find about as much more than words do as MiniLM finds more than BM25 on public query-to-code
sets; queries whose words fail get worse vectors, too.

    python bench/dense.py "$(agora dsn)" --sizes 10000 100000
"""

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from memory import add_transforms, server_ms
from retrieval import INSTALLED, Function, collect, percentile, quality

from agora.embedding import HashProvider, Model

DIMENSIONS = 384
DEPTH = 10
ENCODER = HashProvider(Model("bench", DIMENSIONS, "hash", {}))
NEAREST = "SELECT * FROM agora_memory._nearest('transform', %s::vector, %s, %s, NULL, %s)"
MATCH = "SELECT * FROM agora_memory.match_transforms(%s, 5, %s, p_vector => %s::vector)"
RANKED = (
    "SELECT transform_id FROM agora_memory.match_transforms(%s, %s, p_vector => %s::vector) ORDER BY rank"
)
CATEGORIZE = """
WITH filed AS (
    UPDATE agora_memory.transform AS t SET category = 'bench'
     WHERE t.transform_id > %s AND t.transform_id <= %s AND t.transform_id %% 100 = 7
    RETURNING t.*
)
SELECT count(agora_memory._put_document('transform', f.transform_id, f.name, concat_ws(E'\\n', f.description, f.code),
                                        f.category, f.language))
  FROM filed AS f
"""


def unit(vector: Sequence[float]) -> list[float]:
    length = math.hypot(*vector)
    return [value / length for value in vector]


def text_of(function: Function) -> str:
    return f"{function.name}\n{function.summary}\n{function.code}"


class Bench:
    def __init__(self, connection: psycopg.Connection[Any], output: Path | None, seed: int) -> None:
        self.connection = connection
        self.output = output
        self.rng = random.Random(seed)

    def report(self, **figures: object) -> None:
        line = json.dumps({"benchmark": "dense", **figures})
        print(line, flush=True)
        if self.output:
            with self.output.open("a") as file:
                file.write(line + "\n")

    def setting(self, key: str, value: object) -> None:
        self.connection.execute("SELECT agora.set_setting(%s, %s::text, 'benchmark')", [key, value])

    # ---- speed -------------------------------------------------------------------------------------------

    def load(self, functions: Sequence[Function], first: int, last: int) -> None:
        """Register functions and store their vectors, which is much faster without the index."""
        add_transforms(self.connection, functions, first, last)
        self.connection.execute(CATEGORIZE, [first, last])
        self.connection.execute("SELECT agora_memory._refresh_terms(1000)")
        index = "agora_memory.embedding_p1_transform_ix"
        row = self.connection.execute("SELECT pg_get_indexdef(%s::regclass)", [index]).fetchone()
        assert row is not None
        self.connection.execute(f"DROP INDEX {index}")
        self.store(
            (number + 1, ENCODER.embed([text_of(functions[number % len(functions)]) + f" v{number}"])[0])
            for number in range(first, last)
        )
        started = time.perf_counter()
        self.connection.execute("SET maintenance_work_mem = '1GB'")
        self.connection.execute(row[0])
        elapsed = time.perf_counter() - started
        self.connection.execute("VACUUM ANALYZE")
        self.report(
            measure="index built at once, as a restore does",
            transforms=last,
            seconds=round(elapsed, 1),
        )

    def store(self, vectors: Iterator[tuple[int, list[float]]]) -> None:
        with (
            self.connection.cursor() as cursor,
            cursor.copy(
                "COPY agora_memory.embedding (embedding_model_id, kind, object_id, vector) FROM STDIN"
            ) as copy,
        ):
            for number, vector in vectors:
                copy.write_row((1, "transform", number, str(vector)))

    def speed(self, queries: Sequence[str], size: int) -> None:
        vectors = [str(ENCODER.embed([query])[0]) for query in queries]
        for category in (None, "bench"):
            kept = wanted = 0
            for vector in vectors:
                exact = self.connection.execute(NEAREST, [vector, DEPTH, category, True]).fetchall()
                found = self.connection.execute(NEAREST, [vector, DEPTH, category, False]).fetchall()
                wanted += len(exact)
                kept += sum(row[1] >= exact[-1][1] for row in found)
            for name, statements in (
                ("nearest", [(NEAREST, [vector, DEPTH, category, False]) for vector in vectors]),
                ("nearest, exact", [(NEAREST, [vector, DEPTH, category, True]) for vector in vectors[:20]]),
                ("match by words", [(MATCH, [query, category, None]) for query in queries]),
                ("match by both", [(MATCH, [q, category, v]) for q, v in zip(queries, vectors, strict=True)]),
            ):
                times = [server_ms(self.connection, *statement) for statement in statements]
                self.report(
                    measure=name,
                    transforms=size,
                    category="1 %" if category else None,
                    p50_ms=percentile(times, 0.5),
                    p95_ms=percentile(times, 0.95),
                    max_ms=percentile(times, 1),
                    recall=round(kept / wanted, 4) if name == "nearest" else None,
                )

    # ---- ranking -----------------------------------------------------------------------------------------

    def ranking(self, functions: Sequence[Function], count: int) -> None:
        """Register functions without their docstrings, and ask for them by the docstrings."""
        bare = [Function(f.package, f.name, f.code, "") for f in functions]
        documents = [ENCODER.embed([text_of(f)])[0] for f in bare]
        add_transforms(self.connection, bare, 0, len(bare))
        self.connection.execute("SELECT agora_memory._refresh_terms(1000)")
        self.store((number + 1, vector) for number, vector in enumerate(documents))
        asked = [n for n, f in enumerate(functions) if 5 <= len(f.summary.split()) <= 20]
        asked = self.rng.sample(asked, min(count, len(asked)))
        words = [self.rank(functions[n].summary, n + 1, None) for n in asked]
        self.report(measure="ranking", documents=len(bare), queries=len(asked), by="words", **quality(words))
        vectors = [
            str(self.query_vector(documents, n, functions[n].summary, rank > 5))
            for n, rank in zip(asked, words, strict=True)
        ]
        weight = "memory.dense_weight"
        for share in (1, 0.95, 0.9, 0.8, 0.7, 0.5):
            self.setting(weight, share)
            ranks = [self.rank(functions[n].summary, n + 1, v) for n, v in zip(asked, vectors, strict=True)]
            self.report(measure="ranking", by="both", dense_weight=share, **quality(ranks))
        self.setting(weight, None)
        for spread in (0.05, 0.1, 0.15):
            marks = [(min(1, max(0, self.rng.gauss(0.6, spread))), n + 1) for n in range(len(bare))]
            with self.connection.cursor() as cursor:
                cursor.executemany(
                    "UPDATE agora_memory.transform SET quality = %s WHERE transform_id = %s", marks
                )
            for limit in (5, 10):
                for by, given in (("words", [None] * len(asked)), ("both", vectors)):
                    ranks = [
                        self.rank(functions[n].summary, n + 1, v, limit)
                        for n, v in zip(asked, given, strict=True)
                    ]
                    self.report(measure="quality noise", spread=spread, limit=limit, by=by, **quality(ranks))

    def rank(self, query: str, wanted: int, vector: str | None, limit: int = 5) -> float:
        found = [row[0] for row in self.connection.execute(RANKED, [query, limit, vector])]
        return found.index(wanted) + 1 if wanted in found else math.inf

    def query_vector(
        self, documents: Sequence[list[float]], wanted: int, text: str, is_hard: bool
    ) -> list[float]:
        rng = self.rng
        share = 0.5 * (0.8 if is_hard else 1) * math.exp(0.35 * rng.gauss(0, 1))
        others = [documents[rng.randrange(len(documents))] for _ in range(6)]
        weights = [rng.gauss(0, 1) for _ in others]
        mixture = unit(
            [sum(w * o[i] for w, o in zip(weights, others, strict=True)) for i in range(DIMENSIONS)]
        )
        noise = unit([rng.gauss(0, 1) for _ in range(DIMENSIONS)])
        own = ENCODER.embed([text])[0]
        parts = zip(documents[wanted], own, mixture, noise, strict=True)
        return unit([share * d + 0.5 * o + 0.6 * m + 0.8 * n for d, o, m, n in parts])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10000, 100000])
    parser.add_argument("--ranked", type=int, default=3000, help="documents of the measurement of ranking")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--sources", type=Path, nargs="+", default=INSTALLED)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()
    functions = collect(options.sources, max([*options.sizes, options.ranked]), random.Random(options.seed))
    described = [f.summary for f in functions if 5 <= len(f.summary.split()) <= 20][: options.queries]
    with psycopg.connect(options.dsn, autocommit=True) as connection:
        bench = Bench(connection, options.output, options.seed)
        connection.execute(
            "SELECT agora.add_problem_category('bench', 'bench', 'One transform in a hundred.')"
        )
        connection.execute("SELECT agora_memory.register_embedding_model('bench', %s, 'hash')", [DIMENSIONS])
        bench.ranking(functions[: options.ranked], options.queries)
        done = options.ranked
        for size in sorted(options.sizes):
            bench.load(functions, done, size)
            bench.speed(described, size)
            done = size
    return 0


if __name__ == "__main__":
    sys.exit(main())
