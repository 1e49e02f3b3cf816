"""Core under contention: one winner, one result, and nobody waits who need not."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
Calls = tuple[Connection, int, Connection, "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
TOPIC = "test.thing.happened.v1"
PUBLISH = f"SELECT agora_event.publish('{TOPIC}', NULL, %s, p_key => 'k')"


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def race(sessions: list[Connection], query: str) -> list[Any]:
    """Run a query in all sessions at once; an error is a result."""
    start = Barrier(len(sessions))

    def run(connection: Connection) -> Any:
        start.wait(SECONDS)
        try:
            return value(connection, query)
        except psycopg.Error as error:
            return error.sqlstate

    with ThreadPoolExecutor(len(sessions)) as pool:
        return list(pool.map(run, sessions))


@pytest.fixture
def topic(session: Session) -> None:
    session(autocommit=True).execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())


@pytest.mark.usefixtures("topic")
class TestIdempotencyKey:
    """The second call of a key waits for the first, then answers as it did."""

    @pytest.fixture
    def calls(self, session: Session, background: Background, waits_for: WaitsFor) -> Calls:
        first, second = session(), session()
        made = value(first, PUBLISH, '{"a": 1}')
        pending = background(value, second, PUBLISH, '{"a": 1}')
        waits_for(second, first)
        return first, made, second, pending

    def test_commit(self, calls: Calls, session: Session) -> None:
        first, made, second, pending = calls
        first.commit()
        assert pending.result(SECONDS) == made
        second.commit()
        assert value(session(), "SELECT count(*) FROM agora_event.event WHERE topic = %s", TOPIC) == 1

    def test_rollback(self, calls: Calls, session: Session) -> None:
        first, made, second, pending = calls
        first.rollback()
        assert pending.result(SECONDS) != made
        second.commit()
        assert value(session(), "SELECT count(*) FROM agora_event.event WHERE topic = %s", TOPIC) == 1

    def test_other_arguments(self, session: Session, background: Background, waits_for: WaitsFor) -> None:
        first, second = session(), session()
        value(first, PUBLISH, '{"a": 1}')
        pending = background(value, second, PUBLISH, '{"a": 2}')
        waits_for(second, first)
        first.commit()
        with pytest.raises(psycopg.DatabaseError) as caught:
            pending.result(SECONDS)
        assert caught.value.sqlstate == "ZA003"

    def test_many(self, session: Session) -> None:
        query = f"SELECT agora_event.publish('{TOPIC}', NULL, '{{}}', p_key => 'many')"
        assert len(set(race([session(autocommit=True) for _ in range(16)], query))) == 1


def test_one_principal_of_a_name(session: Session) -> None:
    ids = race([session(autocommit=True) for _ in range(16)], "SELECT agora.register_principal('alice')")
    assert len(set(ids)) == 1
    assert ids[0] >= 1000


def test_a_login_is_bound_once(
    session: Session, login: Callable[..., str], background: Background, waits_for: WaitsFor
) -> None:
    admin, role = session(autocommit=True), login("login")
    alice, bob = (value(admin, "SELECT agora.register_principal(%s)", name) for name in ("alice", "bob"))
    first, second = session(), session()
    first.execute("SELECT agora.bind_login(%s, %s)", [role, alice])
    pending = background(second.execute, "SELECT agora.bind_login(%s, %s)", [role, bob])
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.DatabaseError) as caught:
        pending.result(SECONDS)
    assert caught.value.sqlstate == "ZA005"
    assert value(admin, "SELECT name FROM agora.principal_directory WHERE db_role = %s", role) == "alice"


def test_the_first_binding_of_all_counts_at_once(session: Session, login: Callable[..., str]) -> None:
    """Also in a session that has acted before, whose plans say that nobody is bound."""
    admin, other = session(autocommit=True), session(autocommit=True)
    role = login("login", "agora_service")
    alice = value(admin, "SELECT agora.register_principal('alice')")
    outcome = "SELECT (agora.record_outcome('b', true)).changed_by"
    other.execute(f"SET SESSION AUTHORIZATION {role}".encode())
    assert [value(other, outcome) for _ in range(8)] == [3] * 8
    with admin.transaction():
        admin.execute("SELECT agora.bind_login(%s, %s)", [role, alice])
        assert value(other, outcome) == 3
    assert value(other, outcome) == alice
    admin.execute("REINDEX INDEX CONCURRENTLY agora.principal_db_role_oid_ix")
    assert value(other, outcome) == alice
    admin.execute("SELECT agora.unbind_login(%s)", [role])
    admin.execute("REINDEX INDEX CONCURRENTLY agora.principal_db_role_oid_ix")
    assert value(other, outcome) == 3
    admin.execute("SELECT agora.bind_login(%s, %s)", [role, alice])
    assert value(other, outcome) == alice


class TestLease:
    """One holder at a time."""

    def test_one_wins(self, session: Session) -> None:
        sessions = [session(autocommit=True) for _ in range(12)]
        for number, connection in enumerate(sessions):
            principal = value(connection, "SELECT agora.register_principal(%s)", f"agent {number}")
            connection.execute("SELECT set_config('test.me', %s, false)", [str(principal)])
        query = "SELECT (agora.acquire_lease('r', '1 hour', current_setting('test.me')::bigint)).epoch"
        results = race(sessions, query)
        assert sorted(results, key=str) == [1, *["ZA011"] * 11]

    @pytest.mark.parametrize(("end", "outcome"), [("commit", "ZA011"), ("rollback", None)])
    def test_the_second_waits_for_the_first(
        self, session: Session, background: Background, waits_for: WaitsFor, end: str, outcome: str | None
    ) -> None:
        first, second = session(), session()
        alice = value(first, "SELECT agora.register_principal('alice')")
        first.commit()
        value(first, "SELECT (agora.acquire_lease('r', '1 hour', 3)).epoch")
        pending = background(value, second, "SELECT (agora.acquire_lease('r', '1 hour', %s)).epoch", alice)
        waits_for(second, first)
        getattr(first, end)()
        if outcome is None:
            assert pending.result(SECONDS) == 1
        else:
            with pytest.raises(psycopg.DatabaseError) as caught:
                pending.result(SECONDS)
            assert caught.value.sqlstate == outcome


def test_a_bucket_gives_what_it_has(session: Session) -> None:
    admin = session(autocommit=True)
    admin.execute("SELECT agora.set_bucket('b', 5, 0.000001)")
    granted = race([session(autocommit=True) for _ in range(16)], "SELECT (agora.take_token('b')).granted")
    assert sorted(granted) == [False] * 11 + [True] * 5


def test_one_probe(session: Session, timed_dsn: str) -> None:
    """After the cooldown, one of all that ask is let through."""
    sessions = [session(autocommit=True, to=timed_dsn) for _ in range(12)]
    sessions[0].execute("SELECT agora.trip_breaker('b', 'transient', 'a test')")
    for connection in sessions:
        connection.execute("SET agora_test.now = '2100-01-01'")
    assert sorted(race(sessions, "SELECT agora.breaker_allows('b')")) == [False] * 11 + [True]


def test_failures_in_a_row_are_counted(session: Session) -> None:
    sessions = [session(autocommit=True) for _ in range(8)]
    race(sessions, "SELECT (agora.record_outcome('b', false)).failures")
    rows = sessions[0].execute("SELECT s.failures, s.status FROM agora.breaker_state AS s").fetchall()
    assert rows == [(8, "open")]


def test_a_job_runs_once(session: Session) -> None:
    """tick() skips what another session is running, and does not wait for it."""
    first, second = session(), session()
    first.execute("CREATE TABLE agora.test_run (at timestamptz)")
    first.execute(
        "CREATE FUNCTION agora._test_run(p_limit integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS"
        " $$ BEGIN INSERT INTO agora.test_run VALUES (agora.now()); RETURN 1; END $$"
    )
    first.execute("GRANT EXECUTE ON FUNCTION agora._test_run(integer) TO agora_owner")
    first.execute("DELETE FROM agora.job_state; DELETE FROM agora.job_run; DELETE FROM agora.job")
    first.execute("INSERT INTO agora.job VALUES ('test.run', 'agora._test_run', '1 hour', 0, 'A test.')")
    first.execute("INSERT INTO agora.job_state (job) VALUES ('test.run')")
    first.commit()
    assert value(first, "SELECT agora.tick()") == 1
    second.execute("SET lock_timeout = '5s'")
    assert value(second, "SELECT agora.tick()") == 0
    second.commit()
    first.commit()
    assert value(second, "SELECT agora.tick()") == 0
    assert value(second, "SELECT count(*) FROM agora.test_run") == 1


def test_ticks_at_once(session: Session) -> None:
    """Whoever calls it, whenever: no error, and each job is due again."""
    handled = race([session(autocommit=True) for _ in range(8)], "SELECT agora.tick()")
    assert all(isinstance(rows, int) for rows in handled)
    assert value(session(), "SELECT count(*) FROM agora.job_status WHERE last_error IS NOT NULL") == 0
    assert value(session(), "SELECT bool_and(next_run_at > agora.now()) FROM agora.job_status") is True


def test_history_of_a_setting_is_a_chain(session: Session) -> None:
    sessions = [session(autocommit=True) for _ in range(8)]
    for number, connection in enumerate(sessions):
        connection.execute("SELECT set_config('test.mine', %s, false)", [str(number + 10)])
    race(sessions, "SELECT agora.set_setting('core.breaker_failures', current_setting('test.mine'), 'race')")
    history = "SELECT h.old_value, h.new_value FROM agora.setting_change AS h ORDER BY h.setting_history_id"
    changes = sessions[0].execute(history).fetchall()
    assert [old for old, _ in changes] == [None, *(new for _, new in changes[:-1])]
    assert len(changes) == 8


def test_partitions_are_made_beside_writers(session: Session) -> None:
    """A partition is made while another session has an open write."""
    writer, maker = session(), session()
    writer.execute(f"SELECT agora_event.create_topic('{TOPIC}', 'A test.')".encode())
    writer.execute("DELETE FROM agora.partitioned_table WHERE relation <> 'agora_event.event'")
    writer.execute("UPDATE agora.partitioned_table SET step = 1000000")
    writer.execute("SELECT setval('agora_event.event_id_seq', 9500000)")
    writer.commit()
    writer.execute(f"SELECT agora_event.publish('{TOPIC}', NULL, '{{}}')".encode())
    writer.commit()
    writer.execute(f"SELECT agora_event.publish('{TOPIC}', NULL, '{{}}')".encode())
    assert value(maker, "SELECT agora._maintain_partitions(1000)") == 2
    maker.commit()
    writer.commit()
    assert value(writer, "SELECT count(*) FROM agora_event.event WHERE topic = %s", TOPIC) == 2
