"""`agora listen` and `agora events`, as somebody types them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Run = Callable[..., str]
TOPIC = "test.thing.happened.v1"


@pytest.fixture
def admin(quiet_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(quiet_dsn, autocommit=True) as connection:
        connection.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A [red]test[/].')".encode())
        yield connection


def publish(connection: Connection, n: int) -> int:
    row = connection.execute(
        "SELECT agora_event.publish(%s, 'k', jsonb_build_object('n', %s::int))", [TOPIC, n]
    )
    return int(row.fetchone()[0])  # type: ignore[index]


def listened(output: str) -> list[int]:
    return [json.loads(line)["payload"]["n"] for line in output.splitlines()]


def test_what_was(quiet_dsn: str, admin: Connection, run: Run) -> None:
    """From the beginning, an event, a time; without a trace."""
    made = [publish(admin, n) for n in range(3)]

    def listen(*options: str) -> str:
        return run("agora", "listen", "test.**", "--no-wait", *options, AGORA_DSN=quiet_dsn)

    assert listened(listen("--from", "beginning", "--json")) == [0, 1, 2]
    assert listened(listen("--from", str(made[1]), "--json")) == [1, 2]
    assert listened(listen("--from", "1999-12-31", "--json")) == [0, 1, 2]
    assert listen() == ""
    line = listen("--from", str(made[2]))
    assert line.endswith(f' {TOPIC} k {{"n": 2}}\n')
    assert admin.execute("SELECT * FROM agora_event.consumer").fetchall() == []


def test_a_consumer_resumes(quiet_dsn: str, admin: Connection, run: Run) -> None:
    command = ("listen", "test.**", "--no-wait", "--json", "--consumer", "kept")
    publish(admin, 0)
    assert listened(run("agora", *command, "--from", "beginning", AGORA_DSN=quiet_dsn)) == [0]
    publish(admin, 1)
    assert listened(run("agora", *command, AGORA_DSN=quiet_dsn)) == [1]
    assert listened(run("agora", *command, AGORA_DSN=quiet_dsn)) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_live_until_a_signal(quiet_dsn: str, admin: Connection, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "agora", "listen", "test.**", "--json", "--consumer", "live"]
    admin.execute("SELECT agora_event.create_consumer('live', '{test.**}')")
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "AGORA_DSN": quiet_dsn, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout
        publish(admin, 1)
        assert listened(process.stdout.readline()) == [1]
        process.send_signal(number)
        assert process.wait(60) == 0
    assert admin.execute("SELECT l.events_behind FROM agora_event.consumer_lag AS l").fetchall() == [(0,)]


def test_the_rest(quiet_dsn: str, admin: Connection, run: Run) -> None:
    made = publish(admin, 0)
    admin.execute("SELECT agora_event.create_consumer('c', '{test.**}', 'beginning')")
    admin.execute("SELECT agora_event.park('c', %s, 'poison')", [made])

    def events(*arguments: str) -> str:
        return run("agora", "events", *arguments, AGORA_DSN=quiet_dsn, COLUMNS="200")

    assert "A [red]test[/]." in events("topics"), "what is stored is shown as it is"
    lag = json.loads(events("lag", "--json"))
    assert (lag["consumer"], lag["events_behind"], lag["dead_letters"]) == ("c", 0, 1)
    assert json.loads(events("consumers", "--json"))["position_event"] == made
    assert "poison" in events("dead")
    assert json.loads(events("dead", "c", "--json"))["event_id"] == made
    with pytest.raises(subprocess.CalledProcessError) as unknown:
        events("dead", "other")
    assert unknown.value.stderr.startswith(
        "agora: unknown consumer (SQLSTATE ZE002)\nDETAIL: consumer=other\n"
    )
    assert events("requeue", "c", str(made)) == "1 to be delivered again\n"
    assert events("requeue", "c") == "0 to be delivered again\n"
    events("seek", "c", "beginning")
    assert json.loads(events("consumers", "--json"))["position_event"] == 0
    with pytest.raises(subprocess.CalledProcessError) as failed:
        events("seek", "c", "1000000")
    assert "SQLSTATE ZE004" in failed.value.__notes__[0]
    for place in ("some day", "2026-02-31", "9" * 20):
        with pytest.raises(subprocess.CalledProcessError) as failed:
            events("seek", "c", place)
        assert failed.value.returncode == 2
        assert f"{place} is no place" in failed.value.__notes__[0]
    with pytest.raises(subprocess.CalledProcessError) as failed:
        events("requeue", "none")
    assert "SQLSTATE ZE002" in failed.value.__notes__[0]


def test_replay(quiet_dsn: str, admin: Connection, run: Run) -> None:
    """Nothing differs; where somebody reached around the functions, the exit code says so."""
    admin.execute("SELECT agora_ledger.mint(agora_ledger.wallet_of(3), 5, 'a test', p_key => 'k')")
    assert run("agora", "events", "replay", AGORA_DSN=quiet_dsn).split()[-6::5] == ["0", "0"]
    admin.execute("UPDATE agora_ledger.account_balance SET available = available + 1")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run("agora", "events", "replay", "ledger.balances", AGORA_DSN=quiet_dsn)
    assert failed.value.returncode == 1
    assert "ledger.balances" in failed.value.output
