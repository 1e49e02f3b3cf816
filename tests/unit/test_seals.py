"""The encoding of seals, byte by byte as docs/seals.md has it: what was sealed once must stay readable."""

import json
import struct
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest

from agora import seals

WHO, FIRST, SECOND = 1000, 1001, 3
MICROS = 820_638_245_678_901
CORRELATION = UUID("00010203-0405-0607-0809-0a0b0c0d0e0f")
META = '{"n": 2.50, "ü": "ñ"}'
SAID = (CORRELATION.bytes, "transfer", "Löhne", "k:1", META)
HEADER = (7, 0, WHO, struct.pack(">q", 1_000_001), FIRST, SECOND, 1_500_000, 0, None, 2, *SAID)
FURTHER = [(7, 2, 2, SECOND, FIRST, 7, None, -7), (7, 2, 3, FIRST, SECOND, 1, None, None)]
START = b"\x00\x01" + struct.pack(">q", 7)
TOLD = b"\x01" + struct.pack(">qqqqq", WHO, 1_000_001, FIRST, SECOND, 1_500_000)
TOLD += b"\x01" + struct.pack(">q", 0) + b"\x00" + struct.pack(">h", 2)
NAMED = b"\x01" + CORRELATION.bytes
TEXTS = "8:transfer5:Löhne3:k:1".encode() + META.encode()
ENDED = struct.pack(">hqqq", 2, SECOND, FIRST, 7) + b"\x00\x01" + struct.pack(">q", -7)
ENDED += struct.pack(">hqqq", 3, FIRST, SECOND, 1) + b"\x00\x00"


@pytest.mark.parametrize(
    ("rows", "encoded"),
    [
        ([HEADER, *FURTHER], START + TOLD + NAMED + TEXTS + struct.pack(">q", 0) + ENDED),
        ([HEADER, (7, 1, 5), *FURTHER], START + TOLD + NAMED + TEXTS + struct.pack(">q", 5) + ENDED),
        (FURTHER, START + b"\x00" + struct.pack(">q", 0) + ENDED),
        ([(7, 1, 5)], START + b"\x00" + struct.pack(">q", 5)),
        ([(*HEADER[:10], None, *HEADER[11:])], START + TOLD + b"\x00" + TEXTS + struct.pack(">q", 0)),
    ],
    ids=["payment", "reversal", "movements alone", "reversal alone", "no correlation"],
)
def test_leaf(rows: list[tuple[object, ...]], encoded: bytes) -> None:
    assert seals.leaf(7, rows) == sha256(encoded).digest()


def seal() -> seals.Seal:
    at = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    assert (at - seals.EPOCH).total_seconds() * 1e6 == MICROS
    return seals.Seal(2, 1, 11, 20, 9, b"\x11" * 32, b"\x22" * 32, MICROS, b"\x33" * 32, (b"\x44" * 32,))


def test_hash() -> None:
    told = struct.pack(">hqqqqq", 1, 2, 11, 20, 9, MICROS) + b"\x11" * 32 + b"\x22" * 32
    assert seal().own_hash == sha256(b"\x02" + told).digest()


def test_export() -> None:
    """What is written is read again, and holds nothing but text and numbers."""
    assert seals.Seal.told(seal().line()) == seal()
    told = json.loads(seal().line())
    assert (told["root"], told["sealed_at"]) == ("11" * 32, "2026-01-02T03:04:05.678901+00:00")
    del told["leaves"]
    assert seals.Seal.told(json.dumps(told)).leaves == ()


@pytest.mark.parametrize("missing", ["seal_id", "root", "hash", "sealed_at"])
def test_what_is_no_export(missing: str) -> None:
    told = json.loads(seal().line())
    del told[missing]
    with pytest.raises(KeyError):
        seals.Seal.told(json.dumps(told))


def test_chain() -> None:
    made = seal()
    first = seals.Seal(1, 1, 1, 10, 10, b"", seals.NOTHING, made.sealed_micros, made.previous_hash)
    assert first.continues(None)
    assert made.continues(first)
    assert not made.continues(None)
    assert not first.continues(first)
