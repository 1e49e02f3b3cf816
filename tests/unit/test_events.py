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


@pytest.mark.parametrize(("took", "rest"), [(0.002, 0.016), (10.0, events.LONGEST_REST)])
def test_a_slow_poll_is_followed_by_a_rest(monkeypatch: pytest.MonkeyPatch, took: float, rest: float) -> None:
    """In proportion to what the poll took, not to what its events took; a full batch is followed by none."""
    now = [100.0]
    monkeypatch.setattr(events, "monotonic", lambda: now[0])
    steps: Any = events.subscribe("", "c", batch=2)._session()
    assert next(steps).text == "LISTEN agora_event"
    assert "notify_interval_ms" in steps.send(None).text
    assert "agora_event.poll(" in steps.send([(10,)]).text
    now[0] += took
    assert steps.send([ROW]) == events.Event._make((*ROW[:3], {"n": 1, "text": "a,]b"}, *ROW[4:]))
    now[0] += 5.0
    assert "agora_event.ack(" in steps.send(None).text
    assert steps.send([(True,)]) == events._Wait(pytest.approx(rest), for_notification=False)
    assert steps.send(False) == events._Wait(0.01)
    assert "agora_event.poll(" in steps.send(True).text
    now[0] += took
    assert steps.send([ROW, (2, *ROW[1:])]).event_id == 1
    assert steps.send(None).event_id == 2
    assert "agora_event.ack(" in steps.send(None).text
    assert "agora_event.poll(" in steps.send([(True,)]).text


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
