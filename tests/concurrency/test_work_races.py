"""Work where sessions meet in unlucky order: nobody deadlocks, waits without need or loses sight of a task."""

import json
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Session = Callable[..., Connection]
Background = Callable[..., "Future[Any]"]
WaitsFor = Callable[[Connection, Connection], None]

SECONDS = 60
AGENT = "SELECT agora_work.register_agent(agora.register_principal(%s), p_max_tasks => 10000)"
ADD = "SELECT agora_work.add_tasks(%s::text::jsonb)"
CLAIM = "SELECT c.task_id, c.epoch FROM agora_work.claim_task(%s, %s, %s) AS c"
NEXT = "SELECT c.task_id FROM agora_work.claim_next(%s, %s, p_actor => %s) AS c"
COMPLETE = "SELECT agora_work.complete_task(%s, 1, p_actor => %s)"
GO_ON = "SELECT * FROM agora_work.complete_and_claim(p_task => %s, p_epoch => 1, p_agent => %s)"
NEEDS = "SELECT agora_work.add_dependency(%s, %s)"
NEEDS_NO_MORE = "SELECT agora_work.drop_dependency(%s, %s)"
LEASES = "SELECT b.lease_until FROM agora_work.board AS b WHERE b.task_id = %s"


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture
def admin(session: Session) -> Connection:
    return session(autocommit=True)


def test_needed_by_a_new_task_while_it_is_completed(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Adding what needs two tasks, of which one waits for the other, meets its completion: both go through."""
    ada = value(admin, AGENT, "ada")
    waiting, busy, needed = value(
        admin, ADD, '[{"title": "w", "needs": ["n"]}, {"title": "b"}, {"title": "n", "code": "n"}]'
    )
    assert admin.execute(CLAIM, [ada, needed, ada]).fetchall() == [(needed, 1)]
    first, second, third = session(), session(), session()
    second.execute("SET lock_timeout = '5s'")
    # The completion comes in the middle of the addition, because a third session holds one of its locks.
    third.execute("SELECT FROM agora_work.task AS t WHERE t.task_id = %s FOR NO KEY UPDATE", [busy])
    adding = background(value, first, ADD, f'[{{"title": "x", "needs": [{waiting}, {busy}, {needed}]}}]')
    waits_for(first, third)
    second.execute(COMPLETE, [needed, ada])
    third.rollback()
    waits_for(first, second)
    second.commit()
    (new,) = adding.result(SECONDS)
    first.commit()
    board = admin.execute("SELECT b.task_id, b.unmet FROM agora_work.board AS b WHERE b.status = 'blocked'")
    assert board.fetchall() == [(new, 2)]


def test_needed_by_a_new_task_while_it_changes(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """A task is changed, and another that needs it is added, both into a lane that is new: both go through."""
    (needed,) = value(admin, ADD, '[{"title": "n"}]')
    changing, adding = session(), session(autocommit=True)
    changing.execute("SELECT FROM agora_work.task AS t WHERE t.task_id = %s FOR NO KEY UPDATE", [needed])
    added = background(value, adding, ADD, f'[{{"title": "a", "priority": 7, "needs": [{needed}]}}]')
    waits_for(adding, changing)
    changing.execute("SELECT agora_work.change_task(%s, '{\"priority\": 7}'::jsonb)", [needed])
    changing.commit()
    (new,) = added.result(SECONDS)
    board = admin.execute("SELECT b.task_id, b.priority FROM agora_work.board AS b ORDER BY b.task_id")
    assert board.fetchall() == [(needed, 7), (new, 7)]


def test_a_need_that_is_closed_holds_up_nobody(admin: Connection, session: Session) -> None:
    """Those who add tasks that need it do not wait for each other, and it is not forgotten meanwhile."""
    admin.execute('SELECT agora_work.add_tasks(\'[{"title": "base", "code": "base"}]\')')
    admin.execute("SELECT agora_work.cancel_task(1, 'not needed')")
    adding = 'SELECT agora_work.add_task(%s, \'{"needs": ["base"]}\')'
    first, second = session(autocommit=False), session(autocommit=False)
    first.execute(adding, ["one"])
    second.execute("SET lock_timeout = '5s'")
    second.execute(adding, ["two"])
    second.execute(adding, ["three"])
    second.execute("SELECT agora_work.add_dependency(4, 1)")
    skipped = "SELECT FROM agora_work.task AS t WHERE t.task_id = 1 FOR UPDATE SKIP LOCKED"
    assert admin.execute(skipped).fetchall() == []
    first.commit()
    second.commit()
    needs = "SELECT d.task_id FROM agora_work.task_dependency AS d WHERE d.needs_id = 1 ORDER BY d.task_id"
    assert [task for (task,) in admin.execute(needs)] == [2, 3, 4]


def test_heartbeat_waits_for_nobody(admin: Connection, session: Session) -> None:
    """While one task is being completed in a long transaction the others are kept alive, and it counts as held."""
    ada = value(admin, AGENT, "ada")
    tasks = value(admin, ADD, '[{"title": "a"}, {"title": "b"}, {"title": "c"}]')
    assert admin.execute(NEXT, [ada, 3, ada]).fetchall() == [(task,) for task in tasks]
    first, second = session(), session(autocommit=True)
    first.execute(COMPLETE, [tasks[1], ada])
    second.execute("SET lock_timeout = '5s'")
    before = [value(admin, LEASES, task) for task in tasks]
    beat = second.execute(
        "SELECT h.is_held, h.lease_until FROM agora_work.heartbeat(%s::bigint[], '{1,1,1}', %s) AS h",
        [tasks, ada],
    ).fetchall()
    assert [held for held, _ in beat] == [True, True, True]
    assert [until > old for (_, until), old in zip(beat, before, strict=True)] == [True, False, True]
    one = "SELECT h.is_held FROM agora_work.heartbeat(ARRAY[%s]::bigint[], '{1}', %s) AS h"
    assert value(second, one, tasks[1], ada) is True
    first.commit()
    assert value(second, one, tasks[1], ada) is False


def test_heartbeat_while_the_agent_claims(admin: Connection, session: Session) -> None:
    """A claim holds the agent's row and may be about to take its tasks: no heartbeat waits for that row."""
    ada = value(admin, AGENT, "ada")
    tasks = value(admin, ADD, '[{"title": "a"}, {"title": "b"}]')
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == [(tasks[0],)]
    admin.execute("UPDATE agora_work.agent AS a SET seen_at = a.seen_at - interval '1 hour'")
    first, second = session(), session(autocommit=True)
    first.execute("SELECT FROM agora_work.agent AS a WHERE a.agent_id = %s FOR NO KEY UPDATE", [ada])
    second.execute("SET lock_timeout = '5s'")
    assert second.execute(
        "SELECT h.is_held FROM agora_work.heartbeat(%s::bigint[], '{1}', %s) AS h", [tasks[:1], ada]
    ).fetchall() == [(True,)]


def test_asking_for_a_held_task_does_not_lock_it(admin: Connection, session: Session) -> None:
    """Whoever asks for what another holds is told "not now" without a lock that its heartbeats would miss."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    (task,) = value(admin, ADD, '[{"title": "a"}]')
    assert admin.execute(CLAIM, [ada, task, ada]).fetchall() == [(task, 1)]
    asking = session()
    assert asking.execute(CLAIM, [ben, task, ben]).fetchall() == []
    admin.execute("SELECT FROM agora_work.task AS t WHERE t.task_id = %s FOR UPDATE NOWAIT", [task])


def test_claimed_by_oneself_in_another_session(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """The same claim from two sessions of one agent is one claim, although the agent has to pause before another."""
    ada = value(admin, AGENT, "ada")
    admin.execute(
        "SELECT agora_work.set_policy('agent', %s, '{\"claim_pause_seconds\": 600}', 'a test')", [str(ada)]
    )
    (task,) = value(admin, ADD, '[{"title": "a"}]')
    first, second = session(), session(autocommit=True)
    assert first.execute(CLAIM, [ada, task, ada]).fetchall() == [(task, 1)]
    again = background(lambda: second.execute(CLAIM, [ada, task, ada]).fetchall())
    waits_for(second, first)
    first.commit()
    assert again.result(SECONDS) == [(task, 1)]


def test_claimed_while_it_is_cancelled(admin: Connection, session: Session) -> None:
    """Whether it will be closed nobody knows yet: that is not now, and nobody waits for the answer."""
    ada = value(admin, AGENT, "ada")
    (task,) = value(admin, ADD, '[{"title": "a"}]')
    cancelling = session()
    cancelling.execute("SELECT agora_work.cancel_task(%s, 'a test')", [task])
    admin.execute("SET lock_timeout = '5s'")
    assert admin.execute(CLAIM, [ada, task, ada]).fetchall() == []
    cancelling.commit()
    with pytest.raises(psycopg.Error) as refused:
        admin.execute(CLAIM, [ada, task, ada])
    assert refused.value.sqlstate == "ZW007"


def test_keys_being_taken_do_not_hide_what_is_behind(admin: Connection, session: Session) -> None:
    """While another session takes a key, uncommitted, the tasks behind those that need it are still found."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    keyed, *same, free, last = value(
        admin,
        ADD,
        '[{"title": "k", "exclusive": ["db"]}, {"title": "s", "exclusive": ["db"]}, '
        '{"title": "s", "exclusive": ["db", "x"]}, {"title": "f"}, {"title": "l"}]',
    )
    first, second = session(), session()
    assert first.execute(CLAIM, [ada, keyed, ada]).fetchall() == [(keyed, 1)]
    assert second.execute(NEXT, [ben, 1, ben]).fetchall() == [(free,)]
    assert second.execute(NEXT, [ben, 5, ben]).fetchall() == [(last,)]
    second.commit()
    first.rollback()
    assert admin.execute(NEXT, [ben, 5, ben]).fetchall() == [(keyed,)]
    assert len(same) == 2


def test_keys_without_number(admin: Connection) -> None:
    """One claim takes more keys than the server's table has locks."""
    ada = value(admin, AGENT, "ada")
    value(
        admin,
        """SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'exclusive',
                     (SELECT jsonb_agg('k' || i || '.' || j) FROM generate_series(1, 100) AS j)))
                FROM generate_series(1, 600) AS i))""",
    )
    assert len(admin.execute(NEXT, [ada, 600, ada]).fetchall()) == 600
    assert value(admin, "SELECT count(*) FROM agora_work.exclusive_key") == 60_000


def test_hint_beyond_a_task_that_nobody_saw(admin: Connection, session: Session) -> None:
    """A task that became ready while the hint moved beyond it is found, though all find other work and no job runs."""
    ada = value(admin, AGENT, "ada")
    (seen,) = value(admin, ADD, '[{"title": "seen", "priority": 90}]')
    adding = session()
    (urgent,) = value(adding, ADD, '[{"title": "urgent", "priority": 90}]')
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == [(seen,)]
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == []
    adding.commit()
    value(admin, ADD, '[{"title": "usual", "priority": 10}, {"title": "usual", "priority": 10}]')
    # Nobody has swept for a minute.
    admin.execute("SELECT setval('agora_work.swept_at', 1), setval('agora_work.sweep_due', 2)")
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == [(urgent,)]


@pytest.mark.parametrize("call", [COMPLETE, GO_ON, NEEDS, NEEDS_NO_MORE])
def test_old_snapshots_are_refused(admin: Connection, session: Session, call: str) -> None:
    """Under a snapshot from before another's commit a task would wait for ever: refused."""
    ada = value(admin, AGENT, "ada")
    one, two, three = value(admin, ADD, '[{"title": "a"}, {"title": "b"}, {"title": "c"}]')
    admin.execute(CLAIM, [ada, one, ada])
    old = session()
    old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    old.execute("SELECT 1 FROM agora_work.board").fetchall()
    admin.execute(NEEDS, [two, one])
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        old.execute(call, [three, two] if call in (NEEDS, NEEDS_NO_MORE) else [one, ada])


def test_claimed_since_the_snapshot(admin: Connection, session: Session) -> None:
    """What a claim still sees as ready, though another has it by now, is passed over and not locked."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    taken, ready = value(admin, ADD, '[{"title": "a"}, {"title": "b"}]')
    old = session()
    old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    old.execute("SELECT 1 FROM agora_work.board").fetchall()
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == [(taken,)]
    assert old.execute(NEXT, [ben, 1, ben]).fetchall() == [(ready,)]
    admin.execute("SET lock_timeout = '5s'")
    admin.execute(COMPLETE, [taken, ada])


@pytest.mark.parametrize("end", ["rollback", "commit"])
def test_locks_that_ended_hide_nothing(admin: Connection, session: Session, end: str) -> None:
    """A claim that was rolled back, or a mere lock, leaves its mark in the row: it comes next all the same."""
    ada, ben = (value(admin, AGENT, name) for name in ("ada", "ben"))
    first, second = value(admin, ADD, '[{"title": "a"}, {"title": "b"}]')
    other = session()
    if end == "rollback":
        assert other.execute(NEXT, [ada, 1, ada]).fetchall() == [(first,)]
    else:
        other.execute("SELECT FROM agora_work.task AS t WHERE t.task_id = %s FOR UPDATE", [first])
    getattr(other, end)()
    assert admin.execute(NEXT, [ben, 1, ben]).fetchall() == [(first,)]
    assert admin.execute(NEXT, [ben, 1, ben]).fetchall() == [(second,)]


def test_locked_by_oneself(admin: Connection, session: Session) -> None:
    """Tasks that the transaction itself has locked or added, in part of it or in whole, are no others'."""
    ada = value(admin, AGENT, "ada")
    (old,) = value(admin, ADD, '[{"title": "old"}]')
    own = session()
    own.execute("SELECT FROM agora_work.task AS t WHERE t.task_id = %s FOR UPDATE", [old])
    with own.transaction():
        (new,) = value(own, ADD, '[{"title": "new", "priority": 90}]')
    assert own.execute(NEXT, [ada, 2, ada]).fetchall() == [(new,), (old,)]


def test_restrained_while_it_claims(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """A budget that is set while its agent claims, and finds none, holds from the next claim on."""
    ada = value(admin, AGENT, "ada")
    one, two = value(admin, ADD, '[{"title": "a"}, {"title": "b"}]')
    claiming, setting = session(), session()
    assert claiming.execute(NEXT, [ada, 1, ada]).fetchall() == [(one,)]
    done = background(
        value, setting, "SELECT agora_model.set_budget(0, p_principal => %s, p_actor => 2)", ada
    )
    waits_for(setting, claiming)
    claiming.commit()
    done.result(SECONDS)
    setting.commit()
    with pytest.raises(psycopg.errors.DatabaseError) as refused:
        admin.execute(NEXT, [ada, 1, ada])
    assert refused.value.sqlstate == "ZW004"
    row = admin.execute(GO_ON, [one, ada]).fetchall()
    assert row == [], "what is done is done, and nothing new comes"
    assert value(admin, "SELECT b.status FROM agora_work.board AS b WHERE b.task_id = %s", two) == "available"
    assert admin.execute("SELECT * FROM agora_work._probe_tasks()").fetchall() == []


@pytest.mark.parametrize(
    "restrain",
    [
        "SELECT agora_model.set_budget(0, p_principal => %s, p_actor => 2)",
        "SELECT agora.trip_breaker(agora_work.agent_breaker(%s), 'manual', 'a test', p_actor => 2)",
        "SELECT agora.suspend_principal(%s, 'a test', 2)",
    ],
)
def test_restrained_since_the_snapshot(admin: Connection, session: Session, restrain: str) -> None:
    """A claim by a snapshot that knows nothing of what restrains its agent fails, and takes nothing back."""
    ada = value(admin, AGENT, "ada")
    value(admin, ADD, '[{"title": "a"}, {"title": "b"}]')
    old = session()
    old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    old.execute("SELECT 1 FROM agora_work.board").fetchall()
    value(admin, restrain, ada)
    with pytest.raises(psycopg.errors.SerializationFailure):
        old.execute(NEXT, [ada, 1, ada])
    old.rollback()
    with pytest.raises(psycopg.errors.DatabaseError) as refused:
        admin.execute(NEXT, [ada, 1, ada])
    assert refused.value.sqlstate in {"ZA002", "ZW004", "ZW061"}


def test_used_up_since_the_snapshot(admin: Connection, session: Session) -> None:
    """What an agent has spent since shows in no old snapshot: who has a hard budget does not claim by one."""
    ada = value(admin, AGENT, "ada")
    value(admin, ADD, '[{"title": "a"}, {"title": "b"}]')
    value(admin, "SELECT agora_model.set_budget(5, p_principal => %s, p_actor => 2)", ada)
    assert len(admin.execute(NEXT, [ada, 1, ada]).fetchall()) == 1
    old = session()
    old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    old.execute("SELECT 1 FROM agora_work.board").fetchall()
    admin.execute("SELECT agora_model.authorize_spend(%s, NULL, 5, p_key => 'a', p_actor => 2)", [ada])
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        old.execute(NEXT, [ada, 1, ada])
    with pytest.raises(psycopg.errors.DatabaseError) as refused:
        admin.execute(NEXT, [ada, 1, ada])
    assert refused.value.sqlstate == "ZW004"


def test_pause_between_claims_at_once(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Two claims of an agent that has to pause: the second waits for the first, and comes too soon."""
    ada = value(admin, AGENT, "ada")
    value(admin, ADD, '[{"title": "a"}, {"title": "b"}]')
    first, second, old = session(), session(), session()
    old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    old.execute("SELECT 1 FROM agora_work.board").fetchall()
    admin.execute(
        "SELECT agora_work.set_policy('agent', %s, '{\"claim_pause_seconds\": 3600}', 'a test', 2)",
        [str(ada)],
    )
    assert len(first.execute(NEXT, [ada, 2, ada]).fetchall()) == 1
    done = background(second.execute, NEXT, [ada, 1, ada])
    waits_for(second, first)
    first.commit()
    with pytest.raises(psycopg.errors.DatabaseError) as refused:
        done.result(SECONDS)
    assert refused.value.sqlstate == "ZW095"
    with pytest.raises(psycopg.errors.SerializationFailure):
        old.execute(NEXT, [ada, 1, ada])


def test_going_on_with_what_was_freed(admin: Connection) -> None:
    """What the completion itself sets free, and has locked for that, is at hand: the most urgent comes next."""
    ada = value(admin, AGENT, "ada")
    first, freed, usual = value(
        admin,
        ADD,
        '[{"title": "f", "code": "f", "priority": 90}, {"title": "n", "needs": ["f"], "priority": 80},'
        ' {"title": "u"}]',
    )
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == [(first,)]
    assert [row[0] for row in admin.execute(GO_ON, [first, ada])] == [freed]
    assert [row[0] for row in admin.execute(GO_ON, [freed, ada])] == [usual]


def test_returned_to_one_lane_by_many(admin: Connection, session: Session, background: Background) -> None:
    """Many claim from one lane and give back at once, so that its hint moves all the time: nobody deadlocks."""
    team = [value(admin, AGENT, f"agent {n}") for n in range(12)]
    value(admin, ADD, "[" + ", ".join(['{"title": "t"}'] * 18) + "]")

    def run(agent: int, mine: Connection) -> None:
        for _ in range(120):
            claims = mine.execute(
                "SELECT c.task_id, c.epoch FROM agora_work.claim_next(%s, 3, p_actor => %s) AS c",
                [agent, agent],
            ).fetchall()
            for task, epoch in reversed(claims):
                mine.execute("SELECT agora_work.release_task(%s, %s, p_actor => %s)", [task, epoch, agent])

    for done in [background(run, agent, session(autocommit=True)) for agent in team]:
        done.result(SECONDS)
    assert admin.execute("SELECT * FROM agora_work._probe_tasks()").fetchall() == []


KEYED = """
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'exclusive', ARRAY['k' || n %% %s]))
                               FROM generate_series(1, %s) AS s(n)))
"""
ASIDE = "SELECT count(*) FROM agora_work.task AS t WHERE t.ready_at = 'infinity'"


def test_put_aside_while_the_key_is_given_up(admin: Connection, session: Session) -> None:
    """Who gives the key up does not see what another session is just putting aside; who finds nothing does."""
    ada, ben = value(admin, AGENT, "ada"), value(admin, AGENT, "ben")
    held, *waiting = value(admin, KEYED, 1, 150)
    assert admin.execute(CLAIM, [ada, held, ada]).fetchall() == [(held, 1)]
    first, second = session(), session(autocommit=True)
    second.execute("SET lock_timeout = '5s'")
    assert first.execute(NEXT, [ben, 1, ben]).fetchall() == []
    assert value(first, ASIDE) == len(waiting)
    second.execute(COMPLETE, [held, ada])
    first.commit()
    assert value(admin, ASIDE) == len(waiting)
    assert admin.execute(NEXT, [ben, 1, ben]).fetchall() == [(waiting[0],)]


def test_keys_of_many_tasks(admin: Connection, session: Session, background: Background) -> None:
    """Many work on many tasks of two keys, which are put aside and come back: all are done, each once."""
    team = [value(admin, AGENT, f"agent {n}") for n in range(8)]
    tasks = value(admin, KEYED, 2, 240)

    def run(agent: int, mine: Connection) -> int:
        done = 0
        while value(mine, "SELECT count(*) FROM agora_work.board AS b WHERE b.closed_at IS NULL"):
            for (task,) in mine.execute(NEXT, [agent, 1, agent]).fetchall():
                mine.execute(COMPLETE, [task, agent])
                done += 1
        return done

    runs = [background(run, agent, session(autocommit=True)) for agent in team]
    assert sum(run.result(SECONDS) for run in runs) == len(tasks)
    assert admin.execute("SELECT * FROM agora_work._probe_tasks()").fetchall() == []


def test_going_on_while_others_are_freed(admin: Connection, session: Session, background: Background) -> None:
    """Ends that free tasks of other lanes, claims and sweeps in between: nobody deadlocks, and all is done once."""
    admin.execute("SELECT agora.set_setting('work.sweep_every', '0.1 seconds', 'a test')")
    team = [value(admin, AGENT, f"agent {n}") for n in range(8)]
    tasks = [
        {"title": "t", "code": f"t{n}", "priority": 10 * (n % 5), "exclusive": [f"k{n % 7}"] if n % 3 else []}
        | ({"needs": [f"t{n - 6}", f"t{n - 9}"]} if n > 9 else {})
        for n in range(120)
    ]
    value(admin, ADD, json.dumps(tasks))

    def run(agent: int, mine: Connection) -> None:
        claimed = None
        while claimed or value(mine, "SELECT count(*) FROM agora_work.board AS b WHERE b.closed_at IS NULL"):
            if claimed:
                claimed = mine.execute(
                    "SELECT c.task_id, c.epoch"
                    "  FROM agora_work.complete_and_claim(%s, %s, %s, p_actor => %s) AS c",
                    [agent, *claimed, agent],
                ).fetchone()
            else:
                claimed = mine.execute(
                    "SELECT c.task_id, c.epoch FROM agora_work.claim_next(%s, p_actor => %s) AS c",
                    [agent, agent],
                ).fetchone()

    for done in [background(run, agent, session(autocommit=True)) for agent in team]:
        done.result(SECONDS)
    assert admin.execute(
        "SELECT h.outcome, count(*), count(DISTINCT h.task_id) FROM agora_work.claim_history AS h GROUP BY 1"
    ).fetchall() == [("completed", len(tasks), len(tasks))]
    assert admin.execute("SELECT * FROM agora.check_invariants()").fetchall() == []


def test_next_work_beside_the_end_of_a_filler(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """One session of an agent stops its filler for better work, another completes it: both lock the agent first."""
    ada = value(admin, AGENT, "ada")
    need, own, filler = value(
        admin,
        ADD,
        '[{"title": "n", "code": "n"}, {"title": "o", "needs": ["n"]}, {"title": "f", "kind": "filler"}]',
    )
    admin.execute("SELECT agora_work.wait_for(%s, 'unblocked', %s)", [own, ada])
    admin.execute(CLAIM, [ada, need, ada])
    admin.execute(COMPLETE, [need, ada])
    admin.execute(CLAIM, [ada, filler, ada])
    first, second = session(), session()
    second.execute("SELECT FROM agora_work.agent AS a WHERE a.agent_id = %s FOR NO KEY UPDATE", [ada])
    asking = background(
        value, first, "SELECT w.task_id FROM agora_work.next_work(%s, p_actor => %s) AS w", ada, ada
    )
    waits_for(first, second)
    assert second.execute(GO_ON, [filler, ada]).fetchall() == []
    second.commit()
    assert asking.result(SECONDS) == own


def lanes(admin: Connection) -> list[int]:
    return [row[0] for row in admin.execute("SELECT l.lane_id FROM agora_work.lane AS l ORDER BY l.lane_id")]


def test_given_back_with_a_key_that_others_wait_for(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """Who waits for the lane of what it gives back holds no lane of what comes back with the key."""
    ada = value(admin, AGENT, "ada")
    (held,) = value(admin, ADD, '[{"title": "h", "exclusive": ["k0"], "priority": 60}]')
    assert admin.execute(CLAIM, [ada, held, ada]).fetchall() == [(held, 1)]
    aside = value(admin, KEYED, 1, 150)
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == []
    assert value(admin, ASIDE) == len(aside)
    low, _ = lanes(admin)
    first, second = session(autocommit=True), session()
    second.execute("SELECT FROM agora_work.lane AS l WHERE l.lane_id = %s FOR NO KEY UPDATE", [low])
    giving = background(value, first, "SELECT agora_work.release_task(%s, 1, p_actor => %s)", held, ada)
    waits_for(first, second)
    second.execute(ADD, ['[{"title": "n"}]'])
    second.commit()
    giving.result(SECONDS)
    assert value(admin, ASIDE) == len(aside) - 1


def test_sweep_that_holds_lanes_waits_for_none(admin: Connection, session: Session) -> None:
    """What becomes ready in a lane that another session has is left to the next sweep."""
    ada = value(admin, AGENT, "ada")
    later, lost = value(
        admin, ADD, '[{"title": "l", "not_before": "2999-01-01T00:00:00Z"}, {"title": "x", "priority": 60}]'
    )
    admin.execute("UPDATE agora_work.task AS t SET ready_at = agora.now() WHERE t.task_id = %s", [later])
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == [(lost,)]
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == [(later,)]
    admin.execute("SELECT agora_work.fail_task(%s, 1, 'no', p_actor => %s)", [later, ada])
    admin.execute("UPDATE agora_work.task AS t SET ready_at = agora.now() WHERE t.task_id = %s", [later])
    admin.execute("UPDATE agora_work.task AS t SET finish_by = '-infinity' WHERE t.task_id = %s", [lost])
    sweeping, other = session(autocommit=True), session()
    other.execute(
        "SELECT FROM agora_work.lane AS l WHERE l.lane_id = %s FOR NO KEY UPDATE", [lanes(admin)[0]]
    )
    sweeping.execute("SET lock_timeout = '5s'")
    assert value(sweeping, "SELECT agora_work._release_expired(100)") == 1
    other.rollback()
    assert value(sweeping, "SELECT agora_work._release_expired(100)") == 1
    assert admin.execute(NEXT, [ada, 2, ada]).fetchall() == [(lost,), (later,)]


def test_put_aside_again_while_void_rows_are_cleared(admin: Connection, session: Session) -> None:
    """The row of a task that another session has at hand may be just about to count again: it stays."""
    ada = value(admin, AGENT, "ada")
    held, *waiting = value(admin, KEYED, 1, 150)
    assert admin.execute(CLAIM, [ada, held, ada]).fetchall() == [(held, 1)]
    assert admin.execute(NEXT, [ada, 1, ada]).fetchall() == []
    task = waiting[0]
    admin.execute("SELECT agora_work.change_task(%s, %s::text::jsonb)", [task, '{"complexity": 1}'])
    rows = "SELECT count(*) FROM agora_work.parked_task AS p WHERE p.task_id = %s"
    other = session()
    other.execute("SELECT FROM agora_work.task AS t WHERE t.task_id = %s FOR NO KEY UPDATE", [task])
    admin.execute("SELECT agora_work._find_parked(1000)")
    assert value(admin, rows, task) == 1
    other.rollback()
    admin.execute("SELECT agora_work._find_parked(1000)")
    assert value(admin, rows, task) == 0
