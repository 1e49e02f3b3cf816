"""Calls of programs and files come in by the batch, once, each with its outcome."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import agora
from agora import calls, client, errors
from agora.cli import app


@pytest.fixture
def team(dsn: str) -> Iterator[client.Agora]:
    with agora.connect(dsn) as team:
        team.model.register_provider(provider="acme")
        team.model.register_model(provider="acme", model="turbo")
        prices = {"input_mtok": 3, "output_mtok": 15}
        team.model.set_price(model="acme/turbo", prices=prices, valid_from="-infinity")
        team.core.register_principal(name="ada")
        yield team


@pytest.fixture
def ada(team: client.Agora) -> int:
    return int(team.core.register_principal(name="ada"))


@pytest.fixture
def call(team: client.Agora, dsn: str) -> Callable[..., Result]:
    def call(*arguments: str, text: str | None = None) -> Result:
        told = {**os.environ, "AGORA_DSN": dsn}
        return CliRunner().invoke(app, ["calls", "import", *arguments], env=told, input=text)

    return call


def made(number: int, **facts: Any) -> dict[str, Any]:
    return {"key": f"call-{number}", "model": "acme/turbo", "usage": {"input_tokens": 1000}, **facts}


def recorded(team: client.Agora) -> int:
    (row,) = team.rows("SELECT count(*) AS calls FROM agora_model.recorded_call")
    return int(row["calls"])


def test_calls_come_in_as_they_come(team: client.Agora, ada: int) -> None:
    sent = [made(1), made(2, quality=2), made(1), made(3, stage=None, quality=0.5), made(3, quality=0.5)]
    answers = list(calls.record(team, iter(sent), principal=ada, batch=2))
    assert [answer["ordinal"] for answer in answers] == [1, 2, 3, 4, 5]
    assert [answer["outcome"] for answer in answers] == [
        "recorded",
        "rejected",
        "existing",
        "recorded",
        "existing",
    ]
    assert answers[0]["cost_usd"] == Decimal("0.003")
    assert answers[0]["llm_call_id"] == answers[2]["llm_call_id"]
    assert recorded(team) == 2
    assert {
        answer["outcome"] for answer in calls.record(team, [made(1), made(3, quality=0.5)], principal=ada)
    } == {"existing"}


def test_a_stream_without_end_is_taken_as_far_as_it_is_read(team: client.Agora, ada: int) -> None:
    taken = count(1)
    answers = calls.record(team, (made(next(taken)) for _ in count()), principal=ada, batch=10)
    assert [next(answers)["ordinal"] for _ in range(15)] == list(range(1, 16))
    assert (next(taken), recorded(team)) == (21, 20)


def test_who_may_not_act_records_nothing(team: client.Agora, ada: int) -> None:
    team.core.suspend_principal(principal=ada, reason="a test")
    with pytest.raises(errors.PrincipalSuspended):
        list(calls.record(team, [made(1)], principal=ada))
    assert recorded(team) == 0


def test_a_file_of_lines(team: client.Agora, call: Callable[..., Result], tmp_path: Path) -> None:
    file, rejects = tmp_path / "calls.jsonl", tmp_path / "calls.jsonl.rejects.jsonl"
    found = [made(1), made(2, stage="lunch"), made(3)]
    file.write_text("".join(json.dumps(record) + "\n" for record in found) + "no json\n", "utf-8")
    arguments = (str(file), "--format", "jsonl", "--principal", "ada", "--batch", "2")
    assert "would be" in call(*arguments, "--dry-run").stdout
    assert recorded(team) == 0
    result = call(*arguments)
    assert (result.exit_code, recorded(team)) == (1, 2)
    assert "calls" in result.stdout
    reasons = Path(f"{rejects}.reasons").read_text().splitlines()
    assert "line 2: unknown stage: lunch" in reasons
    assert [reason.partition(": not JSON")[0] for reason in reasons if "JSON" in reason] == ["line 4"]
    file.write_text(rejects.read_text().replace("lunch", "generation"), "utf-8")
    assert call(*arguments).exit_code == 0
    assert not rejects.exists()
    assert recorded(team) == 3


def test_a_file_of_rows(team: client.Agora, call: Callable[..., Result], tmp_path: Path) -> None:
    text = "key,model,stage,usage.input_tokens,success\na,acme/turbo,review,1000,false\nb,acme/turbo,,-1,\n"
    rejects = tmp_path / "rejects"
    arguments = ("-", "--format", "csv", "--principal", "ada", "--rejects", str(rejects))
    assert call(*arguments, text=text).exit_code == 1
    assert json.loads(rejects.read_text()) == {
        "key": "b",
        "model": "acme/turbo",
        "usage": {"input_tokens": -1},
    }
    assert call(*arguments, text=text.replace("-1", "1")).exit_code == 0
    assert team.rows(
        "SELECT stage, cost_usd, is_success FROM agora_model.recorded_call ORDER BY llm_call_id"
    ) == [
        {"stage": "review", "cost_usd": Decimal("0.003"), "is_success": False},
        {"stage": None, "cost_usd": Decimal("0.000003"), "is_success": True},
    ]
    (both,) = team.rows(
        "SELECT array_agg(DISTINCT d.name) AS names FROM agora_model.recorded_call AS c"
        " JOIN agora.principal_directory AS d USING (principal_id)"
    )
    assert both["names"] == ["ada"]


@pytest.mark.parametrize(
    "arguments", [["--map", "stage=x"], ["--cached-apart"], ["--format", "xml"], ["--format", "csv"]]
)
def test_used_wrongly(
    call: Callable[..., Result], team: client.Agora, tmp_path: Path, arguments: list[str]
) -> None:
    file = tmp_path / "calls"
    file.write_text('key\n"a"b\n')
    assert call(str(file), "--format", "jsonl", "--principal", "ada", *arguments).exit_code == 2
    assert recorded(team) == 0


def test_a_file_of_nobody_knows_whom_goes_to_the_rejects(
    team: client.Agora, call: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text(json.dumps(made(1)), "utf-8")
    assert call(str(file), "--format", "jsonl", "--principal", "nobody").exit_code == 1
    assert "unknown principal" in Path(f"{file}.rejects.jsonl.reasons").read_text()
    report = calls.import_lines(team, [], principal="ada")
    assert report.outcomes == Counter()
