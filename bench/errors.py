"""Measures known_fixes, known_failures and finishing a retry: a million attempts, families of thousands of errors.

Half of the signatures are in a few large families (one type and message at thousands of places), the others have
messages of their own. Half of the attempts fail, the others answer one of those. Rows are written straight into the
tables, their summaries from the evidence. Times are those of the server, in milliseconds, warm, one session. The
database gains the rows: use one made for it, as a superuser.

    python bench/errors.py "$(agora dsn)" --signatures 20000 --attempts 1000000
"""

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any

import psycopg
from memory import server_ms
from retrieval import percentile

QUERIES = 300
FAMILIES = 5
WORDS = [
    "account",
    "batch",
    "column",
    "currency",
    "customer",
    "deadline",
    "entry",
    "file",
    "index",
    "ledger",
    "order",
    "payment",
    "record",
    "row",
]
TRACEBACK = 'Traceback (most recent call last):\n  File "/srv/a.py", line 3, in run\n'

LOAD = """
SET LOCAL session_replication_role = replica;
INSERT INTO agora_memory.error_signature
       (normalizer_version, signature, error_type, category, language, pattern, message, first_seen_at, recorded_at)
SELECT (e).normalizer_version, (e).signature, (e).error_type, (e).category, (e).language, (e).pattern, (e).message,
       agora.now() - interval '1 year', agora.now()
  FROM (SELECT agora_memory.normalize_error(NULL, t.text) AS e FROM unnest(%(texts)s::text[]) AS t(text)) AS n
ON CONFLICT DO NOTHING;
SELECT count(agora_memory._put_document('signature', s.error_signature_id, s.error_type, s.pattern, s.category,
                                        s.language))
  FROM agora_memory.error_signature AS s;
INSERT INTO agora_memory.attempt
       (principal_id, correlation_id, request_fingerprint, status, error_signature_id, started_at, finished_at,
        recorded_at)
SELECT 1, gen_random_uuid(), sha256(int8send(n)), 'error', s.ids[1 + n %% cardinality(s.ids)], t.at,
       t.at + interval '1 second', t.at
  FROM (SELECT array_agg(error_signature_id ORDER BY error_signature_id) AS ids FROM agora_memory.error_signature) AS s,
       generate_series(1, %(attempts)s / 2) AS n,
       LATERAL (SELECT agora.now() - n %% 300 * interval '1 day' - interval '1 hour' AS at) AS t;
INSERT INTO agora_memory.attempt
       (principal_id, correlation_id, request_fingerprint, parent_attempt_id, status, approach_key, started_at,
        finished_at, recorded_at)
SELECT 1, p.correlation_id, p.request_fingerprint, p.attempt_id,
       CASE WHEN p.attempt_id %% 7 < 3 THEN 'error' ELSE 'success' END,
       'text:' || encode(sha256(convert_to(p.error_signature_id || ' ' || p.attempt_id / 20011 %% 4, 'UTF8')), 'hex'),
       p.finished_at, p.finished_at + interval '1 second', p.finished_at
  FROM agora_memory.attempt AS p WHERE p.status = 'error' AND p.parent_attempt_id IS NULL;
ANALYZE agora_memory.error_signature, agora_memory.attempt;
INSERT INTO agora_memory.resolution (error_signature_id, family, approach_key, approach, recorded_at)
SELECT DISTINCT ON (p.error_signature_id, a.approach_key)
       p.error_signature_id, s.family, a.approach_key, 'an idea', agora.now()
  FROM agora_memory.attempt AS a
  JOIN agora_memory.attempt AS p ON p.attempt_id = a.parent_attempt_id
  JOIN agora_memory.error_signature AS s ON s.error_signature_id = p.error_signature_id;
INSERT INTO agora_memory.resolution_evidence
       (resolution_id, attempt_id, is_success, is_rewardable, occurred_at, recorded_at)
SELECT r.resolution_id, a.attempt_id, a.status = 'success', false, a.finished_at, a.finished_at
  FROM agora_memory.attempt AS a
  JOIN agora_memory.attempt AS p ON p.attempt_id = a.parent_attempt_id
  JOIN agora_memory.resolution AS r ON r.error_signature_id = p.error_signature_id AND r.approach_key = a.approach_key;
ANALYZE agora_memory.resolution, agora_memory.resolution_evidence;
UPDATE agora_memory.resolution AS r
   SET status = 'tracking', successes = e.successes, failures = e.failures, success_weight = e.successes,
       failure_weight = e.failures, confidence = agora_memory.wilson_lower_bound(e.successes, e.successes + e.failures),
       last_success_at = e.last_success_at, last_failure_at = e.last_failure_at
  FROM (SELECT x.resolution_id, count(*) FILTER (WHERE x.is_success) AS successes,
               count(*) FILTER (WHERE NOT x.is_success) AS failures,
               max(x.occurred_at) FILTER (WHERE x.is_success) AS last_success_at,
               max(x.occurred_at) FILTER (WHERE NOT x.is_success) AS last_failure_at
          FROM agora_memory.resolution_evidence AS x GROUP BY x.resolution_id) AS e
 WHERE r.resolution_id = e.resolution_id;
"""
FAIL = (
    "SELECT agora_memory.start_attempt('do it', p_approach => 'an idea ' || %s, p_parent => f.attempt_id)"
    "  FROM agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'error', NULL, %s) AS f"
)


def report(number: int, signatures: int) -> str:
    """The traceback of one error: half of them of a few families, at places of their own."""
    dice = random.Random(number)
    if number < signatures // 2:
        text = f"ValueError: unknown {WORDS[number % FAMILIES]} in the ledger"
        letters = "".join(chr(97 + number // 26**place % 26) for place in range(3))
        return f"{TRACEBACK}    check_{dice.choice(WORDS)}_{letters}(row)\n{text}"
    words = " ".join(dice.sample(WORDS, 4))
    return f"RuntimeError: {words} {''.join(dice.choices('abcdefghijklmnop', k=6))}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("dsn")
    parser.add_argument("--signatures", type=int, default=20_000)
    parser.add_argument("--attempts", type=int, default=1_000_000)
    parser.add_argument("--output", type=Path, help="append the figures as JSON lines")
    options = parser.parse_args()
    dice = random.Random(1)
    reports = [report(number, options.signatures) for number in range(options.signatures)]
    long = "ValueError: bad value\n" + "some words 'quoted' /a/b/c.txt 12\n" * 3500
    unseen = f"{TRACEBACK}    step(one)\n{reports[0].splitlines()[-1]}"
    measures = {
        "known_fixes, large family": lambda: reports[dice.randrange(options.signatures // 2)],
        "known_fixes, small family": lambda: reports[
            dice.randrange(options.signatures // 2, options.signatures)
        ],
        "known_fixes, unseen place": lambda: unseen,
        "known_fixes, unseen words": lambda: f"KeyError: {' '.join(dice.sample(WORDS, 5))}",
        "known_fixes, 120 000 characters": lambda: long,
        "known_failures, large family": lambda: reports[dice.randrange(options.signatures // 2)],
        "finish_attempt, a retry": lambda: reports[dice.randrange(options.signatures)],
    }
    with psycopg.connect(options.dsn, autocommit=True) as connection:
        with connection.transaction():
            cursor = psycopg.ClientCursor(connection)
            cursor.execute(LOAD, {"texts": reports, "attempts": options.attempts})
        connection.execute("SELECT agora_memory._refresh_terms(1000)")
        connection.execute("VACUUM ANALYZE")
        print(f"{'measure':<34}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
        for name, question in measures.items():
            times = []
            for number in range(QUERIES + 20):
                if name.startswith("finish"):
                    row = connection.execute(FAIL, [number % 3, question()]).fetchone()
                    assert row is not None
                    asked: tuple[str, list[Any]] = (
                        "SELECT agora_memory.finish_attempt(%s, 'success')",
                        [row[0]],
                    )
                else:
                    function = name.partition(",")[0]
                    asked = (f"SELECT * FROM agora_memory.{function}(%s)", [question()])
                times.append(server_ms(connection, *asked))
            figures = {
                "benchmark": "errors",
                "measure": name,
                "signatures": options.signatures,
                "attempts": options.attempts,
                "p50_ms": percentile(times[20:], 0.5),
                "p95_ms": percentile(times[20:], 0.95),
                "max_ms": percentile(times[20:], 1),
            }
            print(
                f"{name:<34}{figures['p50_ms']:>9.2f}{figures['p95_ms']:>9.2f}{figures['max_ms']:>9.2f}",
                flush=True,
            )
            if options.output:
                with options.output.open("a") as output:
                    output.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
