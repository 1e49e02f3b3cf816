"""The agora database: which one a command means, and how a private one is kept in step with the sources."""

import os
import sys
from typing import Any

import psycopg
from psycopg import sql

from agora import build, cluster

Connection = psycopg.Connection[tuple[Any, ...]]


class OutdatedDatabaseError(Exception):
    """The private database was built from other sources, and the caller wants it kept."""


def connect(dsn: str, *, autocommit: bool = False) -> Connection:
    """Connect for a command."""
    return psycopg.connect(
        dsn, autocommit=autocommit, application_name="agora", connect_timeout=10, client_encoding="UTF8"
    )


def target(dsn: str | None = None) -> str:
    """The database that is meant: `dsn`, else AGORA_DSN, else the private cluster's, started if it was stopped."""
    if named := dsn or os.environ.get("AGORA_DSN"):
        return named
    private = cluster.persistent()
    if not private.data.exists():
        raise cluster.ClusterError(
            "there is no private cluster yet. Make it with `agora up`, or set AGORA_DSN."
        )
    return private.start().dsn(cluster.DATABASE)


def private() -> cluster.Cluster:
    """The private cluster, running; who waits for a new one is told."""
    server = cluster.persistent()
    if not server.data.exists():
        print(f"agora: making a private server in {server.root}", file=sys.stderr)
    return server.start()


def fingerprints(connection: Connection) -> dict[str, str] | None:
    """What the database was built from, by domain: nothing where agora is not, None if we may not know."""
    readable = (
        "SELECT to_regclass('agora.release'), has_table_privilege(to_regclass('agora.release'), 'SELECT')"
    )
    match connection.execute(readable).fetchone():
        case (None, _):
            return {}
        case (_, False):
            return None
    return dict(connection.execute("SELECT r.domain, r.fingerprint FROM agora.release AS r").fetchall())


def sources() -> dict[str, str]:
    """The same for the sources that are installed here."""
    return {domain.name: domain.fingerprint for domain in build.current()}


def ensure(private: cluster.Cluster, keep: bool = False, reset: bool = False) -> str:
    """Return the DSN of the private cluster's database, at the head of today's sources.

    Before the first release nothing leads from one set of sources to the next: a database that was built from
    others is rebuilt, after a one-line notice. With `keep`, OutdatedDatabaseError is raised instead.
    """
    from agora import migrate

    dsn = private.dsn(cluster.DATABASE)
    name = sql.Identifier(cluster.DATABASE)
    with connect(private.dsn(), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [build.ADVISORY_LOCK])
        found = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [cluster.DATABASE]).fetchone()
        if found and not reset:
            with connect(dsn) as existing:
                built_from = fingerprints(existing)
            if built_from == sources():
                return dsn
            reset = bool(built_from)
            if reset and keep:
                raise OutdatedDatabaseError(
                    "the private database was built from other sources than today's. "
                    "Without --keep it is rebuilt, and its rows are lost."
                )
            if reset:
                print("The private database was built from other sources: rebuilding it.", file=sys.stderr)
        if reset:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        if reset or not found:
            if not reset:
                print(
                    "agora: installing agora in the private database, which takes some seconds",
                    file=sys.stderr,
                )
            admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        migrate.upgrade(dsn)
    return dsn
