"""`agora economy …`: figures with zones and trend, and simulations from the command line."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner, Result

from agora.cli import app
from agora.cli.economy import sparkline
from agora.cli.report import report
from agora.simulation import KINDS, SimulationError

Call = Callable[..., Result]


@pytest.fixture
def call(dsn: str) -> Call:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(
            app, ["economy", *arguments], env={"AGORA_DSN": dsn, "COLUMNS": "220", "NO_COLOR": "1"}
        )

    return call


@pytest.fixture
def traded(dsn: str) -> None:
    """Two holders; one pays the other and has more than 1000 left."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for name, tokens in (("ada", 3000), ("[ben]", 100)):
            connection.execute(
                "SELECT agora_ledger.mint(agora_ledger.wallet_of(agora.register_principal(%s)), %s, 'starter',"
                " p_key => %s)",
                [name, tokens, name],
            )
        connection.execute(
            "SELECT agora_ledger.transfer(a.account_id, b.account_id, 600, 'knowledge', p_key => '1',"
            " p_actor => a.principal_id)"
            " FROM agora_ledger.account AS a, agora_ledger.account AS b"
            " WHERE a.account_id = 1000 AND b.account_id = 1001"
        )


@pytest.mark.usefixtures("traded")
def test_report(call: Call) -> None:
    result = call("report")
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    # the value, its target, whether it is met, its zone, and a bar for the one week that had a ledger
    assert ["supply", "3100", "tokens", "▄"] in lines
    assert ["velocity", "weekly", "1.355", "cycles", "per", "week", ">", "1", "yes", "green", "▄"] in lines
    assert ["average", "balance", "1550", "tokens", "1000", "to", "5000", "yes", "▄"] in lines
    assert ["hoarding", "ratio", "0.5", "share", "<", "0.3", "no", "yellow", "▄"] in lines
    assert "yellow hoarding ratio: Announce decay, and offer something to spend on." in result.stdout
    assert ["1", "ada", "0", "0", "3000", "600", "2400", "0", "0", "0", "0"] in lines
    assert ["1", "[ben]", "0", "0", "700", "0", "700", "0", "0", "0", "0"] in lines
    assert ["mint", "starter", "2", "3100"] in lines


@pytest.mark.usefixtures("traded")
def test_report_for_programs(call: Call) -> None:
    told = json.loads(call("report", "--json", "--weeks", "3", "--top", "2").stdout)
    figures = {figure["metric"]: figure for figure in told["figures"]}
    assert figures["supply"]["value"] == 3100
    assert figures["supply"]["trend"] == [None, None, 3100]
    assert figures["gini"]["zone"] == "green"
    assert len(told["contributors"]) == 2
    assert told["issuance"] == [{"kind": "mint", "reason": "starter", "transactions": 2, "minted": 3100}]

    table = list(csv.DictReader(io.StringIO(call("report", "--csv").stdout)))
    assert [row["metric"] for row in table] == list(figures)
    assert {row["metric"]: row["value"] for row in table}["supply"] == "3100"


def test_report_of_nothing(call: Call) -> None:
    result = call("report")
    assert result.exit_code == 0, result.output
    assert ["supply", "tokens"] in [line.split() for line in result.stdout.splitlines()]


def test_report_is_one_or_the_other(call: Call) -> None:
    result = call("report", "--json", "--csv")
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


@pytest.mark.parametrize(
    ("values", "bars"),
    [
        ([], ""),
        ([None], " "),
        ([3], "▄"),
        ([0, 7], "▁█"),
        ([1, None, 8, 4], "▁ █▄"),
        ([Decimal("0.5"), Decimal("0.5")], "▄▄"),
        (range(8), "▁▂▃▄▅▆▇█"),
    ],
)
def test_sparkline(values: Any, bars: str) -> None:
    assert sparkline(list(values)) == bars


def test_simulate(call: Call, tmp_path: Path) -> None:
    """On a server of its own; two policies side by side; files for programs and for people."""
    policy, out = tmp_path / "generous.json", tmp_path / "out"
    policy.write_text('{"transform": {"tiers": [[0.9, 500], [0.7, 400], [0.0, 300]]}}')
    result = call(
        *("simulate", "--population", "heavy-contributor=2,balanced=3", "--days", "5", "--seed", "3"),
        *("--compare", str(policy), "--out", str(out)),
    )
    assert result.exit_code == 0, result.output
    for title in (
        "default: figures by week",
        "generous: what was called for",
        "generous: agents at the end",
        "default: what made tokens",
        "Side by side, last week",
    ):
        assert title in result.stdout
    lines = [json.loads(line) for line in (out / "trajectory.jsonl").read_text().splitlines()]
    assert [line["policy"] for line in lines if line["type"] == "run"] == ["default", "generous"]
    assert {path.name for path in out.iterdir()} == {"trajectory.jsonl", "economy.png", "economy.svg"}
    assert "day 5 of 5" in result.stderr
    assert f"written: {out / 'economy.png'}" in result.stderr


def test_simulate_beside_a_database(call: Call, dsn: str) -> None:
    result = call("simulate", "--server", dsn, "--population", "casual=1", "--days", "1", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told[0]["population"] == {"casual": 1}
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT count(*) FROM agora_ledger.transaction").fetchone() == (0,)
        assert connection.execute("SELECT agora.now() = statement_timestamp()").fetchone() == (True,)
        after = connection.execute(
            "SELECT count(*) FROM pg_database WHERE datname LIKE 'agora\\_simulation\\_%'"
        ).fetchone()
    assert after == (0,)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--population", "saint=1"), "there is no kind of agent 'saint'"),
        (("--days", "0"), "--days"),
        (("--policy", "/nowhere.json"), "/nowhere.json"),
        (("--keep",), "--keep needs --server"),
    ],
)
def test_simulate_refuses(call: Call, arguments: tuple[str, ...], says: str) -> None:
    result = call("simulate", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_simulate_refuses_two_policies_of_one_name(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    one, two = tmp_path / "policy.json", tmp_path / "a" / "policy.json"
    for path in (one, two):
        path.write_text("{}")
    result = call("simulate", "--policy", str(one), "--compare", str(two))
    assert result.exit_code == 2
    assert "could not be told apart" in result.stderr


def test_simulate_says_what_is_wrong_with_a_policy(
    call: Call, tmp_path: Path, dsn: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the command line says it: one message, no traceback."""
    policy = tmp_path / "policy.json"
    policy.write_text('{"transform": {"tier": 1}}')
    result = call("simulate", "--server", dsn, "--policy", str(policy), "--population", "casual=1")
    assert isinstance(result.exception, SimulationError)
    assert report(result.exception) == 1
    told = capsys.readouterr().err
    assert told.startswith("agora: policy does not have the form")
    assert told.endswith("kind=transform tier: unknown\n")


PAGE = Path(__file__).parents[2] / "docs" / "economics.md"


def test_the_page_defines_every_figure(db: psycopg.Connection[Any]) -> None:
    metrics = db.execute("SELECT e.metric FROM agora_reward.economy_indicator AS e").fetchall()
    defined = [line.split("|")[1] for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert [metric for (metric,) in metrics if f"`{metric}`" not in " ".join(defined)] == []


def test_the_page_has_the_rates_of_every_kind() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    told = {
        row[0].strip("`"): [float(cell) for cell in row[1:]] for row in rows if row[0].strip("`") in KINDS
    }
    assert told == {
        kind.name: [kind.contributes, kind.skill, kind.reuses, kind.buys, kind.calls, kind.cost]
        for kind in KINDS.values()
    }
