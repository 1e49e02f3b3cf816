"""The course of a subscription, without a database: answers are given by hand."""

import os
import signal
from datetime import UTC, datetime
from typing import Any

import pytest

from agora import events

ROW = (
    1,
    "test.thing.happened.v1",
    "k",
    '{"n": 1, "text": "a,]b"}',
    3,
    None,
    datetime(2026, 1, 1, tzinfo=UTC),
    None,
    None,
)


def row(number: int) -> tuple[Any, ...]:
    return (number, *ROW[1:])


def take(subscription: events.Subscription, request: Any) -> list[int]:
    """Take what is handed out, as the drivers do."""
    taken = []
    for event in request.events:
        taken.append(event.event_id)
        if not subscription._took(event):
            break
    return taken


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(events, "monotonic", lambda: now[0])
    return now


def begun(subscription: events.Subscription) -> Any:
    """The course of a session, up to its first poll."""
    steps: Any = subscription._session()
    request = next(steps)
    if subscription.worker:
        assert "join_consumer" in request.text
        request = steps.send([(7,)])
    assert request.text == "LISTEN agora_event"
    assert "notify_interval_ms" in steps.send(None).text
    assert "synchronous_commit" in steps.send([(10, 3)]).text
    request = steps.send(None)
    assert "agora_event.poll(" in request.text
    assert request.arguments == ["c", subscription.batch, subscription.worker, subscription.epoch, 3]
    return steps


@pytest.mark.parametrize(("took", "rest"), [(0.002, 0.0241), (10.0, events.LONGEST_REST)])
def test_a_slow_poll_is_followed_by_a_rest(clock: list[float], took: float, rest: float) -> None:
    """In proportion to what the poll took and gave, not to what its events took; a full batch is followed by none."""
    subscription = events.subscribe("", "c", batch=2)
    steps = begun(subscription)
    clock[0] += took
    request = steps.send([ROW])
    assert request.events == [events.Event._make((*ROW[:3], {"n": 1, "text": "a,]b"}, *ROW[4:]))]
    assert take(subscription, request) == [1]
    clock[0] += 5.0
    assert "agora_event.ack(" in steps.send(None).text
    assert steps.send([(True,)]) == events._Wait(pytest.approx(rest), for_notification=False)
    assert steps.send(False) == events._Wait(0.01)
    assert "agora_event.poll(" in steps.send(True).text
    clock[0] += took
    assert take(subscription, steps.send([ROW, row(2)])) == [1, 2]
    assert "agora_event.ack(" in steps.send(None).text
    assert "agora_event.poll(" in steps.send([(True,)]).text


def test_a_worker_is_heard_of_while_it_handles_a_batch(clock: list[float]) -> None:
    """An event that takes a third of the lease is acknowledged before the next is handed out."""
    subscription = events.subscribe("", "c", worker="w", ttl=3.0)
    steps = begun(subscription)
    request = steps.send([row(1), row(2), row(3)])
    clock[0] += 0.9
    assert subscription._took(request.events[0])
    clock[0] += 0.2
    assert not subscription._took(request.events[1])
    request = steps.send(None)
    assert "agora_event.ack(" in request.text
    assert request.arguments[1] == 2
    request = steps.send([(True,)])
    assert take(subscription, request) == [3]
    assert steps.send(None).arguments[1] == 3


def test_what_was_handled_before_a_break_is_not_handed_out_again(clock: list[float]) -> None:
    subscription = events.subscribe("", "c")
    take(subscription, begun(subscription).send([row(1), row(3)]))
    steps = begun(subscription)
    request = steps.send([row(1), row(2), row(3), row(4)])
    assert take(subscription, request) == [2]
    assert take(subscription, steps.send(None)) == [4]
    request = steps.send(None)
    assert "agora_event.ack(" in request.text
    assert request.arguments[1] == 4
    steps.send([(True,)])
    assert subscription._unsure == set()


@pytest.mark.parametrize(("later", "expected"), [(0.9, [2]), (1.0, [1, 2])])
def test_what_a_crash_undid_is_not_handed_out_again(
    clock: list[float], later: float, expected: list[int]
) -> None:
    """An acknowledgement does not wait for the disk; what is older than a second was written."""
    subscription = events.subscribe("", "c")
    steps = begun(subscription)
    take(subscription, steps.send([row(1)]))
    assert "agora_event.ack(" in steps.send(None).text
    steps.send([(True,)])
    clock[0] += later
    steps.send(False)
    assert "agora_event.poll(" in steps.send(True).text
    request = begun(subscription).send([row(1), row(2)])
    assert take(subscription, request) == expected


def test_whoever_goes_back_after_a_break_is_given_all_of_it(clock: list[float]) -> None:
    """What the server had kept of the acknowledgements does not come again by itself; once nothing comes, it may."""
    subscription = events.subscribe("", "c")
    steps = begun(subscription)
    take(subscription, steps.send([row(1), row(2)]))
    assert "agora_event.ack(" in steps.send(None).text
    steps.send([(True,)])
    steps = begun(subscription)
    assert isinstance(steps.send([]), events._Wait)
    assert "agora_event.poll(" in steps.send(True).text
    assert take(subscription, steps.send([row(1), row(2)])) == [1, 2]


def test_a_flag_is_set_by_a_signal_that_interrupts_its_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever in the wait the signal comes; the wait ends without its time being over."""
    flag = events.Flag()
    monkeypatch.setattr(events, "sleep", lambda seconds: os.kill(os.getpid(), signal.SIGUSR1))
    former = signal.signal(signal.SIGUSR1, lambda *_: flag.set())
    try:
        flag.wait(1e9)
    finally:
        signal.signal(signal.SIGUSR1, former)
    assert flag.is_set()
