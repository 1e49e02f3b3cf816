"""`agora cost …` and `agora metrics`."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from agora import errors
from agora.cli import app

Call = Callable[..., Result]


@pytest.fixture
def call(dsn: str) -> Call:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(
            app, arguments, env={"AGORA_DSN": dsn, "COLUMNS": "200", "NO_COLOR": "1"}, catch_exceptions=False
        )

    return call


@pytest.fixture
def called(dsn: str) -> None:
    """Ten calls of Ada's, two a day until today, every fifth failing; one of Ben's without a price."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo'),"
            " agora_model.set_price('acme/turbo', '{\"input_mtok\": 1}', '-infinity'),"
            " agora.register_principal('ada'), agora.register_principal('ben')"
        )
        connection.execute(
            "SELECT agora_model.record_call('acme/turbo', 'generation', '{\"input_tokens\": 1500}',"
            " p_success => n %% 5 > 0, p_quality => 0.9, p_latency_ms => 100 * n,"
            " p_called_at => agora.now() - make_interval(days => (n - 1) / 2), p_actor => p.principal_id)"
            " FROM generate_series(1, 10) AS n, agora.principal AS p WHERE p.name = %s",
            ["ada"],
        )
        connection.execute(
            "SELECT agora_model.record_call('acme/new', 'review', '{\"input_tokens\": 1}', p_actor => p.principal_id)"
            " FROM agora.principal AS p WHERE p.name = 'ben'"
        )


def cells(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return [line.split() for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("called")
def test_report(call: Call) -> None:
    lines = cells(call("cost", "report", "--by", "agent"))
    assert ["ada", "10", "0.8", "0.9", "550", "0.015", "0.0015", "0"] in lines
    assert ["ben", "1", "1", "0", "1"] in lines
    assert "11 calls, 0.015 USD, 1 without a price: agora prices sync" in " ".join(lines[-1])
    rows = json.loads(call("cost", "report", "--by", "stage", "--agent", "ada", "--json").stdout)
    assert [(row["key"], row["calls"], row["cost_usd"]) for row in rows] == [("generation", 10, 0.015)]
    days = call("cost", "report", "--csv").stdout.splitlines()
    assert days[0].startswith("key,calls,success_share")
    assert len(days) == 6
    assert days[1:] == sorted(days[1:])
    one = days[-1].split(",")[0]
    assert cells(call("cost", "report", "--since", one, "--stage", "generation"))[1][1] == "2"
    assert call("cost", "report", "--until", days[1].split(",")[0]).stdout == "No calls.\n"


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--model", "acme/none"], "ZP001"),
        (["--agent", "nobody"], "ZA001"),
        (["--stage", "lunch"], "ZP005"),
        (["--category", "lunch"], "ZP008"),
        (["--since", "2026-02-01", "--until", "2026-01-01"], "22023"),
    ],
)
def test_report_of_what_nobody_knows(call: Call, options: list[str], code: str) -> None:
    with pytest.raises(psycopg.Error) as caught:
        call("cost", "report", *options)
    assert caught.value.sqlstate == code


def test_json_has_every_digit(call: Call, dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'dear'),"
            " agora_model.set_price('acme/dear', '{\"input_mtok\": 123456.789012}', '-infinity'),"
            " agora_model.record_call('acme/dear', NULL, '{\"input_tokens\": 600000001}')"
        )
    assert '"cost_usd": 74074073.530656789012,' in call("cost", "report", "--json").stdout


@pytest.mark.usefixtures("called")
def test_a_price_is_set_to_its_last_digit(call: Call) -> None:
    assert call("prices", "set", "acme/new", "output_mtok=123456.123456789012").exit_code == 0
    for command in ("history", "show"):
        assert "123456.123456789012" in call("prices", command, "acme/new").stdout
    assert call("prices", "set", "acme/turbo", "output_mtok=10", "cache_read_mtok=0.00001").exit_code == 0
    assert {"10", "0.00001"} <= {
        cell for line in cells(call("prices", "show", "acme/turbo")) for cell in line
    }
    assert call("prices", "history", "ACME/Turbo").stdout == call("prices", "history", "acme/turbo").stdout
    with pytest.raises(errors.UnknownModel):
        call("prices", "history", "acme/none")
    for price in ("input_mtok=x", "input_mtok=NaN", "input_mtok=inf", "input_mtok"):
        assert call("prices", "set", "acme/new", price).exit_code == 2


@pytest.mark.usefixtures("called")
def test_forecast(call: Call) -> None:
    row = json.loads(call("cost", "forecast", "--json").stdout)
    assert (row["days"], row["daily_usd"], row["confidence"]) == (4, 0.003, 0.95)
    said = call("cost", "forecast", "--stage", "generation").stdout
    assert "mean of 4 days: 0.003 USD a day" in said
    assert "with 95.0% confidence" in said
    assert "no forecast" in call("cost", "forecast", "--stage", "review").stdout


@pytest.mark.usefixtures("called")
def test_budget(call: Call, dsn: str) -> None:
    assert call("cost", "budget").stdout == "No budgets: agora_model.set_budget().\n"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT agora_model.set_budget(0.001, 'day'), agora_model.set_budget(5, 'month',"
            " p_principal => p.principal_id, p_stage => 'generation', p_is_hard => false),"
            " agora_model.end_budget(agora_model.set_budget(1, 'hour')),"
            " agora_model.set_budget(7, 'day', p_team => agora.create_team('blue'))"
            " FROM agora.principal AS p WHERE p.name = 'ada'"
        )
        connection.execute(
            "SELECT agora_model.record_call('acme/turbo', 'generation', '{\"input_tokens\": 1500}',"
            " p_actor => p.principal_id) FROM agora.principal AS p WHERE p.name = 'ada'"
        )
    lines = cells(call("cost", "budget"))
    assert lines[1][1:] == ["all", "calls", "day", "0.001", "0.0015", "0", "0", "150", "deny"]
    assert lines[2][1:] == ["ada,", "generation", "month", "5", "0.0015", "0", "4.9985", "0", "warn"]
    assert lines[3][1:4] == ["team", "blue", "day"]
    pace = call("cost", "pace")
    assert (pace.exit_code, "all calls        day" in pace.stdout) == (1, True)
    fast = [row["is_too_fast"] for row in json.loads(call("cost", "pace", "--json").stdout)]
    assert fast == [True, False, False]
    rows: list[dict[str, Any]] = json.loads(call("cost", "budget", "--all", "--json").stdout)
    assert [row["ended_at"] is None for row in rows].count(False) == 1


@pytest.mark.usefixtures("called")
def test_metrics(call: Call) -> None:
    lines = cells(call("metrics", "--days", "6"))
    assert lines[0][:2] == ["success", "81.8%"]
    assert lines[1] == ["quality", "0.900", "▄▄▄▄▄"]
    assert lines[2] == ["calls", "11", "▁▆▆▆▆█"]
    assert lines[3] == ["cost", "0.015", "USD", "▁█████"]
    assert ["generation", "acme/turbo", "10", "0.8", "0.9", "500", "1000", "0.015"] in lines
    told = json.loads(call("metrics", "--stage", "generation", "--days", "2", "--json").stdout)
    assert (told["calls"], told["success_share"], told["quality"], len(told["days"])) == (4, 1.0, 0.9, 2)


@pytest.mark.usefixtures("called")
def test_metrics_are_of_the_same_days(call: Call, dsn: str) -> None:
    """The table of models has the calls of the totals: of today, not of the last 24 hours."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT agora_model.record_call('acme/turbo', 'review', '{\"input_tokens\": 1}',"
            " p_called_at => date_trunc('day', agora.now(), 'UTC') + make_interval(secs => s))"
            " FROM unnest('{-0.000001, 0}'::float[]) AS s"
        )
    told = json.loads(call("metrics", "--stage", "review", "--days", "1", "--json").stdout)
    assert told["calls"] == sum(model["calls"] for model in told["models"]) == 2


def test_metrics_of_nothing(call: Call) -> None:
    lines = cells(call("metrics"))
    assert lines[2] == ["calls", "0", "▄▄▄▄▄▄▄▄▄▄▄▄▄▄"]
    assert len(lines) == 4
