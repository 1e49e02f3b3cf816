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

import traceback
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

import psycopg

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
from agora.operations import AsyncPool, AsyncRunner, Number, Operations, Pool, Runner, async_call, call, noted
from agora.plans import Plan

P = ParamSpec("P")

_LONGEST = 100_000
"""Characters of an exception's message or traceback that are recorded; of a longer one, both ends."""


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


class MemoryOperations(Operations):
    """What memory can be asked and told."""

    schema = "agora_memory"

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


def _context(
    operation: Callable[Concatenate[MemoryOperations, P], Plan[int]],
) -> Callable[Concatenate["Memory", P], AbstractContextManager[Attempt]]:
    @contextmanager
    def method(self: "Memory", /, *args: P.args, **kwargs: P.kwargs) -> Iterator[Attempt]:
        attempt = Attempt(self._run(operation(self._operations, *args, **kwargs)))
        try:
            yield attempt
        except BaseException as error:
            with noted(error, "record how the attempt ended"):
                attempt.result = self.finish_attempt(**attempt.ending(error))
            raise
        attempt.result = self.finish_attempt(**attempt.ending())

    method.__doc__ = _CONTEXT
    return method


_CONTEXT = """An attempt that ends with the block; arguments are those of `start_attempt`.

An exception ends it as an error, with type, message and traceback, a `TimeoutError` as a timeout, an interruption as
cancelled, and goes on. Where that cannot be recorded, a note on the exception says so."""


class Memory(Runner[MemoryOperations]):
    """Shared memory over a connection or a pool. `actor` speaks where the login is bound to nobody."""

    def __init__(self, source: psycopg.Connection[Any] | Pool, *, actor: int | None = None) -> None:
        super().__init__(source, MemoryOperations(actor))

    start_attempt = call(MemoryOperations.start_attempt)
    finish_attempt = call(MemoryOperations.finish_attempt)
    attempt = _context(MemoryOperations.start_attempt)
    known_fixes = call(MemoryOperations.known_fixes)
    known_failures = call(MemoryOperations.known_failures)
    match_transforms = call(MemoryOperations.match_transforms)
    golden = call(MemoryOperations.golden)
    patterns = call(MemoryOperations.patterns)
    record_use = call(MemoryOperations.record_use)
    manifest = call(MemoryOperations.manifest)
    rate = call(MemoryOperations.rate)
    register_transform = call(MemoryOperations.register_transform)


# ---- who awaits ------------------------------------------------------------------------------------------


def _async_context(
    operation: Callable[Concatenate[MemoryOperations, P], Plan[int]],
) -> Callable[Concatenate["AsyncMemory", P], AbstractAsyncContextManager[Attempt]]:
    @asynccontextmanager
    async def method(self: "AsyncMemory", /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[Attempt]:
        attempt = Attempt(await self._run(operation(self._operations, *args, **kwargs)))
        try:
            yield attempt
        except BaseException as error:
            with noted(error, "record how the attempt ended"):
                attempt.result = await self.finish_attempt(**attempt.ending(error))
            raise
        attempt.result = await self.finish_attempt(**attempt.ending())

    method.__doc__ = _CONTEXT
    return method


class AsyncMemory(AsyncRunner[MemoryOperations]):
    """The same for programs that await, over a connection or a pool that does."""

    def __init__(self, source: psycopg.AsyncConnection[Any] | AsyncPool, *, actor: int | None = None) -> None:
        super().__init__(source, MemoryOperations(actor))

    start_attempt = async_call(MemoryOperations.start_attempt)
    finish_attempt = async_call(MemoryOperations.finish_attempt)
    attempt = _async_context(MemoryOperations.start_attempt)
    known_fixes = async_call(MemoryOperations.known_fixes)
    known_failures = async_call(MemoryOperations.known_failures)
    match_transforms = async_call(MemoryOperations.match_transforms)
    golden = async_call(MemoryOperations.golden)
    patterns = async_call(MemoryOperations.patterns)
    record_use = async_call(MemoryOperations.record_use)
    manifest = async_call(MemoryOperations.manifest)
    rate = async_call(MemoryOperations.rate)
    register_transform = async_call(MemoryOperations.register_transform)
