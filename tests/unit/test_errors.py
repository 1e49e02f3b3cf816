"""One exception class per SQLSTATE of agora's own, no more and no fewer."""

import re
from pathlib import Path

import psycopg
import pytest

from agora import errors
from agora.errors import AgoraError

SEEDS = sorted((Path(__file__).parents[2] / "sql").glob("*/seed.sql"))
ROW = re.compile(r"\('(Z\w{4})', '(\w+)', '((?:[^']|'')+)', (true|false)\)")


def codes() -> list[tuple[str, str, str, bool]]:
    """The rows of agora.error_code as the domains seed them."""
    inserts = [
        insert
        for seed in SEEDS
        for insert in re.findall(
            r"INSERT INTO agora\.error_code[^;]*?VALUES(.*?\));\n", seed.read_text("utf-8"), re.DOTALL
        )
    ]
    return [
        (sqlstate, name, meaning.replace("''", "'"), retryable == "true")
        for insert in inserts
        for sqlstate, name, meaning, retryable in ROW.findall(insert)
    ]


@pytest.mark.parametrize(
    ("detail", "seconds"),
    [
        ("p_agent=5 pause=00:01:00 retry_after=00:00:00.25", 0.25),
        ("retry_after=876600:01:02", 876600 * 3600 + 62),
        ("p_agent=5", None),
        (None, None),
    ],
)
def test_when_to_try_again(detail: str | None, seconds: float | None) -> None:
    assert errors.ClaimTooSoon("a test", detail).retry_after == seconds


@pytest.mark.parametrize(("sqlstate", "name", "meaning", "retryable"), codes(), ids=[c[0] for c in codes()])
def test_every_code_has_its_class(sqlstate: str, name: str, meaning: str, retryable: bool) -> None:
    kind = AgoraError.classes[sqlstate]
    assert kind.__name__ == "".join(part.capitalize() for part in name.split("_"))
    assert kind.__doc__ == meaning
    assert kind.retryable is retryable
    assert getattr(errors, kind.__name__) is kind


def test_no_class_is_without_a_code() -> None:
    seeded = [sqlstate for sqlstate, *_ in codes()]
    assert len(seeded) == len(set(seeded)) >= 30
    assert set(AgoraError.classes) == set(seeded)
    assert len(AgoraError.__subclasses__()) == len(seeded)


def test_an_error_tells_all_it_knows() -> None:
    error = errors.UnknownAttempt("unknown attempt", "p_attempt=7", "Start one.")
    assert (error.sqlstate, error.detail, error.hint) == ("ZM001", "p_attempt=7", "Start one.")
    assert str(error) == "unknown attempt; p_attempt=7; Start one."
    assert str(errors.UnknownAttempt("unknown attempt")) == "unknown attempt"


def test_errors_of_others_pass_as_they_are() -> None:
    original = psycopg.errors.SerializationFailure("again")
    with pytest.raises(psycopg.errors.SerializationFailure) as caught, errors.translated():
        raise original
    assert caught.value is original
    with pytest.raises(ZeroDivisionError), errors.translated():
        raise ZeroDivisionError
