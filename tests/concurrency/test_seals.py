"""Sealing while others write: never over a hole, never twice."""

from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic
from typing import Any

import psycopg
import pytest

from agora import seals

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
WRITERS, PAYMENTS = 8, 60
MINT = "SELECT agora_ledger.mint(3, 1, 'a test', p_key => %s)"
SEAL = "SELECT agora_ledger.seal_range()"


def one(connection: Connection, query: str, *arguments: object) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def ranges(connection: Connection) -> list[tuple[Any, ...]]:
    query = (
        "SELECT seal_id, first_transaction, last_transaction, transactions FROM agora_ledger.seal ORDER BY 1"
    )
    return connection.execute(query).fetchall()


def seal_everything(connection: Connection) -> None:
    """Seal until all is; what holds the horizon back is another test on the same server, which ends."""
    last = one(connection, "SELECT max(transaction_id) FROM agora_ledger.transaction")
    deadline = monotonic() + SECONDS
    while one(connection, "SELECT coalesce(max(last_transaction), 0) FROM agora_ledger.seal") < last:
        assert monotonic() < deadline, "the horizon never moved"
        connection.execute(SEAL)


def assert_right(connection: Connection, dsn: str) -> None:
    assert connection.execute("SELECT * FROM agora_ledger.verify_seals()").fetchall() == []
    assert connection.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
    with psycopg.connect(dsn) as outside:
        assert list(seals.verify(outside, [])) == []


def test_never_over_a_hole(dsn: str, session: Session) -> None:
    """A transaction that has its id and is open holds back everything behind it, however long."""
    slow, quick, sealer = session(), session(autocommit=True), session(autocommit=True)
    quick.execute(MINT, ["before"])
    first = one(slow, MINT, "slow")
    behind = one(quick, MINT, "behind")
    for _ in range(5):
        sealer.execute(SEAL)
        assert all(last < first for _, _, last, _ in ranges(sealer))
    with pytest.raises(psycopg.Error) as refused:
        sealer.execute("SELECT agora_ledger.seal_range(%s)", [first])
    assert refused.value.sqlstate == "ZL030"
    slow.commit()
    seal_everything(sealer)
    assert sum(count for *_, count in ranges(sealer)) == 3
    assert ranges(sealer)[-1][2] >= behind
    assert_right(sealer, dsn)


def test_while_eight_write(dsn: str, session: Session, background: Background) -> None:
    """Every transaction is under exactly one seal, also what others roll back in between."""

    def write(name: int) -> None:
        connection = session()
        for number in range(PAYMENTS):
            connection.execute(MINT, [f"{name}/{number}"])
            if number % 7 == 0:
                connection.rollback()
            else:
                connection.commit()

    sealer = session(autocommit=True)
    runs = [background(write, name) for name in range(WRITERS)]
    while not all(run.done() for run in runs):
        sealer.execute(SEAL)
    for run in runs:
        run.result()
    seal_everything(sealer)
    found = ranges(sealer)
    assert [seal for seal, *_ in found] == list(range(1, len(found) + 1))
    assert [first for _, first, *_ in found] == [1, *(last + 1 for _, _, last, _ in found[:-1])]
    posted = one(sealer, "SELECT count(*) FROM agora_ledger.transaction")
    assert sum(count for *_, count in found) == posted == WRITERS * sum(n % 7 != 0 for n in range(PAYMENTS))
    assert_right(sealer, dsn)


def decide(connection: Connection) -> None:
    """Put the horizon where it comes to be when nothing is open."""
    connection.execute(
        "INSERT INTO agora_ledger.horizon (transaction_id, next_transaction_id)"
        " SELECT s.last_value, s.last_value FROM agora_ledger.transaction_id_seq AS s"
    )


def test_two_sealers(dsn: str, session: Session, background: Background, waits_for: WaitsFor) -> None:
    """The second one waits, and finds everything sealed."""
    first, second = session(), session(autocommit=True)
    second.execute(MINT, ["a"])
    decide(second)
    assert one(first, SEAL) == 1
    waiting = background(one, second, SEAL)
    waits_for(second, first)
    first.commit()
    assert waiting.result(SECONDS) == 1
    assert len(ranges(second)) == 1
    assert_right(second, dsn)


def test_a_sealer_with_an_old_snapshot(dsn: str, session: Session) -> None:
    """It is refused as one that may try again, and seals nothing twice."""
    old, new = session(), session(autocommit=True)
    new.execute(MINT, ["a"])
    decide(new)
    old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    assert ranges(old) == []
    assert one(new, SEAL) == 1
    with pytest.raises(psycopg.errors.SerializationFailure):
        old.execute(SEAL)
    old.rollback()
    assert one(old, SEAL) == 1
    assert_right(new, dsn)


def test_the_job_does_not_wait(session: Session) -> None:
    """Somebody who seals by hand and does not commit stops no tick."""
    by_hand, ticker = session(), session(autocommit=True)
    ticker.execute(MINT, ["a"])
    decide(ticker)
    assert one(by_hand, SEAL) == 1
    assert one(ticker, "SELECT agora_ledger._seal_decided(10)") == 0
    by_hand.rollback()
    assert one(ticker, "SELECT agora_ledger._seal_decided(10)") == 1
