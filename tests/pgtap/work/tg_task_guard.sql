-- What a task says of itself agrees with its status: each column alone is tried against each status. What is closed stays, moves are legal.
BEGIN;
SELECT plan(45);
SELECT agora_test.at('2026-01-01');
SELECT agora_work.add_task('t', '{"code": "t"}');
CREATE TEMP TABLE sound (status text PRIMARY KEY, is_waiting boolean, is_held boolean, is_begun boolean, is_closed boolean);
INSERT INTO sound
VALUES ('blocked', true, false, false, false), ('available', false, false, false, false), ('claimed', false, true, false, false),
       ('in_progress', false, true, true, false), ('completed', false, false, false, true), ('failed', false, false, false, true),
       ('cancelled', false, false, false, true);
CREATE FUNCTION pg_temp.is_sound(p_status text, p_waiting boolean, p_held boolean, p_begun boolean, p_closed boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO agora_work.task (lane_id, status, ttl, max_attempts, unmet, holder_id, claimed_at, lease, lease_until, finish_by, started_at, closed_at)
    SELECT t.lane_id, p_status, t.ttl, 1, CASE WHEN p_waiting THEN 1 ELSE 0 END, CASE WHEN p_held THEN 1 END, CASE WHEN p_held THEN agora.now() END,
           CASE WHEN p_held THEN interval '45 s' END, CASE WHEN p_held THEN agora.now() END, CASE WHEN p_held THEN agora.now() END,
           CASE WHEN p_begun THEN agora.now() END, CASE WHEN p_closed THEN agora.now() END
      FROM agora_work.task AS t
      JOIN agora_work.task_detail AS d ON d.task_id = t.task_id AND d.code = 't';
    RETURN true;
EXCEPTION
    WHEN check_violation THEN RETURN false;
END;
$$;

SELECT ok(pg_temp.is_sound(s.status, s.is_waiting, s.is_held, s.is_begun, s.is_closed), s.status) FROM sound AS s;
SELECT is(pg_temp.is_sound(s.status, NOT s.is_waiting, s.is_held, s.is_begun, s.is_closed), s.is_closed, s.status || ': waits, or does not; whoever is closed may')
  FROM sound AS s;
SELECT ok(NOT pg_temp.is_sound(s.status, s.is_waiting, NOT s.is_held, s.is_begun, s.is_closed), s.status || ': with a claim, or without') FROM sound AS s;
SELECT ok(NOT pg_temp.is_sound(s.status, s.is_waiting, s.is_held, NOT s.is_begun, s.is_closed), s.status || ': begun, or not') FROM sound AS s;
SELECT ok(NOT pg_temp.is_sound(s.status, s.is_waiting, s.is_held, s.is_begun, NOT s.is_closed), s.status || ': closed, or open') FROM sound AS s;
SELECT throws_ok($$UPDATE agora_work.task SET blockers = -1, unmet = 1 WHERE status = 'available'$$, '23514', NULL, 'a negative count');
SELECT throws_ok($$INSERT INTO agora_work.task (lane_id, status, ttl, max_attempts) SELECT t.lane_id, 'lost', t.ttl, 1 FROM agora_work.task AS t LIMIT 1$$,
                 '23514', NULL, 'a status that is none');
SELECT throws_ok(format('INSERT INTO agora_work.task (lane_id, status, ttl, max_attempts, holder_id, claimed_at, lease, lease_until, finish_by)
                         SELECT t.lane_id, ''claimed'', t.ttl, 1, %s FROM agora_work.task AS t LIMIT 1', c.columns), '23514', NULL, 'half a claim: ' || c.columns)
  FROM (VALUES ('1, NULL, ''45 s'', agora.now(), agora.now()'), ('1, agora.now(), NULL, agora.now(), agora.now()'),
               ('1, agora.now(), ''45 s'', NULL, agora.now()'), ('1, agora.now(), ''45 s'', agora.now(), NULL'), ('NULL, agora.now(), ''45 s'', agora.now(), agora.now()')) AS c(columns);
SELECT throws_ok($$UPDATE agora_work.task SET status = 'completed', closed_at = agora.now() WHERE status = 'blocked'$$, 'ZA009', NULL, 'a move that is not legal');
SELECT throws_ok($$UPDATE agora_work.task SET attempts = 1 WHERE status = 'completed'$$, 'ZA010', 'history cannot be changed', 'what is closed stays');
INSERT INTO agora.state_transition (machine, from_state, to_state, description) VALUES ('task', 'available', 'failed', 'newer than the session');
SELECT lives_ok($$UPDATE agora_work.task SET status = 'failed', closed_at = agora.now() WHERE status = 'available'$$, 'a move that the session does not know yet');

SELECT * FROM finish();
ROLLBACK;
