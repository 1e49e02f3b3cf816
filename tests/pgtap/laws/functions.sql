-- Law: one shape of function. A mutating one names its actor last, and asks first whether the session may be it.
BEGIN;
SELECT plan(7);

-- Mutating functions without an actor, or that leave it to another to ask, each with its reason.
CREATE TEMP TABLE nobodys (name text PRIMARY KEY, reason text NOT NULL);
INSERT INTO nobodys VALUES ('agora.tick', 'runs what is due on nobody''s behalf; EXECUTE is the check'),
                           ('agora_ledger.balance', 'reads; volatile only to see the wallet that its own statement opens'),
                           ('agora_model.record_calls_from', 'reads as its caller, who may not ask; record_calls() does, before it reads');
CREATE TEMP VIEW mutating AS SELECT r.*, r.schema || '.' || r.name AS qualified FROM agora_test.routine AS r WHERE r.is_public AND r.volatility = 'v';

SELECT is_empty($$
    SELECT m.identity FROM mutating AS m WHERE m.parameters[m.arity] IS DISTINCT FROM 'p_actor' AND m.qualified NOT IN (SELECT n.name FROM nobodys AS n)$$,
    'mutating functions end in p_actor');
SELECT is_empty($$
    SELECT m.identity FROM mutating AS m WHERE m.source !~ '\magora\._act_as\(p_actor\)' AND m.qualified NOT IN (SELECT n.name FROM nobodys AS n)$$,
    'mutating functions ask _act_as');
SELECT is_empty($$SELECT n.* FROM nobodys AS n WHERE n.name NOT IN (SELECT m.qualified FROM mutating AS m WHERE m.source !~ '_act_as')$$,
    'and none is excused without need');
SELECT is_empty($$
    SELECT r.identity, r.arguments FROM agora_test.routine AS r
     WHERE r.is_public AND 'p_actor' = ANY (r.parameters) AND r.arguments !~ 'p_actor bigint DEFAULT agora\.current_principal\(\)$'$$,
    'p_actor is bigint, last, and by default the session''s principal');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r
     WHERE r.is_public AND array_position(r.parameters, 'p_key') <> r.arity - 1
       AND r.name !~ '^(set_)?setting'  -- whose p_key is the key of a setting$$,
    'an idempotency key comes just before it');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r WHERE r.source ~* 'WHEN OTHERS' AND r.name NOT IN ('_run_job', '_run_step')$$,
    'nobody catches everything but the runners of jobs and of steps');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r
     WHERE r.language = 'plpgsql' AND r.source ~* 'RAISE\s+(EXCEPTION|WARNING|NOTICE)' AND r.source ~* 'RAISE\s+(EXCEPTION|WARNING|NOTICE)\s+(?!USING)'$$,
    'what is raised has a code: RAISE … USING');

SELECT * FROM finish();
ROLLBACK;
