"""Memory and AsyncMemory: typed answers, attempts that end with their block, the same from both."""

import asyncio
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

import agora
from agora import errors, knowledge
from agora.memory import MemoryOperations

CODE = "def name_of(row):\n    return row.get('name', '')\n"


@pytest.fixture
def connection(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture
def ada(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("SELECT agora.register_principal('ada')").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def memory(connection: psycopg.Connection[Any], ada: int) -> agora.Memory:
    return agora.Memory(connection, actor=ada)


def learn(memory: agora.Memory) -> int:
    """A failure, two answers that failed and one that worked; returns the first attempt."""
    failed = memory.start_attempt("read the feed")
    memory.finish_attempt(failed, "error", error_type="KeyError", error_message="'name'")
    for _ in range(2):
        memory.finish_attempt(
            memory.start_attempt("read the feed", approach="try again", parent=failed), "timeout"
        )
    with memory.attempt("read the feed", approach="use get", parent=failed) as attempt:
        attempt.code = CODE
        attempt.quality = 0.7
        attempt.details["cost_usd"] = Decimal("0.012")
    return failed


def recorded(connection: psycopg.Connection[Any], attempt: int) -> dict[str, Any]:
    query = "SELECT to_jsonb(a) FROM agora_memory.recorded_attempt AS a WHERE a.attempt_id = %s"
    row = connection.execute(query, [attempt]).fetchone()
    assert row is not None
    found: dict[str, Any] = row[0]
    return found


# ---- answers ---------------------------------------------------------------------------------------------


def test_what_is_known(memory: agora.Memory) -> None:
    learn(memory)
    (fix,) = memory.known_fixes("'name'", error_type="KeyError")
    assert (fix.approach, fix.similarity, fix.confidence, fix.code) == (
        "use get",
        1,
        Decimal("0.206543"),
        CODE,
    )
    assert isinstance(fix.last_success_at, datetime)
    assert fix.last_success_at.tzinfo is not None
    (warning,) = memory.known_failures("'name'", error_type="KeyError")
    assert (warning.approach, warning.failures) == ("try again", 2)
    (match,) = memory.match_transforms("name of a row")
    assert (match.transform_id, match.name, match.status) == (fix.transform_id, "name_of", "pending")
    again = memory.register_transform(CODE)
    assert (again.transform_id, again.is_duplicate) == (fix.transform_id, True)


@pytest.mark.usefixtures("unhurried")
def test_a_manifest(memory: agora.Memory, connection: psycopg.Connection[Any], ada: int) -> None:
    learn(memory)
    connection.execute("UPDATE agora_memory.transform SET status = 'approved', quality = 0.8")
    told = memory.manifest("read the name of a row", error="KeyError: 'name'", max_tokens=500)
    assert [warning.approach for warning in told.known_failures] == ["try again"]
    (fix,) = told.fixes
    (match,) = told.transforms
    assert (fix.item, fix.confidence, match.item, match.quality) == (
        2,
        Decimal("0.206543"),
        3,
        Decimal("0.8"),
    )
    assert isinstance(fix.last_success_at, datetime)
    assert fix == knowledge.read(knowledge.Fix, vars(memory.known_fixes("KeyError: 'name'")[0]) | {"item": 2})
    assert told.cost == knowledge.Cost(1, Decimal("0.012"), Decimal("0.012"), None, None)
    assert CODE in told.text
    assert len(told.patterns) == 0
    assert told.patterns.reason
    assert told.not_recorded is None
    with memory.attempt("read it", manifest=told, transforms=[match.transform_id]) as attempt:
        pass
    assert memory.rate(told, 3, True, comment="at once", key="r") == memory.rate(
        told, 3, True, comment="at once", key="r"
    )
    query = "SELECT r.item, r.uses, r.helpful FROM agora_memory.recommendation AS r ORDER BY r.item"
    assert connection.execute(query).fetchall() == [(1, 0, 0), (2, 1, 0), (3, 1, 1)]
    assert attempt.result is not None
    assert attempt.result.status == "success"


def test_the_same_key_is_the_same_manifest(memory: agora.Memory) -> None:
    first = memory.manifest("read the feed", key="once", correlation_id=UUID(int=1))
    learn(memory)
    assert memory.manifest("read the feed", key="once", correlation_id=UUID(int=1)) == first
    with pytest.raises(errors.KeyReused):
        memory.manifest("write the feed", key="once", correlation_id=UUID(int=1))


def test_a_transaction_that_may_only_read(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.read_only = True
        told = agora.Memory(connection).manifest("read the feed")
    assert (told.manifest_id, told.not_recorded) == (None, "the transaction may only read")


def test_only_some_sections(memory: agora.Memory) -> None:
    learn(memory)
    told = memory.manifest("read the feed", error="KeyError: 'name'", sections=["fixes"])
    assert len(told.fixes) == 1
    assert told.known_failures.reason == "it was not asked for"
    assert told.cost is None


def test_golden_states_patterns_and_uses(memory: agora.Memory) -> None:
    assert memory.golden("read the feed") == []
    assert memory.patterns("read the feed", kind="code") == []
    made = memory.register_transform(CODE)
    attempt = memory.start_attempt("read the feed")
    memory.finish_attempt(attempt, "success")
    use = memory.record_use(made.transform_id, attempt, "success", key="use")
    assert memory.record_use(made.transform_id, attempt, "success", key="use") == use


def test_errors(memory: agora.Memory) -> None:
    with pytest.raises(errors.UnknownManifest):
        memory.rate(0, 1, True)
    with pytest.raises(errors.UnknownCategory):
        memory.manifest("x", category="nonsense")
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        memory.manifest("x", limit=0)
    with pytest.raises(errors.UnknownAttempt):
        memory.finish_attempt(0, "success")


# ---- attempts --------------------------------------------------------------------------------------------


def test_an_exception_ends_an_attempt(memory: agora.Memory, connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(KeyError) as caught, memory.attempt("read the feed") as attempt:
        attempt.code = "half of it"
        {}["name"]
    found = recorded(connection, attempt.attempt_id)
    assert (found["status"], found["error_type"], found["error_message"]) == ("error", "KeyError", "'name'")
    assert found["error_stack"].startswith("Traceback (most recent call last):")
    assert '{}["name"]' in found["error_stack"]
    assert found["code"] is None
    assert attempt.result is not None
    assert attempt.result.error_signature_id is not None
    assert not hasattr(caught.value, "__notes__")


class Interrupted(BaseException):
    """Like KeyboardInterrupt, which pytest keeps for itself."""


@pytest.mark.parametrize(
    ("error", "status", "kind", "message"),
    [
        (TimeoutError("too slow"), "timeout", "TimeoutError", "too slow"),
        (Interrupted("stop"), "cancelled", None, None),
        (asyncio.CancelledError(), "cancelled", None, None),
        (errors.UnknownTopic("no"), "error", "agora.errors.UnknownTopic", "no"),
        (ValueError(), "error", "ValueError", None),
        (ValueError("a\0b \udcff"), "error", "ValueError", "a\\0b \\udcff"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_exception_has_its_status(
    error: BaseException,
    status: str,
    kind: str | None,
    message: str | None,
    memory: agora.Memory,
    connection: psycopg.Connection[Any],
) -> None:
    with pytest.raises(type(error)) as caught, memory.attempt("read the feed") as attempt:
        raise error
    assert caught.value is error
    found = recorded(connection, attempt.attempt_id)
    assert (found["status"], found["error_type"], found["error_message"]) == (status, kind, message)


def test_a_long_message_keeps_its_ends(memory: agora.Memory, connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(ValueError, match="begin"), memory.attempt("read the feed") as attempt:
        raise ValueError("begin" + "x" * 3_000_000 + "end")
    found = recorded(connection, attempt.attempt_id)["error_message"]
    assert found.startswith("begin")
    assert found.endswith("end")
    assert len(found) < 110_000


def test_what_cannot_be_recorded_hides_nothing(
    memory: agora.Memory, connection: psycopg.Connection[Any]
) -> None:
    with pytest.raises(ZeroDivisionError) as caught, memory.attempt("divide"):
        connection.close()
        _ = 1 / 0
    assert caught.value.__notes__[0].startswith("agora could not record how the attempt ended: ")


def test_an_attempt_that_ends_otherwise(memory: agora.Memory, connection: psycopg.Connection[Any]) -> None:
    with memory.attempt("read the feed", details={"project": "feeds"}) as attempt:
        attempt.status = "partial"
        attempt.approach = "half of it"
        attempt.details = {"tokens_in": 12}
    found = recorded(connection, attempt.attempt_id)
    assert (found["status"], found["approach"]) == ("partial", "half of it")
    assert (found["project"], found["tokens_in"]) == ("feeds", 12)


# ---- connections and pools -------------------------------------------------------------------------------


class Pool:
    """What Memory asks of a pool."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.lent = 0

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        self.lent += 1
        with psycopg.connect(self.dsn) as connection:
            yield connection


def test_a_pool_lends_a_connection_for_each_call(dsn: str) -> None:
    pool = Pool(dsn)
    memory = agora.Memory(pool)
    attempt = memory.start_attempt("read the feed")
    assert memory.finish_attempt(attempt, "success").status == "success"
    assert pool.lent == 2


def test_a_transaction_of_ones_own(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        attempt = agora.Memory(connection).start_attempt("undone")
        connection.rollback()
        with pytest.raises(errors.UnknownAttempt):
            agora.Memory(connection).finish_attempt(attempt, "success")


# ---- the same for programs that await --------------------------------------------------------------------


def test_both_have_every_operation() -> None:
    operations = {name for name in vars(MemoryOperations) if not name.startswith("_")} - {"schema"} | {
        "attempt"
    }
    for kind in (agora.Memory, agora.AsyncMemory):
        public = {name: value for name, value in vars(kind).items() if not name.startswith("_")}
        assert public.keys() == operations
        for name, method in public.items():
            assert inspect.getdoc(method), name


async def life(dsn: str) -> tuple[knowledge.Manifest, list[knowledge.Match], knowledge.Finished | None]:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        memory = agora.AsyncMemory(connection)
        with pytest.raises(KeyError):
            async with memory.attempt("read the feed") as failed:
                {}["name"]
        assert failed.result is not None
        assert failed.result.status == "error"
        async with memory.attempt("read the feed", approach="use get", parent=failed.attempt_id) as attempt:
            attempt.code = CODE
        told = await memory.manifest("read the name of a row", error="KeyError: 'name'")
        assert await memory.rate(told, 1, True) > 0
        assert await memory.known_failures("KeyError: 'name'") == []
        with pytest.raises(errors.UnknownManifest):
            await memory.rate(0, 1, True)
        registered = await memory.register_transform(CODE)
        assert registered.is_duplicate
        return told, await memory.match_transforms("name of a row"), attempt.result


@pytest.mark.usefixtures("unhurried")
def test_awaiting(dsn: str) -> None:
    told, matches, result = asyncio.run(life(dsn))
    assert [(fix.approach, fix.confidence) for fix in told.fixes] == [("use get", Decimal("0.206543"))]
    assert [match.name for match in matches] == ["name_of"]
    assert result is not None
    assert result.transform_id == matches[0].transform_id


def test_a_cancelled_task_ends_its_attempt(dsn: str) -> None:
    async def work() -> int:
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            started = asyncio.Event()
            attempts = []

            async def attempt() -> None:
                async with agora.AsyncMemory(connection).attempt("wait for ever") as attempt:
                    attempts.append(attempt.attempt_id)
                    started.set()
                    await asyncio.Event().wait()

            task = asyncio.create_task(attempt())
            await started.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return attempts[0]

    with psycopg.connect(dsn) as connection:
        assert recorded(connection, asyncio.run(work()))["status"] == "cancelled"
