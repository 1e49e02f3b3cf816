"""JSON with decimals: every digit, and no text that passes for a number."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora import exact

texts = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


def plain(value: Any) -> Any:
    """What is read back: whole decimals are integers."""
    if isinstance(value, Decimal):
        return value if "." in f"{value:f}" else int(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


@given(values, st.booleans(), st.sampled_from([None, 2]))
def test_what_is_written_is_read(value: Any, ensure_ascii: bool, indent: int | None) -> None:
    text = exact.dumps(value, ensure_ascii=ensure_ascii, indent=indent)
    assert json.loads(text, parse_float=Decimal) == plain(value)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("123456789012.123456789012", "123456789012.123456789012"),
        ("1E+3", "1000"),
        ("-0.10", "-0.10"),
        ("1E-12", "0.000000000001"),
    ],
)
def test_every_digit(number: str, text: str) -> None:
    assert exact.dumps({"n": [Decimal(number)]}) == f'{{"n": [{text}]}}'


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), date(2026, 1, 1), {1}])
def test_what_has_no_place_in_json(value: Any) -> None:
    with pytest.raises(TypeError, match="has no place in JSON"):
        exact.dumps([value])


def test_others_are_as_said() -> None:
    assert exact.dumps([date(2026, 1, 1), Decimal(1)], default=str) == '["2026-01-01", 1]'
