-- The second gate: promoted when enough runs show that it is not inferior, rolled back as soon as it surely does worse; every decision stays.
BEGIN;
SELECT plan(52);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('olga', 'agora_operator', true), agora_test.add_login('reader', 'agora_reader');
SELECT agora_model.register_provider('acme');
SELECT agora_model.register_model('acme', m) FROM unnest(ARRAY['turbo', 'mini', 'spare']) AS m;
SELECT agora_model.assign_models(s.stage, '{"acme/turbo": 0.8, "acme/spare": 0.2}') FROM agora.work_stage AS s;

-- rounds of ten calls, one of the candidate and nine of the incumbent; one in p_fails of the candidate's fails, one in twenty of the incumbent's
CREATE FUNCTION pg_temp.run(p_stage text, p_rounds integer, p_quality numeric DEFAULT 0.95, p_fails integer DEFAULT 20, p_usd numeric DEFAULT 0.001)
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO agora_model.llm_call (called_at, recorded_at, principal_id, model_id, correlation_id, is_success, stage, usage, variant, cost_usd, quality, meta)
    SELECT agora.now(), agora.now(), 1, k.model_id, gen_random_uuid(), CASE n WHEN 0 THEN b % p_fails <> 0 ELSE (b + 2 * n) % 20 <> 0 END, p_stage, '{}', '{}',
           CASE n WHEN 0 THEN p_usd ELSE 0.05 END, CASE n WHEN 0 THEN p_quality ELSE 0.95 END + (get_byte(decode(md5(b || p_stage || n), 'hex'), 0) - 127.5) / 5100, '{}'
      FROM generate_series(1, p_rounds) AS b, generate_series(0, 9) AS n, agora_model.known_model AS k
     WHERE k.reference = CASE n WHEN 0 THEN 'acme/mini' ELSE 'acme/turbo' END
     ORDER BY b, n DESC;
END;
CREATE FUNCTION pg_temp.canary(p_stage text)
RETURNS bigint
LANGUAGE plpgsql
AS $canary$
DECLARE
    v_migration bigint := agora_model.propose_migration(p_stage, 'acme/mini');
BEGIN
    PERFORM agora_model.start_canary(v_migration);
    RETURN v_migration;
END;
$canary$;

SELECT pg_temp.run('design', 300);
SELECT agora_test.advance('1 second');
SELECT agora_test.become('alice');
SELECT agora_model.propose_migration('design', 'acme/mini') AS design \gset
SELECT agora_test.raises(format('SELECT agora_model.evaluate_canary(%s)', :design), 'ZP057', 'a proposal has no canary to evaluate');
SELECT agora_test.raises(format('SELECT agora_model.judge_canary(%s)', :design), 'ZP057', 'nor to judge');
SELECT is(agora_model.start_canary(:design), '2026-06-01 12:00:01Z'::timestamptz, 'a service starts what is proven');
SELECT is(agora_model.start_canary(:design, 0.3), '2026-06-01 12:00:01Z'::timestamptz, 'once');
SELECT results_eq(format('SELECT m.status, m.share, m.reasons FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = %s', :design),
    $$VALUES ('canary', 0.1, ARRAY['the evidence met every criterion'])$$, 'and it says why');
RESET SESSION AUTHORIZATION;
SELECT ok(m.planned_runs BETWEEN 400 AND 500, 'it plans for runs that show that success is not inferior: ' || m.planned_runs) FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :design;
SELECT m.planned_runs AS planned FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :design \gset
SELECT agora_test.raises('SELECT agora_model.assign_models(''design'', ''{"acme/turbo": 1}'')', 'ZP054', 'what it is compared with stays');
SELECT is(agora_model.assign_models('design', '{"acme/turbo": 0.8, "acme/spare": 0.2}'), (SELECT max(a.model_assignment_id) FROM agora_model.assigned_model AS a WHERE a.stage = 'design'), 'what changes nothing may be said');

SELECT is((agora_model.evaluate_canary(:design)).evidence -> 'rule' -> 'block', '6', 'blocks are of what the incumbent has: 0.9 of 0.9 * 0.8 / 0.1 calls');
-- it goes on until there are as many
SELECT results_eq(format('SELECT v.verdict, v.reasons, v.runs_needed, v.evidence -> ''runs'' FROM agora_model.evaluate_canary(%s) AS v', :design),
    format($$VALUES ('continue', ARRAY['it has fewer runs than planned'], %s::bigint, '0'::jsonb)$$, :planned), 'runs before it started do not count');
SELECT agora.set_setting('model.margin', '0.5', 'a test'), agora.set_setting('model.alpha', '0.4', 'a test');
SELECT pg_temp.run('design', :planned - 1);
SELECT results_eq(format('SELECT v.verdict, v.runs_needed FROM agora_model.judge_canary(%s, agora_test.id(''alice'')) AS v', :design), $$VALUES ('continue', 1::bigint)$$, 'one run is needed, whatever settings say since');
SELECT agora.set_setting('model.margin', '0.03', 'a test'), agora.set_setting('model.alpha', '0.05', 'a test');
SELECT is((SELECT count(*) FROM agora_model.migration_history AS h WHERE h.model_migration_id = :design), 2::bigint, 'to go on is no decision');
SELECT pg_temp.run('design', 1);
SELECT agora_model.evaluate_canary(:design) AS verdict \gset
SELECT is((:'verdict'::agora_model.migration_verdict).verdict, 'promote', 'with the last run it can be promoted');
SELECT results_eq(format('SELECT v.evidence -> ''promotion'' -> ''level'', v.evidence -> ''promotion'' -> ''figures'' -> ''runs'', v.runs_needed FROM agora_model.evaluate_canary(%s) AS v', :design),
    format($$VALUES ('0.025'::jsonb, '%s'::jsonb, 0::bigint)$$, :planned), 'at the level of the first look, by the planned runs');
SELECT is((SELECT count(*) FROM jsonb_array_elements((:'verdict'::agora_model.migration_verdict).criteria) AS c WHERE (c -> 'met')::boolean), 4::bigint, 'all criteria are met');
SELECT is((SELECT (c ->> 'value')::numeric FROM jsonb_array_elements((:'verdict'::agora_model.migration_verdict).criteria) AS c WHERE c ->> 'criterion' = 'saving'), 0.98, 'it saves 98 percent');

SELECT is(agora._run_job('model.judge_canaries', 'agora_model._judge_canaries', 100), 1::bigint, 'the job promotes it');
SELECT is(agora._run_job('model.judge_canaries', 'agora_model._judge_canaries', 100), 0::bigint, 'once');
SELECT results_eq('SELECT a.model, a.share, a.reason FROM agora_model.assigned_model AS a WHERE a.stage = ''design'' ORDER BY a.share DESC',
    format($$VALUES ('acme/mini', 0.8, 'migration %1$s was promoted'), ('acme/spare', 0.2, 'migration %1$s was promoted')$$, :design), 'the candidate has the incumbent''s share, the others theirs');
SELECT results_eq(format('SELECT h.status, h.reasons, h.created_by FROM agora_model.migration_history AS h WHERE h.model_migration_id = %s ORDER BY h.migration_decision_id', :design),
    format($$VALUES ('proposed', '{}'::text[], %1$s::bigint), ('canary', ARRAY['the evidence met every criterion'], %1$s), ('promoted', ARRAY['it is not inferior'], 1)$$, agora_test.id('alice')), 'every decision is there');
SELECT is((SELECT count(*) FROM agora_model.migration_history AS h WHERE h.model_migration_id = :design AND h.evidence <> '{}' AND jsonb_array_length(h.criteria) > 0), 3::bigint, 'with its evidence');
SELECT results_eq(format('SELECT p.payload ->> ''status'' FROM agora_event.published AS p WHERE p.topic = ''model.migration.moved.v1'' AND p.key = ''%s'' ORDER BY p.event_id', :design),
    $$VALUES ('proposed'), ('canary'), ('promoted')$$, 'each transition is told');
SELECT agora_test.raises(format('SELECT agora_model.judge_canary(%s)', :design), 'ZP057', 'it is decided');
SELECT agora_test.raises(format('SELECT agora_model.start_canary(%s)', :design), 'ZA009', 'and does not start again');
SELECT agora_test.raises(format('SELECT agora_model.stop_migration(%s, ''x'')', :design), 'ZA009', 'nor is it stopped');

-- quality falls from the start: found at the first evaluation that sees 30 calls
SELECT pg_temp.canary('review') AS review \gset
SELECT is((SELECT m.is_proven FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :review), false, 'an operator starts it without evidence');
SELECT pg_temp.run('review', 30, p_quality => 0.80);
SELECT results_eq(format('SELECT v.verdict, v.evidence -> ''quality'' -> ''since'' FROM agora_model.judge_canary(%s) AS v', :review), $$VALUES ('roll_back', '1'::jsonb)$$, 'a drop of quality rolls it back');
SELECT matches((SELECT m.reasons[1] FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :review), '^quality is lower: 0\.\d+ below the incumbent since block 1 of', 'and it says so');
SELECT results_eq('SELECT a.model, a.share FROM agora_model.assigned_model AS a WHERE a.stage = ''review'' ORDER BY a.share DESC', $$VALUES ('acme/turbo', 0.8), ('acme/spare', 0.2)$$, 'the incumbent stays');
SELECT is((SELECT m.status FROM agora_model.recorded_migration AS m WHERE m.model_migration_id = :review), 'rolled_back', 'it is over');

-- success falls by 0.20
SELECT pg_temp.canary('debugging') AS debugging \gset
SELECT pg_temp.run('debugging', 30, p_fails => 4);
SELECT matches((agora_model.evaluate_canary(:debugging)).reasons[1], '^success is lower', 'a drop of success rolls it back');

-- quality falls after a hundred good calls
SELECT pg_temp.canary('generation') AS generation \gset
SELECT pg_temp.run('generation', 100);
SELECT is((agora_model.evaluate_canary(:generation)).verdict, 'continue', 'it does well');
SELECT pg_temp.run('generation', 30, p_quality => 0.80);
SELECT results_eq(format('SELECT v.verdict, (v.evidence -> ''quality'' -> ''since'')::integer BETWEEN 90 AND 105 FROM agora_model.evaluate_canary(%s) AS v', :generation), $$VALUES ('roll_back', true)$$, 'and then worse');

-- only the first call of a correlation counts; only calls of this stage, of these models, since it started
SELECT pg_temp.canary('intent') AS intent \gset
INSERT INTO agora_model.llm_call (called_at, recorded_at, principal_id, model_id, correlation_id, is_success, stage, usage, variant, cost_usd, quality, meta)
SELECT w.at, agora.now(), 1, k.model_id, w.correlation, true, w.stage, '{}', '{}', 1, 0.9, '{}'
  FROM agora_model.known_model AS k, (VALUES (agora.now(), md5('a')::uuid, 'intent', 'acme/mini'), (agora.now(), md5('a')::uuid, 'intent', 'acme/mini'), (agora.now(), NULL, 'intent', 'acme/mini'),
      (agora.now(), NULL, 'intent', 'acme/mini'), (agora.now() - interval '1 second', NULL, 'intent', 'acme/mini'), (agora.now(), NULL, 'refinement', 'acme/mini'), (agora.now(), NULL, 'intent', 'acme/spare'),
      (agora.now(), md5('b')::uuid, 'intent', 'acme/turbo')) AS w(at, correlation, stage, model)
 WHERE k.reference = w.model;
SELECT results_eq(format('SELECT v.evidence -> ''runs'', v.evidence -> ''incumbent_runs'' FROM agora_model.evaluate_canary(%s) AS v', :intent), $$VALUES ('3'::jsonb, '1'::jsonb)$$, 'only its own runs count');
SELECT agora_test.advance('29 days 23:59:59');
SELECT is((agora_model.evaluate_canary(:intent)).verdict, 'continue', 'it has thirty days');
SELECT agora_test.advance('1 second');
SELECT is((agora_model.evaluate_canary(:intent)).reasons, ARRAY['its time is over'], 'and no more');

-- it goes on where it is no worse, yet does not do what it should
SELECT pg_temp.canary('contract') AS contract \gset
SELECT pg_temp.run('contract', 1000, p_usd => 0.04);
SELECT results_eq(format('SELECT v.verdict, v.reasons FROM agora_model.evaluate_canary(%s) AS v', :contract), $$VALUES ('continue', ARRAY['saving is 0.2, not >= 0.5'])$$, 'what does not save is not promoted');
SELECT results_eq(format('SELECT v.evidence -> ''promotion'' -> ''look'', v.evidence -> ''promotion'' -> ''level'', v.evidence -> ''promotion'' -> ''figures'' -> ''runs'', v.runs_needed FROM agora_model.evaluate_canary(%s) AS v', :contract),
    $$VALUES ('4'::jsonb, '0.003125'::jsonb, '800'::jsonb, 600::bigint)$$, 'the last look was with eight times the plan, at its level; the next is with sixteen times');

-- an operator ends them
SELECT agora_test.become('olga');
SELECT is(agora_model.stop_migration(:contract, 'too dear'), 'rolled_back', 'a canary is rolled back');
SELECT is(agora_model.stop_migration(:contract, 'too dear'), 'rolled_back', 'once');
SELECT is((SELECT h.reasons FROM agora_model.migration_history AS h WHERE h.model_migration_id = :contract AND h.status = 'rolled_back'), ARRAY['too dear'], 'with the reason');
SELECT agora_model.propose_migration('validation', 'acme/mini') AS proposal \gset
SELECT is(agora_model.stop_migration(:proposal, 'not now'), 'rejected', 'a proposal is rejected');
SELECT agora_model.propose_migration('validation', 'acme/mini') AS proposal \gset
SELECT agora_model.assign_models('validation', '{"acme/spare": 1}');
SELECT agora_test.raises(format('SELECT agora_model.start_canary(%s)', :proposal), 'ZP058', 'a proposal against another incumbent does not start');
SELECT agora_model.assign_models('validation', '{"acme/turbo": 0.9, "acme/mini": 0.1}');
SELECT agora_test.raises(format('SELECT agora_model.start_canary(%s)', :proposal), 'ZP056', 'nor one of a model that serves already');
SELECT agora_model.assign_models('validation', '{"acme/turbo": 1}', true);
SELECT agora_test.raises(format('SELECT agora_model.start_canary(%s)', :proposal), 'ZP052', 'nor one of a stage that was pinned');
SELECT agora_test.raises(format('SELECT agora_model.start_canary(%s, %s)', :proposal, w.share), '22023', 'a share of ' || w.share) FROM (VALUES ('0.009'), ('0.51'), ('''NaN''')) AS w(share);
SELECT agora_test.raises('SELECT agora_model.' || w.call, w.code, w.call)
  FROM (VALUES ('start_canary(-1)', 'ZP053'), ('evaluate_canary(NULL)', 'ZP053'), ('stop_migration(-1, ''x'')', 'ZP053')) AS w(call, code);
SELECT agora_test.become('alice');
SELECT throws_ok(format('SELECT agora_model.stop_migration(%s, ''x'')', :proposal), '42501', NULL, 'a service stops none');
SELECT * FROM finish();
ROLLBACK;
