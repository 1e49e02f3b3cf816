"""What agora does not migrate, says so, and leaves as it was."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from agora import build, cluster, migrate

NewDatabase = Callable[..., str]
Snapshot = Callable[[str], list[str]]
Run = Callable[..., str]


@pytest.mark.parametrize("schema", sorted(domain.schema for domain in build.current()))
def test_foreign_schema(
    schema: str, new_database: NewDatabase, snapshot: Snapshot, run: Run, tmp_path: Path
) -> None:
    dsn = new_database()
    with psycopg.connect(dsn) as connection:
        connection.execute(f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.mine (id integer)".encode())
    before = snapshot(dsn)
    with pytest.raises(
        psycopg.errors.DuplicateSchema, match="a schema that agora would create is there already"
    ) as online:
        migrate.upgrade(dsn)
    assert online.value.diag.message_detail == f"schemas: {schema}"
    assert online.value.diag.message_hint
    script = tmp_path / "install.sql"
    script.write_text(migrate.script())
    with pytest.raises(subprocess.CalledProcessError) as offline:
        run("psql", "--no-psqlrc", "--dbname", dsn, "--file", script)
    assert f"schemas: {schema}" in offline.value.stderr
    assert snapshot(dsn) == before


def test_foreign_schema_of_a_later_domain(new_database: NewDatabase, snapshot: Snapshot) -> None:
    dsn = new_database()
    migrate.upgrade(dsn, "0001")
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE SCHEMA agora_event")
    before = snapshot(dsn)
    with pytest.raises(psycopg.errors.DuplicateSchema):
        migrate.upgrade(dsn)
    assert snapshot(dsn) == before


def test_not_a_superuser(new_database: NewDatabase, login: Callable[..., str], snapshot: Snapshot) -> None:
    dsn, mortal = new_database(), login("mortal")
    with psycopg.connect(dsn) as connection:
        connection.execute(f"ALTER ROLE {mortal} CREATEDB CREATEROLE".encode())
        connection.execute(f"GRANT CREATE ON SCHEMA public TO {mortal}".encode())
    before = snapshot(dsn)
    with pytest.raises(
        psycopg.errors.InsufficientPrivilege, match="agora is migrated by a superuser"
    ) as caught:
        migrate.upgrade(make_conninfo(dsn, user=mortal))
    assert caught.value.diag.message_detail == f"role={mortal}"
    assert "agora_service" in (caught.value.diag.message_hint or "")
    assert snapshot(dsn) == before


def test_old_server(conn: psycopg.Connection) -> None:
    newer = build.preflight([]).replace("< 150000", "< 990000")
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="agora needs PostgreSQL 15 or newer"):
        conn.execute(newer.encode())


@pytest.fixture
def replica() -> Iterator[str]:
    """A server in recovery, as a standby is for ever."""
    with cluster.temporary(wal_level="replica") as server:
        (server.data / "standby.signal").touch()
        subprocess.run(
            [server.bindir / "pg_ctl", "-D", server.data, "-l", server.log, "-w", "-s", "restart"],
            check=True,
            **server._as_server(),
        )
        yield server.dsn()


def test_replica(replica: str) -> None:
    with pytest.raises(
        psycopg.errors.ReadOnlySqlTransaction, match="this server is a read-only replica"
    ) as caught:
        migrate.upgrade(replica)
    assert caught.value.diag.message_hint == "Migrate the primary; the replica follows."


def test_another_encoding(new_database: NewDatabase) -> None:
    dsn = new_database()
    name = f"{psycopg.conninfo.conninfo_to_dict(dsn)['dbname']}_latin1"
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0".encode())
        try:
            with pytest.raises(psycopg.errors.FeatureNotSupported, match="encoding UTF8") as caught:
                migrate.upgrade(make_conninfo(dsn, dbname=name))
            assert caught.value.diag.message_detail == "server_encoding=LATIN1"
            with psycopg.connect(dsn, dbname=name) as connection:
                found = connection.execute("SELECT FROM pg_namespace WHERE nspname ~ '^agora'")
                assert found.fetchone() is None
        finally:
            admin.execute(f"DROP DATABASE {name}".encode())


def test_vector_elsewhere(new_database: NewDatabase) -> None:
    dsn = new_database()
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE SCHEMA elsewhere; CREATE EXTENSION vector SCHEMA elsewhere")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="in schema public") as caught:
        migrate.upgrade(dsn)
    assert "elsewhere" in (caught.value.diag.message_detail or "")
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT FROM pg_namespace WHERE nspname ~ '^agora'").fetchone() is None


def test_an_error_in_a_file_names_file_and_line(new_database: NewDatabase) -> None:
    step = build.Step("SELECT 1;\nSELECT nonsense;\n", build.PurePosixPath("functions/core/nonsense.sql"))
    with (
        psycopg.connect(new_database()) as connection,
        pytest.raises(psycopg.errors.UndefinedColumn) as caught,
    ):
        migrate.run_driver(connection, [step])
    assert caught.value.__notes__ == ["in functions/core/nonsense.sql, line 2"]
