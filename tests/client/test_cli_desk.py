"""`agora work …` around the tasks: stuck, helped, told, decided."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from rich import live
from rich.console import Console

import agora
from agora.cli.work import board
from agora.errors import EnoughHelpers, MatterClosed, UnknownBlocker
from tests.client.test_cli_work import Call, call

__all__ = ["call"]


def rows(call: Call, *arguments: str) -> list[dict[str, Any]]:
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_the_course_of_a_blocker(call: Call) -> None:
    for name in ("ada", "ben"):
        assert call("register", name, "--can", "data:modelling").exit_code == 0
    call("add", "count", "--code", "T")
    assert [row["code"] for row in rows(call, "next", "ada")] == ["T"]
    told = call(
        "block", "T", "--type", "slow", "--description", "hours", "--can", "data:modelling", "--as", "ada"
    )
    assert told.stdout == "blocker 1: 1 agents are asked\n"
    again = call("block", "T", "--type", "slow", "--description", "hours", "--as", "ada")
    assert again.stdout == "blocker 1: it was reported before\n"
    assert [(row["code"], row["reported_by"], row["level"]) for row in rows(call, "help")] == [
        ("T", "ada", 1)
    ]
    assert "slow" in call("help").stdout

    (message,) = rows(call, "inbox", "ben", "--ack")
    assert (message["kind"], message["body"]["blocker_id"]) == ("help_wanted", 1)
    assert call("inbox", "ben").stdout == "No message.\n"
    assert call("help", "1", "--as", "ben").stdout == "help 1 with blocker 1 goes on\n"
    assert call("help", "1", "--as", "ben", "--end", "partial", "--note", "it is a join").stdout.endswith(
        "has ended\n"
    )
    assert [row["kind"] for row in rows(call, "inbox", "ada")] == ["help_joined", "help_ended"]
    assert call("solve", "1", "--resolution", "an index", "--as", "ada").stdout == "blocker 1 is closed\n"
    assert [(row["source"], row["epoch"]) for row in rows(call, "next", "ada")] == [("own", 2)]
    assert call("help").stdout == "Nothing is stuck.\n"
    assert call("next", "ada").exit_code == 1


def test_what_a_human_decides(call: Call) -> None:
    call("register", "ada")
    call("add", "count", "--code", "T")
    told = call(
        "block", "T", "--type", "licence", "--description", "may we?", "--hazard", "legal", "--as", "ada"
    )
    assert told.stdout == "blocker 1: 0 agents are asked, and a human\n"
    (matter,) = rows(call, "decide")
    assert (matter["agent"], matter["reason"], matter["latest"]["description"]) == (
        "ada",
        "hazard",
        "may we?",
    )
    assert "may we?" in call("decide").stdout
    assert call("decide", "1", "--resolution", "we may").stdout == "escalation 1 is decided\n"
    assert call("decide").stdout == "Nothing waits.\n"
    assert isinstance(call("decide", "1", "--resolution", "we may not").exception, MatterClosed)


def test_how_it_goes(call: Call) -> None:
    assert call("team").stdout == "No agent.\n"
    assert call("path").stdout == "Nothing to do.\n"
    assert call("moves").stdout == "Nobody has too much.\n"
    call("register", "ada")
    call("add", "first", "--code", "A", "--estimate", "2 hours")
    call("add", "second", "--code", "B", "--needs", "A", "--estimate", "1 hour")
    assert [(row["code"], row["remaining"]) for row in rows(call, "path")] == [
        ("A", "03:00:00"),
        ("B", "01:00:00"),
    ]
    assert [(row["agent"], row["status"], row["band"]) for row in rows(call, "team")] == [
        ("ada", "waiting", "low")
    ]
    assert len(rows(call, "score")) == 7
    assert "claim_p99" in call("score").stdout


def test_moves_are_made(call: Call, dsn: str) -> None:
    with agora.connect(dsn) as team:
        ada, ben = (
            team.work.register_agent(agent=team.core.register_principal(name=name)) for name in ("ada", "ben")
        )
        for number in range(2):
            team.work.add_task(title=f"t{number}", options={"assignee": ada, "estimate": "6 hours"})
    assert [(row["title"], row["to_agent"]) for row in rows(call, "moves")] == [("t1", ben)]
    assert len(rows(call, "moves", "--apply")) == 1
    assert rows(call, "moves") == []


def test_refusals(call: Call) -> None:
    assert call("block", "nothing", "--type", "x", "--description", "y").exit_code == 2
    assert call("inbox", "nobody").exit_code == 2
    assert isinstance(call("solve", "1", "--resolution", "x").exception, UnknownBlocker)
    for number in range(5):
        call("register", f"agent{number}")
    call("add", "count", "--code", "T")
    call("block", "T", "--type", "slow", "--description", "hours")
    for number in range(3):
        assert call("help", "1", "--as", f"agent{number}").exit_code == 0
    assert isinstance(call("help", "1", "--as", "agent3").exception, EnoughHelpers)


def test_the_live_board_follows_events(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn again when something happens, long before its time."""
    ready, pictures = Event(), []

    class Screen:
        def __init__(self, console: Console, auto_refresh: bool) -> None:
            pass

        def __enter__(self) -> "Screen":
            return self

        def __exit__(self, *_: object) -> None:
            ready.set()

        def update(self, picture: Any, refresh: bool) -> None:
            pictures.append(picture)
            ready.set()
            if len(pictures) == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(live, "Live", Screen)
    monkeypatch.setattr(Console, "is_terminal", True)
    with ThreadPoolExecutor() as pool, agora.connect(dsn) as team:
        watch = pool.submit(board, watch=600, dsn=dsn)
        assert ready.wait(60)
        team.work.add_task(title="t")
        team.connection.commit()
        assert isinstance(watch.exception(60), KeyboardInterrupt)
    assert [picture.row_count for picture in pictures] == [0, 1]
