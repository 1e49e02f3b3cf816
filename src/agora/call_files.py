"""Model calls from files: JSON Lines, a record of `record_calls()` a line, and CSV, a column for each of its fields.

A file is read as a stream, plain or gzip, be it as long as it may. Which fields there are, and what they may say, the
database knows; here is only how a text becomes JSON.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator
from io import BufferedReader, RawIOBase, TextIOWrapper
from typing import IO, Any, NamedTuple, cast

from agora import spans
from agora.importer import LINE_LIMIT, UnreadableFile, read_lines

TEXTS = frozenset(
    {"key", "model", "stage", "correlation_id", "called_at", "category", "project", "agent_type"}
)
"""Columns of a CSV file that are texts, whatever they look like; any other is JSON where it can be read as such."""

OBJECTS = ("usage", "variant", "meta")
"""Fields of which a column may be a part: usage.input_tokens."""


class Line(NamedTuple):
    """A record in the place where it stands."""

    place: str
    record: dict[str, Any]

    def document(self) -> dict[str, Any]:
        """The record as a line of a file of JSON Lines."""
        return self.record


Fault = tuple[str, str]
"""A place, and why nothing can be made of what stands there."""


def json_lines(file: IO[bytes]) -> Iterator[Line | Fault]:
    """The records of a file of JSON Lines."""
    for line in read_lines(file):
        place = f"line {line.number}"
        try:
            if line.fault:
                raise spans.NotACallError(line.fault)
            yield Line(place, _record(spans.parsed(line.text)))
        except spans.NotACallError as error:
            yield place, str(error)


def comma_separated(file: IO[bytes]) -> Iterator[Line | Fault]:
    """The records of a CSV file with a header; what is empty is not said."""
    raw = BufferedReader(cast(RawIOBase, file))
    stream = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == b"\x1f\x8b" else raw
    rows = csv.reader(TextIOWrapper(cast(BufferedReader, stream), "utf-8-sig", newline=""), strict=True)
    before = csv.field_size_limit(LINE_LIMIT)  # Python's own ends a file at a text that a record may have
    try:
        header = next(rows, [])
        if len(set(header)) < len(header):
            raise UnreadableFile("a column stands twice in the header")
        for row in rows:
            place = f"line {rows.line_num}"
            try:
                if len(row) > len(header):
                    raise spans.NotACallError("more fields than the header has")
                if row:
                    yield Line(place, _record(_nested(dict(zip(header, row, strict=False)))))
            except spans.NotACallError as error:
                yield place, str(error)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(f"line {rows.line_num}: {error}") from error
    finally:
        csv.field_size_limit(before)


def _nested(row: dict[str, str]) -> dict[str, Any]:
    """The columns of a row as fields; parts of an object in their object."""
    record: dict[str, Any] = {}
    for column, text in row.items():
        if not text:
            continue
        name, dot, part = column.partition(".")
        if not (dot and name in OBJECTS):
            if column in record:
                raise spans.NotACallError(f"{column} is said before, in parts")
            record[column] = text if column in TEXTS else _value(text)
        elif not isinstance(record.setdefault(name, {}), dict):
            raise spans.NotACallError(f"{name} is no object, so it has no {part}")
        elif part in record[name]:
            raise spans.NotACallError(f"{column} is said before, in {name}")
        else:
            record[name][part] = _value(text)
    return record


def _value(text: str) -> Any:
    """A text as JSON where it can be read as such, else itself."""
    value = spans.parsed(text)
    return text if isinstance(value, Exception) else value


def _record(value: Any) -> dict[str, Any]:
    """A record that a database can keep."""
    if isinstance(value, Exception):
        raise spans.NotACallError(f"not JSON: {value}")
    if not isinstance(value, dict):
        raise spans.NotACallError("a call is an object")
    spans.check_storable(value)
    return value
