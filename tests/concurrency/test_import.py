"""Imports under contention: what they bring may be versions of the same programs, in any order."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
ADD = "SELECT (agora_memory.register_transform(%s)).transform_id"
IMPORT = "SELECT i.outcome FROM agora_memory.import_attempts(%s) AS i"
VERSIONS = "SELECT v.lineage_id, v.version FROM agora_memory.transform_version AS v"
PROGRAMS = (
    "def group(rows, key):\n    found = {{}}\n    for row in rows:\n"
    "        found.setdefault(row.get(key), []).append(row)\n    found.pop({0}, None)\n    return found\n",
    "class Clock:\n    def __init__(self, zone):\n        self.zone = zone\n\n"
    "    def read(self, source):\n        with source.open() as stream:\n"
    "            return stream.readline().rstrip() + self.zone * {0}\n",
    "async def fetch(client, url):\n    try:\n        answer = await client.get(url, timeout={0})\n"
    "    except OSError as error:\n        raise RuntimeError(url) from error\n    return answer.json()\n",
)


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def variants(connection: Connection, program: int, count: int = 24) -> list[str]:
    """Versions of one program, in the order of their hash, which is the order in which a batch writes them."""
    made = [PROGRAMS[program].format(number) for number in range(100, 100 + count)]
    hashes = {
        code: value(connection, "SELECT (agora_memory.normalize_code(%s, 'python')).hash", code)
        for code in made
    }
    return sorted(made, key=hashes.__getitem__)


def solved(name: str, code: list[str]) -> list[dict[str, str]]:
    """Records of successes that brought this code."""
    return [
        {"id": f"{name}-{number}", "agent": name, "request": "do it", "status": "success", "code": each}
        for number, each in enumerate(code)
    ]


def bring(connection: Connection, records: list[dict[str, str]]) -> list[str]:
    return [row[0] for row in connection.execute(IMPORT.encode(), [Jsonb(records)])]


@pytest.fixture
def started(session: Session) -> list[list[str]]:
    """Variants of three programs; of the first two a version is registered, each its own lineage."""
    admin = session(autocommit=True)
    found = [variants(admin, program) for program in range(len(PROGRAMS))]
    for codes in found[:2]:
        value(admin, ADD, codes.pop(len(codes) // 2))
    return found


def test_two_batches_add_to_the_same_lineages_in_opposite_orders(
    session: Session, background: Background, waits_for: WaitsFor, started: list[list[str]]
) -> None:
    """One that has locked a lineage and comes upon another's gives up its own, and waits for both in their order."""
    groups, clocks, fetches = started
    holder, first, second, admin = session(), session(), session(), session(autocommit=True)
    between = fetches[len(fetches) // 2]
    value(holder, ADD, between)
    going = background(bring, first, solved("first", [groups[0], between, clocks[-1]]))
    waits_for(first, holder)
    coming = background(bring, second, solved("second", [clocks[0], groups[-1]]))
    waits_for(second, first)
    holder.commit()
    assert going.result(SECONDS) == ["imported"] * 3
    first.commit()
    assert coming.result(SECONDS) == ["imported"] * 2
    second.commit()
    found = admin.execute(VERSIONS.encode()).fetchall()
    assert len(set(found)) == len(found) == 7
    assert sorted(Counter(lineage for lineage, _ in found).values()) == [1, 3, 3]
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_a_lineage_that_began_meanwhile(
    session: Session, background: Background, waits_for: WaitsFor, started: list[list[str]]
) -> None:
    """A batch that waits for one lineage finds another one afterwards, and a third session in it."""
    groups, _, fetches = started
    holder, adder, batch, admin = session(), session(), session(), session(autocommit=True)
    value(holder, ADD, groups[1])
    pending = background(bring, batch, solved("batch", [groups[0], fetches[0], fetches[-1]]))
    waits_for(batch, holder)
    value(admin, ADD, fetches[1])
    value(adder, ADD, fetches[2])
    holder.commit()
    waits_for(batch, adder)
    adder.commit()
    assert pending.result(SECONDS) == ["imported"] * 3
    batch.commit()
    found = admin.execute(VERSIONS.encode()).fetchall()
    assert len(set(found)) == len(found) == 8
    assert sorted(Counter(lineage for lineage, _ in found).values()) == [1, 3, 4]


def test_a_lock_timeout_is_not_taken_for_a_lineage(session: Session, started: list[list[str]]) -> None:
    """What waits for the hash of another session for too long fails, as any statement does."""
    fetches = started[2]
    holder, batch = session(), session(autocommit=True)
    value(holder, ADD, fetches[0])
    batch.execute("SET lock_timeout = '50ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable) as caught:
        bring(batch, solved("batch", fetches[:1]))
    assert caught.value.diag.message_primary == "canceling statement due to lock timeout"
    holder.rollback()
    assert bring(batch, solved("batch", fetches[:1])) == ["imported"]


def story(owner: int, turn: int) -> list[dict[str, Any]]:
    """Failures, retries that fail and retries that mend; errors, states and half of the code are shared."""
    records: list[dict[str, Any]] = []
    for number, program in enumerate(PROGRAMS * 4):
        shared = {"agent": f"owner-{owner}-{number % 3}", "request": "do it"}
        failed = {
            "status": "error",
            "error": {"type": "ValueError", "message": f"no such {'abcd'[number % 4]}"},
            "finished_at": f"2026-01-{1 + number:02}T00:00:00Z",
        }
        again = {
            "parent": f"failed-{turn}-{number}",
            "approach": f"way {number % 2}",
            "snapshots": [{"kind": "checkpoint", "content": {"n": number % 4}}][turn:],
        }
        records += [
            shared | failed | {"id": f"failed-{turn}-{number}"},
            shared | failed | again | {"id": f"again-{turn}-{number}"},
            shared
            | again
            | {
                "id": f"mended-{turn}-{number}",
                "status": "success",
                "code": program.format(1000 * owner * (number % 2) + 100 * turn + number),
            },
        ]
    return records


def test_many_import_the_same_in_any_order(session: Session) -> None:
    """First the same records, then their own of the same errors and programs: no deadlock, nothing twice or lost."""
    turns = 4
    sessions = [session(autocommit=True) for _ in range(4)]
    start = Barrier(len(sessions))

    def work(number: int) -> Counter[str]:
        outcomes: Counter[str] = Counter()
        for turn in range(turns):
            order = story(number + 1 if turn else 0, turn)[:: -1 if number % 2 else 1]
            if number > 1:
                random.Random(number).shuffle(order)
            start.wait(SECONDS)
            try:
                outcomes.update(bring(sessions[number], order))
            except psycopg.Error:
                start.abort()
                raise
        return outcomes

    with ThreadPoolExecutor(len(sessions)) as pool:
        outcomes = sum(pool.map(work, range(len(sessions))), Counter())
    watcher, one = sessions[0], len(story(0, 0))
    assert outcomes == {
        "imported": (1 + len(sessions) * (turns - 1)) * one,
        "existing": (len(sessions) - 1) * one,
    }
    found = watcher.execute(VERSIONS.encode()).fetchall()
    assert len(set(found)) == len(found) == 12 + (turns - 1) * (6 + 6 * len(sessions))
    assert value(watcher, "SELECT count(*) FROM agora_memory.known_error_signature") == 4
    assert (
        value(watcher, "SELECT sum(r.successes + r.failures) FROM agora_memory.error_resolution AS r")
        == outcomes["imported"] * 2 // 3
    )
    assert watcher.execute("SELECT * FROM agora.check_invariants()").fetchall() == []
