"""The witness checked from outside: entries against each other and against anchors that were kept elsewhere.

Nothing here trusts the database's own functions: rows are read from the tables with PostgreSQL's built-in casts and
hashed here. The encoding is that of docs/agents.md.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

import psycopg

NOTHING = bytes(32)
_ROWS = 5000

_STREAMS = """
SELECT s.stream_id, s.stream, s.retention, s.last_seq, s.last_hash, s.cut_seq, s.cut_hash
  FROM agora_work.witness_stream AS s
 ORDER BY s.stream_id
"""
_HASTY = """
SELECT s.stream_id
  FROM agora_work.witness_stream AS s
 CROSS JOIN LATERAL (SELECT min(v.value::interval) AS least
                       FROM (SELECT k.key, k.default_value AS value FROM agora.setting AS k
                             UNION ALL
                             SELECT h.key, h.new_value FROM agora.setting_history AS h) AS v
                      WHERE v.key = 'work.witness_' || s.retention) AS kept
 WHERE EXISTS (SELECT FROM agora_work.witness_anchor_head AS h
                 JOIN agora_work.witness_anchor AS a ON a.anchor_id = h.anchor_id
                WHERE h.stream_id = s.stream_id AND h.seq < s.cut_seq
                  AND a.anchored_at > pg_catalog.now() - kept.least + interval '1 day')
"""
_ENTRIES = """
SELECT w.stream_id, w.seq, w.event, w.severity, w.principal_id, w.subject, w.correlation_id::pg_catalog.text,
       w.payload::pg_catalog.text, pg_catalog.timestamptz_send(w.recorded_at), w.previous_hash, w.hash
  FROM agora_work.witness AS w
 ORDER BY w.stream_id, w.seq
"""
_ANCHORS = """
SELECT a.anchor_id, a.version, a.seal_id, a.seal_hash, a.streams, a.root, a.previous_hash,
       pg_catalog.timestamptz_send(a.anchored_at), a.hash
  FROM agora_work.witness_anchor AS a
 ORDER BY a.anchor_id
"""
_HEADS = """
SELECT h.anchor_id, h.stream_id, h.seq, h.hash
  FROM agora_work.witness_anchor_head AS h
 ORDER BY h.anchor_id, h.stream_id
"""


@dataclass(frozen=True)
class Finding:
    """What is not as it was written."""

    stream: str | None
    seq: int | None
    problem: str


@dataclass(frozen=True)
class Stream:
    """A chain, with its head and the place where it was cut."""

    stream_id: int
    stream: str
    retention: str
    last_seq: int
    last_hash: bytes
    cut_seq: int
    cut_hash: bytes


# ---- hashes ----------------------------------------------------------------------------------------------


def _int(number: int, size: int = 8) -> bytes:
    return number.to_bytes(size, "big", signed=True)


def _text(text: str | None) -> bytes:
    told = (text or "").encode()
    return b"\0" if text is None else b"\1" + _int(len(told), 4) + told


def start_of(stream: str, retention: str) -> bytes:
    """The hash that the first entry of a stream follows."""
    return sha256(b"\x10" + _text(stream) + _text(retention)).digest()


def entry_hash(entry: Sequence[Any]) -> bytes:
    """The hash that an entry has to have; without the one it has."""
    stream, seq, event, severity, principal, subject, correlation, payload, recorded_at, previous = entry
    texts = _text(subject) + _text(correlation) + _text(payload)
    numbers = _int(stream) + _int(seq) + _text(event) + _text(severity) + _int(principal)
    return sha256(b"\x11\x01" + numbers + texts + recorded_at + previous).digest()


def anchor_hash(anchor: Sequence[Any]) -> bytes:
    """The hash that an anchor has to have; without the one it has."""
    number, version, seal, seal_hash, streams, root, previous, anchored_at = anchor
    seal_told = _int(seal or 0) + (seal_hash or NOTHING)
    told = _int(version, 2) + _int(number) + seal_told + _int(streams) + anchored_at + root + previous
    return sha256(b"\x12" + told).digest()


# ---- what a database has ---------------------------------------------------------------------------------


def read_export(lines: Sequence[str]) -> dict[int, bytes]:
    """Hashes of anchors that were kept, by number: rows of `published_anchor` as JSON, one a line."""
    kept: dict[int, bytes] = {}
    for line in lines:
        found: Mapping[str, Any] = json.loads(line)
        kept[int(found["anchor_id"])] = bytes.fromhex(found["hash"])
    return kept


def verify(connection: psycopg.Connection[Any], kept: Mapping[int, bytes]) -> Iterator[Finding]:
    """Compare entries, heads and anchors of a database with each other, and with anchors kept elsewhere."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    streams = {row[0]: Stream(*row) for row in connection.execute(_STREAMS.encode())}
    anchored: dict[tuple[int, int], list[tuple[int, bytes]]] = {}
    yield from _anchors(connection, kept, anchored)
    for (hasty,) in connection.execute(_HASTY.encode()).fetchall():
        stream = streams[hasty]
        yield Finding(stream.stream, stream.cut_seq, "entries were forgotten before their time")
    gone = {owner for owner, _ in anchored} - streams.keys()
    with connection.cursor("entries") as entries:
        entries.itersize = _ROWS
        entries.execute(_ENTRIES.encode())
        seen = set()
        for stream_id, rows in groupby(entries, key=itemgetter(0)):
            seen.add(stream_id)
            if stream_id in streams:
                yield from _chain(streams[stream_id], rows, anchored)
    for stream_id in sorted(gone | seen - streams.keys()):
        yield Finding(None, None, f"stream {stream_id} is gone")
    for stream in streams.values():
        if stream.stream_id not in seen:
            yield from _chain(stream, iter(()), anchored)


def _chain(
    stream: Stream,
    rows: Iterator[tuple[Any, ...]],
    anchored: Mapping[tuple[int, int], list[tuple[int, bytes]]],
) -> Iterator[Finding]:
    """Compare the entries of a stream with each other, its head, and what was anchored of it."""
    if stream.cut_seq == 0 and stream.cut_hash != start_of(stream.stream, stream.retention):
        yield Finding(stream.stream, None, "the stream does not begin with its name and class")
    seq, before = stream.cut_seq, stream.cut_hash
    hashes: dict[int, bytes] = {}
    wanted = {number for owner, number in anchored if owner == stream.stream_id}
    for row in rows:
        number, previous, found = row[1], row[-2], row[-1]
        if entry_hash(row[:-1]) != found:
            yield Finding(stream.stream, number, "entry was changed")
        elif number != seq + 1:
            yield Finding(stream.stream, number, "an entry before this one is missing")
        elif previous != before:
            yield Finding(stream.stream, number, "entry does not continue the one before")
        seq, before = number, found
        if number in wanted:
            hashes[number] = found
    if (seq, before) != (stream.last_seq, stream.last_hash):
        yield Finding(stream.stream, stream.last_seq, "the last entry is not that of the head")
    for number in sorted(wanted):
        for anchor, hashed in anchored[stream.stream_id, number]:
            if number > stream.cut_seq and hashes.get(number) != hashed:
                yield Finding(stream.stream, number, f"entry is not the one of anchor {anchor}")


def _anchors(
    connection: psycopg.Connection[Any],
    kept: Mapping[int, bytes],
    anchored: dict[tuple[int, int], list[tuple[int, bytes]]],
) -> Iterator[Finding]:
    """Compare the anchors with each other and with those that were kept; remember what they hold."""
    roots: dict[int, bytes] = {}
    for anchor_id, heads in groupby(connection.execute(_HEADS.encode()).fetchall(), key=itemgetter(0)):
        told = b""
        for _, stream_id, seq, found in heads:
            told += _int(stream_id) + _int(seq) + found
            anchored.setdefault((stream_id, seq), []).append((anchor_id, found))
        roots[anchor_id] = sha256(b"\x13" + told).digest()
    number, before = 0, NOTHING
    missing = dict(kept)
    for row in connection.execute(_ANCHORS.encode()).fetchall():
        anchor_id, root, previous, found = row[0], row[5], row[6], row[8]
        problem = None
        if missing.pop(anchor_id, found) != found:
            problem = "is not the one that was kept"
        elif anchor_hash(row[:-1]) != found:
            problem = "does not have its hash"
        elif roots.get(anchor_id) != root:
            problem = "does not have its root"
        elif (anchor_id, previous) != (number + 1, before):
            problem = "does not continue the one before"
        if problem:
            yield Finding(None, None, f"anchor {anchor_id} {problem}")
        number, before = anchor_id, found
    for anchor_id in sorted(missing):
        yield Finding(None, None, f"anchor {anchor_id} is gone")
