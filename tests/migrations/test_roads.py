"""Alembic's road: up, down and up again, online and as a script, alone and all at once."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from agora import build, cluster, migrate

NewDatabase = Callable[..., str]
Snapshot = Callable[[str], list[str]]
Run = Callable[..., str]

REVISIONS = [f"{number:04}" for number in range(1, len(build.current()) + 1)]

# Forks children that all wait for one lock, so that they start together; prints their exit codes.
UPGRADES = """
import multiprocessing, sys
from agora import migrate
if __name__ == "__main__":
    start = multiprocessing.get_context("fork").Process
    children = [start(target=migrate.upgrade, args=[dsn]) for dsn in sys.argv[1:]]
    for child in children: child.start()
    for child in children: child.join()
    print(*[child.exitcode for child in children])
"""


def schemas(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        return [
            name
            for (name,) in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ '^agora'")
        ]


def problems(dsn: str) -> list[object]:
    with psycopg.connect(dsn) as connection:
        return [
            *connection.execute("SELECT * FROM agora.verify()"),
            *connection.execute("SELECT * FROM agora.check_invariants()"),
        ]


def test_the_head_is_the_last_domain() -> None:
    assert migrate.head() == REVISIONS[-1]


def test_each_step_down_and_up_again(new_database: NewDatabase, snapshot: Snapshot) -> None:
    dsn = new_database()
    empty = snapshot(dsn)
    on_the_way_up = {}
    for revision in REVISIONS:
        migrate.upgrade(dsn, revision)
        assert migrate.revision(dsn) == revision
        assert problems(dsn) == []
        on_the_way_up[revision] = snapshot(dsn)
    for revision in reversed(REVISIONS[:-1]):
        migrate.downgrade(dsn, revision)
        assert problems(dsn) == []
        assert snapshot(dsn) == on_the_way_up[revision]
    migrate.downgrade(dsn, "base")
    assert schemas(dsn) == []
    assert migrate.revision(dsn) is None
    assert all(
        "EXTENSION" in line for line in snapshot(dsn) if line not in empty
    )  # vector and plpython3u stay
    migrate.upgrade(dsn)
    assert snapshot(dsn) == on_the_way_up[REVISIONS[-1]]


def test_upgrade_at_head_changes_nothing(dsn: str, snapshot: Snapshot) -> None:
    before = snapshot(dsn)
    migrate.upgrade(dsn)
    assert snapshot(dsn) == before


def test_first_upgrade_that_died_after_the_prologue(
    new_database: NewDatabase, snapshot: Snapshot, dsn: str
) -> None:
    half = new_database()
    with psycopg.connect(half) as connection:
        migrate.run_driver(connection, build.prologue(build.current()))
        connection.execute(migrate.CREATE_VERSION_TABLE)
    migrate.upgrade(half)
    assert snapshot(half) == snapshot(dsn)


def test_twenty_concurrent_upgrades_of_four_databases_in_a_new_cluster(snapshot: Snapshot, dsn: str) -> None:
    with cluster.temporary(max_connections=100) as server:
        names = ["one", "two", "three", "four"]
        with psycopg.connect(server.dsn(), autocommit=True) as admin:
            for name in names:
                admin.execute(f"CREATE DATABASE {name}".encode())
        # Everybody queues up behind this lock first.
        holders = [psycopg.connect(server.dsn(name)) for name in names]
        for holder in holders:
            holder.execute("SELECT pg_advisory_lock(%s)", [build.ADVISORY_LOCK])
        targets = [server.dsn(name) for name in names] * 5
        upgrades = subprocess.Popen(
            [sys.executable, "-c", UPGRADES, *targets], stdout=subprocess.PIPE, text=True
        )
        with psycopg.connect(server.dsn(), autocommit=True) as watcher:
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while watcher.execute(waiting).fetchone() != (20,):
                assert upgrades.poll() is None
                watcher.execute("SELECT pg_sleep(0.05)")
        for holder in holders:
            holder.close()
        output, _ = upgrades.communicate()
        assert output.split() == ["0"] * 20
        for name in names:
            assert problems(server.dsn(name)) == []
            assert snapshot(server.dsn(name)) == snapshot(dsn)


def test_scripts_give_the_same_database(
    new_database: NewDatabase, snapshot: Snapshot, run: Run, dsn: str, tmp_path: Path
) -> None:
    scripted = new_database()

    def apply(start: str, stop: str) -> None:
        script = tmp_path / f"{start}-{stop}.sql"
        script.write_text(migrate.script(start, stop))
        run("psql", "--no-psqlrc", "--dbname", scripted, "--file", script)

    apply("base", REVISIONS[0])
    apply(REVISIONS[0], "head")
    assert problems(scripted) == []
    assert snapshot(scripted) == snapshot(dsn)
    apply("head", REVISIONS[0])
    migrate.upgrade(scripted)
    assert snapshot(scripted) == snapshot(dsn)
    apply("head", "base")
    assert schemas(scripted) == []
    apply("base", "head")
    assert snapshot(scripted) == snapshot(dsn)


def test_script_for_another_revision_is_refused(
    run: Run, dsn: str, snapshot: Snapshot, tmp_path: Path
) -> None:
    script = tmp_path / "script.sql"
    script.write_text(migrate.script(REVISIONS[-1], "base").replace(REVISIONS[-1], "0000"))
    before = snapshot(dsn)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run("psql", "--no-psqlrc", "--dbname", dsn, "--file", script)
    assert "this script starts at another revision" in caught.value.stderr
    assert snapshot(dsn) == before


def test_upgrades_that_wait_under_repeatable_read(new_database: NewDatabase) -> None:
    """Each sees what the one before it did, although its transaction began earlier."""
    dsn = make_conninfo(new_database(), options="-c default_transaction_isolation=repeatable\\ read")
    with psycopg.connect(dsn) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [build.ADVISORY_LOCK])
        holder.commit()
        upgrades = subprocess.Popen(
            [sys.executable, "-c", UPGRADES, dsn, dsn], stdout=subprocess.PIPE, text=True
        )
        waiting = (
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        while holder.execute(waiting).fetchone() != (2,):
            assert upgrades.poll() is None
            holder.execute("SELECT pg_sleep(0.05)")
            holder.commit()
    output, _ = upgrades.communicate()
    assert output.split() == ["0", "0"]
    assert problems(dsn) == []
