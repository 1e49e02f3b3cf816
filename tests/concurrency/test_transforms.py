"""Transforms under contention: no version given twice, no use lost, one approval."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
ADD = "SELECT (agora_memory.register_transform(%s)).transform_id"
GOOD = (
    'def {0}(a: int) -> str:\n    "Say {0} where there is something to say."\n'
    '    if a:\n        return "{0}"\n    return ""\n'
)
PROGRAM = (
    "def group(rows, key):\n    found = {{}}\n    for row in rows:\n"
    "        found.setdefault(row.get(key), []).append(row)\n{}    return found\n"
)


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def together(sessions: list[Connection], run: Callable[[Connection, int], Any]) -> list[Any]:
    start = Barrier(len(sessions))

    def one(number: int) -> Any:
        start.wait(SECONDS)
        return run(sessions[number], number)

    with ThreadPoolExecutor(len(sessions)) as pool:
        return list(pool.map(one, range(len(sessions))))


def test_versions_of_one_lineage_wait_for_each_other(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    first, second, observer = session(), session(), session(autocommit=True)
    value(observer, ADD, PROGRAM.format(""))
    value(first, ADD, PROGRAM.format("    print(found)\n"))
    pending = background(value, second, ADD, PROGRAM.format("    assert found\n"))
    waits_for(second, first)
    first.commit()
    pending.result(SECONDS)
    second.commit()
    found = observer.execute("SELECT lineage_id, version FROM agora_memory.transform_version").fetchall()
    assert len({lineage for lineage, _ in found}) == 1
    assert len({version for _, version in found}) == 3


def test_a_version_given_elsewhere_asks_to_be_repeated(session: Session) -> None:
    """Above READ COMMITTED the version of another session is not seen: the transaction is told to repeat."""
    first, second = session(autocommit=True), session()
    value(first, ADD, PROGRAM.format(""))
    second.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    value(second, "SELECT count(*) FROM agora_memory.transform")
    value(first, ADD, PROGRAM.format("    print(found)\n"))
    with pytest.raises(psycopg.errors.SerializationFailure):
        value(second, ADD, PROGRAM.format("    assert found\n"))
    second.rollback()
    value(second, ADD, PROGRAM.format("    assert found\n"))
    second.commit()


def test_no_use_is_lost_and_one_approval_is_made(session: Session) -> None:
    observer = session(autocommit=True)
    author = value(observer, "SELECT agora.register_principal('author')")
    transforms = [
        value(observer, ADD.replace("(%s)", "(%s, p_actor => %s)"), GOOD.format(name), author)
        for name in "xyz"
    ]
    sessions = [session(autocommit=True) for _ in range(8)]
    users = [
        value(observer, "SELECT agora.register_principal(%s)", f"user-{n}") for n in range(len(sessions))
    ]

    def work(connection: Connection, number: int) -> None:
        actor = users[number]
        for turn in range(6):
            order = transforms if (number + turn) % 2 else transforms[::-1]
            attempt = value(
                connection,
                "SELECT agora_memory.start_attempt('do it', p_transforms => %s, p_actor => %s)",
                order,
                actor,
            )
            value(
                connection,
                "SELECT (agora_memory.finish_attempt(%s, 'success', p_actor => %s)).status",
                attempt,
                actor,
            )

    together(sessions, work)
    sums = "SELECT uses, successful_uses, distinct_users, successful_users, status FROM agora_memory.known_transform"
    assert observer.execute(sums).fetchall() == [(48, 48, 8, 8, "approved")] * 3
    assert value(observer, "SELECT count(*) FROM agora_memory.transform_history") == 3
    assert observer.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
