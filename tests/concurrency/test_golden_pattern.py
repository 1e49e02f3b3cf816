"""Golden states and patterns under contention: one decision, one reuse, one novel pattern, no count lost."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg import IsolationLevel

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
SESSIONS = 12
SUCCEED = (
    "SELECT f.attempt_id FROM agora_memory.finish_attempt(agora_memory.start_attempt("
    "'read the ledger', p_approach => 'ask first', p_actor => %s), 'success', p_quality => %s,"
    " p_actor => %s) AS f"
)
CONTRIBUTE = (
    "SELECT c.is_novel FROM agora_memory.contribute_pattern("
    "'retry', 'Try again, later and later.', %s, 'code', %s, p_actor => %s) AS c"
)
APPROVE = "SELECT agora_memory.approve_golden(%s, p_actor => %s)"
REUSE = "SELECT agora_memory.record_golden_reuse(%s, %s, p_actor => %s)"
TEMPLATE = "sleep between attempts: first {{ least }} seconds, then twice as long, at most {{ most }} times"


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def race(sessions: list[Connection], run: Callable[[Connection, int], Any]) -> list[Any]:
    """Run something in all sessions at once; an error of the database is a result."""
    start = Barrier(len(sessions))

    def one(number: int) -> Any:
        start.wait(SECONDS)
        try:
            return run(sessions[number], number)
        except psycopg.Error as error:
            return error.sqlstate

    with ThreadPoolExecutor(len(sessions)) as pool:
        return list(pool.map(one, range(len(sessions))))


@pytest.fixture
def agents(session: Session) -> list[int]:
    admin = session(autocommit=True)
    return [value(admin, "SELECT agora.register_principal(%s)", f"agent {n}") for n in range(SESSIONS)]


def succeed(connection: Connection, agent: int, quality: str = "0.8") -> int:
    attempt: int = value(connection, SUCCEED, agent, Decimal(quality), agent)
    return attempt


def nominated(connection: Connection, agent: int) -> int:
    attempt = succeed(connection, agent, "0.85")
    golden: int = value(
        connection,
        "SELECT (agora_memory.nominate_golden(%s, p_actor => %s)).golden_state_id",
        attempt,
        agent,
    )
    return golden


def right(connection: Connection) -> bool:
    return connection.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


class TestDecision:
    """A golden state is decided once; the second reviewer waits, and finds the first one's decision."""

    def test_reject_after_approve(
        self, session: Session, agents: list[int], background: Background, waits_for: WaitsFor
    ) -> None:
        first, second, admin = session(), session(), session(autocommit=True)
        golden = nominated(admin, agents[0])
        value(first, APPROVE, golden, agents[1])
        pending = background(value, second, "SELECT agora_memory.reject_golden(%s, 'No.')", golden)
        waits_for(second, first)
        first.commit()
        with pytest.raises(psycopg.DatabaseError) as caught:
            pending.result(SECONDS)
        assert caught.value.sqlstate == "ZA009"
        assert right(admin)

    def test_approve_after_a_rollback(
        self, session: Session, agents: list[int], background: Background, waits_for: WaitsFor
    ) -> None:
        first, second, admin = session(), session(), session(autocommit=True)
        golden = nominated(admin, agents[0])
        value(first, APPROVE, golden, agents[1])
        pending = background(value, second, APPROVE, golden, agents[2])
        waits_for(second, first)
        first.rollback()
        assert pending.result(SECONDS) == golden
        second.commit()
        assert value(admin, "SELECT g.decided_by FROM agora_memory.known_golden_state AS g") == agents[2]

    def test_many(self, session: Session, agents: list[int]) -> None:
        sessions = [session(autocommit=True) for _ in agents]
        golden = nominated(sessions[0], agents[0])
        ends = race(sessions[1:], lambda connection, n: value(connection, APPROVE, golden, agents[n + 1]))
        assert sorted(map(str, ends)) == sorted([str(golden), *["ZA009"] * (SESSIONS - 2)])
        assert right(sessions[0])


class TestNomination:
    """An attempt is nominated once."""

    NOMINATE = "SELECT (agora_memory.nominate_golden(%s, p_actor => %s)).golden_state_id"

    def test_many(self, session: Session, agents: list[int]) -> None:
        sessions = [session(autocommit=True) for _ in agents]
        sessions[0].execute("SELECT agora.set_setting('memory.golden_claim_max', '1', 'no review')")
        attempt = succeed(sessions[0], agents[0], "0.95")
        ids = race(sessions, lambda connection, n: value(connection, self.NOMINATE, attempt, agents[n]))
        assert len(set(ids)) == 1 and isinstance(ids[0], int)
        assert value(sessions[0], "SELECT count(*) FROM agora_memory.golden_history") == 2


class TestReuse:
    """No reuse is lost, none counts twice, and what is revoked meanwhile is not reused."""

    def test_many(self, session: Session, agents: list[int]) -> None:
        sessions = [session(autocommit=True) for _ in agents]
        golden = nominated(sessions[0], agents[0])
        value(sessions[0], APPROVE, golden, agents[1])
        tries = [succeed(sessions[0], agent) for agent in agents[1:]]

        def reuse(connection: Connection, n: int) -> list[int]:
            return [value(connection, REUSE, golden, tries[n], agents[n + 1]) for _ in range(2)]

        found = race(sessions[1:], reuse)
        assert all(first == again for first, again in found)
        query = "SELECT g.reuses FROM agora_memory.known_golden_state AS g WHERE g.golden_state_id = %s"
        assert value(sessions[0], query, golden) == SESSIONS - 1
        assert right(sessions[0])

    def test_the_same_pair(
        self, session: Session, agents: list[int], background: Background, waits_for: WaitsFor
    ) -> None:
        first, second, admin = session(), session(), session(autocommit=True)
        golden = nominated(admin, agents[0])
        value(admin, APPROVE, golden, agents[1])
        attempt = succeed(admin, agents[2])
        made = value(first, REUSE, golden, attempt, agents[2])
        pending = background(value, second, REUSE, golden, attempt, agents[2])
        waits_for(second, first)
        first.commit()
        assert pending.result(SECONDS) == made

    def test_revoked_meanwhile(
        self, session: Session, agents: list[int], background: Background, waits_for: WaitsFor
    ) -> None:
        first, second, admin = session(), session(), session(autocommit=True)
        golden = nominated(admin, agents[0])
        value(admin, APPROVE, golden, agents[1])
        attempt = succeed(admin, agents[2])
        value(first, "SELECT agora_memory.revoke_golden(%s, 'Wrong.')", golden)
        pending = background(value, second, REUSE, golden, attempt, agents[2])
        waits_for(second, first)
        first.commit()
        with pytest.raises(psycopg.DatabaseError) as caught:
            pending.result(SECONDS)
        assert caught.value.sqlstate == "ZM053"


class TestNovelty:
    """Two near-duplicates at once: one is novel, whoever comes first."""

    @pytest.fixture
    def calls(
        self, session: Session, agents: list[int], background: Background, waits_for: WaitsFor
    ) -> tuple[Connection, Connection, "Future[Any]"]:
        first, second, admin = session(), session(), session(autocommit=True)
        tries = [succeed(admin, agent) for agent in agents[:2]]
        assert value(first, CONTRIBUTE, TEMPLATE, tries[0], agents[0])
        pending = background(value, second, CONTRIBUTE, TEMPLATE + " or so", tries[1], agents[1])
        waits_for(second, first)
        return first, second, pending

    def test_commit(self, calls: tuple[Connection, Connection, "Future[Any]"], session: Session) -> None:
        first, second, pending = calls
        first.commit()
        assert pending.result(SECONDS) is False
        second.commit()
        admin = session()
        assert value(admin, "SELECT p.versions FROM agora_memory.known_pattern AS p") == 2
        assert right(admin)

    def test_rollback(self, calls: tuple[Connection, Connection, "Future[Any]"], session: Session) -> None:
        first, second, pending = calls
        first.rollback()
        assert pending.result(SECONDS) is True
        second.commit()
        assert value(session(), "SELECT count(*) FROM agora_memory.known_pattern") == 1

    @pytest.mark.parametrize("level", [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])
    def test_an_older_snapshot_fails_instead(
        self, session: Session, agents: list[int], level: IsolationLevel
    ) -> None:
        """What cannot see the other contribution must not judge."""
        first, second = session(autocommit=True), session()
        tries = [succeed(first, agent) for agent in agents[:3]]
        assert value(first, CONTRIBUTE, "something else", tries[2], agents[2])
        second.isolation_level = level
        value(second, "SELECT count(*) FROM agora_memory.known_pattern")
        assert value(first, CONTRIBUTE, TEMPLATE, tries[0], agents[0])
        with pytest.raises(psycopg.errors.SerializationFailure):
            value(second, CONTRIBUTE, TEMPLATE, tries[1], agents[1])

    def test_by_vectors(
        self, session: Session, agents: list[int], background: Background, waits_for: WaitsFor
    ) -> None:
        """The vector that came with the first is there when the second is judged."""
        first, second, admin = session(), session(), session(autocommit=True)
        admin.execute("SELECT agora_memory.register_embedding_model('m', 2)")
        tries = [succeed(admin, agent) for agent in agents[:2]]
        contribute = (
            "SELECT c.is_novel FROM agora_memory.contribute_pattern("
            "%s, 'Words.', 'text', 'code', %s, p_vector => %s::public.vector, p_actor => %s) AS c"
        )
        assert value(first, contribute, "gnus", tries[0], "[1,0]", agents[0])
        pending = background(value, second, contribute, "okapis", tries[1], "[1,0.1]", agents[1])
        waits_for(second, first)
        first.commit()
        assert pending.result(SECONDS) is False

    def test_many(self, session: Session, agents: list[int]) -> None:
        """Of many near-duplicates one is novel, every contribution has its number, and one review is due."""
        sessions = [session(autocommit=True) for _ in agents]
        sessions[0].execute("SELECT agora.set_setting('memory.pattern_review_every', '12', 'a test')")
        tries = [succeed(sessions[0], agent) for agent in agents]
        novel = race(
            sessions,
            lambda connection, n: value(connection, CONTRIBUTE, f"{TEMPLATE} {n}", tries[n], agents[n]),
        )
        assert sorted(novel) == [False] * (SESSIONS - 1) + [True]
        versions = sessions[0].execute(
            "SELECT v.contribution FROM agora_memory.known_pattern_version AS v ORDER BY v.contribution"
        )
        assert [number for (number,) in versions] == list(range(1, SESSIONS + 1))
        assert value(sessions[0], "SELECT count(*) FROM agora_memory.pattern_review_task") == 1
        assert right(sessions[0])


def test_no_use_is_lost(session: Session, agents: list[int]) -> None:
    sessions = [session(autocommit=True) for _ in agents]
    attempt = succeed(sessions[0], agents[0])
    assert value(sessions[0], CONTRIBUTE, TEMPLATE, attempt, agents[0])
    pattern = value(sessions[0], "SELECT p.pattern_id FROM agora_memory.known_pattern AS p")

    def use(connection: Connection, number: int) -> str:
        for _ in range(3):
            mine = succeed(connection, agents[number])
            value(
                connection,
                "SELECT agora_memory.use_pattern(%s, %s, p_actor => %s)",
                pattern,
                mine,
                agents[number],
            )
        return "done"

    assert race(sessions, use) == ["done"] * SESSIONS
    row = (
        sessions[0]
        .execute("SELECT p.uses, p.successes, p.own_uses FROM agora_memory.known_pattern AS p")
        .fetchone()
    )
    assert row == (3 * (SESSIONS - 1), 3 * (SESSIONS - 1), 3)
    assert right(sessions[0])


def test_pruning_waits_for_a_contribution(
    session: Session, agents: list[int], background: Background, waits_for: WaitsFor
) -> None:
    """A pattern is not archived between somebody's judgement and their version of it."""
    first, second, admin = session(), session(), session(autocommit=True)
    tries = [succeed(admin, agents[0]) for _ in range(2)]
    value(admin, CONTRIBUTE, TEMPLATE, tries[0], agents[0])
    value(first, CONTRIBUTE, TEMPLATE + " or so", tries[1], agents[0])
    pending = background(value, second, "SELECT count(*) FROM agora_memory.prune_patterns()")
    waits_for(second, first)
    first.commit()
    assert pending.result(SECONDS) == 0
