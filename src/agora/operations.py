"""How typed operations run: each is written once, as a plan of what it asks the database, for programs that wait and
for programs that await. `Memory`, `Ledger` and `agora.connect()` are made of it.
"""

import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager, nullcontext
from decimal import Decimal
from functools import wraps
from typing import Any, ClassVar, Concatenate, Generic, ParamSpec, Protocol, TypeVar

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_loads

from agora import errors
from agora.plans import Calls, Plan

P = ParamSpec("P")
T = TypeVar("T")
O = TypeVar("O", bound="Operations")  # noqa: E741
Number = Decimal | float | int
AsyncCursor = psycopg.AsyncCursor[DictRow]
_decoder = json.JSONDecoder(parse_float=Decimal)


def _loads(data: str | bytes) -> Any:
    """JSON with every digit of its numbers; json.loads() would make a decoder each time."""
    return _decoder.decode(data if isinstance(data, str) else data.decode())


class Pool(Protocol):
    """What is asked of a pool, such as psycopg_pool's."""

    def connection(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        """A connection for one call; commits when it is given back."""
        ...


class AsyncPool(Protocol):
    """The same for programs that await."""

    def connection(self) -> AbstractAsyncContextManager[psycopg.AsyncConnection[Any]]:
        """A connection for one call; commits when it is given back."""
        ...


class Operations:
    """What a domain can be asked and told, each as a plan. `actor` speaks where the login is bound to nobody."""

    schema: str

    def __init__(self, actor: int | None) -> None:
        self._calls = Calls()
        self._actor = {} if actor is None else {"actor": actor}

    def _read(self, function: str, **arguments: Any) -> Plan[Any]:
        return self._calls.plan(f"{self.schema}.{function}", arguments)

    def _write(self, function: str, **arguments: Any) -> Plan[Any]:
        return self._read(function, **arguments, **self._actor)


def _no_source(runner: object, source: object, wanted: str) -> TypeError:
    name = type(runner).__name__
    return TypeError(f"{name} takes a connection, such as {wanted}, or a pool, not {type(source).__name__}")


class Source:
    """Runs plans over a connection or a pool."""

    has_exact_json: ClassVar[bool] = False
    """Whether fractions in JSON become decimals."""

    def __init__(self, source: psycopg.Connection[Any] | Pool) -> None:
        if isinstance(source, (str, psycopg.AsyncConnection, Source, AsyncSource)):
            raise _no_source(self, source, "psycopg.connect(dsn, autocommit=True)")
        self._source = source

    def _lent(self) -> AbstractContextManager[psycopg.Connection[Any]]:
        source = self._source
        return nullcontext(source) if isinstance(source, psycopg.Connection) else source.connection()

    def _run(self, plan: Plan[T]) -> T:
        with (
            errors.translated(),
            self._lent() as connection,
            connection.cursor(row_factory=dict_row) as cursor,
        ):
            if self.has_exact_json:
                set_json_loads(_loads, cursor)
            try:
                question = next(plan)
                while True:
                    question = plan.send(cursor.execute(*question).fetchall())
            except StopIteration as done:
                result: T = done.value
                return result


class AsyncSource:
    """The same for programs that await."""

    has_exact_json: ClassVar[bool] = False

    def __init__(self, source: psycopg.AsyncConnection[Any] | AsyncPool) -> None:
        if isinstance(source, (str, psycopg.Connection, Source, AsyncSource)):
            raise _no_source(self, source, "await psycopg.AsyncConnection.connect(dsn, autocommit=True)")
        self._source = source

    def _lent(self) -> AbstractAsyncContextManager[psycopg.AsyncConnection[Any]]:
        source = self._source
        return nullcontext(source) if isinstance(source, psycopg.AsyncConnection) else source.connection()

    async def _run(self, plan: Plan[T]) -> T:
        with errors.translated():
            async with self._lent() as connection, asking(connection, self.has_exact_json) as cursor:
                return await answered(plan, cursor)


def asking(connection: psycopg.AsyncConnection[Any], has_exact_json: bool = True) -> AsyncCursor:
    """A cursor for plans, one at a time."""
    cursor = connection.cursor(row_factory=dict_row)
    if has_exact_json:
        set_json_loads(_loads, cursor)
    return cursor


async def answered(plan: Plan[T], cursor: AsyncCursor) -> T:
    """Run a plan over a cursor that `asking` made."""
    try:
        question = next(plan)
        while True:
            await cursor.execute(*question)
            question = plan.send(await cursor.fetchall())
    except StopIteration as done:
        result: T = done.value
        return result


class Runner(Source, Generic[O]):
    """Runs operations over a connection or a pool."""

    has_exact_json = True

    def __init__(self, source: psycopg.Connection[Any] | Pool, operations: O) -> None:
        super().__init__(source)
        self._operations = operations


class AsyncRunner(AsyncSource, Generic[O]):
    """The same for programs that await."""

    has_exact_json = True

    def __init__(self, source: psycopg.AsyncConnection[Any] | AsyncPool, operations: O) -> None:
        super().__init__(source)
        self._operations = operations


def call(operation: Callable[Concatenate[O, P], Plan[T]]) -> Callable[Concatenate[Runner[O], P], T]:
    """The method that runs an operation."""

    @wraps(operation)
    def method(self: Runner[O], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._run(operation(self._operations, *args, **kwargs))

    return method


def async_call(
    operation: Callable[Concatenate[O, P], Plan[T]],
) -> Callable[Concatenate[AsyncRunner[O], P], Coroutine[Any, Any, T]]:
    """The same for programs that await."""

    @wraps(operation)
    async def method(self: AsyncRunner[O], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._run(operation(self._operations, *args, **kwargs))

    return method


@contextmanager
def noted(error: BaseException, what: str) -> Iterator[None]:
    """What fails while an exception passes must not hide that exception: it becomes a note on it."""
    try:
        yield
    except Exception as failure:
        error.add_note(f"agora could not {what}: {failure}")
