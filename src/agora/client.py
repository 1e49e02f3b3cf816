"""The thin client: every SQL function under its natural name, every error as its own class.

    with agora.connect() as team:
        ada = team.core.register_principal(name="ada")
        attempt = team.memory.start_attempt(request="parse the feed", actor=ada)
        team.memory.finish_attempt(attempt=attempt, status="success", actor=ada)

Names, arguments and results are those of the SQL reference, without the prefix p_; one that is a word of Python takes
an underscore behind it: transfer(from_=…, to=…). `dir(team.memory)` lists the functions that the login may call,
`help(team.memory.known_fixes)` tells what one takes and returns. No rule lives here. For programs that await:

    async with await agora.connect_async() as team:
        ada = await team.core.register_principal(name="ada")
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow

from agora import errors
from agora.operations import AsyncPool, AsyncSource, Pool, Source
from agora.plans import Calls, Plan, natural

SCHEMAS = {
    "core": "agora",
    "event": "agora_event",
    "ledger": "agora_ledger",
    "model": "agora_model",
    "memory": "agora_memory",
    "reward": "agora_reward",
    "pipeline": "agora_pipeline",
    "work": "agora_work",
}

T = TypeVar("T")


class Domain:
    """The functions of one domain as methods: arguments by name; back come values, rows or lists."""

    def __init__(self, team: "Agora | AsyncAgora", schema: str) -> None:
        self._team = team
        self._schema = schema

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        function, team = f"{self._schema}.{name}", self._team
        signature = team._now(team._calls.signature(function))

        def call(*by_place: Any, **arguments: Any) -> Any:
            if by_place:
                raise TypeError(
                    f"{function} takes its arguments by name: {', '.join(map(natural, signature.types))}"
                )
            return team.call(function, **arguments)

        call.__name__, call.__qualname__, call.__doc__ = name, function, signature.comment
        call.__signature__ = signature.shown()  # type: ignore[attr-defined]
        vars(self)[name] = call  # the next time it is at hand
        return call

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._team._now(self._team._calls.names(self._schema))]


class _Domains:
    """The domains as attributes."""

    core: Domain
    event: Domain
    ledger: Domain
    model: Domain
    memory: Domain
    reward: Domain
    pipeline: Domain
    work: Domain

    _source: Any
    _calls: Calls

    def _has(self: Any, calls: Calls) -> None:
        self._calls = calls
        for name, schema in SCHEMAS.items():
            setattr(self, name, Domain(self, schema))

    def _over(self, connection: Any) -> Self:
        """The same team over a connection that was lent."""
        if connection is self._source:
            return self
        made = type(self)(connection)  # type: ignore[call-arg]
        made._has(self._calls)
        return made

    def __repr__(self) -> str:
        return f"<agora.{type(self).__name__} over {self._source}>"


def _query(query: Any, parameters: Any) -> Plan[list[DictRow]]:
    return (yield query, parameters)


def _can_be_told(connection: psycopg.Connection[Any] | psycopg.AsyncConnection[Any]) -> bool:
    """A transaction that failed takes back what was set in it, and nothing can be set there any more."""
    return connection.info.transaction_status in (TransactionStatus.IDLE, TransactionStatus.INTRANS)


# ---- who waits -------------------------------------------------------------------------------------------


class Agora(_Domains, Source):
    """A connection to a database with agora in it, or a pool of them, of which each call takes one.

    An `autocommit` connection commits each call; another one as a context manager or through `transaction()`.
    Not to be shared between threads that need transactions of their own, unless over a pool.
    """

    def __init__(self, source: psycopg.Connection[Any] | Pool) -> None:
        super().__init__(source)
        self._has(Calls())

    @property
    def connection(self) -> psycopg.Connection[Any]:
        """The connection; of a pool, `transaction()` lends one."""
        if not isinstance(self._source, psycopg.Connection):
            raise AttributeError("a pool has no connection of its own: `with team.transaction() as lent`")
        return self._source

    def call(self, function: str, /, **arguments: Any) -> Any:
        """Call a function by its qualified SQL name; raises `AgoraError` for an error of agora's own."""
        return self._run(self._calls.plan(function, arguments))

    def _now(self, plan: Plan[T]) -> T:
        return self._run(plan)

    def rows(self, query: Any, parameters: Any = None) -> list[DictRow]:
        """Rows of a query over the views."""
        return self._run(_query(query, parameters))

    @contextmanager
    def transaction(self) -> Iterator["Agora"]:
        """Several calls, all or none: those of the team that it gives, which is this one unless over a pool."""
        with errors.translated(), self._lent() as connection, connection.transaction():
            yield self._over(connection)

    @contextmanager
    def context(
        self,
        *,
        correlation_id: UUID | str | None = None,
        causation_id: int | None = None,
        trace_parent: str | None = None,
    ) -> Iterator["Agora"]:
        """Inside, every event that its team causes carries what is said here; afterwards none does."""
        facts = {"correlation_id": correlation_id, "causation_id": causation_id, "trace_parent": trace_parent}
        with self._lent() as connection:
            team = self._over(connection)
            team.event.set_context(**facts, is_local=False)
            try:
                yield team
            finally:
                if _can_be_told(connection):
                    team.event.set_context(is_local=False)

    def close(self) -> None:
        """Close the connection; a pool is its owner's."""
        if isinstance(self._source, psycopg.Connection):
            self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        source = self._source
        try:
            if isinstance(source, psycopg.Connection) and not source.autocommit and not source.closed:
                if kind is None:
                    with errors.translated():
                        source.commit()
                else:
                    source.rollback()
        finally:
            self.close()


def connect(source: str | psycopg.Connection[Any] | Pool | None = None, *, autocommit: bool = True) -> Agora:
    """Connect to `source`, else to AGORA_DSN, else to the private cluster; or take a connection or a pool."""
    if source is None or isinstance(source, str):
        from agora import database

        source = psycopg.connect(database.target(source), autocommit=autocommit, application_name="agora")
    return Agora(source)


# ---- who awaits ------------------------------------------------------------------------------------------


class AsyncAgora(_Domains, AsyncSource):
    """The same for programs that await; `connect_async()` makes it, and learns all functions at once.

    Tasks may share it: over one connection their calls take turns, and are in the transaction that one of them has
    begun; over a pool they go side by side, and a transaction is that of the team which `transaction()` gives.
    """

    def __init__(self, source: psycopg.AsyncConnection[Any] | AsyncPool) -> None:
        super().__init__(source)
        self._has(Calls())

    @property
    def connection(self) -> psycopg.AsyncConnection[Any]:
        """The connection; of a pool, `transaction()` lends one."""
        if not isinstance(self._source, psycopg.AsyncConnection):
            raise AttributeError(
                "a pool has no connection of its own: `async with team.transaction() as lent`"
            )
        return self._source

    async def call(self, function: str, /, **arguments: Any) -> Any:
        """Call a function by its qualified SQL name; raises `AgoraError` for an error of agora's own."""
        return await self._run(self._calls.plan(function, arguments))

    def _now(self, plan: Plan[T]) -> T:
        """What is known without asking: all there is, so what a plan still asks for is not there."""
        if not self._calls.has_learned:
            raise TypeError("an AsyncAgora is made by: await agora.connect_async(…)")
        try:
            next(plan)
            while True:
                plan.send([])
        except StopIteration as done:
            result: T = done.value
            return result

    async def rows(self, query: Any, parameters: Any = None) -> list[DictRow]:
        """Rows of a query over the views."""
        return await self._run(_query(query, parameters))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["AsyncAgora"]:
        """Several calls, all or none: those of the team that it gives, which is this one unless over a pool."""
        with errors.translated():
            async with self._lent() as connection, connection.transaction():
                yield self._over(connection)

    @asynccontextmanager
    async def context(
        self,
        *,
        correlation_id: UUID | str | None = None,
        causation_id: int | None = None,
        trace_parent: str | None = None,
    ) -> AsyncIterator["AsyncAgora"]:
        """Inside, every event that its team causes carries what is said here; afterwards none does."""
        facts = {"correlation_id": correlation_id, "causation_id": causation_id, "trace_parent": trace_parent}
        async with self._lent() as connection:
            team = self._over(connection)
            await team.event.set_context(**facts, is_local=False)
            try:
                yield team
            finally:
                if _can_be_told(connection):
                    await team.event.set_context(is_local=False)

    async def close(self) -> None:
        """Close the connection; a pool is its owner's."""
        if isinstance(self._source, psycopg.AsyncConnection):
            await self._source.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        source = self._source
        try:
            if isinstance(source, psycopg.AsyncConnection) and not source.autocommit and not source.closed:
                if kind is None:
                    with errors.translated():
                        await source.commit()
                else:
                    await source.rollback()
        finally:
            await self.close()


async def connect_async(
    source: str | psycopg.AsyncConnection[Any] | AsyncPool | None = None, *, autocommit: bool = True
) -> AsyncAgora:
    """What `connect()` is, for programs that await."""
    is_own = source is None or isinstance(source, str)
    if source is None or isinstance(source, str):
        import asyncio

        from agora import database

        target = await asyncio.to_thread(database.target, source)
        source = await psycopg.AsyncConnection.connect(
            target, autocommit=autocommit, application_name="agora"
        )
    team = AsyncAgora(source)
    try:
        await team._run(team._calls.learn(SCHEMAS.values()))
    except BaseException:
        if is_own:
            await team.close()
        raise
    return team
