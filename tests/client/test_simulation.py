"""The simulator: the same seed gives the same trajectory, real functions ran, and no other database was touched."""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from agora import cluster as launcher
from agora.simulation import SimulationError, Trajectory, parse_population, simulate
from agora.simulation.plot import write_plots
from agora.simulation.policy import apply_policy, read_policy
from agora.simulation.scratch import PREFIX, make_world, scratch_database

POPULATION = "heavy-contributor=2,heavy-consumer=2,balanced=2"
DAYS = 9


def scratch_databases(server: str) -> list[str]:
    with psycopg.connect(server) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", [f"{PREFIX}%"]
        ).fetchall()
    return [name for (name,) in found]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A server for simulations alone: what is left on it was left by one of these tests."""
    with launcher.temporary() as own:
        yield own.dsn()


@pytest.fixture(scope="session")
def run(server: str) -> Trajectory:
    return simulate(server, POPULATION, DAYS, seed=3)


def test_the_same_seed_gives_the_same_trajectory(server: str, run: Trajectory) -> None:
    again = simulate(server, POPULATION, DAYS, seed=3)
    assert list(again.lines()) == list(run.lines())
    assert scratch_databases(server) == []


def test_another_seed_and_another_policy_give_others(server: str, run: Trajectory) -> None:
    told: list[int] = []
    richer = {"transform": {"tiers": [[0.9, 500], [0.7, 400], [0.0, 300]]}}
    other = simulate(
        server, POPULATION, DAYS, seed=3, policy=richer, progress=lambda _, day: told.append(day)
    )
    assert told == list(range(1, DAYS + 1))
    assert other.acts == run.acts, "the agents live the same lives"
    assert sum(row["minted"] for row in other.issuance) > sum(row["minted"] for row in run.issuance)
    assert simulate(server, POPULATION, 1, seed=4).supply[0] != run.supply[0]


def test_what_came_of_it(run: Trajectory) -> None:
    minted = {row["reason"]: row["minted"] for row in run.issuance}
    assert minted["starter_grant"] == 6 * 1000
    assert minted["daily_grant"] == 6 * 50 * DAYS
    assert minted["stf_contribution"] > 0, "somebody's transform helped somebody"
    assert run.acts["contributions"] and run.acts["reuses"] and run.acts["purchases"] and run.acts["calls"]
    assert [row["day"].isoformat() for row in run.supply] == [
        f"2026-01-{day:02d}" for day in range(1, DAYS + 1)
    ]
    assert [row["supply"] for row in run.supply][-1] == run.series("supply")[-1]
    assert sum(row["minted"] - row["burned"] for row in run.supply) == run.series("supply")[-1]
    assert {row["day"].isoformat() for row in run.weeks} == {"2026-01-07", "2026-01-09"}
    for value in run.series("gini"):
        assert value is not None
        assert 0 <= value < 1
    kinds = [row for row in run.kinds if row["week"] == 2]
    assert [(row["kind"], row["agents"]) for row in kinds] == [
        ("balanced", 2),
        ("heavy-consumer", 2),
        ("heavy-contributor", 2),
    ]
    total = sum(Decimal(2) * row["balance"] for row in kinds)
    assert abs(total - (run.series("circulating")[-1] or 0)) < Decimal("0.001")
    assert run.triggers
    assert all(row["lever"] or row["zone"] == "green" for row in run.triggers)


def test_levers_are_pulled(server: str, run: Trajectory) -> None:
    """The morning after a figure entered a zone, by the functions of operators; a refusal is on record."""
    pulled = simulate(server, POPULATION, DAYS + 3, seed=3, levers=True)
    assert run.pulls == []
    first = run.triggers[0]["day"]
    called_for = {row["metric"]: row["lever"] for row in run.triggers if row["day"] == first and row["lever"]}
    assert {row["metric"]: row["lever"] for row in pulled.pulls if row["day"] == first} == called_for
    outcomes = {row["lever"]: row["outcome"] for row in pulled.pulls if row["day"] == first}
    assert outcomes["supply_freeze"]["flags"] == ["supply_freeze"]
    assert "transform" in outcomes["earning"]["proposals"]
    assert pulled.acts["claims_held_back"] == (7 + 1) * 6, (
        "seven days for six agents, and the first of a second freeze"
    )
    assert run.acts["claims_held_back"] == 0
    refused = [row for row in pulled.pulls if row["refused"]]
    assert refused
    assert all(row["outcome"] is None for row in refused)
    assert any(json.loads(line)["type"] == "pull" for line in pulled.lines())


def test_json_lines(run: Trajectory) -> None:
    lines = [json.loads(line) for line in run.lines()]
    assert lines[0]["type"] == "run"
    assert {line["type"] for line in lines} == {
        "run",
        "day",
        "figure",
        "kind",
        "trigger",
        "issuance",
        "threshold",
    }
    assert {line["policy"] for line in lines} == {"default"}


# ---- what it refuses -------------------------------------------------------------------------------------------


def test_no_other_database_gets_the_clock(db: psycopg.Connection[Any]) -> None:
    with pytest.raises(SimulationError, match="this is no scratch database"):
        make_world(db, "")
    with pytest.raises(SimulationError, match="this is no scratch database"):
        make_world(db, "0123456789abcdef")
    assert db.execute(
        "SELECT agora.now() = statement_timestamp(), to_regnamespace('agora_simulation')"
    ).fetchone() == (
        True,
        None,
    )


def test_a_mark_alone_is_not_enough(db: psycopg.Connection[Any]) -> None:
    """Somebody marks a database in which somebody is."""
    db.execute("SELECT agora.register_principal('ada')")
    db.execute(f"COMMENT ON DATABASE {db.info.dbname} IS 'agora simulation abc'")
    with pytest.raises(SimulationError, match="this is no scratch database"):
        make_world(db, "abc")


def test_a_scratch_database_is_for_one_run_and_for_its_own_time(server: str) -> None:
    with scratch_database(server) as connection:
        with pytest.raises(SimulationError, match="this is no scratch database"):
            make_world(connection, "another")
        with pytest.raises(psycopg.errors.UndefinedObject, match=r"agora_simulation\.now"):
            connection.execute("SELECT agora.register_principal('ada')")
    assert scratch_databases(server) == []


def test_it_takes_a_superuser(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("CREATE ROLE plain LOGIN")
    with pytest.raises(SimulationError, match="takes a superuser"):
        simulate(psycopg.conninfo.make_conninfo(server, user="plain"), POPULATION, 1)
    assert scratch_databases(server) == []


def test_a_failed_run_leaves_nothing(server: str) -> None:
    with pytest.raises(SimulationError, match=r"no policy of kind 'transfrom'; there are .*transform"):
        simulate(server, POPULATION, 1, policy={"transfrom": {}}, keep=True)
    assert scratch_databases(server) == []


def test_a_kept_one_shows_its_last_moment(server: str) -> None:
    simulate(server, "casual=1", 2, keep=True)
    (name,) = scratch_databases(server)
    with psycopg.connect(server, dbname=name) as connection:
        assert connection.execute("SELECT agora.now()::text").fetchone() == ("2026-01-03 00:00:00+00",)
        assert connection.execute("SELECT count(*) FROM agora_reward.economy_indicator").fetchone() == (29,)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name}".encode())


def test_policies_that_are_none(server: str) -> None:
    with scratch_database(server) as connection:
        connection.execute("SELECT agora_simulation.at('2026-01-01 00:00+00')")
        before = connection.execute("SELECT count(*) FROM agora_reward.policy_version").fetchone()
        for constants, says in (
            ({"transform": {"tier": 1}}, r"tier: unknown"),
            ({"transform": {"cap": "500"}}, r"cap: string, must be number"),
            ({"transform": {"cap": True}}, r"cap: boolean, must be number"),
            ({"transform": {"tiers": 300}}, r"tiers: number, must be array"),
            ({"transform": {"tiers": [[0.9, 300]]}}, r"missing"),
            ({"daily": {"tokens": None}}, r"tokens: null, must be number"),
            ({"daily": {"tokens": -1}}, r"tokens: -1 is not in"),
            ({"dayly": {}}, r"no policy of kind 'dayly'; there are .*daily"),
        ):
            with pytest.raises(SimulationError, match=says):
                apply_policy(connection, constants)
        assert connection.execute("SELECT count(*) FROM agora_reward.policy_version").fetchone() == before
        apply_policy(connection, {"daily": {"tokens": 12.5}, "transform": {}})
        daily = connection.execute("SELECT agora_reward.policy('daily')").fetchone()
        assert daily == ({"tokens": 12.5},)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"transform": 1}', '"transform"'])
def test_policy_files_that_are_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "policy.json"
    file.write_text(text)
    with pytest.raises(SimulationError, match=r"policy\.json is not"):
        read_policy(file)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no kind of agent ''"),
        ("saint=3", "no kind of agent 'saint'; there are heavy-contributor"),
        ("balanced", "is not kind=count"),
        ("balanced=", "is not kind=count"),
        ("balanced=0", "is not kind=count"),
        ("balanced=-1", "is not kind=count"),
        ("balanced=1.5", "is not kind=count"),
        ("balanced=²", "is not kind=count"),
        ("balanced=1,balanced=2", "balanced comes twice"),
        ("balanced=600,casual=401", "1001 agents are more than 1000"),
    ],
)
def test_populations_that_are_none(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_population(text)


def test_population() -> None:
    assert parse_population(" casual = 600 ,hoarder=400") == {"casual": 600, "hoarder": 400}


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_days_that_are_none(server: str, days: int) -> None:
    with pytest.raises(SimulationError, match="play 1 to 3650"):
        simulate(server, POPULATION, days)


# ---- plots -----------------------------------------------------------------------------------------------------


def test_plots(run: Trajectory, tmp_path: Path) -> None:
    png, svg = write_plots([run], tmp_path)
    first = png.read_bytes(), svg.read_bytes()
    assert first[0].startswith(b"\x89PNG\r\n")
    for words in (
        b"Velocity, cycles a week",
        b"heavy-contributor",
        b"Zones by week, default",
        b"hoarding ratio",
    ):
        assert words in first[1]
    write_plots([run], tmp_path)
    assert (png.read_bytes(), svg.read_bytes()) == first, "the same run, the same picture"


def test_a_plot_of_two_runs(run: Trajectory, tmp_path: Path) -> None:
    other = Trajectory("other", run.seed, run.days, run.population, run.supply, run.weeks, run.kinds)
    other.thresholds = run.thresholds
    _, svg = write_plots([run, other], tmp_path)
    assert "default (solid) against other (dashed)" in svg.read_text()
    assert "Zones by week, other" in svg.read_text()


def test_plots_without_matplotlib(run: Trajectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(SimulationError, match=r"pip install 'pg-agora\[plot\]'"):
        write_plots([run], tmp_path)
