"""`agora db doctor` and other commands where a server, a database or a login lacks something: they say what to do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from agora import cluster, database, doctor, migrate

Connection = psycopg.Connection[Any]


def agora(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agora", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"AGORA_DSN": dsn},
    )


@pytest.fixture
def replica() -> Iterator[str]:
    """A server with agora that is in recovery, as a standby is for ever."""
    with cluster.temporary(wal_level="replica") as server:
        with database.connect(server.dsn(), autocommit=True) as admin:
            admin.execute("CREATE DATABASE agora")
        migrate.upgrade(server.dsn("agora"))
        (server.data / "standby.signal").touch()
        subprocess.run(
            [server.bindir / "pg_ctl", "-D", server.data, "-l", server.log, "-w", "-s", "restart"],
            check=True,
            **server._as_server(),
        )
        yield server.dsn("agora")


def test_a_replica_answers_what_reads_and_refuses_what_writes(replica: str) -> None:
    examined = agora(replica, "db", "doctor")
    assert (
        "warn replica: read-only: it answers reads, nothing else\n       point AGORA_DSN at the primary\n"
        in examined.stdout
    )
    assert "ok   drift" in examined.stdout and examined.returncode == 0, examined.stdout
    written = agora(replica, "tick")
    assert written.returncode == 1
    assert "(SQLSTATE 25006)\n" in written.stderr
    assert "HINT: this server is a replica, or the session may only read: point AGORA_DSN" in written.stderr
    assert "Traceback" not in written.stderr


def test_a_login_without_rights(dsn: str, login: Callable[..., str]) -> None:
    stranger = login("stranger")
    theirs = make_conninfo(dsn, user=stranger)
    examined = agora(theirs, "db", "doctor")
    assert examined.returncode == 1
    assert (
        f"fail login: {stranger} has none of agora's roles\n       as a superuser: GRANT agora_service TO {stranger}\n"
        in examined.stdout
    )
    refused = agora(theirs, "health")
    assert refused.returncode == 1
    assert "(SQLSTATE 42501)\nHINT: as a superuser: GRANT agora_service" in refused.stderr


def test_a_server_where_nothing_is_installed() -> None:
    with cluster.temporary() as server:
        with psycopg.connect(server.dsn(), autocommit=True) as admin:
            admin.execute("CREATE ROLE early LOGIN")
        examined = agora(make_conninfo(server.dsn(), user="early"), "db", "doctor")
    assert examined.returncode == 1
    for told in (
        "warn roles: missing: agora_owner, agora_reader, agora_service, agora_operator\n       agora db upgrade makes",
        "fail login: early is no superuser, and only one may install agora\n       connect as a superuser, then:",
    ):
        assert told in examined.stdout


def findings(connection: Connection) -> dict[str, doctor.Finding]:
    return {finding.check: finding for finding in doctor.examine(connection)}


def test_an_old_extension(conn: Connection) -> None:
    conn.execute("""
        CREATE TEMPORARY VIEW pg_extension AS
        SELECT x.extname, CASE x.extname WHEN 'vector' THEN '0.6.2' ELSE x.extversion END AS extversion, x.extnamespace
          FROM pg_catalog.pg_extension AS x
    """)
    found = findings(conn)["extension vector"]
    assert (found.level, found.detail) == ("fail", "version 0.6.2 is too old")
    assert found.fix == "install 0.7 or newer on the server, then ALTER EXTENSION vector UPDATE"


def test_an_old_server() -> None:
    info = SimpleNamespace(server_version=140011, parameter_status=lambda name: "14.11")
    [found] = doctor.examine(cast("database.Connection", SimpleNamespace(info=info)))
    assert (found.level, found.detail) == ("fail", "PostgreSQL 14.11")
    assert found.fix == "agora needs PostgreSQL 15 or newer: upgrade the server"
