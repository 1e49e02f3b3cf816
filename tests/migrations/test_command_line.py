"""The command line: what it prints, how it ends, and that it never shows a traceback."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import psycopg
import pytest
import typer
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from agora import __version__, cli, cluster, database, migrate, resources

NewDatabase = Callable[..., str]
Snapshot = Callable[[str], list[str]]
Run = Callable[..., str]
Connection = psycopg.Connection

CHECKOUT = resources.root() / "alembic.ini"


def agora(dsn: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agora", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"AGORA_DSN": dsn} | environment,
    )


def test_help_imports_nothing_slow() -> None:
    seen = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "agora", "--help"], capture_output=True, text=True
    )
    assert seen.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in seen.stderr.splitlines()}
    assert "agora.cli" in imported
    assert not imported & {"psycopg", "sqlalchemy", "alembic", "agora.build", "agora.client"}


def test_one_group_imports_no_other() -> None:
    code = (
        "import atexit, sys; from agora import cli; sys.argv = ['agora', 'db', '--help'];"
        "atexit.register(lambda: print(*(m for m in sys.modules if m.startswith('agora.cli.')), file=sys.stderr));"
        "cli.main()"
    )
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert sorted(seen.stderr.split()) == ["agora.cli.db", "agora.cli.output"]


def test_version() -> None:
    assert CliRunner().invoke(cli.app, ["--version"]).output == f"agora {__version__}\n"


def test_every_command_has_a_panel_and_a_sentence() -> None:
    group = typer.main.get_group(cli.app)
    assert sorted(group.list_commands(None)) == sorted(group.commands)
    assert {getattr(each, "rich_help_panel", None) for each in group.commands.values()} == set(cli._PANELS)
    assert not [name for name, each in group.commands.items() if not each.help]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("doctor", "`agora db doctor`"),
        ("migrate", "`agora db upgrade` or `agora models migrate`"),
        ("version", "`agora --version`"),
        ("helth", "'health'"),
    ],
)
def test_who_forgets_the_group_is_told(typed: str, meant: str) -> None:
    done = CliRunner().invoke(cli.app, [typed], env={"COLUMNS": "120"})
    assert done.exit_code == 2
    assert meant in done.output


def test_history(run: Run) -> None:
    lines = run("agora", "db", "history", AGORA_DSN="host=/nowhere").splitlines()
    assert [line.split()[0] for line in lines][:: len(lines) - 1] == [migrate.head(), "0001"]
    assert lines[-1] == "0001  core"


def test_programs_read_json(new_database: NewDatabase, dsn: str) -> None:
    empty = agora("host=/nowhere", "db", "doctor", "--json", "--dsn", new_database())
    assert empty.returncode == 1
    assert [found["check"] for found in json.loads(empty.stdout) if found["level"] == "fail"] == ["schema"]
    assert [probe["ok"] for probe in json.loads(agora(dsn, "health", "--json").stdout)][:1] == [True]
    assert agora(dsn, "health", "--csv").stdout.startswith("component,ok,detail,hint\n")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE INDEX here_by_hand ON agora.team (created_at)")
        try:
            drift = agora(dsn, "db", "verify", "--json")
        finally:
            connection.execute("DROP INDEX agora.here_by_hand")
    assert drift.returncode == 1
    assert json.loads(drift.stdout) == [
        {"kind": "index", "identity": "agora.here_by_hand", "problem": "unexpected"}
    ]


def test_a_database_that_was_stamped_is_not_torn_down(new_database: NewDatabase) -> None:
    dsn = new_database()
    migrate.upgrade(dsn, "0002")
    with psycopg.connect(dsn) as connection:
        connection.execute("DELETE FROM agora.alembic_version")
    done = agora(dsn, "db", "upgrade")
    assert (done.returncode, "DETAIL: schemas: agora_event\n" in done.stderr) == (1, True), done.stderr


def test_up_and_down(new_database: NewDatabase, run: Run) -> None:
    dsn = new_database()
    assert run("agora", "db", "current", AGORA_DSN=dsn) == "base\n"
    assert run("agora", "db", "upgrade", "0001", AGORA_DSN=dsn) == "0001\n"
    assert run("agora", "db", "upgrade", AGORA_DSN=dsn) == f"{migrate.head()} (head)\n"
    assert run("agora", "db", "current", AGORA_DSN=dsn) == f"{migrate.head()} (head)\n"
    assert run("agora", "db", "downgrade", "-1", AGORA_DSN=dsn) == f"{int(migrate.head()) - 1:04}\n"
    assert run("agora", "db", "downgrade", "base", AGORA_DSN=dsn) == "base\n"


@pytest.mark.skipif(not CHECKOUT.exists(), reason="this is no checkout: it has no alembic.ini")
def test_alembic_in_a_checkout(new_database: NewDatabase, snapshot: Snapshot, dsn: str) -> None:
    def alembic(*arguments: str, **environment: str) -> None:
        command = [sys.executable, "-m", "alembic", "-c", CHECKOUT, *arguments]
        # Alembic reads its file as the locale says.
        subprocess.run(
            command, check=True, capture_output=True, env=os.environ | {"LC_ALL": "C"} | environment
        )

    target = new_database()
    alembic("upgrade", "head", AGORA_DSN=target)
    assert snapshot(target) == snapshot(dsn)
    alembic("-x", f"dsn={target}", "downgrade", "base")
    assert migrate.revision(target) is None


def test_sql_prints_scripts(run: Run) -> None:
    assert run("agora", "db", "sql") == migrate.script("base", "head")
    down = run("agora", "db", "sql", "--from", "head", "--to", "0001")
    assert "DROP SCHEMA agora_event CASCADE" in down
    assert "DROP SCHEMA agora CASCADE" not in down


def test_roles(run: Run) -> None:
    with cluster.temporary() as server:
        for _ in range(2):
            run("agora", "db", "roles", AGORA_DSN=server.dsn())
        with psycopg.connect(server.dsn()) as connection:
            found = connection.execute(
                "SELECT rolname FROM pg_roles WHERE rolname ~ '^agora_' ORDER BY 1"
            ).fetchall()
    assert found == [("agora_operator",), ("agora_owner",), ("agora_reader",), ("agora_service",)]


ERRORS = [
    (["db", "upgrade", "nonsense"], {}, 1, ["agora: Can't locate revision identified by 'nonsense'"]),
    (["db", "current"], {"port": "1"}, 2, ["agora: cannot reach the database: ", "HINT: check AGORA_DSN"]),
    (["health"], {"port": "none"}, 2, ["agora: cannot reach the database: ", "HINT: check AGORA_DSN"]),
    (["db", "upgrade", "+99"], {}, 1, ["Relative revision", "HINT: agora db history"]),
    (["health"], {"port": "1"}, 2, ["agora: cannot reach the database: "]),
    (["db", "upgrade"], {"port": "1"}, 2, ["agora: cannot reach the database: "]),
    (["db", "upgrade"], {"dbname": "missing"}, 2, ['database "missing" does not exist']),
    (["health"], {"dbname": "postgres"}, 1, ["(SQLSTATE 3F000)", "HINT: agora db upgrade"]),
    (["db", "verify"], {"dbname": "postgres"}, 1, ["(SQLSTATE 3F000)", "HINT: agora db upgrade"]),
    (["db", "verify"], {"user": "passer_by"}, 1, ["(SQLSTATE 42501)", "HINT: as a superuser: GRANT"]),
    (["tick", "--limit", "9999999"], {}, 1, ["(SQLSTATE 22023)", "DETAIL: ", "HINT: "]),
    (["db", "nonsense"], {}, 2, ["No such command"]),
]


@pytest.mark.parametrize(
    ("arguments", "where", "code", "messages"), ERRORS, ids=[" ".join(e[0]) for e in ERRORS]
)
def test_errors(
    dsn: str,
    login: Callable[..., str],
    arguments: list[str],
    where: dict[str, str],
    code: int,
    messages: list[str],
) -> None:
    if name := where.get("user"):
        where = where | {"user": login(name)}
    done = agora(make_conninfo(dsn, **where), *arguments)
    assert done.returncode == code, done.stderr
    for message in messages:
        assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_debugging_shows_the_traceback(dsn: str) -> None:
    assert "Traceback" in agora(dsn, "db", "upgrade", "nonsense", AGORA_DEBUG="1").stderr


def test_a_verifying_service_needs_no_more_than_its_role(
    dsn: str, login: Callable[..., str], run: Run
) -> None:
    reader = login("reader", "agora_reader")
    hers = make_conninfo(dsn, user=reader)
    assert run("agora", "db", "verify", AGORA_DSN=hers) == "no drift\n"
    assert f"{reader} has the rights of agora_reader" in run("agora", "db", "doctor", AGORA_DSN=hers)


def test_health(db: Connection) -> None:
    dsn = db.info.dsn
    assert agora(dsn, "health").returncode == 0
    assert agora(dsn, "tick").returncode == 0
    db.execute(
        "INSERT INTO agora.job_run (job, started_at, duration_ms, handled, error)"
        " SELECT job, agora.now(), 1, 0, 'it broke' FROM agora.job"
    )
    db.commit()
    done = agora(dsn, "health")
    assert done.returncode == 1, done.stdout
    assert "no" in done.stdout


def test_worker_ticks_until_it_is_told_to_stop(db: Connection) -> None:
    command = [sys.executable, "-m", "agora", "worker", "--every", "0.1"]
    environment = os.environ | {"AGORA_DSN": db.info.dsn}
    worker = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)

    def wait_for_a_tick() -> None:
        done = "SELECT FROM agora.job_state HAVING min(next_run_at) > '-infinity'"
        while db.execute(done).fetchone() is None:
            db.rollback()
            assert worker.poll() is None
            db.execute("SELECT pg_sleep(0.02)")

    try:
        wait_for_a_tick()
        # It loses its session: it says so, connects again and goes on.
        db.execute("UPDATE agora.job_state SET next_run_at = '-infinity'")
        db.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = 'agora' AND datname = current_database()"
        )
        db.commit()
        wait_for_a_tick()
    except BaseException:
        worker.kill()
        raise
    worker.send_signal(signal.SIGTERM)
    _, errors = worker.communicate(timeout=120)
    assert worker.returncode == 0
    # What the server said last is lost where the client was just sending.
    assert "terminating connection" in errors or "server closed the connection" in errors


def test_doctor(new_database: NewDatabase, dsn: str) -> None:
    empty = agora(new_database(), "db", "doctor")
    assert empty.returncode == 1
    assert "fail schema: agora is not installed in this database\n       agora db upgrade\n" in empty.stdout
    good = agora(dsn, "db", "doctor")
    assert good.returncode == 0, good.stdout
    assert "ok   drift: every object is as it was installed" in good.stdout
    assert "warn setting: fsync = off" in good.stdout  # as the servers of tests are
    with psycopg.connect(dsn) as connection:
        connection.execute("DROP FUNCTION agora.tick(integer)")
        connection.execute("CREATE SCHEMA elsewhere; ALTER EXTENSION vector SET SCHEMA elsewhere")
    bad = agora(dsn, "db", "doctor")
    assert bad.returncode == 1
    assert "fail drift: " in bad.stdout
    assert (
        "fail extension vector: it is in schema elsewhere\n       ALTER EXTENSION vector SET SCHEMA public\n"
        in bad.stdout
    )


def test_a_private_database_follows_the_sources(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster.temporary() as server:
        dsn = database.ensure(server)
        assert capsys.readouterr().err.count("\n") == 1
        with psycopg.connect(dsn) as connection:
            connection.execute("SELECT agora.create_team('kept')")
        assert database.ensure(server, keep=True) == dsn
        assert capsys.readouterr().err == ""
        with psycopg.connect(dsn) as connection:
            assert connection.execute("SELECT name FROM agora.team").fetchall() == [("kept",)]
            connection.execute("UPDATE agora.release SET fingerprint = repeat('0', 64) WHERE domain = 'core'")
        with pytest.raises(database.OutdatedDatabaseError, match="--keep"):
            database.ensure(server, keep=True)
        database.ensure(server)
        assert capsys.readouterr().err.count("\n") == 1
        with psycopg.connect(dsn) as connection:
            assert connection.execute("SELECT name FROM agora.team").fetchall() == []
            connection.execute("SELECT agora.create_team('dropped')")
        database.ensure(server, reset=True)
        with psycopg.connect(dsn) as connection:
            assert connection.execute("SELECT name FROM agora.team").fetchall() == []
