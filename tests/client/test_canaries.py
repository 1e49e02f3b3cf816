"""Canaries by the hundred, through the real functions: few that do as well are rolled back, all that do worse are.

Their calls are made in bulk, in rounds: one run of the candidate and as many of the incumbent as its share leaves.
"""

from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]

SETUP = """
-- No promotion ends them.
SELECT agora.set_setting('model.min_runs', '1000', 'a test');
SELECT agora_model.register_provider('acme');
SELECT agora_model.register_model('acme', m) FROM unnest(ARRAY['turbo', 'mini']) AS m;
CREATE FUNCTION pg_temp.rounds(
    p_stage text, p_rounds integer, p_others integer, p_fails float, p_drop float, p_spread float)
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO agora_model.llm_call (called_at, recorded_at, principal_id, model_id, correlation_id, is_success, stage,
                                      usage, variant, cost_usd, quality, meta)
    SELECT agora.now(), agora.now(), 1, k.model_id, NULL, CASE WHEN n = 0 AND p_fails IS NULL THEN b * 4 % 15 >= 4
                ELSE random() >= CASE n WHEN 0 THEN p_fails ELSE 0.05 END END, p_stage,
           '{}', '{}', 0.01,
           least(1, greatest(0, 0.9 - CASE n WHEN 0 THEN p_drop ELSE 0 END
                                + p_spread * (random() + random() - 1) * sqrt(6))), '{}'
      FROM generate_series(1, p_rounds) AS b, generate_series(0, p_others) AS n, agora_model.known_model AS k
     WHERE k.reference = CASE n WHEN 0 THEN 'acme/mini' ELSE 'acme/turbo' END
     ORDER BY b, n DESC;
END;
CREATE FUNCTION pg_temp.canary(
    p_stage text, p_rounds integer, p_step integer, p_others integer, p_fails float, p_drop float, p_spread float)
RETURNS integer
LANGUAGE plpgsql
AS $canary$
DECLARE
    v_migration  bigint;
    v_verdict    text;
BEGIN
    PERFORM agora.add_stage(p_stage, 100, 'A simulated stage.');
    PERFORM agora_model.assign_models(p_stage, '{"acme/turbo": 1}');
    v_migration := agora_model.propose_migration(p_stage, 'acme/mini');
    PERFORM agora_model.start_canary(v_migration, 1.0 / (p_others + 1));
    FOR r_round IN 1 .. p_rounds / p_step LOOP
        PERFORM pg_temp.rounds(p_stage, p_step, p_others, p_fails, p_drop, p_spread);
        v_verdict := (agora_model.judge_canary(v_migration)).verdict;
        IF v_verdict <> 'continue' THEN
            RETURN CASE v_verdict WHEN 'roll_back' THEN r_round * p_step ELSE 0 END;
        END IF;
    END LOOP;
    RETURN NULL;
END;
$canary$;
"""


@pytest.fixture
def canaries(db: Connection) -> Connection:
    """A database with a model that serves and one that may."""
    db.execute(SETUP.encode())
    db.execute("SELECT setseed(0.25)")
    return db


def ends(
    db: Connection,
    number: int,
    rounds: int,
    others: int,
    fails: float | None,
    drop: float,
    spread: float,
    step: int = 10,
) -> list[int | None]:
    """After how many runs each of so many canaries was rolled back; None: not.

    `fails` is the chance that a run of the candidate fails; None: exactly eight of thirty do. The incumbent's is 0.05.
    """
    return [
        row[0]
        for row in db.execute(
            "SELECT pg_temp.canary('stage_' || n, %s, %s, %s, %s, %s, %s) FROM generate_series(1, %s) AS n",
            [rounds, step, others, fails, drop, spread, number],
        )
    ]


def test_few_that_do_as_well_are_rolled_back(canaries: Connection) -> None:
    """Of 200 with 300 runs, evaluated every 10: at most alpha, and 200 / 20 = 10. A share of a half, to be quick."""
    found = ends(canaries, 200, 300, 1, 0.05, 0.0, 0.05)
    assert sum(end is not None for end in found) <= 10
    assert canaries.execute(
        "SELECT count(*) FROM agora_model.recorded_migration WHERE status = 'rolled_back'"
    ).fetchone() == (sum(end is not None for end in found),)


@pytest.mark.parametrize("spread", [0.02, 0.05, 0.1])
def test_every_drop_of_quality_is_found_by_the_thirtieth_run(canaries: Connection, spread: float) -> None:
    found = ends(canaries, 50, 30, 9, 0.05, 0.15, spread)
    assert [end for end in found if end is None] == []


def test_every_drop_of_success_is_found_by_the_thirtieth_run(canaries: Connection) -> None:
    assert ends(canaries, 50, 30, 9, None, 0.0, 0.05, step=30) == [30] * 50


def test_a_drop_of_success_by_chance_is_found(canaries: Connection) -> None:
    """By chance, each run of its own: most by the thirtieth, all within a hundred."""
    found = ends(canaries, 50, 100, 9, 0.25, 0.0, 0.05)
    assert None not in found
    assert sum(end <= 30 for end in found if end) >= 30
