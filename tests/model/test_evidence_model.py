"""Evidence beside a model: after any attempts, counts, confidence, fixes, failures and pay agree."""

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
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
    "SELECT r.resolution_id, r.successes, r.failures, r.confidence, r.last_success_at, r.last_failure_at"
    " FROM agora_memory.error_resolution AS r"
)
FIXES = (
    "SELECT f.resolution_id, f.score, f.successes FROM agora_memory.known_fixes(%s, 100, 'ValueError') AS f"
    " WHERE f.similarity = 1 ORDER BY f.rank"
)
FAILURES = (
    "SELECT k.resolution_id, k.failures, k.last_failure_at"
    " FROM agora_memory.known_failures(%s, 100, 'ValueError') AS k"
)
PAID = "SELECT e.transform_id, e.principal_id, e.amount > 0 FROM agora_reward.earned_reward AS e"


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

    @property
    def confidence(self) -> Decimal:
        """Wilson's lower bound, from its definition."""
        n, z = len(self.successes) + len(self.failures), 1.96
        rate = len(self.successes) / n
        centre = rate + z**2 / (2 * n)
        margin = z * sqrt((rate * (1 - rate) + z**2 / (4 * n)) / n)
        return round(Decimal(max(0.0, (centre - margin) / (1 + z**2 / n))), 6)

    def summary(self) -> tuple[Any, ...]:
        last_success, last_failure = max(self.successes, default=None), max(self.failures, default=None)
        return (len(self.successes), len(self.failures), self.confidence, last_success, last_failure)

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
        self.agents: list[int] = []
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
        self.agents = [self.rows("SELECT agora.register_principal(%s)", name)[0][0] for name in AGENTS]
        self.transforms = {code: self.rows(REGISTER, code, self.agents[0])[0][0] for code in CODE}
        return multiple(*(self.end(self.start(0, None, None), "error", error) for error in ERRORS[:2]))

    @rule(by=PAUSES)
    def wait(self, by: timedelta) -> None:
        self.now += by
        self.rows("SELECT agora_test.at(%s)", self.now)

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
            (known.successes if status == "success" else known.failures).append(self.now)
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
        assert found == {known.id: known.summary() for known in self.known.values()}

    @invariant()
    def answers_agree(self) -> None:
        for error in self.signatures:
            of_error = [known for (answered, _), known in self.known.items() if answered == error]
            fixes = sorted(
                (known for known in of_error if known.successes), key=lambda k: (-k.confidence, k.id)
            )
            assert self.rows(FIXES, error) == [(k.id, k.confidence, len(k.successes)) for k in fixes]
            failures = [(k.id, k.failures_at(self.now)) for k in of_error]
            failures = sorted(
                (item for item in failures if len(item[1]) >= 2), key=lambda f: (-len(f[1]), f[0])
            )
            assert self.rows(FAILURES, error) == [(id_, len(at), max(at)) for id_, at in failures]

    @invariant()
    def pay_agrees(self) -> None:
        """The contributor of every transform that helped is paid, once."""
        helped = {known.approach for known in self.known.values() if known.successes} & set(CODE)
        expected = sorted((self.transforms[code], self.agents[0], True) for code in helped)
        assert sorted(self.rows(PAID)) == expected


def test_evidence(timed_dsn: str) -> None:
    with psycopg.connect(timed_dsn) as connection:
        run_state_machine_as_test(
            lambda: Evidence(connection),
            settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None),
        )
