"""Measures what an agent waits for: searches, manifest, formulas, finishing an attempt, contributing, reusing.

Transforms are the functions of installed Python packages (numbered variants where there are too few), one error
signature with a fix for every five of them. Times are those of the server, in milliseconds, warm, one session. The
database gains the rows: use one made for it.

    python bench/memory.py "$(agora dsn)" --sizes 1000 10000 100000
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from textwrap import dedent
from typing import Any

import psycopg
from retrieval import INSTALLED, Function, collect, percentile

QUERIES = 200
ERRORS = [
    "KeyError",
    "ValueError",
    "TypeError",
    "AttributeError",
    "RuntimeError",
    "LookupError",
    "TimeoutError",
]

ADD_TRANSFORMS = """
WITH added AS (
    INSERT INTO agora_memory.transform (transform_id, lineage_id, version, name, description, language, code, hash,
                                        normalizer_version, complexity, novelty, quality, status,
                                        contributor_id, recorded_at)
    OVERRIDING SYSTEM VALUE
    SELECT t.id, t.id, '1.0.0', t.name, t.description, 'python', t.code,
           encode(sha256(convert_to(t.code, 'UTF8')), 'hex'), 1, 0.1, 0.5, 0.7, 'approved', 1, agora.now()
      FROM (SELECT nextval('agora_memory.transform_transform_id_seq') AS id, u.*
              FROM unnest(%s::text[], %s::text[], %s::text[]) AS u(name, description, code)) AS t
    RETURNING transform_id
)
INSERT INTO agora_memory.transform_usage (transform_id) SELECT a.transform_id FROM added AS a
"""
INDEX_TRANSFORMS = """
SELECT count(agora_memory._put_document('transform', t.transform_id, t.name, concat_ws(E'\\n', t.description, t.code),
                                        t.category, t.language))
  FROM agora_memory.transform AS t
 WHERE NOT EXISTS (SELECT 1 FROM agora_memory.document AS d WHERE d.kind = 'transform' AND d.object_id = t.transform_id)
"""
# Failures and the retries that mend them, through the same door as everybody's.
RECORDS = """
SELECT count(*) FROM agora_memory.import_attempts(%s::jsonb)
"""


def message(function: Function, number: int) -> str:
    """A message of its own for every bug: words of the function's summary."""
    words = [word for word in function.summary.split() if word.isalpha()][:8] or [function.name]
    return f"{' '.join(words).lower()} in {function.name} stage {chr(97 + number % 26)}{chr(97 + number // 26 % 26)}"


def add_transforms(
    connection: psycopg.Connection[Any], functions: Sequence[Function], first: int, last: int
) -> None:
    """Register functions `first` to `last`; beyond the last one there is, numbered variants of them."""
    for start in range(first, last, 5000):
        rows = []
        for number in range(start, min(start + 5000, last)):
            function = functions[number % len(functions)]
            suffix = f"\n# variant {number // len(functions)}" if number >= len(functions) else ""
            rows.append((function.name, function.summary or None, function.code + suffix))
        connection.execute(ADD_TRANSFORMS, [list(column) for column in zip(*rows, strict=True)])
    connection.execute(INDEX_TRANSFORMS)


def add_fixes(
    connection: psycopg.Connection[Any], functions: Sequence[Function], first: int, last: int
) -> None:
    """Record bugs `first` to `last`, each with one retry that mended it."""
    for start in range(first, last, 1000):
        records = []
        for number in range(start, min(start + 1000, last)):
            function = functions[number % len(functions)]
            records.append(
                {
                    "id": f"bug-{number}",
                    "request": f"make {function.name} work",
                    "status": "error",
                    "error": {"type": ERRORS[number % len(ERRORS)], "message": message(function, number)},
                    "started_at": "2026-01-05T08:00:00Z",
                    "finished_at": "2026-01-05T08:00:01Z",
                }
            )
            records.append(
                {
                    "id": f"fix-{number}",
                    "parent": f"bug-{number}",
                    "request": f"make {function.name} work",
                    "approach": f"check the input of {function.name}",
                    "status": "success",
                    "started_at": "2026-01-05T08:01:00Z",
                    "finished_at": "2026-01-05T08:01:01Z",
                }
            )
        connection.execute(RECORDS, [json.dumps(records)])


def server_ms(connection: psycopg.Connection[Any], query: str, parameters: Sequence[Any]) -> float:
    """Execution time of a query as the server measures it."""
    row = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", parameters).fetchone()
    assert row is not None
    return float(row[0][0]["Execution Time"])


def formula(name: str, function: Function) -> tuple[str, list[Any]]:
    """A formula over a function's code that the planner cannot compute beforehand."""
    query = f"SELECT agora_memory.{name}(q.code, 'python') FROM (SELECT %s::text AS code OFFSET 0) AS q"
    return query, [dedent(function.code)]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()
    rng = random.Random(1)
    functions = collect(INSTALLED, max(options.sizes), rng)
    described = [f for f in functions if 5 <= len(f.summary.split()) <= 20]
    stack = "Traceback (most recent call last):\n" + "".join(
        f'  File "/srv/app/module_{n}.py", line {n * 7 + 3}, in step_{n}\n    return run(step_{n + 1}, value)\n'
        for n in range(30)
    )

    fresh = count()
    measures: dict[str, Callable[[Function, int], tuple[str, list[Any]]]] = {
        "match_transforms": lambda f, n: ("SELECT * FROM agora_memory.match_transforms(%s)", [f.summary]),
        "known_fixes, the same error": lambda f, n: (
            "SELECT * FROM agora_memory.known_fixes(%s, p_error_type => %s)",
            [message(f, n), ERRORS[n % len(ERRORS)]],
        ),
        "known_fixes, another error": lambda f, n: (
            "SELECT * FROM agora_memory.known_fixes(%s)",
            [f"ValueError: {f.summary.lower()[:120]}"],
        ),
        "manifest": lambda f, n: (
            "SELECT agora_memory.manifest(%s, p_options => jsonb_build_object('error', %s::text))",
            [f.summary, f"ValueError: {f.summary.lower()[:120]}"],
        ),
        "normalize_error, 30 frames": lambda f, n: (
            "SELECT agora_memory.normalize_error(NULL, NULL, q.stack) FROM (SELECT %s::text AS stack OFFSET 0) AS q",
            [f"{stack}ValueError: {f.summary}"],
        ),
        "normalize_code": lambda f, n: formula("normalize_code", f),
        "extract_code": lambda f, n: formula("extract_code", f),
        "score_code": lambda f, n: formula("score_code", f),
        "register_transform": lambda f, n: (
            "SELECT agora_memory.register_transform(%s, p_name => %s, p_description => %s)",
            [f"{dedent(f.code)}\n\nNUMBER = {next(fresh)}\n", f.name, f.summary],
        ),
        "contribute and use a pattern": lambda f, n: (
            "SELECT agora_memory.use_pattern(p.pattern_id, a.attempt_id)"
            "  FROM agora_memory.finish_attempt(agora_memory.start_attempt(%s), 'success', p_quality => 0.8) AS a"
            " CROSS JOIN LATERAL agora_memory.contribute_pattern(%s, %s, %s, 'code', a.attempt_id) AS p",
            [f.summary, f.name, f.summary, f"{dedent(f.code)}\n\nNUMBER = {next(fresh)}\n"],
        ),
        "start and finish, a failure": lambda f, n: (
            "SELECT agora_memory.finish_attempt(agora_memory.start_attempt(%s), 'error', p_error_stack => %s)",
            [f"{f.summary} ({n})", f"{stack}ValueError: {f.summary}"],
        ),
        "start and finish, a mending": lambda f, n: (
            "SELECT agora_memory.finish_attempt(agora_memory.start_attempt(%s, p_approach => %s, p_parent =>"
            " (SELECT a.attempt_id FROM agora_memory.attempt AS a WHERE a.idempotency_key = %s)),"
            " 'success', p_code => %s, p_quality => 0.8)",
            [
                f"make {f.name} work",
                f"check {f.name}",
                f"bug-{n}",
                f"{dedent(f.code)}\n\nNUMBER = {next(fresh)}\n",
            ],
        ),
    }
    print(f"{'measure':<30}{'transforms':>12}{'signatures':>12}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    done = 0
    with psycopg.connect(options.dsn, autocommit=True) as connection:
        for size in sorted(options.sizes):
            add_transforms(connection, functions, done, size)
            add_fixes(connection, functions, done // 5, size // 5)
            done = size
            connection.execute("SELECT agora_memory._refresh_terms(1000)")
            connection.execute("ANALYZE")
            for name, build in measures.items():
                asked = [rng.randrange(min(size // 5, len(functions))) for _ in range(QUERIES)]
                times = []
                for number in asked:
                    known = "same" in name or "mending" in name
                    function = functions[number] if known else described[number % len(described)]
                    times.append(server_ms(connection, *build(function, number)))
                figures = {
                    "benchmark": "memory",
                    "measure": name,
                    "transforms": size,
                    "signatures": size // 5,
                    "p50_ms": percentile(times, 0.5),
                    "p95_ms": percentile(times, 0.95),
                    "max_ms": percentile(times, 1),
                }
                print(
                    f"{name:<30}{size:>12}{size // 5:>12}{figures['p50_ms']:>9.2f}{figures['p95_ms']:>9.2f}"
                    f"{figures['max_ms']:>9.2f}",
                    flush=True,
                )
                if options.output:
                    with options.output.open("a") as output:
                        output.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
