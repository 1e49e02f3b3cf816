"""Patterns beside a model: after any contributions, uses and prunings, clusters, counts and archive agree."""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

EXAMPLES = 300 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 30
STEPS = 20
WORDS = tuple(f"{a}{b}ark" for a in "bcdfg" for b in "aeiou")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8, unique=True)
AGENTS = ("ada", "ben")
UNUSED = timedelta(days=365)
PAUSES = st.sampled_from([timedelta(days=30), timedelta(days=200)])

ATTEMPT = (
    "SELECT f.attempt_id FROM agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => %s),"
    " %s, p_quality => %s, p_actor => %s) AS f"
)
NOVELTY = "SELECT n.novelty, n.max_similarity, n.diversity FROM agora_memory.novelty(%s, %s, %s) AS n"
CONTRIBUTE = (
    "SELECT c.pattern_id, c.version, c.is_novel, c.is_duplicate, c.novelty, c.max_similarity, c.diversity"
    " FROM agora_memory.contribute_pattern(%s, %s, %s, 'code', %s, p_actor => %s) AS c"
)
PATTERNS = (
    "SELECT p.pattern_id, p.status, p.versions, p.uses, p.successes, p.own_uses, p.quality"
    "  FROM agora_memory.known_pattern AS p"
)


class Pattern:
    """What the model knows of one."""

    def __init__(self, text: str, author: int, quality: Decimal, now: datetime) -> None:
        self.texts = {text}
        self.authors = {author}
        self.quality = quality
        self.used_at = now
        self.uses: list[tuple[int, bool]] = []
        self.active = True

    def row(self) -> tuple[Any, ...]:
        others = [good for own, good in self.uses if not own]
        status = "active" if self.active else "archived"
        own = len(self.uses) - len(others)
        return (status, len(self.texts), len(others), sum(others), own, self.quality)


class Library(RuleBasedStateMachine):
    """Two agents, texts of a few words, and time that passes."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__()
        self.connection = connection
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.patterns: dict[int, Pattern] = {}
        self.agents: list[int] = []

    def teardown(self) -> None:
        violations = self.rows("SELECT * FROM agora.check_invariants()")
        self.connection.rollback()
        assert violations == []

    def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(query.encode(), arguments).fetchall()

    @initialize()
    def world(self) -> None:
        self.wait(timedelta(0))
        self.agents = [self.rows("SELECT agora.register_principal(%s)", name)[0][0] for name in AGENTS]
        # Only time without use archives here: what dominates is tested by example.
        self.rows("SELECT agora.set_setting('memory.pattern_prune_idle', '3650 days', 'a test')")

    @rule(by=PAUSES)
    def wait(self, by: timedelta) -> None:
        self.now += by
        self.rows("SELECT agora_test.at(%s)", self.now)

    @rule(agent=st.integers(0, 1), words=TEXTS, quality=st.sampled_from([Decimal("0.71"), Decimal("0.96")]))
    def contribute(self, agent: int, words: list[str], quality: Decimal) -> None:
        actor, text = self.agents[agent], " ".join(words)
        call = (words[0], text, text)
        attempt = self.rows(ATTEMPT, actor, "success", quality, actor)[0][0]
        (before,) = self.rows(NOVELTY, *call)
        ((pattern, version, novel, duplicate, *place),) = self.rows(CONTRIBUTE, *call, attempt, actor)

        # What novelty() foresaw is what happened, and it follows its definition.
        assert tuple(place) == before
        novelty, similarity, diversity = before
        assert novelty == 1 - similarity and 0 <= similarity <= 1 and diversity >= novelty
        known = {id_ for id_, item in self.patterns.items() if item.active and text in item.texts}
        assert duplicate == bool(known)
        assert novel == (not known and similarity < Decimal("0.85"))
        assert (version == "1.0.0") == novel or duplicate
        if novel:
            assert pattern not in self.patterns
            self.patterns[pattern] = Pattern(text, actor, quality, self.now)
        else:
            item = self.patterns[pattern]
            assert item.active
            if duplicate:
                assert pattern in known
            else:
                item.texts.add(text)
                item.authors.add(actor)
                item.quality = max(item.quality, quality)
        # The same text again is never novel.
        assert self.rows(NOVELTY, *call)[0][1] >= Decimal("0.85")

    @rule(agent=st.integers(0, 1), data=st.data(), good=st.booleans())
    def use(self, agent: int, data: st.DataObject, good: bool) -> None:
        if not self.patterns:
            return
        actor = self.agents[agent]
        pattern = data.draw(st.sampled_from(sorted(self.patterns)))
        attempt = self.rows(ATTEMPT, actor, "success" if good else "partial", None, actor)[0][0]
        call = ("SELECT agora_memory.use_pattern(%s, %s, p_actor => %s)", pattern, attempt, actor)
        assert self.rows(*call) == self.rows(*call)
        item = self.patterns[pattern]
        item.uses.append((actor in item.authors, good))
        item.used_at = self.now

    @rule()
    def prune(self) -> None:
        due = {id_ for id_, item in self.patterns.items() if item.active and item.used_at < self.now - UNUSED}
        planned = self.rows("SELECT p.pattern_id FROM agora_memory.prune_patterns(p_dry_run => true) AS p")
        pruned = self.rows("SELECT p.pattern_id FROM agora_memory.prune_patterns() AS p")
        assert {id_ for (id_,) in pruned} == {id_ for (id_,) in planned} == due
        for id_ in due:
            self.patterns[id_].active = False

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        archived = sorted(id_ for id_, item in self.patterns.items() if not item.active)
        if archived:
            pattern = data.draw(st.sampled_from(archived))
            self.rows("SELECT agora_memory.restore_pattern(%s)", pattern)
            self.patterns[pattern].active = True
            self.patterns[pattern].used_at = self.now

    @invariant()
    def library_agrees(self) -> None:
        found = {pattern: tuple(row) for pattern, *row in self.rows(PATTERNS)}
        assert found == {id_: item.row() for id_, item in self.patterns.items()}


def test_patterns(timed_dsn: str) -> None:
    with psycopg.connect(timed_dsn) as connection:
        run_state_machine_as_test(
            lambda: Library(connection),
            settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None),
        )
