"""Events as an iterator, with `for` or with `async for`:

    for event in agora.events.subscribe(dsn, "mailer", ["memory.**"]):
        send(event.payload)

Coming back for the next event says that the last one was handled; it is acknowledged with its batch. An event that was
in hand when the loop was left, by `break` or an exception, is delivered again; after `stop()` it is not. One wake-up, a
lost connection, a restarted server: the subscription goes on where it was. `_steps` is the whole course of events, and
talks to no database: it asks for a query or a wait, and one of two drivers answers.
"""

import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic, sleep
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row

from agora import errors

CHANNEL = "agora_event"
SLICE = 0.25
"""Longest wait, in seconds, before `stop()` is noticed."""
REST = 12
"""So many times what a poll took passes before the next, unless its batch was full. Where the server is busy a poll
takes longer, and fewer polls for more events each are what helps; elsewhere it is over before the next wake-up."""
REST_EACH = 0.0001
"""And so many seconds for each event of it: where many come, more of them share what a poll costs by itself."""
LONGEST_REST = 0.2
"""But no more seconds than this."""
LOSABLE = 1.0
"""Seconds after which a crash of the server cannot undo an acknowledgement: more than thrice `wal_writer_delay`."""

_log = logging.getLogger(__name__)
_LOST = (psycopg.OperationalError, psycopg.InterfaceError)

_POLL = """
SELECT p.event_id, p.topic, p.key, p.payload::text, p.principal_id, p.correlation_id, p.occurred_at,
       p.causation_id, p.trace_parent
  FROM agora_event.poll(%s, %s, %s, %s, %s) AS p
"""
_HELD_BACK = """
SELECT h.events_held_back, h.held_back_by_pid, h.held_back_by_database, h.held_back_since
  FROM agora_event.delivery_horizon AS h
"""
_TERMS = "SELECT agora.setting_integer('event.notify_interval_ms'), agora.current_principal()"


class Flag:
    """What `stop()` sets, from a signal handler, too: `threading.Event` takes a lock that the very wait which the
    signal interrupted may hold."""

    def __init__(self) -> None:
        self._is_set = False

    def set(self) -> None:
        self._is_set = True

    def is_set(self) -> bool:
        return self._is_set

    def wait(self, seconds: float) -> None:
        """For so long, or until shortly after it is set."""
        deadline = monotonic() + seconds
        while not self._is_set and (left := deadline - monotonic()) > 0:
            sleep(min(left, SLICE))


class Event(NamedTuple):
    """What happened. A tuple, because that is five times cheaper to make than a frozen dataclass."""

    event_id: int
    topic: str
    key: str | None
    payload: dict[str, Any]
    principal_id: int
    correlation_id: UUID | None
    occurred_at: datetime
    causation_id: int | None
    trace_parent: str | None


@dataclass(frozen=True, slots=True)
class _Query:
    text: str
    arguments: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class _Hand:
    """Give these out one by one, until one was taken after which there is something else to do."""

    events: list[Event]


@dataclass(frozen=True, slots=True)
class _Wait:
    """Answered with whether a notification came."""

    seconds: float
    for_notification: bool = True


class _Connect:
    """Have a new connection."""


class _Left(BaseException):
    """The loop was left while an event was in hand."""


_Request = _Query | _Wait | _Connect | _Hand
_Steps = Generator[_Request, Any, None]


@dataclass
class Subscription:
    """Made by `subscribe()`. Iterate over it once, with `for` or with `async for`."""

    source: Any
    consumer: str
    topics: Sequence[str] | None
    start: str
    shares: int
    worker: str | None
    ttl: float
    batch: int
    idle: float
    patience: float
    wait: bool
    confirm: Callable[[], object] | None = None
    _stopped: Flag = field(default_factory=Flag, repr=False)
    _epoch: int | None = field(default=None, repr=False)
    _actor: int | None = field(default=None, repr=False)
    """Named in every call: to find out who calls takes a tenth of one."""
    _handled: list[int] = field(default_factory=list, repr=False)
    """Handled since the last acknowledgement, in order."""
    _recent: deque[tuple[float, list[int]]] = field(default_factory=deque, repr=False)
    """Acknowledged lately, and when."""
    _unsure: set[int] = field(default_factory=set, repr=False)
    """Handled before the connection broke: not given again."""
    _taken: int = field(default=0, repr=False)
    """Of what was last handed out."""
    _failed: tuple[str, int, str] | None = field(default=None, repr=False)
    _heard: float = field(default=0.0, repr=False)
    _retry_at: float = field(default=float("inf"), repr=False)

    def stop(self) -> None:
        """End the loop once the event in hand is handled; from a signal handler or another thread, too."""
        self._stopped.set()

    def retry(self, event: Event, error: str) -> None:
        """In the loop: this event could not be handled and shall come again, later each time, then be parked."""
        self._failed = ("retry", event.event_id, error)

    def park(self, event: Event, reason: str) -> None:
        """In the loop: this event cannot be handled; put it aside as a dead letter."""
        self._failed = ("park", event.event_id, reason)

    @property
    def epoch(self) -> int | None:
        """The worker's, for calls of its own."""
        return self._epoch

    def __iter__(self) -> Iterator[Event]:
        if isinstance(self.source, psycopg.AsyncConnection):
            raise TypeError("a subscription over an AsyncConnection is read with `async for`")
        return _iterate(self)

    def __aiter__(self) -> AsyncIterator[Event]:
        if isinstance(self.source, psycopg.Connection):
            raise TypeError(
                "a subscription over a Connection is read with `for`; `async for` needs an AsyncConnection"
            )
        return _iterate_async(self)

    # ---- the course of events: no input, no output ----------------------------------------------------------

    def _steps(self) -> _Steps:
        pause, since = 0.1, monotonic()
        while True:
            try:
                yield _Connect()
                yield from self._session()
                return
            except _LOST as error:
                if not isinstance(self.source, str) or not _is_lost(error):
                    raise
                if self._heard > since:  # it worked in between
                    pause, since = 0.1, monotonic()
                if self._stopped.is_set():
                    return
                if monotonic() - since > self.patience:
                    raise
                _log.warning("agora: connection lost, trying again: %s", error)
                yield _Wait(pause, for_notification=False)
                pause = min(pause * 2, 5.0)

    def _session(self) -> _Steps:
        if self.topics is not None:
            create = "SELECT agora_event.create_consumer(%s, %s::text[], %s, %s)"
            yield _Query(create, [self.consumer, list(self.topics), self.start, self.shares])
        if self.worker is not None:
            join = "SELECT agora_event.join_consumer(%s, %s, make_interval(secs => %s))"
            ((self._epoch,),) = yield _Query(join, [self.consumer, self.worker, self.ttl])
        yield _Query(f"LISTEN {CHANNEL}")
        ((milliseconds, self._actor),) = yield _Query(_TERMS)
        if isinstance(self.source, str):  # what a crash undoes of an acknowledgement is delivered again
            yield _Query("SET synchronous_commit = off")
        self._unsure.update(self._handled, *(ids for at, ids in self._recent if at > self._heard - LOSABLE))
        self._handled = []
        interval, pause, fresh = milliseconds / 1000, 0.01, True
        try:
            while not self._stopped.is_set():
                self._heard = monotonic()
                rows = yield _Query(_POLL, [self.consumer, self.batch, self.worker, self._epoch, self._actor])
                took = monotonic() - self._heard
                yield from self._deliver(_events(rows))
                if len(rows) == self.batch:
                    continue
                if not rows:
                    self._unsure.clear()  # what a crash undid came again by now; whoever goes back is given all
                if rows:
                    rest = REST * took + REST_EACH * len(rows)
                    yield _Wait(min(rest, LONGEST_REST), for_notification=False)
                if rows or fresh:  # the throttle may have swallowed the wake-up of the last events of a burst
                    fresh = bool((yield _Wait(interval)) or rows)
                    pause = 0.01
                elif not self.wait:
                    break
                else:
                    seconds = yield from self._rest(pause)
                    pause = min(pause * 2, 1.0)
                    fresh = yield _Wait(seconds)
        except _Left:
            yield from self._fail()
        yield from self._acknowledge()
        if self.worker is not None:
            leave = "SELECT agora_event.leave_consumer(%s, %s, %s)"
            yield _Query(leave, [self.consumer, self.worker, self._epoch])

    def _deliver(self, events: list[Event]) -> _Steps:
        while events:
            self._taken = 0
            known = (number for number, event in enumerate(events) if event.event_id in self._unsure)
            if new := next(known, len(events)) if self._unsure else len(events):
                yield _Hand(events[:new])
            else:
                self._took(events[0])
            events = events[self._taken :]
            if self._failed is not None and (yield from self._fail()) == "retry":
                return  # what is behind it may have to wait with it
            if self._stopped.is_set():
                return
            if self._is_due():
                yield from self._acknowledge()
        yield from self._acknowledge()

    def _took(self, event: Event) -> bool:
        """Whoever took an event is back for the next: whether there is nothing to be done before."""
        self._taken += 1
        if self._failed is not None:
            return False
        self._handled.append(event.event_id)
        return not (self._stopped.is_set() or self._is_due())

    def _is_due(self) -> bool:
        """Whether a worker should be heard of, lest others take its shares."""
        return self.worker is not None and monotonic() - self._heard > self.ttl / 3

    def _fail(self) -> Generator[_Request, Any, str | None]:
        """Say what could not be handled, after what was."""
        if self._failed is None:
            return None
        (action, event, why), self._failed = self._failed, None
        yield from self._acknowledge()
        call = "agora_event.park(%s, %s, %s, %s, %s, %s)"
        if action == "retry":
            call = "extract(epoch FROM agora_event.retry(%s, %s, %s, %s, %s, %s) - agora.now())::float8"
        arguments = [self.consumer, event, why, self.worker, self._epoch, self._actor]
        ((answer,),) = yield _Query(f"SELECT {call}", arguments)
        if action == "retry" and answer is not None:
            self._retry_at = min(self._retry_at, monotonic() + answer)
        return action

    def _acknowledge(self) -> _Steps:
        if not self._handled:
            return
        if self.confirm is not None:
            self.confirm()
        try:
            ack = "SELECT agora_event.ack(%s, %s, %s, %s, %s)"
            yield _Query(ack, [self.consumer, self._handled[-1], self.worker, self._epoch, self._actor])
        except errors.UnknownEvent:
            _log.warning("agora: the key of event %s is another worker's by now", self._handled[-1])
        self._unsure.difference_update(self._handled)
        self._heard = monotonic()
        while self._recent and self._recent[0][0] <= self._heard - LOSABLE:
            self._recent.popleft()
        self._recent.append((self._heard, self._handled))
        self._handled = []

    def _rest(self, pause: float) -> Generator[_Request, Any, float]:
        """How long to wait for a wake-up: not long while events are held back, because nobody wakes us for those."""
        ((held_back, pid, name, since),) = yield _Query(_HELD_BACK)
        if held_back and pause >= 1.0:
            _log.warning("%s events wait for process %s (database %s, since %s)", held_back, pid, name, since)
        longest = self.idle if self.worker is None else min(self.idle, self.ttl / 3)
        due = self._retry_at - monotonic()
        if due <= longest:
            self._retry_at = float("inf")
        return max(0.001, min(longest, due, pause if held_back else longest))


def subscribe(
    source: Any,
    consumer: str,
    topics: Sequence[str] | None = None,
    *,
    start: str = "end",
    shares: int = 1,
    worker: str | None = None,
    ttl: float = 30.0,
    batch: int = 100,
    idle: float = 5.0,
    patience: float = 60.0,
    wait: bool = True,
    confirm: Callable[[], object] | None = None,
) -> Subscription:
    """Subscribe a consumer; `source` is a DSN, or an autocommit connection that is used for nothing else meanwhile.

    With `topics` the consumer is made where it does not exist, at `start` ("beginning" or "end"), with so many
    `shares`. A `worker` takes part of the shares; `ttl` seconds after its last word others take them over: longer than
    the longest event takes to handle. At most `batch` events are fetched ahead of who handles them. Without a wake-up,
    the consumer looks every `idle` seconds. A DSN is connected to again, for up to about `patience` seconds. Without
    `wait` the loop ends when nothing is left that can be delivered. `confirm`, for who handles events together, is
    called before they are acknowledged: what it raises ends the loop, and they come again.
    """
    if batch < 1 or idle <= 0 or ttl <= 0 or patience <= 0:
        raise ValueError("batch, idle, ttl and patience are greater than 0")
    if isinstance(source, (psycopg.Connection, psycopg.AsyncConnection)):
        if not source.autocommit:
            raise ValueError(
                "a subscription needs a connection with autocommit: it waits, and must hold nothing"
            )
    elif not isinstance(source, str):
        raise TypeError(f"source is a DSN or a connection, not {type(source).__name__}")
    return Subscription(
        source, consumer, topics, start, shares, worker, ttl, batch, idle, patience, wait, confirm
    )


def _events(rows: Sequence[tuple[Any, ...]]) -> list[Event]:
    """Rows of a poll; their payloads are read as one text, in a third of the time."""
    if not rows:
        return []
    columns = list(zip(*rows, strict=True))
    columns[3] = json.loads(f"[{','.join(columns[3])}]")
    return list(map(partial(tuple.__new__, Event), zip(*columns, strict=True)))


# ---- the drivers: whoever changes one changes the other --------------------------------------------------------


def _iterate(subscription: Subscription) -> Generator[Event, None, None]:
    steps, connection = subscription._steps(), None
    answer: Any = None
    error: BaseException | None = None
    try:
        while True:
            try:
                request = steps.send(answer) if error is None else steps.throw(error)
            except StopIteration:
                return
            answer = error = None
            try:
                match request:
                    case _Hand(events):
                        for event in events:
                            try:
                                yield event
                            except GeneratorExit:
                                error = _Left()
                                break
                            if not subscription._took(event):
                                break
                    case _Query(text, arguments) if connection is not None:
                        with (
                            errors.translated(),
                            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
                        ):
                            cursor.execute(text.encode(), arguments)
                            answer = cursor.fetchall() if cursor.description else None
                    case _Wait(seconds, listening):
                        deadline = monotonic() + seconds
                        while not answer and not subscription._stopped.is_set() and monotonic() < deadline:
                            part = min(deadline - monotonic(), SLICE)
                            if listening and connection is not None:
                                answer = bool(list(connection.notifies(timeout=part, stop_after=1)))
                            else:
                                subscription._stopped.wait(part)
                    case _Connect():
                        if isinstance(subscription.source, str):
                            if connection is not None:
                                connection.close()
                            connection = psycopg.connect(
                                subscription.source, autocommit=True, application_name=subscription.consumer
                            )
                        else:
                            connection = subscription.source
            except (psycopg.Error, errors.AgoraError) as raised:
                error = raised
    finally:
        if connection is not None:
            with suppress(psycopg.Error):
                connection.execute(f"UNLISTEN {CHANNEL}".encode())
            if connection is not subscription.source:
                connection.close()


async def _iterate_async(subscription: Subscription) -> AsyncIterator[Event]:
    import asyncio

    steps, connection = subscription._steps(), None
    answer: Any = None
    error: BaseException | None = None
    try:
        while True:
            try:
                request = steps.send(answer) if error is None else steps.throw(error)
            except StopIteration:
                return
            answer = error = None
            try:
                match request:
                    case _Hand(events):
                        for event in events:
                            try:
                                yield event
                            except GeneratorExit:
                                error = _Left()
                                break
                            if not subscription._took(event):
                                break
                    case _Query(text, arguments) if connection is not None:
                        with errors.translated():
                            async with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
                                await cursor.execute(text.encode(), arguments)
                                answer = await cursor.fetchall() if cursor.description else None
                    case _Wait(seconds, listening):
                        deadline = monotonic() + seconds
                        while not answer and not subscription._stopped.is_set() and monotonic() < deadline:
                            part = min(deadline - monotonic(), SLICE)
                            if listening and connection is not None:
                                found = [n async for n in connection.notifies(timeout=part, stop_after=1)]
                                answer = bool(found)
                            else:
                                await asyncio.sleep(part)
                    case _Connect():
                        if isinstance(subscription.source, str):
                            if connection is not None:
                                await connection.close()
                            connection = await psycopg.AsyncConnection.connect(
                                subscription.source, autocommit=True, application_name=subscription.consumer
                            )
                        else:
                            connection = subscription.source
            except (psycopg.Error, errors.AgoraError) as raised:
                error = raised
    finally:
        if connection is not None:
            with suppress(psycopg.Error):
                await connection.execute(f"UNLISTEN {CHANNEL}".encode())
            if connection is not subscription.source:
                await connection.close()


def _is_lost(error: BaseException) -> bool:
    """Whether the connection, not the query, is what failed; a server that shuts down or starts up says so."""
    state = getattr(error, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))
