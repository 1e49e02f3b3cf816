"""Files of model calls become records, or say where nothing can be made of them."""

import csv
import gzip
import io
import json

import pytest

from agora.call_files import Fault, Line, comma_separated, json_lines
from agora.importer import UnreadableFile


def read_csv(text: str) -> list[Line | Fault]:
    return list(comma_separated(io.BytesIO(text.encode())))


@pytest.mark.parametrize("wrap", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_line_is_a_record(wrap: "type[bytes]") -> None:
    data = '\ufeff{"key": "a", "usage": {"input_tokens": 1}}\n\n{"key": "b", "quality": 0.25}'.encode()
    assert list(json_lines(io.BytesIO(wrap(data)))) == [
        Line("line 1", {"key": "a", "usage": {"input_tokens": 1}}),
        Line("line 3", {"key": "b", "quality": 0.25}),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON: "),
        (b"[" * 10_000, "not JSON: "),
        (b"[1]", "a call is an object"),
        (b'{"quality": NaN}', "not JSON: NaN is no JSON"),
        (b'{"quality": 1e999}', "a number is larger than 1e308"),
        (b'{"key": "\\u0000"}', "a text holds a NUL or half of a surrogate pair"),
        (b'{"key": "\\ud800"}', "a text holds a NUL or half of a surrogate pair"),
        (b'{"key": "\x00"}', "has a NUL byte"),
        (b'{"key": "\xff"}', "not UTF-8: byte 10"),
    ],
)
def test_a_line_that_is_none_is_said_and_the_next_is_read(line: bytes, reason: str) -> None:
    (place, said), good = json_lines(io.BytesIO(line + b'\n{"key": "a"}\n'))
    assert place == "line 1"
    assert said.startswith(reason)
    assert good == Line("line 2", {"key": "a"})


def test_columns_are_fields() -> None:
    assert read_csv(
        "key,model,usage.input_tokens,usage.output_tokens,latency_ms,success,project,meta.region,meta\n"
        '1,acme/turbo,1000,0.5,,false,12,eu,\n2,"a,b",,,900,maybe,,,"{""a"": 1}"\n'
    ) == [
        Line(
            "line 2",
            {
                "key": "1",
                "model": "acme/turbo",
                "usage": {"input_tokens": 1000, "output_tokens": 0.5},
                "success": False,
                "project": "12",
                "meta": {"region": "eu"},
            },
        ),
        Line("line 3", {"key": "2", "model": "a,b", "latency_ms": 900, "success": "maybe", "meta": {"a": 1}}),
    ]


def test_a_row_that_is_none_is_said_and_the_next_is_read() -> None:
    assert read_csv('key,usage,usage.input_tokens\na,x,1\nb,,1,2\n\nc\nd,"{""a"": 1e999}",\n') == [
        ("line 2", "usage is no object, so it has no input_tokens"),
        ("line 3", "more fields than the header has"),
        Line("line 5", {"key": "c"}),
        ("line 6", "a number is larger than 1e308"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"key,key\na,b\n", "a column stands twice in the header"),
        (b'key\n"a"b\n', "line 2: "),
        (b"key\n\xff\n", "line 0: 'utf-8'"),
        (b'key\n"' + b"a" * 5_000_001 + b'"\n', "line 2: field larger than field limit"),
        (gzip.compress(b"key\n" + b"a\n" * 100, mtime=0)[:-9], "line "),
    ],
)
def test_a_file_that_is_none(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        list(comma_separated(io.BytesIO(data)))


def test_a_long_text_is_a_field() -> None:
    """Longer than the csv module takes by itself, whose limit is as it was afterwards."""
    limit = csv.field_size_limit()
    meta = {"note": "a" * 200_000}
    text = json.dumps(meta).replace('"', '""')
    assert read_csv(f'key,meta\na,"{text}"\nb,\n') == [
        Line("line 2", {"key": "a", "meta": meta}),
        Line("line 3", {"key": "b"}),
    ]
    assert csv.field_size_limit() == limit


def test_nothing_is_nothing() -> None:
    assert read_csv("") == []
    assert list(json_lines(io.BytesIO())) == []


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"usage.input_tokens,usage\n5,{}\n", "usage is said before, in parts"),
        (
            b'usage,usage.input_tokens\n"{""input_tokens"": 4}",5\n',
            "usage.input_tokens is said before, in usage",
        ),
    ],
)
def test_what_is_said_twice_is_refused(file: bytes, reason: str) -> None:
    assert list(comma_separated(io.BytesIO(file))) == [("line 2", reason)]
