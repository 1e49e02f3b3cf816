"""Servers that are killed as by a power cut; they write what a server in use writes."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

import psycopg

from agora import cluster as launcher
from agora import migrate

SECONDS = 120
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "wal_level": "replica"}


@contextmanager
def durable(clients: int) -> Iterator[launcher.TemporaryCluster]:
    """A server of its own with agora in it, for so many clients."""
    with launcher.temporary(max_connections=clients + 20, **DURABLE) as own:
        migrate.upgrade(own.dsn())
        yield own


def kill(server: launcher.Cluster) -> None:
    """SIGKILL to the postmaster, then to all that it has started."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        query = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        pids = [pid for (pid,) in connection.execute(query)]
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    for pid in pids:
        with suppress(ProcessLookupError):  # it noticed by itself
            os.kill(pid, signal.SIGKILL)
    deadline = monotonic() + SECONDS
    while server.status() != "stopped":
        assert monotonic() < deadline


def restart(server: launcher.TemporaryCluster) -> None:
    """Start it where it was; what is left of it may hold its memory for another moment."""
    deadline = monotonic() + SECONDS
    while True:
        try:
            launcher.Cluster.start(server)
        except launcher.ClusterError:
            if monotonic() > deadline:
                raise
        else:
            return
