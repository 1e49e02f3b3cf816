"""What the command line says of an error, and with which exit code it ends."""

import psycopg
import pytest

from agora import cluster, errors
from agora.cli import report


def test_an_error_of_agora_is_told_as_it_came(capsys: pytest.CaptureFixture[str]) -> None:
    error = errors.InsufficientBalance("balance is insufficient", "account_id=7 balance=1", "Ask for less.")
    assert report.report(error) == 1
    assert capsys.readouterr().err.splitlines() == [
        "agora: balance is insufficient (SQLSTATE ZL002)",
        "DETAIL: account_id=7 balance=1",
        "HINT: Ask for less.",
    ]


def test_what_an_error_does_not_have_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    error = errors.UnknownSetting("unknown setting")
    error.add_note("A note.")
    assert report.report(error) == 1
    assert capsys.readouterr().err.splitlines() == ["agora: unknown setting (SQLSTATE ZA007)", "A note."]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (psycopg.OperationalError("nobody there"), 2, "agora: cannot reach the database: nobody there"),
        (cluster.ClusterError("no room"), 2, "agora: no room"),
        (OSError("no such file"), 1, "agora: no such file"),
        (LookupError("lost"), 1, "agora: unexpected LookupError: lost"),
    ],
)
def test_other_errors(error: Exception, code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.report(error) == code
    assert capsys.readouterr().err.splitlines()[0] == said
