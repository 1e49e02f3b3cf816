-- cost_report(), its views and the roll-up behind them: the same before, while and after calls and corrections are folded.
BEGIN;
SELECT plan(45);
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_test.add_login('ada', 'agora_service', true);
SELECT agora_test.add_login('ben', 'agora_reader', true);
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo'), agora_model.register_model('acme', 'mini');
SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3, "cache_read_mtok": 1, "output_mtok": 15}', '-infinity'), agora_model.set_price('acme/mini', '{"input_mtok": 1, "output_mtok": 2}', '-infinity');
CREATE FUNCTION pg_temp.lines(p_by text, p_since date DEFAULT '-infinity', p_until date DEFAULT 'infinity', p_only jsonb DEFAULT '{}') RETURNS SETOF text LANGUAGE sql
BEGIN ATOMIC
    SELECT format('%s: %s calls %s ok q=%s %sms in=%s cached=%s out=%s %s each=%s unpriced=%s', coalesce(r.key, '-'), r.calls, trim_scale(r.success_share), trim_scale(r.quality),
                  trim_scale(r.latency_ms), r.input_tokens, r.cached_tokens, r.output_tokens, r.cost_usd, r.cost_per_call_usd, r.unpriced_calls)
      FROM agora_model.cost_report(p_by, p_since, p_until, p_only) AS r ORDER BY r.key;
END;

SELECT is_empty('SELECT * FROM agora_model.cost_report()', 'no calls, no report');
SELECT agora_model.record_call('acme/turbo', 'generation', '{"input_tokens": 1000000, "cache_read_tokens": 400000, "output_tokens": 100000}', p_latency_ms => 100, p_quality => 0.9,
                               p_called_at => '2026-04-30 23:59:59.999999Z', p_details => '{"category": "parsing", "project": "shop", "agent_type": "coder"}', p_actor => agora_test.id('ada'));
SELECT agora_model.record_call('acme/mini', 'generation', '{"input_tokens": 500000, "output_tokens": 500000}', p_success => false, p_latency_ms => 50,
                               p_called_at => '2026-05-01Z', p_details => '{"project": "shop"}', p_actor => agora_test.id('ada'));
SELECT agora_model.record_call('acme/turbo', 'review', '{"input_tokens": 10}', p_quality => 0.8, p_called_at => '2026-05-02 02:00+05', p_actor => agora_test.id('ben'));
SELECT agora_model.record_call('acme/new', 'review', '{"input_tokens": 2000000}', p_called_at => '2026-05-02Z', p_actor => agora_test.id('ben'));

CREATE TEMP TABLE wanted (what text, line text);
INSERT INTO wanted VALUES
    ('day', '2026-04-30: 1 calls 1 ok q=0.9 100ms in=1000000 cached=400000 out=100000 3.7 each=3.7 unpriced=0'),
    ('day', '2026-05-01: 2 calls 0.5 ok q=0.8 50ms in=500010 cached=0 out=500000 1.50003 each=0.750015 unpriced=0'),
    ('day', '2026-05-02: 1 calls 1 ok q= ms in=2000000 cached=0 out=0 0 each= unpriced=1'),
    ('agent', 'ada: 2 calls 0.5 ok q=0.9 75ms in=1500000 cached=400000 out=600000 5.2 each=2.6 unpriced=0'),
    ('agent', 'ben: 2 calls 1 ok q=0.8 ms in=2000010 cached=0 out=0 0.00003 each=0.00003 unpriced=1'),
    ('model', 'acme/mini: 1 calls 0 ok q= 50ms in=500000 cached=0 out=500000 1.5 each=1.5 unpriced=0'),
    ('model', 'acme/new: 1 calls 1 ok q= ms in=2000000 cached=0 out=0 0 each= unpriced=1'),
    ('model', 'acme/turbo: 2 calls 1 ok q=0.85 100ms in=1000010 cached=400000 out=100000 3.70003 each=1.850015 unpriced=0');
PREPARE days AS SELECT * FROM pg_temp.lines('day');
PREPARE agents AS SELECT * FROM pg_temp.lines('agent');
PREPARE models AS SELECT * FROM pg_temp.lines('model');
PREPARE wanted_days AS SELECT w.line FROM wanted AS w WHERE w.what = 'day' ORDER BY 1;
PREPARE wanted_agents AS SELECT w.line FROM wanted AS w WHERE w.what = 'agent' ORDER BY 1;
PREPARE wanted_models AS SELECT w.line FROM wanted AS w WHERE w.what = 'model' ORDER BY 1;
SELECT results_eq('days', 'wanted_days', 'by day: the last microsecond belongs to it, whatever the zone of the caller');
SELECT results_eq('agents', 'wanted_agents', 'by agent');
SELECT results_eq('models', 'wanted_models', 'by model; what has no price costs nothing yet, and is counted');
SELECT results_eq($$SELECT r.key, r.calls FROM agora_model.cost_report('month') AS r ORDER BY 1$$, $$VALUES ('2026-04', 1::bigint), ('2026-05', 3)$$, 'by month');
SELECT results_eq($$SELECT r.key, r.calls FROM agora_model.cost_report('stage') AS r ORDER BY 1$$, $$VALUES ('generation', 2::bigint), ('review', 2)$$, 'by stage');
SELECT results_eq($$SELECT r.key, r.calls FROM agora_model.cost_report('category') AS r ORDER BY 1$$, $$VALUES ('parsing', 1::bigint), (NULL, 3)$$, 'by category; NULL = not said');
SELECT results_eq($$SELECT r.key, r.calls FROM agora_model.cost_report('project') AS r ORDER BY 1$$, $$VALUES ('shop', 2::bigint), (NULL, 2)$$, 'by project');
SELECT results_eq($$SELECT r.key, r.calls FROM agora_model.cost_report('agent_type') AS r ORDER BY 1$$, $$VALUES ('coder', 1::bigint), (NULL, 3)$$, 'by kind of agent');
SELECT results_eq($$SELECT r.key FROM agora_model.cost_report('day', '2026-05-01', '2026-05-02') AS r$$, $$VALUES ('2026-05-01')$$, 'from a day until before another');
SELECT results_eq($$SELECT r.key, r.calls FROM agora_model.cost_report('stage', p_only => '{"agent": "ada", "model": "ACME/mini", "project": "shop"}') AS r$$, $$VALUES ('generation', 1::bigint)$$, 'narrowed');
SELECT results_eq($$SELECT r.key FROM agora_model.cost_report('agent', p_only => '{"stage": "generation", "category": "parsing", "agent_type": "coder"}') AS r$$, $$VALUES ('ada')$$, 'by all of it');
SELECT is_empty($$SELECT * FROM agora_model.cost_report('agent', p_only => '{"agent": "system"}')$$, 'who made no calls');

-- Every view is its report.
SELECT results_eq('SELECT v.day::text, v.calls, v.cost_usd FROM agora_model.cost_by_day AS v ORDER BY 1', $$SELECT r.key, r.calls, r.cost_usd FROM agora_model.cost_report('day') AS r ORDER BY 1$$, 'cost_by_day');
SELECT results_eq('SELECT v.agent, v.calls, v.cost_usd FROM agora_model.cost_by_agent AS v ORDER BY 1', $$SELECT r.key, r.calls, r.cost_usd FROM agora_model.cost_report('agent') AS r ORDER BY 1$$, 'cost_by_agent');
SELECT results_eq('SELECT v.agent_type, v.calls, v.cost_usd FROM agora_model.cost_by_agent_type AS v ORDER BY 1', $$SELECT r.key, r.calls, r.cost_usd FROM agora_model.cost_report('agent_type') AS r ORDER BY 1$$, 'cost_by_agent_type');
SELECT results_eq('SELECT v.stage, v.calls, v.cost_usd FROM agora_model.cost_by_stage AS v ORDER BY 1', $$SELECT r.key, r.calls, r.cost_usd FROM agora_model.cost_report('stage') AS r ORDER BY 1$$, 'cost_by_stage');
SELECT results_eq('SELECT v.category, v.calls, v.cost_usd FROM agora_model.cost_by_category AS v ORDER BY 1', $$SELECT r.key, r.calls, r.cost_usd FROM agora_model.cost_report('category') AS r ORDER BY 1$$, 'cost_by_category');
SELECT results_eq('SELECT v.project, v.calls, v.cost_usd FROM agora_model.cost_by_project AS v ORDER BY 1', $$SELECT r.key, r.calls, r.cost_usd FROM agora_model.cost_report('project') AS r ORDER BY 1$$, 'cost_by_project');
SELECT results_eq('SELECT v.model, v.calls, v.cost_usd FROM agora_model.cost_by_model AS v ORDER BY 1', $$SELECT r.key, r.calls, r.cost_usd FROM agora_model.cost_report('model') AS r ORDER BY 1$$, 'cost_by_model');

-- The roll-up changes nothing that can be seen.
SELECT is(agora_model._fold_costs(1000), 0::bigint, 'nothing is decided yet, so nothing is folded');
UPDATE agora_model.call_horizon SET call_id = (SELECT max(k.llm_call_id) - 2 FROM agora_model.llm_call AS k), next_call_id = (SELECT max(k.llm_call_id) FROM agora_model.llm_call AS k);
SELECT cmp_ok(agora_model._fold_costs(1000), '>=', 2::bigint, 'what is decided is');
SELECT is((SELECT sum(d.calls) FROM agora_model.daily_cost AS d), 2::numeric, 'and only that');
SELECT results_eq('days', 'wanted_days', 'half folded: the same');
SELECT results_eq('agents', 'wanted_agents', 'for agents, too');

-- A correction of a folded call, and of one that is not, counts at once.
SELECT agora_model.reprice_calls('acme/turbo', '{"input_mtok": 2, "cache_read_mtok": 1, "output_mtok": 15}', '2026-04-01Z', '2026-05-03Z', 'contract', p_key => 'r1');
SELECT agora_model.set_price('acme/new', '{"input_mtok": 4}', '-infinity');
SELECT agora_model.reprice_calls('acme/turbo', '{"input_mtok": 1, "cache_read_mtok": 1, "output_mtok": 15}', '2026-04-01Z', '2026-05-03Z', 'contract', p_key => 'r2');
UPDATE wanted SET line = replace(replace(line, '3.70003 each=1.850015', '2.50001 each=1.250005'), ' 0 each= unpriced=1', ' 8 each=8 unpriced=0');
SELECT results_eq('models', 'wanted_models', 'corrected twice, priced late: by the last word');
SELECT is_empty('SELECT * FROM agora_model._probe_costs()', 'which is what the calls add up to');
UPDATE agora_model.call_horizon SET next_correction_id = (SELECT max(c.call_correction_id) FROM agora_model.call_correction AS c), correction_id = (SELECT max(c.call_correction_id) FROM agora_model.call_correction AS c);
SELECT cmp_ok(agora_model._fold_costs(1000), '>', 0::bigint, 'corrections are folded');
SELECT results_eq('models', 'wanted_models', 'also before their calls are');
UPDATE agora_model.call_horizon SET call_id = next_call_id;
SELECT is(agora_model._fold_costs(1000), 2::bigint, 'the rest');
SELECT is(agora_model._fold_costs(1000), 0::bigint, 'once');
SELECT results_eq('models', 'wanted_models', 'all folded: the same');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all invariants hold');
UPDATE agora_model.daily_cost SET cost_usd = cost_usd + 1 WHERE day = '2026-05-02';
SELECT is((SELECT count(*) FROM agora_model._probe_costs()), 1::bigint, 'the invariant sees a wrong sum');

-- Who sees what; what cannot be asked.
SELECT agora_test.become('ben');
SELECT results_eq('SELECT v.agent, v.calls FROM agora_model.cost_by_agent AS v', $$VALUES ('ben', 2::bigint)$$, 'a bound login sees its own');
RESET SESSION AUTHORIZATION;
SELECT agora_test.raises(format('SELECT * FROM agora_model.cost_report(%s)', a), '22023', format('not a report: %s', a))
  FROM unnest(ARRAY[$$'weather'$$, 'NULL', $$'day', NULL$$, $$'day', '2026-05-02', '2026-05-01'$$, $$'day', '2026-05-02', '2026-05-02'$$]) AS a;
SELECT agora_test.raises($$SELECT * FROM agora_model.cost_report(p_only => '{"colour": "red"}')$$, '22023', 'not narrowed so');
SELECT agora_test.raises(format('SELECT * FROM agora_model.cost_report(p_only => %L)', w.narrowed), w.code, 'what nobody knows has no cost of 0: ' || w.narrowed)
  FROM (VALUES ('{"model": "acme/none"}', 'ZP001'), ('{"agent": "nobody"}', 'ZA001'), ('{"stage": "lunch"}', 'ZP005'), ('{"category": "lunch"}', 'ZP008')) AS w(narrowed, code);
SELECT * FROM finish();
ROLLBACK;
