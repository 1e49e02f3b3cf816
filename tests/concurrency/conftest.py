"""Sessions that meet: what one waits for is read from the server, never guessed by the clock."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
SECONDS = 60
"""How long a wait may last on a busy machine before it is a failure."""


@pytest.fixture
def session(dsn: str) -> Iterator[Callable[..., Connection]]:
    """Open sessions on the test's own database; each ends with the test."""
    opened: list[Connection] = []

    def connect(*, autocommit: bool = False, to: str = dsn) -> Connection:
        connection = psycopg.connect(to, autocommit=autocommit, options=f"-c statement_timeout={SECONDS}s")
        opened.append(connection)
        return connection

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def background() -> Iterator[Callable[..., "Future[Any]"]]:
    """Run calls beside the test."""
    with ThreadPoolExecutor(max_workers=64) as pool:
        yield pool.submit


@pytest.fixture
def waits_for(session: Callable[..., Connection]) -> Callable[[Connection, Connection], None]:
    """Return once a session is blocked by another."""
    observer = session(autocommit=True)

    def wait(waiting: Connection, holding: Connection) -> None:
        pids = [holding.info.backend_pid, waiting.info.backend_pid]
        deadline = monotonic() + SECONDS
        while monotonic() < deadline:
            if observer.execute("SELECT 1 WHERE %s = ANY (pg_blocking_pids(%s))", pids).fetchone():
                return
        raise AssertionError("the session never waited")

    return wait
