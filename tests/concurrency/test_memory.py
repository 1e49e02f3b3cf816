"""Memory under contention: one transform per program, no evidence lost, one payout, one end."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
ROUNDS = 6
ERRORS = ("cannot read the ledger", "no such currency", "the socket was closed")
REGISTER = "SELECT (agora_memory.register_transform(%s, p_quality => 0.7)).transform_id"
FAIL = (
    "SELECT f.attempt_id FROM agora_memory.finish_attempt("
    "agora_memory.start_attempt('do it'), 'error', 'ValueError', %s) AS f"
)


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


class TestRegistration:
    """Two sessions register the same program: the second waits, and takes the transform of the first."""

    @pytest.fixture
    def calls(
        self, session: Session, background: Background, waits_for: WaitsFor
    ) -> tuple[Connection, int, Connection, "Future[Any]"]:
        first, second = session(), session()
        made = value(first, REGISTER, "def add(a, b): return a + b")
        pending = background(value, second, REGISTER, "def add(a, b):\n    return a + b  # the same")
        waits_for(second, first)
        return first, made, second, pending

    def test_commit(self, calls: tuple[Connection, int, Connection, "Future[Any]"], session: Session) -> None:
        first, made, second, pending = calls
        first.commit()
        assert pending.result(SECONDS) == made
        second.commit()
        observer = session()
        assert value(observer, "SELECT count(*) FROM agora_memory.known_transform") == 1
        assert value(observer, "SELECT count(*) FROM agora_memory.document") == 1

    def test_rollback(
        self, calls: tuple[Connection, int, Connection, "Future[Any]"], session: Session
    ) -> None:
        first, made, second, pending = calls
        first.rollback()
        assert pending.result(SECONDS) != made
        second.commit()
        assert value(session(), "SELECT count(*) FROM agora_memory.known_transform") == 1

    def test_many(self, session: Session) -> None:
        sessions = [session(autocommit=True) for _ in range(16)]
        ids = race(sessions, lambda connection, _: value(connection, REGISTER, "def add(a, b): return a + b"))
        assert len(set(ids)) == 1 and isinstance(ids[0], int)


def test_sixteen_answer_three_errors(session: Session) -> None:
    """No evidence is lost, the signatures are one each, and the contributor is paid once, in the end."""
    sessions = [session(autocommit=True) for _ in range(16)]
    ada = value(sessions[0], "SELECT agora.register_principal('ada')")
    transform = value(
        sessions[0],
        "SELECT (agora_memory.register_transform('def guard(row: dict) -> dict: return row or {}',"
        " p_quality => 0.7, p_actor => %s)).transform_id",
        ada,
    )

    def work(connection: Connection, number: int) -> str:
        for turn in range(ROUNDS):
            error = ERRORS[(number + turn) % len(ERRORS)]
            failed = value(connection, FAIL, error)
            retry = value(
                connection,
                "SELECT agora_memory.start_attempt('again', p_parent => %s, p_transforms => %s)",
                failed,
                [transform],
            )
            status = "timeout" if (number + turn) % 4 == 0 else "success"
            connection.execute("SELECT agora_memory.finish_attempt(%s, %s)", [retry, status])
        return "done"

    assert race(sessions, work) == ["done"] * 16
    found = sessions[0].execute(
        "SELECT r.pattern, r.successes, r.failures FROM agora_memory.error_resolution AS r ORDER BY r.pattern"
    )
    ends = [(ERRORS[(n + t) % 3], (n + t) % 4 == 0) for n in range(16) for t in range(ROUNDS)]
    assert found.fetchall() == [
        (f"ValueError: {error}", ends.count((error, False)), ends.count((error, True)))
        for error in sorted(ERRORS)
    ]
    assert value(sessions[0], "SELECT count(*) FROM agora_memory.known_error_signature") == len(ERRORS)
    assert sessions[0].execute(
        "SELECT e.principal_id, e.subject_id, count(*) FILTER (WHERE e.kind = 'transform'), sum(e.amount) = b.balance"
        " FROM agora_reward.earned_reward AS e JOIN agora_ledger.account_balance_view AS b USING (principal_id)"
        " GROUP BY e.principal_id, e.subject_id, b.balance"
    ).fetchall() == [(ada, transform, 1, True)]
    assert sessions[0].execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_many_add_evidence_to_the_same_resolutions(session: Session) -> None:
    """Imports of many retries in opposite orders, with half-life: no deadlock, and nothing is lost."""
    sessions = [session(autocommit=True) for _ in range(12)]
    sessions[0].execute("SELECT agora.set_setting('memory.evidence_half_life', '30 days', 'a test')")
    failed = [value(sessions[0], FAIL, error) for error in ERRORS]

    def work(connection: Connection, number: int) -> str:
        for turn in range(ROUNDS):
            parents = failed if (number + turn) % 2 else failed[::-1]
            records = [
                {
                    "request": "again",
                    "parent_attempt_id": parent,
                    "approach": approach,
                    "status": "timeout" if number + turn == 0 else "success",
                    "id": f"{number}-{turn}-{parent}-{approach}",
                }
                for parent in parents
                for approach in ("wait", "hope")
            ]
            connection.execute("SELECT * FROM agora_memory.import_attempts(%s)", [Jsonb(records)])
        return "done"

    assert race(sessions, work) == ["done"] * 12
    found = sessions[0].execute(
        "SELECT r.successes, r.failures, r.status FROM agora_memory.error_resolution AS r"
    )
    assert found.fetchall() == [(12 * ROUNDS - 1, 1, "confident")] * 6
    changes = value(
        sessions[0], "SELECT count(*) FROM agora_event.published WHERE topic = 'memory.resolution.changed.v1'"
    )
    assert changes >= 12
    assert sessions[0].execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_the_second_success_waits_for_the_payout_of_the_first(
    session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Whoever pays, it is once; if the first is taken back, the second pays."""
    admin = session(autocommit=True)
    ada = value(admin, "SELECT agora.register_principal('ada')")
    contribute = REGISTER.replace("0.7", "0.7, p_actor => %s")
    transform = value(admin, contribute, "def guard(row): return row or {}", ada)
    retries = [
        value(
            admin,
            "SELECT agora_memory.start_attempt('again', p_parent => %s, p_transforms => %s)",
            value(admin, FAIL, error),
            [transform],
        )
        for error in ERRORS[:2]
    ]
    first, second = session(), session()
    finish = "SELECT (agora_memory.finish_attempt(%s, 'success')).status"
    value(first, finish, retries[0])
    pending = background(value, second, finish, retries[1])
    waits_for(second, first)
    first.rollback()
    assert pending.result(SECONDS) == "success"
    second.commit()
    assert value(first, finish, retries[0]) == "success"
    first.commit()
    assert value(admin, "SELECT count(*) FROM agora_reward.earned_reward WHERE kind = 'transform'") == 1
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


class TestOneEnd:
    """An attempt ends once, whoever is first."""

    FINISH = "SELECT (agora_memory.finish_attempt(%s, %s, %s, p_key => %s)).status"

    def test_the_same_call(self, session: Session, background: Background, waits_for: WaitsFor) -> None:
        first, second = session(), session()
        attempt = value(session(autocommit=True), "SELECT agora_memory.start_attempt('do it')")
        value(first, self.FINISH, attempt, "success", None, "k")
        pending = background(value, second, self.FINISH, attempt, "success", None, "k")
        waits_for(second, first)
        first.commit()
        assert pending.result(SECONDS) == "success"

    def test_another_call(self, session: Session, background: Background, waits_for: WaitsFor) -> None:
        first, second = session(), session()
        attempt = value(session(autocommit=True), "SELECT agora_memory.start_attempt('do it')")
        value(first, self.FINISH, attempt, "success", None, "k")
        pending = background(value, second, self.FINISH, attempt, "error", "KeyError", "l")
        waits_for(second, first)
        first.commit()
        with pytest.raises(psycopg.DatabaseError) as caught:
            pending.result(SECONDS)
        assert caught.value.sqlstate == "ZM002"

    def test_many(self, session: Session) -> None:
        sessions = [session(autocommit=True) for _ in range(16)]
        attempt = value(sessions[0], "SELECT agora_memory.start_attempt('do it')")
        ends = race(
            sessions,
            lambda connection, n: value(connection, self.FINISH, attempt, "error", f"Error{n}", f"k{n}"),
        )
        assert sorted(ends) == ["ZM002"] * 15 + ["error"]
        assert value(sessions[0], "SELECT count(*) FROM agora_memory.known_error_signature") == 1


class TestStartKey:
    """One attempt per key; the second call waits for the first."""

    START = "SELECT agora_memory.start_attempt(%s, p_key => 'k')"

    def test_commit(self, session: Session, background: Background, waits_for: WaitsFor) -> None:
        first, second = session(), session()
        made = value(first, self.START, "do it")
        pending = background(value, second, self.START, "do it")
        waits_for(second, first)
        first.commit()
        assert pending.result(SECONDS) == made

    def test_rollback(self, session: Session, background: Background, waits_for: WaitsFor) -> None:
        first, second = session(), session()
        made = value(first, self.START, "do it")
        pending = background(value, second, self.START, "do it")
        waits_for(second, first)
        first.rollback()
        assert pending.result(SECONDS) != made
        second.commit()
        assert value(session(), "SELECT count(*) FROM agora_memory.recorded_attempt") == 1

    def test_other_arguments(self, session: Session, background: Background, waits_for: WaitsFor) -> None:
        first, second = session(), session()
        value(first, self.START, "do it")
        pending = background(value, second, self.START, "do something else")
        waits_for(second, first)
        first.commit()
        with pytest.raises(psycopg.DatabaseError) as caught:
            pending.result(SECONDS)
        assert caught.value.sqlstate == "ZA003"

    def test_many(self, session: Session) -> None:
        sessions = [session(autocommit=True) for _ in range(16)]
        ids = race(sessions, lambda connection, _: value(connection, self.START, "do it"))
        assert len(set(ids)) == 1 and isinstance(ids[0], int)


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT agora_memory.record_attempt(%s)",
        "SELECT i.attempt_id FROM agora_memory.import_attempts(jsonb_build_array(%s::jsonb)) AS i",
    ],
)
def test_a_duplicate_above_read_committed_asks_to_be_repeated(
    session: Session, background: Background, waits_for: WaitsFor, query: str, isolation: str
) -> None:
    """The transaction cannot see what the other session recorded; the next one does."""
    record = '{"id": "run-1", "request": "do it", "status": "success"}'
    first, second = session(), session()
    second.execute(f"SET default_transaction_isolation = '{isolation}'".encode())
    second.commit()
    made = value(first, query, record)
    pending = background(value, second, query, record)
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.errors.SerializationFailure) as caught:
        pending.result(SECONDS)
    assert caught.value.diag.message_hint
    second.rollback()
    assert value(second, query, record) == made


def test_fifty_agents_meet_on_few_signatures(session: Session) -> None:
    """Fifty sessions fail and mend in the same three ways, with steps and states: no evidence is lost, no deadlock."""
    agents, rounds = 50, 2
    sessions = [session(autocommit=True) for _ in range(agents)]
    code = [f"def mend_{n}(row):\n    return row or {n}\n" for n in range(len(ERRORS))]

    def work(connection: Connection, number: int) -> str:
        for turn in range(rounds):
            kind = (number + turn) % len(ERRORS)
            failed = value(connection, FAIL, ERRORS[kind])
            retry = value(
                connection,
                "SELECT agora_memory.start_attempt('again', p_approach => %s, p_parent => %s)",
                f"way {number % 4}",
                failed,
            )
            connection.execute("SELECT agora_memory.record_step(%s, 1, 'mend', p_pre => '{}')", [retry])
            done = number % 5 != 0
            value(
                connection,
                "SELECT (agora_memory.finish_attempt(%s, %s, %s, %s, p_code => %s)).step_error",
                retry,
                *(
                    ("success", None, None, code[kind])
                    if done
                    else ("error", "ValueError", ERRORS[kind], None)
                ),
            )
        return "done"

    assert race(sessions, work) == ["done"] * agents
    mended = rounds * sum(n % 5 != 0 for n in range(agents))
    watcher = sessions[0]
    assert watcher.execute(
        "SELECT sum(r.successes), sum(r.failures) FROM agora_memory.error_resolution AS r"
    ).fetchall() == [(mended, agents * rounds - mended)]
    assert value(watcher, "SELECT count(*) FROM agora_memory.resolution_evidence") == agents * rounds
    assert value(watcher, "SELECT count(*) FROM agora_memory.known_error_signature") == len(ERRORS)
    assert value(watcher, "SELECT count(*) FROM agora_memory.known_transform") == len(ERRORS)
    assert value(watcher, "SELECT count(*) FROM agora_memory.snapshot") == 1
    assert (
        value(watcher, "SELECT count(*) FROM agora_memory.attempt_step AS s WHERE s.outcome = 'error'") == 0
    )
    assert watcher.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


class TestAddingWhileItEnds:
    """What is recorded of an attempt and its end go one after the other."""

    def test_a_step_waits_for_the_end_and_is_refused(
        self, session: Session, background: Background, waits_for: WaitsFor
    ) -> None:
        first, second = session(), session()
        attempt = value(session(autocommit=True), "SELECT agora_memory.start_attempt('do it')")
        value(first, "SELECT (agora_memory.finish_attempt(%s, 'success')).status", attempt)
        pending = background(value, second, "SELECT agora_memory.record_step(%s, 1, 'late')", attempt)
        waits_for(second, first)
        first.commit()
        with pytest.raises(psycopg.DatabaseError) as caught:
            pending.result(SECONDS)
        assert caught.value.sqlstate == "ZM010"

    def test_one_content_is_one_snapshot(
        self, session: Session, background: Background, waits_for: WaitsFor
    ) -> None:
        first, second, admin = session(), session(), session(autocommit=True)
        attempts = [value(admin, "SELECT agora_memory.start_attempt('do it')") for _ in range(2)]
        take = "SELECT agora_memory.record_snapshot(%s, 'checkpoint', '{\"a\": 1}')"
        made = value(first, take, attempts[0])
        pending = background(value, second, take, attempts[1])
        waits_for(second, first)
        first.commit()
        assert pending.result(SECONDS) == made
        second.commit()

    def test_a_snapshot_in_use_outlives_the_retention_of_its_first_attempt(self, session: Session) -> None:
        first, admin = session(), session(autocommit=True)
        old, new = (value(admin, "SELECT agora_memory.start_attempt('do it')") for _ in range(2))
        take = "SELECT agora_memory.record_snapshot(%s, 'checkpoint', '{\"a\": 1}')"
        made = value(admin, take, old)
        admin.execute("SELECT agora_memory.finish_attempt(%s, 'success')", [old])
        admin.execute(
            "UPDATE agora_memory.attempt_detail SET recorded_at = '2000-01-01' WHERE attempt_id = %s", [old]
        )
        assert value(first, take, new) == made
        assert value(admin, "SELECT agora_memory._forget_details(10)") == 1
        first.commit()
        kept = "SELECT count(*) FROM agora_memory.recorded_snapshot AS s WHERE s.snapshot_id = %s"
        assert value(admin, kept, made) == 1


def test_a_cancelled_step_ends_the_call(session: Session) -> None:
    """A timeout is no failure of a step: the attempt stays in progress, and the same call may be made again."""
    holder, worker, admin = session(), session(autocommit=True), session(autocommit=True)
    attempt = value(admin, "SELECT agora_memory.start_attempt('do it')")
    value(holder, REGISTER, "def add(a, b): return a + b")
    finish = (
        "SELECT (agora_memory.finish_attempt(%s, 'success', p_code => 'def add(a, b): return a + b',"
        " p_key => 'k')).transform_id"
    )
    worker.execute("SET lock_timeout = '100ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        value(worker, finish, attempt)
    status = "SELECT a.status FROM agora_memory.recorded_attempt AS a WHERE a.attempt_id = %s"
    assert value(admin, status, attempt) == "in_progress"
    holder.commit()
    assert value(worker, finish, attempt) is not None
