"""What the team knows, typed: `Memory` for programs that wait, `AsyncMemory` for programs that await.

    memory = agora.Memory(psycopg.connect(dsn, autocommit=True), actor=ada)
    told = memory.manifest("read the feed", error="KeyError: 'name'")
    with memory.attempt("read the feed", manifest=told) as attempt:
        attempt.code = solve(told.text)

Every operation is written once, as a plan of what it asks the database; the two classes run the plans. Both take
a connection or a pool of the driver. Give them one that commits each call (autocommit, or a pool): on any other
connection what they write is part of the transaction you have begun, and is lost with it.

Errors: those of `agora.errors`, and the driver's for standard SQLSTATEs: `InvalidParameterValue` for an argument out of
its range, `InsufficientPrivilege` for a missing right.
"""

import json
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads

from agora import errors
from agora.client import Calls, Plan
from agora.knowledge import (
    Finished,
    Fix,
    GoldenState,
    KnownFailure,
    Manifest,
    Match,
    Pattern,
    Registration,
    read,
    read_manifest,
)

P = ParamSpec("P")
T = TypeVar("T")
Number = Decimal | float | int

_LONGEST = 100_000
"""Characters of an exception's message or traceback that are recorded; of a longer one, both ends."""
_loads = partial(json.loads, parse_float=Decimal)


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


@dataclass
class Attempt:
    """An attempt in progress: set what there is to tell before it ends; `result` is what memory made of it."""

    attempt_id: int
    status: str = "success"
    """How it ends where no exception is raised: success, partial, cancelled, or timeout."""
    code: str | None = None
    """Code that was written; working code becomes a transform."""
    language: str = "python"
    approach: str | None = None
    """How it was tried, in words."""
    quality: Number | None = None
    """Quality of the result as the caller judges it, 0 to 1."""
    transforms: Sequence[int] | None = None
    """Transforms that were used, the most important first."""
    details: dict[str, Any] = field(default_factory=dict)
    """project, model, agent_type, tools, meta, confidence, tokens_in, tokens_out, cost_usd."""
    result: Finished | None = None

    def ending(self, error: BaseException | None = None) -> dict[str, Any]:
        """Arguments of `finish_attempt`: as it was told, or as the exception tells."""
        told = {
            "attempt": self.attempt_id,
            "status": self.status,
            "code": self.code,
            "language": self.language,
            "approach": self.approach,
            "quality": self.quality,
            "transforms": self.transforms,
            "details": self.details,
        }
        if error is None:
            return told
        if not isinstance(error, Exception):  # interrupted or cancelled from outside
            return told | {"status": "cancelled", "code": None}
        kind = type(error)
        return told | {
            "status": "timeout" if isinstance(error, TimeoutError) else "error",
            "code": None,
            "error_type": kind.__qualname__
            if kind.__module__ == "builtins"
            else f"{kind.__module__}.{kind.__qualname__}",
            "error_message": _storable(str(error)),
            "error_stack": _storable("".join(traceback.format_exception(error))),
        }


def _storable(text: str) -> str | None:
    """A text that a database takes: no NUL, nothing but Unicode, no more than is looked at; None where it is blank."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]}\n…\n{text[-_LONGEST // 2 :]}"
    return (
        text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode("utf-8")
        if text.strip()
        else None
    )


def _vector(numbers: Sequence[float] | None) -> str | None:
    """A vector as pgvector reads it."""
    return None if numbers is None else str([float(number) for number in numbers])


class Operations:
    """What memory can be asked and told, each as a plan. `actor` speaks where the login is bound to nobody."""

    def __init__(self, actor: int | None) -> None:
        self._calls = Calls()
        self._actor = {} if actor is None else {"actor": actor}

    def _read(self, function: str, **arguments: Any) -> Plan[Any]:
        return self._calls.plan(f"agora_memory.{function}", arguments)

    def _write(self, function: str, **arguments: Any) -> Plan[Any]:
        return self._read(function, **arguments, **self._actor)

    def start_attempt(
        self,
        request: str,
        *,
        category: str | None = None,
        approach: str | None = None,
        parent: int | None = None,
        correlation_id: UUID | None = None,
        transforms: Sequence[int] = (),
        details: dict[str, Any] | None = None,
        manifest: Manifest | int | None = None,
        key: str | None = None,
    ) -> Plan[int]:
        """Open an attempt at a task; returns its id.

        `parent` is the attempt it retries, `transforms` what it uses, `manifest` what it was told. With `key` a
        repeated call returns the first attempt. Raises `UnknownCategory`, `UnknownTransform`, `TransformUnusable`,
        `UnknownAttempt` and `ParentMismatch` for an attempt that cannot be retried, `UnknownManifest`.
        """
        told = manifest.manifest_id if isinstance(manifest, Manifest) else manifest
        attempt: int = yield from self._write(
            "start_attempt",
            request=request,
            category=category,
            approach=approach,
            parent=parent,
            correlation_id=correlation_id,
            transforms=list(transforms),
            details=(details or {}) | ({} if told is None else {"manifest_id": told}),
            key=key,
        )
        return attempt

    def finish_attempt(
        self,
        attempt: int,
        status: str,
        *,
        error_type: str | None = None,
        error_message: str | None = None,
        error_stack: str | None = None,
        code: str | None = None,
        language: str = "python",
        quality: Number | None = None,
        approach: str | None = None,
        transforms: Sequence[int] | None = None,
        details: dict[str, Any] | None = None,
        key: str | None = None,
    ) -> Plan[Finished]:
        """End an attempt and learn from it: success, error, timeout, cancelled or partial; quality is 0 to 1.

        Raises `UnknownAttempt` for one that is not the actor's, `AttemptFinished` for one that ended before, unless
        `key` and arguments are those of the call that ended it.
        """
        row = yield from self._write(
            "finish_attempt",
            attempt=attempt,
            status=status,
            error_type=error_type,
            error_message=error_message,
            error_stack=error_stack,
            code=code,
            language=language,
            quality=quality,
            approach=approach,
            transforms=None if transforms is None else list(transforms),
            details=details or {},
            key=key,
        )
        return read(Finished, row)

    def known_fixes(
        self,
        error: str | None = None,
        *,
        error_type: str | None = None,
        stack: str | None = None,
        limit: int = 5,
    ) -> Plan[list[Fix]]:
        """What worked against this error or one like it, best first, 1 to 100; `error` may be a whole traceback."""
        rows = yield from self._read(
            "known_fixes", error=error, error_type=error_type, stack=stack, limit=limit
        )
        return [read(Fix, row) for row in rows]

    def known_failures(
        self,
        error: str | None = None,
        *,
        error_type: str | None = None,
        stack: str | None = None,
        limit: int = 5,
    ) -> Plan[list[KnownFailure]]:
        """What failed repeatedly against this very error and has not worked since, 1 to 100."""
        rows = yield from self._read(
            "known_failures", error=error, error_type=error_type, stack=stack, limit=limit
        )
        return [read(KnownFailure, row) for row in rows]

    def match_transforms(
        self,
        problem: str,
        *,
        category: str | None = None,
        language: str | None = None,
        min_quality: Number | None = None,
        vector: Sequence[float] | None = None,
        status: str | None = None,
        limit: int = 5,
    ) -> Plan[list[Match]]:
        """Code for a problem told in words, an error or code, best first, 1 to 100; raises `UnknownCategory`.

        `vector` is the problem as the active embedding model sees it; without it, words alone decide. `status` is
        approved or pending; without it, both are found.
        """
        rows = yield from self._read(
            "match_transforms",
            problem=problem,
            category=category,
            language=language,
            min_quality=min_quality,
            vector=_vector(vector),
            status=status,
            limit=limit,
        )
        return [read(Match, row) for row in rows]

    def golden(
        self,
        problem: str,
        *,
        category: str | None = None,
        vector: Sequence[float] | None = None,
        limit: int = 5,
    ) -> Plan[list[GoldenState]]:
        """Exemplary solutions for a problem, best first, 1 to 100; raises `UnknownCategory`."""
        rows = yield from self._read(
            "search_golden", problem=problem, category=category, vector=_vector(vector), limit=limit
        )
        return [read(GoldenState, row) for row in rows]

    def patterns(
        self, problem: str, *, kind: str | None = None, vector: Sequence[float] | None = None, limit: int = 5
    ) -> Plan[list[Pattern]]:
        """Patterns for a problem, one of each cluster, best first, 1 to 100; `kind` is their type."""
        rows = yield from self._read(
            "search_patterns", problem=problem, type=kind, vector=_vector(vector), limit=limit
        )
        return [read(Pattern, row) for row in rows]

    def record_use(self, transform: int, attempt: int, outcome: str, *, key: str | None = None) -> Plan[int]:
        """Say how a transform did in an attempt of the actor's: success, failure or partial. Returns the use's id.

        Raises `UnknownTransform`, `TransformUnusable`, `UnknownAttempt`.
        """
        use: int = yield from self._write(
            "record_use", transform=transform, attempt=attempt, outcome=outcome, key=key
        )
        return use

    def manifest(
        self,
        problem: str,
        *,
        correlation_id: UUID | None = None,
        error: str | None = None,
        error_type: str | None = None,
        stack: str | None = None,
        category: str | None = None,
        language: str | None = None,
        limit: int | None = None,
        max_tokens: int | None = None,
        sections: Sequence[str] | None = None,
        vector: Sequence[float] | None = None,
        key: str | None = None,
    ) -> Plan[Manifest]:
        """Everything known about a problem.

        Without an error, that of the last failed attempt of the correlation. `limit` is the most items of a section,
        1 to 100; `max_tokens` the size of the text, 200 to 100000; `sections` leaves the others out. With `key` a
        repeated call returns the first answer. Raises `UnknownCategory`.
        """
        options = {
            "error": error,
            "error_type": error_type,
            "stack": stack,
            "category": category,
            "language": language,
            "limit": limit,
            "max_tokens": max_tokens,
            "sections": sections,
            "vector": None if vector is None else [float(number) for number in vector],
        }
        told = yield from self._write(
            "manifest",
            problem=problem,
            correlation_id=correlation_id,
            options={name: value for name, value in options.items() if value is not None},
            key=key,
        )
        return read_manifest(told)

    def rate(
        self,
        manifest: Manifest | int,
        item: int,
        helpful: bool,
        *,
        comment: str | None = None,
        key: str | None = None,
    ) -> Plan[int]:
        """Say whether an item of a manifest helped; the last rating of a principal counts. Returns the rating's id.

        Raises `UnknownManifest`, `UnknownRecommendation`.
        """
        told = manifest.manifest_id if isinstance(manifest, Manifest) else manifest
        rating: int = yield from self._write(
            "rate_recommendation", manifest=told, item=item, helpful=helpful, comment=comment, key=key
        )
        return rating

    def register_transform(
        self,
        code: str,
        *,
        language: str = "python",
        name: str | None = None,
        description: str | None = None,
        category: str | None = None,
        quality: Number | None = None,
    ) -> Plan[Registration]:
        """Register reusable code; the same program, however it is laid out, is the transform that is there.

        Raises `UnknownCategory`.
        """
        row = yield from self._write(
            "register_transform",
            code=code,
            language=language,
            name=name,
            description=description,
            category=category,
            quality=quality,
        )
        return read(Registration, row)


# ---- who waits -------------------------------------------------------------------------------------------


def _call(operation: Callable[Concatenate[Operations, P], Plan[T]]) -> Callable[Concatenate["Memory", P], T]:
    @wraps(operation)
    def method(self: "Memory", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._run(operation(self._operations, *args, **kwargs))

    return method


def _context(
    operation: Callable[Concatenate[Operations, P], Plan[int]],
) -> Callable[Concatenate["Memory", P], AbstractContextManager[Attempt]]:
    @contextmanager
    def method(self: "Memory", /, *args: P.args, **kwargs: P.kwargs) -> Iterator[Attempt]:
        attempt = Attempt(self._run(operation(self._operations, *args, **kwargs)))
        try:
            yield attempt
        except BaseException as error:
            with _noted(error):
                attempt.result = self.finish_attempt(**attempt.ending(error))
            raise
        attempt.result = self.finish_attempt(**attempt.ending())

    method.__doc__ = _CONTEXT
    return method


_CONTEXT = """An attempt that ends with the block; arguments are those of `start_attempt`.

An exception ends it as an error, with type, message and traceback, a `TimeoutError` as a timeout, an interruption as
cancelled, and goes on. Where that cannot be recorded, a note on the exception says so."""


@contextmanager
def _noted(error: BaseException) -> Iterator[None]:
    """What fails while an exception is recorded must not hide that exception."""
    try:
        yield
    except Exception as failure:
        error.add_note(f"agora could not record how the attempt ended: {failure}")


class Memory:
    """Shared memory over a connection or a pool. `actor` speaks where the login is bound to nobody."""

    def __init__(self, source: psycopg.Connection[Any] | Pool, *, actor: int | None = None) -> None:
        self._source = source
        self._operations = Operations(actor)

    start_attempt = _call(Operations.start_attempt)
    finish_attempt = _call(Operations.finish_attempt)
    attempt = _context(Operations.start_attempt)
    known_fixes = _call(Operations.known_fixes)
    known_failures = _call(Operations.known_failures)
    match_transforms = _call(Operations.match_transforms)
    golden = _call(Operations.golden)
    patterns = _call(Operations.patterns)
    record_use = _call(Operations.record_use)
    manifest = _call(Operations.manifest)
    rate = _call(Operations.rate)
    register_transform = _call(Operations.register_transform)

    def _run(self, plan: Plan[T]) -> T:
        source = self._source
        lent = nullcontext(source) if isinstance(source, psycopg.Connection) else source.connection()
        with errors.translated(), lent as connection, connection.cursor(row_factory=dict_row) as cursor:
            set_json_loads(_loads, cursor)
            try:
                question = next(plan)
                while True:
                    question = plan.send(cursor.execute(*question).fetchall())
            except StopIteration as done:
                result: T = done.value
                return result


# ---- who awaits ------------------------------------------------------------------------------------------


def _async_call(
    operation: Callable[Concatenate[Operations, P], Plan[T]],
) -> Callable[Concatenate["AsyncMemory", P], Coroutine[Any, Any, T]]:
    @wraps(operation)
    async def method(self: "AsyncMemory", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._run(operation(self._operations, *args, **kwargs))

    return method


def _async_context(
    operation: Callable[Concatenate[Operations, P], Plan[int]],
) -> Callable[Concatenate["AsyncMemory", P], AbstractAsyncContextManager[Attempt]]:
    @asynccontextmanager
    async def method(self: "AsyncMemory", /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[Attempt]:
        attempt = Attempt(await self._run(operation(self._operations, *args, **kwargs)))
        try:
            yield attempt
        except BaseException as error:
            with _noted(error):
                attempt.result = await self.finish_attempt(**attempt.ending(error))
            raise
        attempt.result = await self.finish_attempt(**attempt.ending())

    method.__doc__ = _CONTEXT
    return method


class AsyncMemory:
    """The same for programs that await, over a connection or a pool that does."""

    def __init__(self, source: psycopg.AsyncConnection[Any] | AsyncPool, *, actor: int | None = None) -> None:
        self._source = source
        self._operations = Operations(actor)

    start_attempt = _async_call(Operations.start_attempt)
    finish_attempt = _async_call(Operations.finish_attempt)
    attempt = _async_context(Operations.start_attempt)
    known_fixes = _async_call(Operations.known_fixes)
    known_failures = _async_call(Operations.known_failures)
    match_transforms = _async_call(Operations.match_transforms)
    golden = _async_call(Operations.golden)
    patterns = _async_call(Operations.patterns)
    record_use = _async_call(Operations.record_use)
    manifest = _async_call(Operations.manifest)
    rate = _async_call(Operations.rate)
    register_transform = _async_call(Operations.register_transform)

    async def _run(self, plan: Plan[T]) -> T:
        source = self._source
        lent = nullcontext(source) if isinstance(source, psycopg.AsyncConnection) else source.connection()
        with errors.translated():
            async with lent as connection, connection.cursor(row_factory=dict_row) as cursor:
                set_json_loads(_loads, cursor)
                try:
                    question = next(plan)
                    while True:
                        await cursor.execute(*question)
                        question = plan.send(await cursor.fetchall())
                except StopIteration as done:
                    result: T = done.value
                    return result
