"""How values are shown to people and to programs."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from agora.cli.output import cell, dumped

AT = datetime(2026, 1, 31, 12, 0, 7, 654321, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "True"),
        (Decimal("0.123456"), "0.123"),
        (Decimal("10.000"), "10"),
        (AT, "2026-01-31 12:00:07+00"),
        (AT.astimezone(timezone(timedelta(hours=5, minutes=45))), "2026-01-31 17:45:07+05:45"),
        (timedelta(seconds=75.4), "0:01:15"),
        (timedelta(milliseconds=7), "0:00:00.007000"),
        (b"\xa4\xcd", "a4cd"),
        (
            {"cap": 500, "tiers": [[0.9, 300]], "unit": "tokens"},
            "cap: 500\ntiers: [[0.9, 300]]\nunit: tokens",
        ),
        ({}, ""),
        ([1, "a"], '[1, "a"]'),
    ],
)
def test_a_cell(value: Any, shown: str) -> None:
    assert cell(value) == shown


def test_json_keeps_every_digit_and_writes_bytes_in_hexadecimal() -> None:
    text = dumped({"amount": Decimal("0.10"), "hash": b"\x00\xff"})
    assert '"amount": 0.10' in text
    assert json.loads(text)["hash"] == "00ff"
