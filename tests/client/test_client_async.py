"""`agora.connect_async()`: what `agora.connect()` is, for programs that await; both over a pool."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from decimal import Decimal
from typing import Any

import psycopg
import pytest

import agora
from agora import client, errors

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
TRACES = "SELECT p.trace_parent FROM agora_event.published AS p ORDER BY p.event_id"


class Pool:
    """What is asked of a pool."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.lent = 0

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        self.lent += 1
        with psycopg.connect(self.dsn) as connection:
            yield connection


class AsyncPool(Pool):
    @asynccontextmanager
    async def connection(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:  # type: ignore[override]
        self.lent += 1
        async with await psycopg.AsyncConnection.connect(self.dsn) as connection:
            yield connection


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_they_are_twins(dsn: str) -> None:
    """The same attributes, and the same functions with the same signatures and help."""
    assert public(client.Agora) == public(client.AsyncAgora)
    assert list(inspect.signature(client.connect).parameters) == list(
        inspect.signature(client.connect_async).parameters
    )

    def told(domain: client.Domain, name: str) -> tuple[str, str | None]:
        function = getattr(domain, name)
        return str(inspect.signature(function)), function.__doc__

    async def compare() -> int:
        compared = 0
        with agora.connect(dsn) as team:
            async with await agora.connect_async(dsn) as other:
                for domain in client.SCHEMAS:
                    one, two = getattr(team, domain), getattr(other, domain)
                    assert dir(one) == dir(two)
                    for name in team._now(team._calls.names(client.SCHEMAS[domain])):
                        assert told(one, name) == told(two, name)
                        compared += 1
        return compared

    assert asyncio.run(compare()) > 300


def test_a_life(dsn: str) -> None:
    async def life() -> None:
        async with await agora.connect_async(dsn) as team:
            ada = await team.core.register_principal(name="ada")
            wallet = await team.ledger.wallet_of(principal=ada)
            assert await team.ledger.balance(account=wallet) == Decimal(0)
            assert (await team.memory.manifest(problem="x"))["manifest_id"] > 0
            assert await team.core.check_invariants() == []
            assert await team.core.assign_principal(principal=ada, team=None, cohort="beta") is None
            assert await team.rows("SELECT %s::integer AS n", [1]) == [{"n": 1}]
            assert await team.rows("SELECT '%%' AS a, 1 AS b", []) == [{"a": "%", "b": 1}]
            with pytest.raises(errors.InsufficientBalance, match="missing=1"):
                await team.ledger.transfer(from_=wallet, to=3, amount=1, reason="a test", key="k", actor=ada)
            with pytest.raises(psycopg.errors.InvalidParameterValue):
                await team.memory.start_attempt(request=" ")
            with pytest.raises(TypeError, match=r"start_attempt has no argument reqest; it takes: "):
                await team.memory.start_attempt(reqest="x")
            with pytest.raises(TypeError, match=r"known_fixes takes its arguments by name: error, limit"):
                team.memory.known_fixes("KeyError: 'name'")
            with pytest.raises(AttributeError, match=r"did you mean agora_memory\.known_fixes"):
                _ = team.memory.known_fix
            assert not hasattr(team.core, "_elapsed")
            assert await team.call("agora._elapsed") > 0
            with pytest.raises(AttributeError, match=r"no function agora_memory\.nothing"):
                await team.call("agora_memory.nothing")
            with pytest.raises(errors.UnknownAttempt):
                async with team.transaction() as same:
                    assert same is team
                    await team.memory.start_attempt(request="undone", actor=ada)
                    await team.memory.finish_attempt(attempt=0, status="success", actor=ada)
            async with team.context(trace_parent=TRACE):
                attempt = await team.memory.start_attempt(request="kept", actor=ada)
                await team.memory.finish_attempt(attempt=attempt, status="success", actor=ada)
            await team.ledger.mint(to=3, amount=1, reason="a test", key="mint")
            assert await team.rows("SELECT request FROM agora_memory.recorded_attempt") == [
                {"request": "kept"}
            ]
            told = [row["trace_parent"] for row in await team.rows(TRACES)]
            assert (TRACE in told, told[-1]) == (True, None)
        assert team.connection.closed

    asyncio.run(life())


def test_commit_and_rollback_as_connect_does(dsn: str) -> None:
    async def requests() -> list[str]:
        async with await agora.connect_async(dsn, autocommit=False) as team:
            await team.memory.start_attempt(request="kept")
        with pytest.raises(ZeroDivisionError):
            async with await agora.connect_async(dsn, autocommit=False) as team:
                await team.memory.start_attempt(request="undone")
                raise ZeroDivisionError
        async with await agora.connect_async(dsn) as team:
            rows = await team.rows("SELECT a.request FROM agora_memory.recorded_attempt AS a")
            return [row["request"] for row in rows]

    assert asyncio.run(requests()) == ["kept"]


def test_over_a_pool(dsn: str) -> None:
    pool = Pool(dsn)
    with agora.connect(pool) as team:
        ada = team.core.register_principal(name="ada")
        with pytest.raises(errors.UnknownAttempt), team.transaction() as lent:
            lent.memory.start_attempt(request="undone", actor=ada)
            lent.memory.finish_attempt(attempt=0, status="success", actor=ada)
        before = pool.lent
        with team.context(trace_parent=TRACE) as lent:
            assert lent.connection.info.dbname in dsn
            lent.memory.finish_attempt(
                attempt=lent.memory.start_attempt(request="kept", actor=ada), status="success", actor=ada
            )
        assert pool.lent == before + 1
        with pytest.raises(AttributeError, match="a pool has no connection of its own"):
            _ = team.connection
        assert team.rows("SELECT a.request FROM agora_memory.recorded_attempt AS a") == [{"request": "kept"}]
        assert TRACE in {row["trace_parent"] for row in team.rows(TRACES)}


def test_over_a_pool_that_is_awaited(dsn: str) -> None:
    async def many() -> None:
        pool = AsyncPool(dsn)
        async with await agora.connect_async(pool) as team:
            ada = await team.core.register_principal(name="ada")
            with pytest.raises(errors.UnknownAttempt):
                async with team.transaction() as lent:
                    await lent.memory.start_attempt(request="undone", actor=ada)
                    await lent.memory.finish_attempt(attempt=0, status="success", actor=ada)
            before = pool.lent
            async with team.context(trace_parent=TRACE) as lent:
                await lent.memory.start_attempt(request="traced", actor=ada)
            assert pool.lent == before + 1, "and a transaction knows the functions, without asking"
            await asyncio.gather(
                *(team.memory.start_attempt(request=f"{number}", actor=ada) for number in range(5))
            )
            with pytest.raises(AttributeError, match="a pool has no connection of its own"):
                _ = team.connection
            rows = await team.rows("SELECT a.request FROM agora_memory.recorded_attempt AS a ORDER BY 1")
            assert [row["request"] for row in rows] == ["0", "1", "2", "3", "4", "traced"]

    asyncio.run(many())


def test_a_task_that_is_cancelled_undoes_its_transaction(dsn: str) -> None:
    async def cancelled() -> None:
        async with await agora.connect_async(dsn) as team:

            async def writer() -> None:
                async with team.context(trace_parent=TRACE), team.transaction():
                    await team.memory.start_attempt(request="undone")
                    await team.rows("SELECT FROM pg_sleep(60)")

            async with await agora.connect_async(dsn) as other:
                task = asyncio.create_task(writer())
                asleep = "SELECT 1 AS n FROM pg_stat_activity WHERE pid = %s AND wait_event = 'PgSleep'"
                while not await other.rows(asleep, [team.connection.info.backend_pid]):
                    await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert await team.rows("SELECT FROM agora_memory.recorded_attempt") == []
            await team.ledger.mint(to=3, amount=1, reason="a test", key="mint")
            assert [row["trace_parent"] for row in await team.rows(TRACES)][-1] is None

    asyncio.run(cancelled())


def test_over_a_connection_of_ones_own(dsn: str) -> None:
    async def own() -> None:
        connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True)
        team = await agora.connect_async(connection)
        assert team.connection is connection
        answers = await asyncio.gather(*(team.core.version() for _ in range(3)))
        assert set(answers) == {agora.__version__}
        assert "database=" in repr(team)
        with pytest.raises(TypeError, match=r"an AsyncAgora is made by: await agora\.connect_async"):
            _ = agora.AsyncAgora(connection).core.version
        await team.close()
        with (
            psycopg.connect(dsn) as wrong,
            pytest.raises(TypeError, match=r"^AsyncAgora takes a connection, .*, not Connection$"),
        ):
            await agora.connect_async(wrong)  # type: ignore[arg-type]

    asyncio.run(own())


def test_without_a_dsn_the_environment_names_it(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGORA_DSN", dsn)

    async def named() -> str:
        async with await agora.connect_async() as team:
            return str(team.connection.info.dbname)

    assert asyncio.run(named()) in dsn
