"""Every command where it cannot work: a line says what is wrong, another what to do, and it ends with a code."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import alembic.config
import pytest
import typer
from psycopg.conninfo import make_conninfo

from agora import cli, migrate, resources

Run = Callable[[str, Sequence[str]], tuple[int, str]]

NEEDS_NONE = {"db history", "db ini", "db sql"}
ITS_OWN = {"up", "down", "status", "dsn", "psql", "demo", "economy simulate"}
"""Those of the private server, and what works in a database of its own."""
ELSEWHERE = {"worker exec", "worker sandbox", "events bridge"}
"""Those that look for a sandbox or for brokers first."""
SAID = {
    "prices set": ["m", "input_mtok=1"],
    "calls import": ["-", "--format", "jsonl"],
    "import": ["-"],
    "memory show": ["attempt", "1"],
}
"""What is said to a command for which "1" will not do."""


def _walk(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _walk(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def _words(command: Any) -> Iterator[str]:
    """What the command requires, each as "1"; no waiting where there is nothing."""
    for parameter in command.params:
        if parameter.required:
            if parameter.opts[0].startswith("--"):
                yield parameter.opts[0]
            yield "1"
        elif "--no-wait" in parameter.secondary_opts:
            yield "--no-wait"


COMMANDS = {
    name: [*name.split(), *SAID.get(name, _words(command))]
    for name, command in _walk(typer.main.get_command(cli.app))
    if name not in NEEDS_NONE | ITS_OWN | ELSEWHERE
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Run]:
    """Run a command in this process, with one line in its standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AGORA_DEBUG", raising=False)
    Path("1").write_text('{"id": "1"}\n', encoding="utf-8")

    def run(dsn: str, arguments: Sequence[str]) -> tuple[int, str]:
        monkeypatch.setenv("AGORA_DSN", dsn)
        monkeypatch.setattr(sys, "argv", ["agora", *arguments])
        with Path("1").open(encoding="utf-8") as given:
            monkeypatch.setattr(sys, "stdin", given)
            with pytest.raises(SystemExit) as ended:
                cli.main()
        assert isinstance(ended.value.code, int)
        return ended.value.code, capsys.readouterr().err

    yield run


def _refused(run: Run, dsn: str, skipped: Sequence[str] = ()) -> dict[str, str]:
    """What each command says that is not as it should be."""
    wrong = {}
    for name, arguments in COMMANDS.items():
        if name in skipped:
            continue
        code, said = run(dsn, arguments)
        lines = said.strip().splitlines()
        clear = code in (1, 2) and len(lines) <= 4 and any(line.startswith("HINT: ") for line in lines)
        if not clear or not lines[0].startswith("agora: ") or "unexpected" in said or "Traceback" in said:
            wrong[name] = f"{code} {said}"
    return wrong


@pytest.mark.parametrize("dsn", ["host=/nowhere", "postgres//x", "host=/nowhere nonsense=1"])
def test_nobody_there(run: Run, dsn: str) -> None:
    assert _refused(run, dsn) == {}
    assert run(dsn, ["db", "current"])[0] == 2


def test_no_such_database(run: Run, dsn: str) -> None:
    missing = make_conninfo(dsn, dbname="missing")
    assert _refused(run, missing) == {}
    assert 'database "missing" does not exist' in run(missing, ["health"])[1]


# What a database has, or may do, without agora in it.
MIGRATES = ["db upgrade", "db downgrade", "db current", "db roles", "db doctor"]


def test_no_agora_in_it(run: Run, new_database: Callable[..., str]) -> None:
    empty = new_database()
    assert _refused(run, empty, MIGRATES) == {}


def test_an_old_one(run: Run, new_database: Callable[..., str]) -> None:
    old = new_database()
    migrate.upgrade(old, "0002")
    there = [name for name in COMMANDS if name.split()[0] in ("events", "listen", "health", "tick")]
    there.append("worker webhooks")
    assert _refused(run, old, [*MIGRATES, "db verify", *there]) == {}


def test_a_login_without_rights(run: Run, dsn: str, login: Callable[..., str]) -> None:
    hers = make_conninfo(dsn, user=login("passer_by"))
    assert _refused(run, hers, ["db roles", "db doctor"]) == {}
    for name in ("reader", "service"):
        known = make_conninfo(dsn, user=login(name, f"agora_{name}"))
        assert "pg_read_all_data" in run(known, ["db", "current"])[1]


def test_alembic_itself(
    dsn: str,
    login: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its own command says the same, in its way."""
    ini = tmp_path / "alembic.ini"
    ini.write_text(f"[alembic]\nscript_location = {resources.migrations()}\npath_separator = os\n", "utf-8")
    monkeypatch.delenv("AGORA_DEBUG", raising=False)

    def upgrade(where: str) -> str:
        monkeypatch.setenv("AGORA_DSN", where)
        with pytest.raises(SystemExit, match="-1"):
            alembic.config.main(["-c", str(ini), "upgrade", "head"])
        return capsys.readouterr().out

    away = upgrade("host=/nowhere")
    assert away.startswith("FAILED: cannot reach the database: ")
    assert away.endswith("\nHINT: check AGORA_DSN, or pass -x dsn=DSN\n")
    refused = upgrade(make_conninfo(dsn, user=login("passer_by")))
    assert refused.startswith("FAILED: agora is migrated by a superuser (SQLSTATE 42501)\nDETAIL: ")
