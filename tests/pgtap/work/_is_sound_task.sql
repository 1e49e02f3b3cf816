-- What a task says of itself agrees with its status: each column alone is tried against each status.
BEGIN;
SELECT plan(37);
SELECT agora_test.at('2026-01-01');
SELECT agora_work.add_task('t', '{"code": "t"}');
CREATE TEMP TABLE sound (status text PRIMARY KEY, is_waiting boolean, is_held boolean, is_begun boolean, is_closed boolean);
INSERT INTO sound
VALUES ('blocked', true, false, false, false), ('available', false, false, false, false), ('claimed', false, true, false, false),
       ('in_progress', false, true, true, false), ('completed', false, false, false, true), ('failed', false, false, false, true),
       ('cancelled', false, false, false, true);
CREATE FUNCTION pg_temp.is_sound(p_status text, p_waiting boolean, p_held boolean, p_begun boolean, p_closed boolean) RETURNS boolean LANGUAGE sql
RETURN agora_work._is_sound_task(p_status, CASE WHEN p_waiting THEN 1 ELSE 0 END, 0, 0, CASE WHEN p_held THEN 1 END, CASE WHEN p_held THEN agora.now() END,
                                 CASE WHEN p_begun THEN agora.now() END, CASE WHEN p_held THEN interval '45 s' END, CASE WHEN p_held THEN agora.now() END,
                                 CASE WHEN p_held THEN agora.now() END, CASE WHEN p_closed THEN agora.now() END);

SELECT ok(pg_temp.is_sound(s.status, s.is_waiting, s.is_held, s.is_begun, s.is_closed), s.status) FROM sound AS s;
SELECT is(pg_temp.is_sound(s.status, NOT s.is_waiting, s.is_held, s.is_begun, s.is_closed), s.is_closed, s.status || ': waits, or does not; whoever is closed may')
  FROM sound AS s;
SELECT ok(NOT pg_temp.is_sound(s.status, s.is_waiting, NOT s.is_held, s.is_begun, s.is_closed), s.status || ': with a claim, or without') FROM sound AS s;
SELECT ok(NOT pg_temp.is_sound(s.status, s.is_waiting, s.is_held, NOT s.is_begun, s.is_closed), s.status || ': begun, or not') FROM sound AS s;
SELECT ok(NOT pg_temp.is_sound(s.status, s.is_waiting, s.is_held, s.is_begun, NOT s.is_closed), s.status || ': closed, or open') FROM sound AS s;
SELECT throws_ok($$UPDATE agora_work.task SET blockers = -1, unmet = 1$$, '23514', NULL, 'the table refuses it: a negative count');
SELECT throws_ok($$INSERT INTO agora_work.task (lane_id, status, ttl, max_attempts) SELECT t.lane_id, 'lost', t.ttl, 1 FROM agora_work.task AS t$$, '23514', NULL, 'a status that is none');

SELECT * FROM finish();
ROLLBACK;
