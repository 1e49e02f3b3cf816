"""Manifests under contention: one per key, one content per answer, and nobody waits for what was given before."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
pytestmark = pytest.mark.usefixtures("unhurried")
ASK = "SELECT (agora_memory.manifest('read the feed', p_key => %s) ->> 'manifest_id')::bigint"


def ask(connection: Connection, key: str | None = None) -> int:
    row = connection.execute(ASK, [key]).fetchone()
    assert row is not None
    return int(row[0])


def kept(connection: Connection) -> tuple[int, int]:
    """Manifests and contents."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM agora_memory.manifest), (SELECT count(*) FROM agora_memory.manifest_content)"
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def test_the_same_key_at_once(session: Session, background: Background, waits_for: WaitsFor) -> None:
    first, second = session(), session()
    manifest = ask(first, "once")
    pending = background(ask, second, "once")
    waits_for(second, first)
    first.commit()
    assert pending.result(SECONDS) == manifest
    second.commit()
    assert kept(session()) == (1, 1)


def test_the_first_of_a_content_fails(session: Session, background: Background, waits_for: WaitsFor) -> None:
    first, second = session(), session()
    ask(first)
    pending = background(ask, second)
    waits_for(second, first)
    first.rollback()
    manifest = pending.result(SECONDS)
    second.commit()
    observer = session()
    assert kept(observer) == (1, 1)
    assert observer.execute("SELECT g.manifest_id FROM agora_memory.given_manifest AS g").fetchall() == [
        (manifest,)
    ]


def test_what_was_given_today_holds_nobody_up(session: Session) -> None:
    ask(session(autocommit=True))
    first, second = session(), session()
    second.execute("SET lock_timeout = '5s'")
    assert ask(first) != ask(second)
    first.commit()
    second.commit()
    assert kept(session()) == (3, 1)
