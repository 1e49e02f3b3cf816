"""Seals checked from outside: the rows of the ledger against hashes that were kept elsewhere.

Nothing here trusts the database's own functions: rows are read from the tables with PostgreSQL's built-in casts and
hashed here. The encoding is that of docs/seals.md; trees are those of RFC 6962.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, Self

import psycopg

SIZE = 32
NOTHING = bytes(SIZE)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_ROWS = 5000
# Ids begin at 1; what somebody put below that is before every seal, so the first one is compared with it, too.
_LEAST = -(2**63)

# In the order of the encoding; each answers with the transaction first.
_HEADERS = """
SELECT t.transaction_id, 0, t.created_by, pg_catalog.timestamptz_send(t.recorded_at),
       t.from_account_id, t.to_account_id, t.amount, t.from_balance, t.to_balance, t.movements,
       pg_catalog.uuid_send(t.correlation_id), t.kind, t.reason, t.idempotency_key, t.meta::pg_catalog.text
  FROM agora_ledger.transaction AS t
 WHERE t.transaction_id BETWEEN %s AND %s
 ORDER BY t.transaction_id
"""
_REVERSALS = """
SELECT r.transaction_id, 1, r.reversed_id
  FROM agora_ledger.reversal AS r
 WHERE r.transaction_id BETWEEN %s AND %s
 ORDER BY r.transaction_id
"""
_MOVEMENTS = """
SELECT m.transaction_id, 2, m.line, m.from_account_id, m.to_account_id, m.amount, m.from_balance, m.to_balance
  FROM agora_ledger.movement AS m
 WHERE m.transaction_id BETWEEN %s AND %s
 ORDER BY m.transaction_id, m.line, m.from_account_id
"""
_SEALS = """
SELECT s.seal_id, s.version, s.first_transaction, s.last_transaction, s.transactions, s.root, s.previous_hash,
       pg_catalog.timestamptz_send(s.sealed_at), s.hash
  FROM agora_ledger.seal AS s
 ORDER BY s.seal_id
"""
_TREE = """
SELECT pg_catalog.substr(t.nodes, 1, least(%s::numeric, pg_catalog.octet_length(t.nodes))::integer)
  FROM agora_ledger.seal_tree AS t
 WHERE t.seal_id = %s
"""


# ---- hashes ----------------------------------------------------------------------------------------------


def leaf(transaction: int, rows: Iterable[Sequence[Any]]) -> bytes:
    """Leaf hash of a transaction: of its header, its reversal and its further movements, as far as there are any."""
    headers, reversals, further = b"", b"", b""
    for _, part, *values in rows:
        if part == 0:
            created_by, recorded_at, *moved, movements, correlation, kind, reason, key, meta = values
            texts = "".join(f"{len(text)}:{text}" for text in (kind, reason, key)) + meta
            headers += b"\1" + _int8(created_by) + recorded_at + _movement(*moved) + _int2(movements)
            headers += _optional(correlation) + texts.encode()
        elif part == 1:
            reversals += _int8(*values)
        else:
            line, *moved = values
            further += _int2(line) + _movement(*moved)
    told = b"\0\1" + _int8(transaction) + (headers or b"\0") + (reversals or _int8(0)) + further
    return sha256(told).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Root of the tree over leaf hashes (RFC 6962, 2.1)."""
    level = list(leaves)
    if not level:
        return sha256().digest()
    while len(level) > 1:
        pairs = [
            sha256(b"\1" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def _movement(payer: int, payee: int, amount: int, *balances: int | None) -> bytes:
    after = (_optional(None if balance is None else _int8(balance)) for balance in balances)
    return _int8(payer) + _int8(payee) + _int8(amount) + b"".join(after)


def _int2(number: int) -> bytes:
    return number.to_bytes(2, "big", signed=True)


def _int8(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)


def _optional(value: bytes | None) -> bytes:
    return b"\0" if value is None else b"\1" + value


@dataclass(frozen=True)
class Seal:
    """A seal as it was published."""

    seal_id: int
    version: int
    first_transaction: int
    last_transaction: int
    transactions: int
    root: bytes
    previous_hash: bytes
    sealed_micros: int
    """Microseconds from 2000 until it was sealed: a row that somebody edited may have a time that is none."""
    hash: bytes
    leaves: tuple[bytes, ...] = ()
    """Leaf hashes, where they were kept with it: they tell which transaction differs."""

    @property
    def own_hash(self) -> bytes:
        """The hash that it has to have."""
        numbers = (
            self.seal_id,
            self.first_transaction,
            self.last_transaction,
            self.transactions,
            self.sealed_micros,
        )
        told = b"\2" + self.version.to_bytes(2, "big", signed=True) + b"".join(map(_int8, numbers))
        return sha256(told + self.root + self.previous_hash).digest()

    def continues(self, before: "Seal | None") -> bool:
        """Whether it is the one after another, or the first of all."""
        if before is None:
            return (self.seal_id, self.first_transaction, self.previous_hash) == (1, 1, NOTHING)
        return (self.seal_id, self.first_transaction, self.previous_hash) == (
            before.seal_id + 1,
            before.last_transaction + 1,
            before.hash,
        )

    @classmethod
    def told(cls, line: str) -> Self:
        """Read a line of an export; a time that is a number is in microseconds from 2000."""
        found: Mapping[str, Any] = json.loads(line)
        time = found["sealed_at"]
        numbers = ("seal_id", "version", "first_transaction", "last_transaction", "transactions")
        hashes = ("root", "previous_hash", "hash")
        told: dict[str, Any] = {name: int(found[name]) for name in numbers}
        told |= {name: bytes.fromhex(found[name]) for name in hashes}
        return cls(
            **told,
            sealed_micros=(
                time if isinstance(time, int) else (datetime.fromisoformat(time) - EPOCH) // MICROSECOND
            ),
            leaves=_cut(bytes.fromhex(found.get("leaves", ""))),
        )

    def line(self) -> str:
        """Write a line of an export; a time that Python has not stays a number."""
        told = {
            name: value.hex() if isinstance(value, bytes) else value
            for name, value in vars(self).items()
            if name not in ("sealed_micros", "leaves")
        }
        try:
            told["sealed_at"] = (EPOCH + self.sealed_micros * MICROSECOND).isoformat()
        except OverflowError:
            told["sealed_at"] = self.sealed_micros
        return json.dumps(told | ({"leaves": b"".join(self.leaves).hex()} if self.leaves else {}))


def _cut(nodes: bytes) -> tuple[bytes, ...]:
    return tuple(nodes[at : at + SIZE] for at in range(0, len(nodes), SIZE))


# ---- what a database has ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """What is not as it was sealed."""

    seal_id: int | None
    transaction_id: int | None
    problem: str


def stored(connection: psycopg.Connection[Any]) -> list[Seal]:
    """Seals that the database has."""
    return [
        Seal(*(*row[:7], int.from_bytes(row[7], "big", signed=True), *row[8:]))
        for row in connection.execute(_SEALS).fetchall()
    ]


def stored_leaves(connection: psycopg.Connection[Any], seal: Seal) -> tuple[bytes, ...]:
    """Leaf hashes that the database has kept with a seal; nothing where they are not those of its root."""
    row = connection.execute(_TREE, [seal.transactions * SIZE, seal.seal_id]).fetchone()
    leaves = _cut(row[0]) if row else ()
    return leaves if root(leaves) == seal.root else ()


def leaves_of(connection: psycopg.Connection[Any], first: int, last: int) -> Iterator[tuple[int, bytes]]:
    """Transactions of a range with the leaf hash of their rows, in order."""
    with (
        connection.cursor("headers") as headers,
        connection.cursor("reversals") as reversals,
        connection.cursor("movements") as movements,
    ):
        cursors = (headers, reversals, movements)
        for cursor, query in zip(cursors, (_HEADERS, _REVERSALS, _MOVEMENTS), strict=True):
            cursor.itersize = _ROWS
            cursor.execute(query.encode(), [first, last])
        rows = merge(*cursors, key=itemgetter(0, 1))
        for transaction, found in groupby(rows, key=itemgetter(0)):
            yield transaction, leaf(transaction, found)


def verify(connection: psycopg.Connection[Any], kept: Sequence[Seal]) -> Iterator[Finding]:
    """Compare the database with seals that were kept elsewhere, and its later seals with themselves."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    outside = {seal.seal_id: seal for seal in kept}
    inside = {seal.seal_id: seal for seal in stored(connection)}
    before = None
    for number in range(1, max(outside.keys() | inside.keys(), default=0) + 1):
        trusted, found = outside.get(number), inside.get(number)
        if found is None:
            yield Finding(number, None, "seal is gone")
        elif trusted and trusted.hash != found.hash:
            yield Finding(number, None, "seal is not the one that was kept")
        seal = trusted or found
        if seal is None:
            before = None
            continue
        if seal.own_hash != seal.hash:
            yield Finding(number, None, "seal does not have its hash")
        if (before or number == 1) and not seal.continues(before):
            yield Finding(number, None, "seal does not continue the one before")
        before = seal
        yield from _differences(connection, seal)


def _differences(connection: psycopg.Connection[Any], seal: Seal) -> Iterator[Finding]:
    """Compare the rows under a seal with it, and name the first that differs."""
    first = seal.first_transaction if seal.first_transaction > 1 else _LEAST
    found = list(leaves_of(connection, first, seal.last_transaction))
    now = [node for _, node in found]
    if len(now) == seal.transactions and root(now) == seal.root:
        return
    was = seal.leaves if seal.leaves and root(seal.leaves) == seal.root else stored_leaves(connection, seal)
    if not was:
        told = (
            f"transactions {seal.first_transaction} to {seal.last_transaction} are not those that were sealed"
        )
        yield Finding(seal.seal_id, None, told)
        return
    at = next(
        (number for number, (a, b) in enumerate(zip(now, was, strict=False)) if a != b),
        min(len(now), len(was)),
    )
    if at == len(now) or now[at] in was[at:]:
        gone = found[at - 1][0] + 1 if at else seal.first_transaction
        yield Finding(seal.seal_id, gone, "transaction is gone")
    elif at == len(was) or was[at] in now[at:]:
        yield Finding(seal.seal_id, found[at][0], "transaction was added")
    else:
        yield Finding(seal.seal_id, found[at][0], "transaction was changed")
