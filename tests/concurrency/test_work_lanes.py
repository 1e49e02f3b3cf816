"""Lanes that are forgotten while somebody puts a task into them: no task is ever without one."""

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
ADD = "SELECT agora_work.add_task(%s, '{\"priority\": 7}')"
FORGET = "SELECT agora_work._forget_lanes(100)"
EMPTY = """INSERT INTO agora_work.lane (kind, priority, capabilities, first_ready)
           VALUES ('critical', 7, '{}', 9223372036854775807) RETURNING lane_id"""
LANES = "SELECT array_agg(l.lane_id) FROM agora_work.lane AS l WHERE l.priority = 7"
VIOLATIONS = "SELECT count(*) FROM agora_work._probe_tasks()"
CLAIM = """SELECT c.title FROM agora_work.claim_next(agora_work.register_agent(agora.register_principal('ada'))) AS c"""


def value(connection: Connection, query: str, *arguments: Any) -> Any:
    row = connection.execute(query.encode(), arguments).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture
def admin(session: Session) -> Connection:
    return session(autocommit=True)


def test_a_lane_that_is_being_used_stays(admin: Connection, session: Session) -> None:
    """The task is not there yet for anybody else, but who adds it holds the lane, and nobody waits."""
    lane = value(admin, EMPTY)
    adding = session()
    value(adding, ADD, "t")
    admin.execute("SET lock_timeout = '5s'")
    assert value(admin, FORGET) == 0
    adding.commit()
    assert value(admin, FORGET) == 0
    assert value(admin, LANES) == [lane]
    assert value(admin, CLAIM) == "t"


def test_a_lane_that_was_given_up_goes(admin: Connection, session: Session) -> None:
    """Where the task is never added the lane is free again."""
    value(admin, EMPTY)
    adding = session()
    value(adding, ADD, "t")
    adding.rollback()
    assert value(admin, FORGET) == 1


@pytest.mark.parametrize("ends", ["commit", "rollback"])
def test_a_lane_that_is_being_forgotten_is_made_anew(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor, ends: str
) -> None:
    """Who adds a task found the lane before it was forgotten: it waits, and looks again."""
    lane = value(admin, EMPTY)
    forgetting, adding = session(), session(autocommit=True)
    assert value(forgetting, FORGET) == 1
    added = background(value, adding, ADD, "t")
    waits_for(adding, forgetting)
    getattr(forgetting, ends)()
    assert added.result(SECONDS)
    (now,) = value(admin, LANES)
    assert (now == lane) == (ends == "rollback")
    assert value(admin, VIOLATIONS) == 0
    assert value(admin, CLAIM) == "t"


def test_not_with_an_old_snapshot(session: Session) -> None:
    """It would not see the tasks that were added since."""
    old = session()
    old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        value(old, FORGET)


def test_rules_are_drawn_behind_who_sets_them(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """A lane that is made while the policy of its environment is being set draws the new one, once that is there."""
    set_policy = "SELECT agora_work.set_policy('environment', 'park', %s, 'a test')"
    admin.execute(set_policy, ['{"min_reputation": 0.1}'])
    setting, drawing = session(), session(autocommit=True)
    setting.execute(set_policy, ['{"min_reputation": 0.2}'])
    admin.execute("SELECT agora_work.add_task('t', '{\"environment\": \"park\"}')")
    done = background(drawing.execute, "SELECT agora_work._draw_rules()")
    waits_for(drawing, setting)
    setting.commit()
    done.result(SECONDS)
    drawn = "SELECT l.rules -> 'min_reputation' FROM agora_work.lane AS l WHERE l.environment = 'park'"
    assert value(admin, drawn) == 0.2
    assert value(admin, VIOLATIONS) == 0
    setting.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        setting.execute(set_policy, ['{"min_reputation": 0.3}'])


def test_who_sweeps_does_not_wait_for_a_policy(
    admin: Connection, session: Session, background: Background, waits_for: WaitsFor
) -> None:
    """A policy for all waits for whoever claims; a claim that sweeps does not wait for it to draw rules."""
    ada = value(admin, "SELECT agora_work.register_agent(agora.register_principal('ada'))")
    value(admin, "SELECT agora_work.add_task('t', '{\"environment\": \"research\"}')")
    claiming, setting = session(), session(autocommit=True)
    claiming.execute("SELECT FROM agora_work.agent FOR NO KEY UPDATE")
    set_policy = """
        SELECT agora_work.set_policy('default', NULL,
               agora_work.policy_for() -> 'parameters' || '{"min_reputation": 0.1}', 'a test')
    """
    policy = background(setting.execute, set_policy)
    waits_for(setting, claiming)
    assert value(claiming, "SELECT c.title FROM agora_work.claim_next(%s, p_actor => 3) AS c", ada) == "t"
    claiming.commit()
    policy.result(SECONDS)
    assert value(admin, "SELECT agora_work._refresh_lanes(100)") is not None
    assert value(admin, "SELECT l.rules ->> 'min_reputation' FROM agora_work.lane AS l") == "0.1"
    assert value(admin, VIOLATIONS) == 0
