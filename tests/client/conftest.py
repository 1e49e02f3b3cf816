"""A server for what reads events: on the run's own, a transaction of any other test would hold them back."""

from collections.abc import Iterator

import psycopg
import pytest

from agora import cluster as launcher
from agora import migrate

TEMPLATE = "agora_template"


@pytest.fixture(scope="session")
def quiet_cluster() -> Iterator[launcher.Cluster]:
    """A server that one test uses at a time."""
    with launcher.temporary() as server:
        with psycopg.connect(server.dsn(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate.upgrade(server.dsn(TEMPLATE))
        yield server


@pytest.fixture
def quiet_dsn(quiet_cluster: launcher.Cluster) -> Iterator[str]:
    """The test's own database on it."""
    with psycopg.connect(quiet_cluster.dsn(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {launcher.DATABASE} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        yield quiet_cluster.dsn(launcher.DATABASE)
        admin.execute(f"DROP DATABASE {launcher.DATABASE} WITH (FORCE)")
