"""`agora balance`, `history`, `grant`, `adjust`, `reconcile`, `agora ledger …`: what is shown, and the exit codes."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

import agora
from agora.cli import app, report
from agora.errors import InsufficientBalance, KeyReused, NotSealed, UnknownTransaction

Call = Callable[..., Result]


@pytest.fixture
def call(dsn: str) -> Call:
    def call(*arguments: str) -> Result:
        environment = {"AGORA_DSN": dsn, "COLUMNS": "200", "NO_COLOR": "1"}
        return CliRunner().invoke(app, arguments, env=environment)

    return call


@pytest.fixture
def paid(dsn: str, call: Call) -> int:
    """Ada has 100, of which she paid Ben 12.5; returns her id."""
    with agora.connect(dsn) as team:
        ada, ben = (team.core.register_principal(name=name) for name in ("ada", "ben"))
        hers, his = (team.ledger.wallet_of(principal=holder) for holder in (ada, ben))
        assert call("grant", "ada", "100", "--reason", "a start", "--key", "k1").exit_code == 0
        team.ledger.transfer(from_=hers, to=his, amount=12.5, reason="wages", key="k2", actor=ada)
    return int(ada)


def seal(dsn: str, call: Call, *arguments: str) -> Result:
    """Seal everything: the horizon is where it comes to be when no other test is in a transaction."""
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "INSERT INTO agora_ledger.horizon (transaction_id, next_transaction_id)"
            " SELECT s.last_value, s.last_value FROM agora_ledger.transaction_id_seq AS s"
            " ON CONFLICT ON CONSTRAINT horizon_pk DO UPDATE SET transaction_id = excluded.transaction_id,"
            " next_transaction_id = excluded.transaction_id"
        )
    return call("ledger", "seal", *arguments)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_balance(call: Call, paid: int) -> None:
    table = call("balance")
    assert [line.split()[1] for line in table.stdout.splitlines()[1:3]] == ["ada", "ben"]
    (row,) = rows(call("balance", "ada", "--json"))
    assert (row["principal_id"], row["balance"], row["available"]) == (paid, 87.5, 87.5)
    assert rows(call("balance", str(paid), "--json")) == [row]
    (line,) = csv.DictReader(io.StringIO(call("balance", "ben", "--csv").stdout))
    assert line["balance"] == "12.5"
    assert len(rows(call("balance", "--limit", "1", "--json"))) == 1
    assert "there is no principal zoe" in call("balance", "zoe").stderr
    assert call("balance", "zoe").exit_code == 2


def test_history(call: Call, paid: int) -> None:
    latest, first = rows(call("history", "ada", "--json"))
    assert (latest["reason"], latest["amount"], latest["balance_after"]) == ("wages", -12.5, 87.5)
    assert (first["kind"], first["amount"]) == ("mint", 100)
    assert rows(call("history", "ada", "--reason", "wages", "--json")) == [latest]
    assert rows(call("history", "ada", "--limit", "1", "--json")) == [latest]
    assert rows(call("history", "ada", "--from", latest["recorded_at"], "--json")) == [latest]
    assert rows(call("history", "ada", "--to", latest["recorded_at"], "--json")) == [first]
    assert rows(call("history", "--before", str(latest["transaction_id"]), "--json"))[-1]["kind"] == "mint"
    assert rows(call("history", "ada", "--before", str(latest["transaction_id"]), "--json")) == [first]
    assert call("history", "ada", "--from", "2999-01-01").stdout == "Nothing moved.\n"
    assert isinstance(call("history", "--from", "some day").exception, psycopg.errors.InvalidDatetimeFormat)
    header, *lines = call("history", "--csv").stdout.splitlines()
    assert header.startswith("transaction_id,recorded_at,name,kind,reason,amount,balance_after")
    assert len(lines) == 4, "both sides, where no principal is named"


def test_history_of_a_split(call: Call, paid: int, dsn: str) -> None:
    with agora.connect(dsn) as team:
        hers = team.ledger.wallet_of(principal=paid)
        lines = [
            {"account_id": hers, "amount": -6},
            {"account_id": 3, "amount": 1},
            {"account_id": 4, "amount": 5},
        ]
        team.ledger.post(kind="split", lines=lines, reason="fees", key="split")
    assert [row["balance_after"] for row in rows(call("history", "ada", "--json"))] == [81.5, 86.5, 87.5, 100]


def test_grant(call: Call, paid: int) -> None:
    again = call("grant", "ada", "100", "--reason", "a start", "--key", "k1", "--json")
    assert json.loads(again.stdout)["balance"] == 87.5, "the key makes it once"
    without = [call("grant", "ben", "0.5", "--reason", "thanks") for _ in range(2)]
    assert "now holds 13.5" in without[1].stdout
    assert isinstance(call("grant", "ada", "9", "--reason", "a start", "--key", "k1").exception, KeyReused)
    refused = call("grant", "ada", "0", "--reason", "x")
    assert isinstance(refused.exception, psycopg.errors.InvalidParameterValue)
    assert call("grant", "ada", "much", "--reason", "x").exit_code == 2
    assert call("grant", "ada", "1").exit_code == 2, "not without a reason"
    assert call("grant", "zoe", "1", "--reason", "x").exit_code == 2


def test_adjust(call: Call, paid: int) -> None:
    assert "now holds 80" in call("adjust", "ada", "-7.5", "--reason", "counted twice").stdout
    (row,) = rows(call("history", "ada", "--limit", "1", "--json"))
    assert (row["kind"], row["reason"], row["amount"], row["created_by"]) == (
        "adjustment",
        "counted twice",
        -7.5,
        1,
    )
    assert "now holds 87" in call("adjust", "ada", "7", "--reason", "not so", "--key", "a1").stdout
    assert "now holds 87" in call("adjust", "ada", "7", "--reason", "not so", "--key", "a1").stdout
    short = call("adjust", "ada", "1", "--reason", "x", "--against", "reward_pool")
    assert isinstance(short.exception, InsufficientBalance)
    assert call("adjust", "ada", "1", "--reason", "x", "--agianst", "treasury").exit_code == 2


def test_reconcile(call: Call, paid: int, dsn: str) -> None:
    right = call("reconcile")
    assert (right.exit_code, right.stdout) == (0, "Everything agrees.\n")
    with psycopg.connect(dsn) as connection:
        connection.execute("UPDATE agora_ledger.account_balance SET available = available + 1")
    wrong = call("reconcile", "--json")
    assert wrong.exit_code == 1
    assert {row["subject"] for row in json.loads(wrong.stdout)} == {"balances"}


def test_seals(call: Call, paid: int, dsn: str, tmp_path: Path) -> None:
    file, whole = tmp_path / "seals.jsonl", tmp_path / "whole.jsonl"
    assert call("ledger", "seals").stdout == "No seal yet: agora ledger seal\n"
    assert isinstance(call("ledger", "proof", "1").exception, NotSealed)
    assert isinstance(call("ledger", "proof", "99").exception, UnknownTransaction)
    (made,) = rows(seal(dsn, call, "--export", str(file), "--json"))
    assert made["transactions"] == 2
    assert seal(dsn, call, "--export", str(whole), "--leaves").stdout == "Nothing new to seal.\n"
    assert rows(call("ledger", "seals", "--json")) == [made]
    assert json.loads(file.read_text(encoding="utf-8"))["hash"] == made["hash"]
    holds = call("ledger", "proof", "2", "--json")
    assert (holds.exit_code, json.loads(holds.stdout)["holds"]) == (0, True)
    right = call("ledger", "verify", "--root", str(file))
    assert right.stdout == "Nothing was changed: 1 seals, 2 transactions, 1 kept elsewhere.\n"
    assert call("ledger", "verify").stdout.endswith("0 kept elsewhere.\n")

    assert call("grant", "ben", "1", "--reason", "x").exit_code == 0
    with psycopg.connect(dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE agora_ledger.transaction SET reason = 'forged' WHERE transaction_id = 2")
    assert call("ledger", "proof", "2").exit_code == 1
    for arguments in ((), ("--root", str(file)), ("--root", str(whole))):
        wrong = call("ledger", "verify", *arguments, "--json")
        assert wrong.exit_code == 1
        (finding,) = json.loads(wrong.stdout)
        assert finding == {"seal_id": 1, "transaction_id": 2, "problem": "transaction was changed"}


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("infinity", "infinity"),
        ("-infinity", "-infinity"),
        ("4000-01-01 BC", "4000-01-01T00:00:00+00:00 BC"),
        ("20000-01-01", "20000-01-01T00:00:00+00:00"),
    ],
)
def test_seals_of_no_time(call: Call, paid: int, dsn: str, tmp_path: Path, time: str, shown: str) -> None:
    """A time that somebody wrote into a seal, and that Python has not, is shown, exported and found."""
    file = tmp_path / "seals.jsonl"
    (made,) = rows(seal(dsn, call, "--json"))
    with psycopg.connect(dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE agora_ledger.seal SET sealed_at = %s", [time])
    assert rows(call("ledger", "seals", "--json")) == [made | {"sealed_at": shown}]
    assert shown in call("ledger", "seals").stdout
    assert shown in call("ledger", "seals", "--csv").stdout
    assert call("ledger", "seal", "--export", str(file)).exit_code == 0
    wrong = call("ledger", "verify", "--root", str(file), "--json")
    assert [found["problem"] for found in json.loads(wrong.stdout)] == ["seal does not have its hash"]


def test_what_is_no_export(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    for text in ("", "{}", "[]", '{"seal_id": "x"}', "no json"):
        file.write_text(text, encoding="utf-8")
        assert call("ledger", "verify", "--root", str(file)).exit_code == 2
    missing = call("ledger", "verify", "--root", str(tmp_path / "none"))
    assert isinstance(missing.exception, FileNotFoundError)


def test_what_waits(call: Call, paid: int, dsn: str) -> None:
    """While a transaction is open, what comes behind it is not sealed, and that is said."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT agora_ledger.mint(3, 1, 'a test', p_key => 'open')")
        assert call("grant", "ben", "1", "--reason", "x").exit_code == 0
        waiting = call("ledger", "seal")
        assert waiting.exit_code == 0
        assert "transactions wait until those that are open have ended" in waiting.stderr


def test_who_may(call: Call, paid: int, dsn: str, login: Callable[..., str]) -> None:
    """A mere reader sees what is its own, and changes nothing; an auditor needs to read the tables."""
    reader = login("reader", "agora_reader")
    with psycopg.connect(dsn) as admin:
        admin.execute("SELECT agora.bind_login(%s, %s)", [reader, paid])
    hers = f"{dsn} user={reader}"
    (row,) = rows(call("balance", "--json", "--dsn", hers))
    assert row["name"] == "ada"
    assert {row["name"] for row in rows(call("history", "--json", "--dsn", hers))} == {"ada"}
    refused = call("ledger", "verify", "--dsn", hers).exception
    assert isinstance(refused, psycopg.errors.InsufficientPrivilege)
    assert "pg_read_all_data" in report.lines(refused)[1]
    for command in (("grant", "ada", "1"), ("adjust", "ada", "1")):
        denied = call(*command, "--reason", "x", "--dsn", hers).exception
        assert isinstance(denied, psycopg.errors.InsufficientPrivilege)
