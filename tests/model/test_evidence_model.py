"""Evidence beside a model: after any attempts, counts, confidence, states, fixes, failures and pay agree."""

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

EXAMPLES = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 50
STEPS = 25
WINDOW = timedelta(days=90)
AGENTS = ("ada", "ben")
ERRORS = ("cannot read the ledger", "no such currency", "the socket was closed")
PAUSES = st.sampled_from([timedelta(days=30), WINDOW - timedelta(microseconds=1), WINDOW])
WORDS = ("try again", "look away")
CODE = (
    "def guard(row: dict) -> dict: return row or {}",
    "def skip(rows: list) -> list: return [row for row in rows if row]",
)
APPROACHES = (*WORDS, *CODE)
STATUSES = (*("success", "error", "timeout") * 2, "cancelled", "partial")

REGISTER = "SELECT (agora_memory.register_transform(%s, p_quality => 0.7, p_actor => %s)).transform_id"
START = (
    "SELECT agora_memory.start_attempt('do it', p_approach => %s, p_parent => %s, p_transforms => %s,"
    " p_actor => %s)"
)
FINISH = (
    "SELECT f.attempt_id, f.error_signature_id, f.is_known_error, f.resolution_id"
    " FROM agora_memory.finish_attempt(%s, %s, %s, %s, p_key => %s, p_actor => %s) AS f"
)
RESOLUTIONS = (
    "SELECT r.resolution_id, r.status, r.successes, r.failures, r.confidence, r.last_success_at,"
    " r.last_failure_at FROM agora_memory.error_resolution AS r"
)
FIXES = (
    "SELECT f.resolution_id, f.score, f.successes FROM agora_memory.known_fixes(%s, 100, 'ValueError') AS f"
    " WHERE f.similarity = 1 ORDER BY f.rank"
)
FAILURES = (
    "SELECT k.resolution_id, k.failures, k.last_failure_at"
    " FROM agora_memory.known_failures(%s, 100, 'ValueError') AS k"
)
CHANGES = (
    "SELECT (e.payload ->> 'resolution_id')::bigint, e.payload ->> 'from', e.payload ->> 'to'"
    " FROM agora_event.published AS e WHERE e.topic = 'memory.resolution.changed.v1' ORDER BY e.event_id"
)
SETTINGS = {
    "memory.confident_at": "0.4",
    "memory.doubted_below": "0.2",
    "memory.refuted_below": "0.6",
    "memory.refuted_min": "3",
    "memory.stale_after": "120 days",
}
"""Bounds that a few attempts reach."""
STALE_AFTER = timedelta(days=120)
FRESHNESS_HALF_LIFE = timedelta(days=180)
HALF_LIVES = st.sampled_from([None, timedelta(days=45), timedelta(days=10)])
PAID = (
    "SELECT e.subject_id, e.principal_id, e.amount > 0 FROM agora_reward.earned_reward AS e"
    " WHERE e.kind = 'transform'"
)


@dataclass(frozen=True)
class Attempt:
    """One that began; when it ended, the error it ended with."""

    id: int
    actor: int
    approach: str | None
    answers: str | None
    error: str | None = None


@dataclass
class Resolution:
    """What the model knows of an approach to an error."""

    id: int
    approach: str
    successes: list[datetime] = field(default_factory=list)
    failures: list[datetime] = field(default_factory=list)
    status: str = "new"
    """As it was last written down."""

    def bounds(self, now: datetime, half_life: timedelta | None) -> tuple[Decimal, Decimal]:
        """Wilson's interval, from its definition, of evidence that loses half its weight per half-life."""
        weights = [
            [0.5 ** ((now - at) / half_life) if half_life else 1.0 for at in evidence]
            for evidence in (self.successes, self.failures)
        ]
        successes, n, z = sum(weights[0]), sum(map(sum, weights)), 1.96
        rate = successes / n
        centre = rate + z**2 / (2 * n)
        margin = z * sqrt((rate * (1 - rate) + z**2 / (4 * n)) / n)
        low, high = ((centre + sign * margin) / (1 + z**2 / n) for sign in (-1, 1))
        return round(Decimal(max(0.0, low)), 6), round(Decimal(min(1.0, high)), 6)

    def judge(self, now: datetime, half_life: timedelta | None, has_succeeded: bool = False) -> str:
        """The state it has by now."""
        if not self.successes + self.failures:
            return "new"
        low, high = self.bounds(now, half_life)
        is_refuted = len(self.successes + self.failures) >= 3 and high < Decimal("0.6")
        if is_refuted or now >= max(self.successes + self.failures) + STALE_AFTER:
            return "deprecated"
        if self.status == "deprecated" and not has_succeeded:
            return "deprecated"
        least = Decimal("0.2") if self.status == "confident" else Decimal("0.4")
        return "confident" if low >= least else "tracking"

    def add(self, now: datetime, half_life: timedelta | None, is_success: bool) -> None:
        """More evidence; what time did before it came is settled first."""
        self.status = self.judge(now, half_life)
        (self.successes if is_success else self.failures).append(now)
        self.status = self.judge(now, half_life, is_success)

    def summary(self, now: datetime, half_life: timedelta | None) -> tuple[Any, ...]:
        last_success, last_failure = max(self.successes, default=None), max(self.failures, default=None)
        confidence = self.bounds(now, half_life)[0]
        counts = (len(self.successes), len(self.failures))
        return (self.judge(now, half_life), *counts, confidence, last_success, last_failure)

    def score(self, now: datetime, half_life: timedelta | None) -> Decimal:
        """Confidence times freshness, by whole days since the last success."""
        days = (now - max(self.successes)) // timedelta(days=1)
        freshness = 0.5 + 0.5 * 0.5 ** (timedelta(days=days) / FRESHNESS_HALF_LIFE)
        product = self.bounds(now, half_life)[0] * round(Decimal(freshness), 6)
        return product.quantize(Decimal("0.000001"), ROUND_HALF_UP)

    def failures_at(self, now: datetime) -> list[datetime]:
        """Those that count: within the window, and since the last success."""
        since = max([now - WINDOW, *self.successes])
        return [at for at in self.failures if at > since]


class Evidence(RuleBasedStateMachine):
    """Two agents, three errors, two approaches in words and two transforms, and time that passes."""

    running = Bundle("running")
    ended = Bundle("ended")

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__()
        self.connection = connection
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.signatures: dict[str, int] = {}
        self.known: dict[tuple[str, str], Resolution] = {}
        self.half_life: timedelta | None = None
        self.changes: list[tuple[int, str, str]] = []
        self.agents: list[int] = []
        self.helped: set[str] = set()
        self.transforms: dict[str, int] = {}

    def teardown(self) -> None:
        violations = self.rows("SELECT * FROM agora.check_invariants()")
        self.connection.rollback()
        assert violations == []

    def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query.encode(), arguments).fetchall()

    # ---- rules -----------------------------------------------------------------------------------------

    @initialize(target=ended)
    def world(self) -> MultipleResults[Attempt]:
        self.wait(timedelta(0))
        for setting in SETTINGS.items():
            self.rows("SELECT agora.set_setting(%s, %s, 'a test')", *setting)
        self.agents = [self.rows("SELECT agora.register_principal(%s)", name)[0][0] for name in AGENTS]
        self.transforms = {code: self.rows(REGISTER, code, self.agents[0])[0][0] for code in CODE}
        return multiple(*(self.end(self.start(0, None, None), "error", error) for error in ERRORS[:2]))

    @rule(by=PAUSES)
    def wait(self, by: timedelta) -> None:
        self.now += by
        self.rows("SELECT agora_test.at(%s)", self.now)

    @rule(half_life=HALF_LIVES)
    def forget(self, half_life: timedelta | None) -> None:
        self.half_life = half_life
        self.rows(
            "SELECT agora.set_setting('memory.evidence_half_life', %s::interval::text, 'a test')", half_life
        )

    @rule()
    def write_down(self) -> None:
        """The job, which nothing else depends on."""
        self.rows("SELECT agora_memory._judge_resolutions(1000)")
        for known in sorted(self.known.values(), key=lambda k: k.id):
            before, known.status = known.status, known.judge(self.now, self.half_life)
            self.changed(known, before)

    def changed(self, known: Resolution, before: str) -> None:
        if known.status != before:
            self.changes.append((known.id, before, known.status))

    @rule(
        target=running,
        agent=st.integers(0, 1),
        approach=st.none() | st.sampled_from(APPROACHES),
        parent=ended,
    )
    def answer(self, agent: int, approach: str | None, parent: Attempt) -> Attempt:
        return self.start(agent, approach, parent)

    @rule(
        target=ended,
        agent=st.integers(0, 1),
        approach=st.sampled_from(APPROACHES),
        parent=ended,
        status=st.sampled_from(STATUSES),
        error=st.sampled_from(ERRORS),
        times=st.integers(1, 3),
        then=st.just(timedelta(0)) | PAUSES,
    )
    def answer_and_end(
        self,
        agent: int,
        approach: str,
        parent: Attempt,
        status: str,
        error: str,
        times: int,
        then: timedelta,
    ) -> MultipleResults[Attempt]:
        answers = [self.start(agent, approach, parent) for _ in range(times)]
        ended = [self.end(answer, status, error) for answer in answers]
        self.wait(then)
        return multiple(*ended)

    @rule(
        target=ended,
        attempt=consumes(running),
        status=st.sampled_from(STATUSES),
        error=st.sampled_from(ERRORS),
    )
    def end(self, attempt: Attempt, status: str, error: str) -> Attempt:
        self.wait(timedelta(microseconds=1))
        raised = error if status == "error" else None
        call = (attempt.id, status, raised and "ValueError", raised, "end", attempt.actor)
        (result,) = self.rows(FINISH, *call)
        assert result[0] == attempt.id

        assert result[2] == (raised in self.signatures)
        if raised:
            assert self.signatures.setdefault(raised, result[1]) == result[1]
        assert len(set(self.signatures.values())) == len(self.signatures)

        if attempt.answers and attempt.approach and status in ("success", "error", "timeout"):
            new = Resolution(result[3], attempt.approach)
            known = self.known.setdefault((attempt.answers, attempt.approach), new)
            assert known.id == result[3]
            before = known.status
            known.add(self.now, self.half_life, status == "success")
            if status == "success" and attempt.approach in CODE and attempt.actor != self.agents[0]:
                self.helped.add(attempt.approach)
            self.changed(known, before)
        else:
            assert result[3] is None

        # The same call again gives the first result, another one is refused; neither changes anything.
        assert self.rows(FINISH, *call) == [result]
        with pytest.raises(psycopg.DatabaseError) as caught, self.connection.transaction():
            self.rows(FINISH, *call[:4], "other", attempt.actor)
        assert caught.value.sqlstate == "ZM002"
        return replace(attempt, error=raised)

    def start(self, agent: int, approach: str | None, parent: Attempt | None) -> Attempt:
        words = approach if approach in WORDS else None
        transforms = [self.transforms[approach]] if approach in CODE else []
        actor = self.agents[agent]
        ((attempt,),) = self.rows(START, words, parent and parent.id, transforms, actor)
        return Attempt(attempt, actor, approach, parent and parent.error)

    # ---- what must agree -------------------------------------------------------------------------------

    @invariant()
    def summaries_agree(self) -> None:
        found = {resolution: tuple(summary) for resolution, *summary in self.rows(RESOLUTIONS)}
        assert found == {known.id: known.summary(self.now, self.half_life) for known in self.known.values()}
        assert self.rows(CHANGES) == self.changes

    @invariant()
    def answers_agree(self) -> None:
        for error in self.signatures:
            of_error = [known for (answered, _), known in self.known.items() if answered == error]
            fixes = [
                (k.id, k.score(self.now, self.half_life), len(k.successes)) for k in of_error if k.successes
            ]
            assert self.rows(FIXES, error) == sorted(fixes, key=lambda f: (-f[1], f[0]))
            failures = [(k.id, k.failures_at(self.now)) for k in of_error]
            failures = sorted(
                (item for item in failures if len(item[1]) >= 2), key=lambda f: (-len(f[1]), f[0])
            )
            assert self.rows(FAILURES, error) == [(id_, len(at), max(at)) for id_, at in failures]

    @invariant()
    def pay_agrees(self) -> None:
        """The contributor of every transform that helped somebody else is paid, once."""
        expected = sorted((self.transforms[code], self.agents[0], True) for code in self.helped)
        assert sorted(self.rows(PAID)) == expected


def test_evidence(timed_dsn: str) -> None:
    with psycopg.connect(timed_dsn) as connection:
        run_state_machine_as_test(
            lambda: Evidence(connection),
            settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None),
        )
