"""Imports attempts from JSON Lines.

The lines are copied into a temporary table, where each is parsed and finds its place: after the record that
it retries, wherever that stands in the file. Then batch after batch goes in, each one transaction. A chain of
retries stays on one connection, so several connections work on different chains at once. A run that was
interrupted is simply repeated: what is there already is recognised by its own id.
"""

import gzip
import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BufferedReader, RawIOBase
from itertools import count
from typing import IO, Any, NamedTuple, cast

from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg.pq import TransactionStatus

from agora.database import Connection, connect

LINE_LIMIT = 5_000_000
"""Bytes of the longest line that is read."""

TRIES = 5
"""How often a batch is tried that other sessions get in the way of."""

BATCH_BYTES = 16_000_000
"""Bytes at which a batch ends, however few records it has."""

PROGRESS_BYTES = 65_536
"""How often it is told how far reading has come: to show each line takes longer than to read it."""

STAGE = """
CREATE TEMPORARY TABLE staged (line bigint NOT NULL, body text NOT NULL);
ALTER TABLE staged ALTER body SET STORAGE EXTERNAL;
CREATE FUNCTION pg_temp.parsed(p_body text, OUT record jsonb, OUT reason text)
LANGUAGE plpgsql IMMUTABLE AS $parsed$
BEGIN
    record := p_body::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    GET STACKED DIAGNOSTICS reason = PG_EXCEPTION_DETAIL;
    reason := concat_ws(': ', 'not JSON', sqlerrm, nullif(reason, ''));
END;
$parsed$;
"""

# jsonb keeps the last of two fields of one name, and nobody knows which was meant. OFFSET 0: each line is parsed once.
PARSE = """
CREATE TEMPORARY TABLE parsed AS
SELECT k.line, k.bytes, k.agent, k.id, k.parent, k.reason, min(k.line) OVER (PARTITION BY k.agent, k.id) AS first
  FROM (SELECT s.line, octet_length(s.body) AS bytes,
               p.record ->> 'agent' AS agent, p.record ->> 'id' AS id, p.record ->> 'parent' AS parent,
               CASE WHEN p.reason IS NOT NULL THEN p.reason
                    WHEN jsonb_typeof(p.record) = 'object'
                         AND (SELECT count(*) FROM json_object_keys(s.body::json))
                             <> (SELECT count(*) FROM jsonb_object_keys(p.record))
                    THEN (SELECT format('%s stands twice in the record', left(min(t.name), 200))
                            FROM (SELECT f.name
                                    FROM json_object_keys(s.body::json) AS f(name)
                                   GROUP BY f.name
                                  HAVING count(*) > 1) AS t) END AS reason
          FROM staged AS s
         CROSS JOIN LATERAL pg_temp.parsed(s.body) AS p
        OFFSET 0) AS k;
CREATE INDEX ON staged (line);
ANALYZE staged (line), parsed;
"""

# A record comes after the first with its key, and after the one it retries: of the same agent, else of any.
LINK = """
CREATE TEMPORARY TABLE link AS
SELECT p.line, p.bytes, CASE WHEN p.first < p.line AND p.id IS NOT NULL THEN p.first ELSE h.line END AS after
  FROM parsed AS p
  LEFT JOIN (SELECT DISTINCT ON (c.line) c.line AS child, f.line
               FROM parsed AS c
               JOIN parsed AS f ON f.id = c.parent AND f.first = f.line AND f.line <> c.line
              ORDER BY c.line, f.agent IS DISTINCT FROM c.agent, f.line) AS h ON h.child = p.line
 WHERE p.reason IS NULL;
CREATE INDEX ON link (after);
ANALYZE link;
"""

# OFFSET 0: step by step through the index, be the chain thousands long. Circles come last. A batch ends where it has
# enough records or enough bytes; both quotients only grow, so their sum is the same only where both are.
QUEUE = """
CREATE TEMPORARY TABLE queue AS
WITH RECURSIVE chain (line, root, depth) AS (
    SELECT l.line, l.line, 1 FROM link AS l WHERE l.after IS NULL
    UNION ALL
    SELECT n.line, c.root, c.depth + 1
      FROM chain AS c
     CROSS JOIN LATERAL (SELECT l.line FROM link AS l WHERE l.after = c.line OFFSET 0) AS n
), placed AS (
    SELECT l.line, l.bytes, coalesce(c.root, 0) % {jobs} AS job, c.depth
      FROM link AS l
      LEFT JOIN chain AS c ON c.line = l.line
), filled AS (
    SELECT p.line, p.job, (row_number() OVER before - 1) / {batch} + sum(p.bytes) OVER before / {bytes} AS part
      FROM placed AS p
    WINDOW before AS (PARTITION BY p.job ORDER BY p.depth, p.line ROWS UNBOUNDED PRECEDING)
)
SELECT f.line, f.job, dense_rank() OVER (PARTITION BY f.job ORDER BY f.part) - 1 AS batch
  FROM filled AS f;
CREATE INDEX ON queue (job, batch);
ANALYZE queue;
"""

TAKE = """
SELECT '[' || string_agg(s.body, ',' ORDER BY s.line) || ']', array_agg(s.line ORDER BY s.line)
  FROM queue AS q
  JOIN staged AS s ON s.line = q.line
 WHERE q.job = %s AND q.batch = %s
"""

IMPORT = """
SELECT i.outcome, i.reason
  FROM agora_memory.import_attempts(%s::jsonb, p_reward => %s) AS i
 ORDER BY i.ordinal
"""

REFUSED = """
SELECT s.line, s.body
  FROM staged AS s
 WHERE s.line = ANY (%s)
"""

Progress = Callable[[str, int, int | None], None]
"""Called with the phase, what is done of it, and its total if that is known."""


class UnreadableFile(Exception):  # noqa: N818
    """The file cannot be read to its end."""


class Line(NamedTuple):
    """A line of the file that is not blank."""

    number: int
    text: str
    fault: str | None
    """Why it is no text."""
    body: bytes
    """The line itself, without white space at its ends; nothing of one that is endless."""
    position: int
    """How many bytes were read so far."""


class Outcome(NamedTuple):
    """What import_attempts() says of a line."""

    line: int
    outcome: str
    reason: str | None


class Reject(NamedTuple):
    """A line that did not go in."""

    line: int
    reason: str
    body: bytes
    """The line as it stands in the file; nothing of one that is endless."""


@dataclass
class Report:
    """What became of the lines."""

    outcomes: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)


def import_file(
    dsn: str,
    file: IO[bytes],
    *,
    reward: bool = False,
    dry_run: bool = False,
    batch: int = 1000,
    jobs: int = 2,
    progress: Progress = lambda phase, done, total: None,
) -> Report:
    """Import JSON Lines, plain or gzip. A dry run does everything in one transaction, and rolls it back."""
    with ExitStack() as stack:
        desk = stack.enter_context(connect(dsn, autocommit=True))
        report = Report()
        _stage(desk, read_lines(file), report, progress)
        total, refused = _parse(desk)
        jobs = 1 if dry_run else max(1, min(jobs, math.ceil(total / batch)))
        desk.execute(QUEUE.format(jobs=jobs, batch=batch, bytes=BATCH_BYTES))
        if dry_run:
            stack.enter_context(desk.transaction(force_rollback=True))
        workers = (
            [stack.enter_context(connect(dsn, autocommit=True)) for _ in range(jobs)] if jobs > 1 else [desk]
        )
        for outcomes in _import_all(desk, workers, reward):
            report.outcomes.update(outcome.outcome for outcome in outcomes)
            refused |= {outcome.line: outcome.reason for outcome in outcomes if outcome.reason is not None}
            progress("importing", report.outcomes.total(), total)
        report.rejects += _records(desk, refused)
    report.rejects.sort()
    report.outcomes["rejected"] = len(report.rejects)
    return report


def read_lines(file: IO[bytes]) -> Iterator[Line]:
    """Yield the lines that are not blank, of a plain or gzip file."""
    raw = BufferedReader(cast(RawIOBase, file))
    stream = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == b"\x1f\x8b" else raw
    position = 0
    try:
        for number in count(1):
            line = stream.readline(LINE_LIMIT + 1)
            if not line:
                return
            position += len(line)
            fault = None
            if len(line) > LINE_LIMIT:
                fault = f"longer than {LINE_LIMIT} bytes"
                line, rest = b"", line
                while rest and not rest.endswith(b"\n"):
                    rest = stream.readline(LINE_LIMIT)
                    position += len(rest)
            elif number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            text = ""
            try:
                text = line.decode().strip()
                if "\0" in text:
                    fault = "has a NUL byte"
            except UnicodeDecodeError as error:
                fault = f"not UTF-8: byte {error.start + 1} of the line is 0x{line[error.start]:02x}"
            if text or fault:
                yield Line(number, text, fault, line.strip(), position)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(str(error)) from error


def _stage(desk: Connection, lines: Iterator[Line], report: Report, progress: Progress) -> None:
    """Copy the lines into the temporary table."""
    desk.execute(STAGE)
    with desk.cursor().copy("COPY staged (line, body) FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(["int8", "text"])
        told = 0
        for line in lines:
            if line.fault is None:
                copy.write_row((line.number, line.text))
            else:
                report.rejects.append(Reject(line.number, line.fault, line.body))
            if line.position >= told + PROGRESS_BYTES:
                told = line.position
                progress("reading", told, None)


def _parse(desk: Connection) -> tuple[int, dict[int, str]]:
    """Find what is no JSON and what follows what; return how many lines go on, and why the others do not."""
    desk.execute(PARSE)
    desk.execute(LINK)
    faults = desk.execute("SELECT p.line, p.reason FROM parsed AS p WHERE p.reason IS NOT NULL").fetchall()
    [(total,)] = desk.execute("SELECT count(*) FROM link").fetchall()
    return total, dict(faults)


def _execute(connection: Connection, query: str, arguments: list[Any]) -> list[Any]:
    """Rows of a statement that is a transaction; again where the server ended it for the sake of another session."""
    for left in reversed(range(TRIES)):
        try:
            return connection.execute(query.encode(), arguments).fetchall()
        except (DeadlockDetected, SerializationFailure):
            if not left or connection.info.transaction_status != TransactionStatus.IDLE:
                raise
    raise AssertionError("unreachable")


def _import_all(desk: Connection, workers: list[Connection], reward: bool) -> Iterator[list[Outcome]]:
    """Import what is queued, each job on its own connection and at its own pace; yield what became of each batch."""

    def import_batch(job: int, batch: int) -> list[Outcome]:
        taken = desk.execute(TAKE, [job, batch]).fetchone()
        if taken is None or taken[0] is None:
            return []
        body, lines = taken
        rows = _execute(workers[job], IMPORT, [body, reward])
        return [Outcome(line, *row) for line, row in zip(lines, rows, strict=True)]

    with ThreadPoolExecutor(len(workers)) as pool:
        running = {pool.submit(import_batch, job, 0): (job, 0) for job in range(len(workers))}
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                job, batch = running.pop(future)
                if outcomes := future.result():
                    running[pool.submit(import_batch, job, batch + 1)] = (job, batch + 1)
                    yield outcomes


def _records(desk: Connection, refused: dict[int, str]) -> Iterator[Reject]:
    """Fetch the lines that were refused."""
    for line, body in desk.execute(REFUSED, [list(refused)]):
        yield Reject(line, refused[line], body.encode())
