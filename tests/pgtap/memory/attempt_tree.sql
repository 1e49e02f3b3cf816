-- attempt_tree: retries as a tree, whole from any of its attempts; no circle can be written.
BEGIN;
SELECT plan(7);
CREATE TEMP TABLE tree (name text PRIMARY KEY, attempt_id bigint);
CREATE FUNCTION pg_temp.add(p_name text, p_parent text DEFAULT NULL) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO tree
    SELECT p_name, (agora_memory.finish_attempt(agora_memory.start_attempt('x', p_parent => (SELECT t.attempt_id FROM tree AS t WHERE t.name = p_parent)), 'error', 'E')).attempt_id;
END;
SELECT pg_temp.add('a');
SELECT pg_temp.add('b', 'a');
SELECT pg_temp.add('c', 'b');
SELECT pg_temp.add('d', 'a');
SELECT pg_temp.add('alone');

PREPARE shape(text) AS
SELECT n.name, p.name, t.depth FROM agora_memory.attempt_tree((SELECT f.attempt_id FROM tree AS f WHERE f.name = $1)) WITH ORDINALITY AS t
  JOIN tree AS n ON n.attempt_id = t.attempt_id LEFT JOIN tree AS p ON p.attempt_id = t.parent_attempt_id ORDER BY t.ordinality;
PREPARE whole AS VALUES ('a', NULL, 0), ('b', 'a', 1), ('c', 'b', 2), ('d', 'a', 1);
SELECT results_eq('EXECUTE shape(''a'')', 'EXECUTE whole', 'from the first attempt');
SELECT results_eq('EXECUTE shape(''c'')', 'EXECUTE whole', 'from a leaf');
SELECT results_eq('EXECUTE shape(''alone'')', $$VALUES ('alone', NULL::text, 0)$$, 'an attempt without retries is a tree of its own');
SELECT is_empty('SELECT * FROM agora_memory.attempt_tree(999999999)', 'nothing is known of an unknown attempt');
SELECT is((SELECT array_agg(n.name ORDER BY u.ordinality) FROM agora_memory.attempt_tree((SELECT f.attempt_id FROM tree AS f WHERE f.name = 'c')) AS t
            CROSS JOIN LATERAL unnest(t.path) WITH ORDINALITY AS u(id, ordinality) JOIN tree AS n ON n.attempt_id = u.id WHERE t.depth = 2), '{a,b,c}', 'the path says how one came there');
SELECT throws_ok($$UPDATE agora_memory.attempt AS a SET parent_attempt_id = (SELECT t.attempt_id FROM tree AS t WHERE t.name = 'c') WHERE a.attempt_id = (SELECT t.attempt_id FROM tree AS t WHERE t.name = 'a')$$,
                 '23514', NULL, 'not even the owner can close a circle');
SELECT throws_ok($$UPDATE agora_memory.attempt AS a SET parent_attempt_id = a.attempt_id WHERE a.attempt_id = (SELECT t.attempt_id FROM tree AS t WHERE t.name = 'a')$$,
                 '23514', NULL, 'nor retry an attempt by itself');
SELECT * FROM finish();
ROLLBACK;
