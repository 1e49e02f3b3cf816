"""The scratch database of a simulation: made, marked, and dropped by the run that uses it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from agora import migrate

Connection = psycopg.Connection[tuple[Any, ...]]

PREFIX: Final = "agora_simulation_"


class SimulationError(Exception):
    """A simulation cannot be run as asked; the message says what to do."""


@contextmanager
def scratch_database(server: str, keep: bool = False) -> Iterator[Connection]:
    """Make a database beside the one that `server` names, connect to it, and drop it afterwards.

    With `keep` it stays, its clock stopped at the last moment. Another database is not written to.
    """
    token = secrets.token_hex(8)
    name = f"{PREFIX}{token}"
    dsn = make_conninfo(server, dbname=name)
    with psycopg.connect(server, autocommit=True) as admin:
        may = admin.execute("SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = current_user").fetchone()
        if may != (True,):
            raise SimulationError(
                "a simulation makes a database with agora in it, which takes a superuser. "
                "Set AGORA_DSN to a superuser of a server for trials, or unset it and use the private cluster."
            )
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            admin.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                    sql.Identifier(name), sql.Literal(f"agora simulation {token}")
                )
            )
            migrate.upgrade(dsn)
            with psycopg.connect(dsn, autocommit=True) as connection:
                make_world(connection, token)
                yield connection
                if keep:
                    stop_clock(connection, name)
        except BaseException:
            keep = False
            raise
        finally:
            if not keep:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def make_world(connection: Connection, token: str) -> None:
    """Replace the clock and add the acts of the agents, in a database marked with the token; else SimulationError.

    The file itself refuses any other database, whoever runs it.
    """
    world = (resources.files("agora.simulation") / "world.sql").read_bytes()
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('agora_simulation.token', %s, true)", [token])
            connection.execute(world)
    except psycopg.errors.ObjectNotInPrerequisiteState as error:
        raise SimulationError(f"{error.diag.message_primary}: {error.diag.message_detail}") from error
    connection.execute("SET synchronous_commit = off")


def stop_clock(connection: Connection, name: str) -> None:
    """Whoever connects later finds the time of the last moment."""
    row = connection.execute("SELECT current_setting('agora_simulation.now')").fetchone()
    connection.execute(
        sql.SQL("ALTER DATABASE {} SET agora_simulation.now = {}").format(
            sql.Identifier(name), sql.Literal(row[0] if row else "")
        )
    )
