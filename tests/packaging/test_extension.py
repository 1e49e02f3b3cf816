"""The extension gives the same database as the other roads, and its rows survive a dump."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from agora import cluster, database, doctor, migrate
from tests.packaging.conftest import ask

Run = Callable[..., str]
Snapshot = Callable[[str], list[str]]
Connection = psycopg.Connection[Any]


def create(server: cluster.Cluster, name: str) -> str:
    with database.connect(server.dsn(), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.dsn(name)


@pytest.fixture(scope="session")
def extended(extension_cluster: cluster.Cluster) -> str:
    """A database with the extension, nothing else; as long as its server, for a worker may come back to this file."""
    dsn = create(extension_cluster, "extended")
    with database.connect(dsn) as connection:
        connection.execute("CREATE EXTENSION agora CASCADE")
    return dsn


def test_extension_is_healthy(extended: str) -> None:
    with database.connect(extended) as connection:
        assert connection.execute("SELECT * FROM agora.verify()").fetchall() == []
        assert connection.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
        assert database.fingerprints(connection) == database.sources()
        assert connection.execute("SELECT current_user, current_setting('search_path')").fetchone() == (
            "postgres",
            '"$user", public',
        )


def test_upgrade_refuses_an_extension(extended: str) -> None:
    with pytest.raises(
        psycopg.errors.ObjectNotInPrerequisiteState, match="installed here as an extension"
    ) as caught:
        migrate.upgrade(extended)
    assert caught.value.diag.message_hint == "ALTER EXTENSION agora UPDATE;"
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
        migrate.downgrade(extended, "base")


def test_a_server_without_an_extension_says_which(
    extension_cluster: cluster.Cluster, installed: Path
) -> None:
    """Nothing is changed, and both the migration and the doctor say what the administrator has to do."""
    dsn = create(extension_cluster, "lacking")
    control = ask(installed, "sharedir") / "extension" / "vector.control"
    original = control.readlink()
    control.unlink()
    try:
        with pytest.raises(psycopg.errors.FeatureNotSupported, match='"vector" is not available') as caught:
            migrate.upgrade(dsn)
        assert "must first be installed on the system" in (caught.value.diag.message_hint or "")
        with database.connect(dsn) as connection:
            assert not connection.execute("SELECT FROM pg_namespace WHERE nspname ~ '^agora'").fetchall()
            found = {finding.check: finding for finding in doctor.examine(connection)}
        assert found["extension plpython3u"].level == "warn"
        assert found["extension vector"].level == "fail"
        assert re.search(r": apt-get install postgresql-\d+-pgvector$", found["extension vector"].fix)
    finally:
        control.symlink_to(original)


@pytest.mark.parametrize("encoding", ["LATIN1", "WIN1252", "SQL_ASCII"])
def test_extension_refuses_another_encoding(extension_cluster: cluster.Cluster, encoding: str) -> None:
    """In the words of the migration: the script is read as it is, or the server would refuse it for a letter."""
    with database.connect(extension_cluster.dsn(), autocommit=True) as admin:
        admin.execute(
            f"CREATE DATABASE {encoding} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0".encode()
        )
    dsn = extension_cluster.dsn(encoding.lower())
    with database.connect(dsn) as connection:
        assert {(found.check, found.level) for found in doctor.examine(connection)} >= {("encoding", "fail")}
        with pytest.raises(psycopg.errors.FeatureNotSupported) as caught:
            connection.execute("CREATE EXTENSION agora CASCADE")
    with pytest.raises(psycopg.errors.FeatureNotSupported) as migrated:
        migrate.upgrade(dsn)
    for said in (caught.value.diag, migrated.value.diag):
        assert said.message_primary == "agora needs a database with encoding UTF8"
        assert said.message_detail == f"server_encoding={encoding}"
        assert (
            said.message_hint
            == "CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0, and install it there."
        )


def test_extension_refuses_a_migrated_database(extension_cluster: cluster.Cluster) -> None:
    dsn = create(extension_cluster, "migrated")
    migrate.upgrade(dsn)
    with (
        database.connect(dsn) as connection,
        pytest.raises(psycopg.errors.DuplicateSchema, match='"agora" already exists'),
    ):
        connection.execute("CREATE EXTENSION agora")


def test_drop_extension_leaves_nothing(extension_cluster: cluster.Cluster, snapshot: Snapshot) -> None:
    dsn = create(extension_cluster, "dropped")
    with database.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector; CREATE EXTENSION plpython3u")
        before = snapshot(dsn)
        connection.execute("CREATE EXTENSION agora; DROP EXTENSION agora CASCADE")
        left = [line for line in snapshot(dsn) if line not in before]
    assert len(left) == 1
    assert left[0].startswith("ALTER DEFAULT PRIVILEGES FOR ROLE agora_owner REVOKE ALL ON FUNCTIONS")


def test_three_roads_lead_to_the_same_database(
    extension_cluster: cluster.Cluster, snapshot: Snapshot, run: Run, dsn: str, tmp_path: Path
) -> None:
    """pg_dump leaves out what belongs to an extension, so agora is first made to look like no extension."""
    forgotten = create(extension_cluster, "forgotten")
    with database.connect(forgotten) as connection:
        connection.execute("CREATE EXTENSION agora CASCADE")
        connection.execute(
            "WITH gone AS (DELETE FROM pg_extension WHERE extname = 'agora' RETURNING oid)"
            " DELETE FROM pg_depend AS d USING gone WHERE gone.oid IN (d.refobjid, d.objid)"
        )
        connection.execute(
            "DELETE FROM pg_init_privs WHERE privtype = 'e'"
            "   AND (objoid, classoid) NOT IN (SELECT objid, classid FROM pg_depend WHERE deptype = 'e')"
        )
    scripted = create(extension_cluster, "scripted")
    (tmp_path / "install.sql").write_text(migrate.script())
    run("psql", "--no-psqlrc", "--dbname", scripted, "--file", tmp_path / "install.sql")
    assert snapshot(scripted) == snapshot(dsn)
    with database.connect(scripted) as connection:
        connection.execute("DROP TABLE agora.alembic_version")
    assert snapshot(scripted) == snapshot(forgotten)
