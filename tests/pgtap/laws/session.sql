-- What a session wants its times counted and printed by decides nothing: durations are elapsed time wherever the clocks change, and
-- the same call is the same call. On 2027-03-14 a day in New York has 23 hours.
BEGIN;
SELECT plan(29);
SET timezone = 'America/New_York';
SELECT agora_test.at('2027-03-13 12:00+00');
SELECT agora_test.restarted_at('2027-01-01');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben']) AS n(name);

SELECT is(agora._as_seconds('1 month 2 days 3:04:05.000006')::text, '771:04:05.000006', '24 hours a day, 30 days a month');
SELECT is(agora._as_seconds(NULL), NULL, 'none is none');
SELECT is(agora.now() + agora._as_seconds('1 day'), '2027-03-14 12:00+00'::timestamptz, 'so a day later is 24 hours later');
SELECT is(agora.now() + interval '1 day', '2027-03-14 11:00+00'::timestamptz, 'which it else is not');
SELECT is(agora.setting_interval('work.task_retention')::text, '2160:00:00', 'so are settings');
SELECT is_empty($$SELECT r.identity FROM agora_test.routine AS r
                   WHERE r.source ~ $re$[-+*] *\(?(interval )?'[^']*(day|week|mon|year)[^']*'(::interval)?$re$ AND r.name NOT IN ('_decay_periods', 'forecast_month')$$,
                'no function adds days to a time but those that reckon in UTC, without a zone');

-- Whoever takes a duration.
SELECT is((agora.acquire_lease('r', '1 day', agora_test.id('ada'))).lease_until, '2027-03-14 12:00+00'::timestamptz, 'a lease');
SELECT is((agora.renew_lease('r', 1, '1 day', agora_test.id('ada'))).lease_until, '2027-03-14 12:00+00'::timestamptz, 'renewed');
SELECT agora_event.create_topic('test.thing.seen.v1', 'a test', '1 day'), agora_event.set_retention('work.task.**', '1 day');
UPDATE agora.job_state SET next_run_at = '-infinity';
SELECT agora.tick();
SELECT is((SELECT s.next_run_at FROM agora.job_status AS s WHERE s.job = 'memory.prune_patterns'), '2027-03-14 12:00+00'::timestamptz, 'a job that runs once a day');
SELECT is(agora_ledger._spending_options(1, 0, NULL) #>> '{0,at}', '2027-03-13T19:00:00-05:00', 'the next grant is at midnight, UTC');
SELECT agora_test.at('2027-03-14 12:00+00');
SELECT is(agora_ledger._spending_options(1, 0, NULL) #>> '{0,at}', '2027-03-14T20:00:00-04:00', 'also on that day');
SELECT agora_test.at('2027-03-13 12:00+00');
SELECT agora_work.register_agent(agora_test.id('ada'), p_lease => '1 day'), agora_work.register_agent(agora_test.id('ben'));
SELECT agora_work.add_tasks('[{"title": "t", "code": "a", "ttl": "1 day"}]');
SELECT results_eq($$SELECT c.lease_until, c.finish_by FROM agora_work.claim_next(agora_test.id('ada')) AS c$$, $$VALUES ('2027-03-14 12:00+00'::timestamptz, '2027-03-14 12:00+00'::timestamptz)$$, 'a claim');
SELECT is(agora_work.renew_task(b.task_id, 1, '1 day', agora_test.id('ada')), '2027-03-14 12:00+00'::timestamptz, 'that is renewed') FROM agora_work.board AS b WHERE b.code = 'a';
SELECT agora_test.at('2027-03-14 11:30+00');
SELECT is((SELECT s.health FROM agora_work.session AS s WHERE s.agent = 'ada'), 'suspect', 'and lives as long for a reader');
SET timezone = 'UTC';
SELECT is((SELECT s.seen_at FROM agora_work.session AS s WHERE s.agent = 'ada'), '2027-03-13 12:00+00'::timestamptz, 'in whatever zone');
SET timezone = 'America/New_York';
SELECT agora_test.at('2027-03-13 12:00+00');
SELECT agora_work.send_message(agora_test.id('ben'), 'note', '{}');
SELECT is((SELECT m.ack_by FROM agora_work.read_inbox(1, '1 day', agora_test.id('ben')) AS m), '2027-03-14 12:00+00'::timestamptz, 'a message');
SELECT is((agora_reward._pull_flag('{earn_first}', '{"days": 1}', 1) ->> 'until')::timestamptz, '2027-03-14 12:00+00'::timestamptz, 'a lever');
SELECT is(agora_model._check_window(NULL, '1 day', agora.now())::text, '24:00:00', 'the window of a measurement');

-- Whoever looks back: what is closed is kept 90 days, not an hour less.
SELECT agora_work.complete_task(b.task_id, 1, p_actor => agora_test.id('ada')) FROM agora_work.board AS b WHERE b.code = 'a';
SELECT agora_test.at('2027-06-11 11:59:59+00');
SELECT is(agora_work._forget_tasks(10), 0::bigint, 'kept for ninety days');
SELECT agora_test.at('2027-06-11 12:00:01+00');
SELECT is(agora_work._forget_tasks(10), 1::bigint, 'and no longer');

-- A call that is made again by a session of another zone or style.
SELECT agora_test.at('2027-03-13 12:00+00');
SELECT agora_work.issue_credential(agora_test.id('ada'), 't', '{x}', '120 seconds', p_key => 'k');
SELECT agora_model.register_provider('acme'), agora_model.register_model('acme', 'turbo');
PREPARE proposal AS SELECT agora_reward.propose_policy('uptime', agora_reward.policy('uptime') || '{"tokens": 11}', '2027-05-01 00:00+00', 'why', p_key => 'k');
PREPARE price AS SELECT agora_model.set_price('acme/turbo', '{"input_mtok": 3}', '2027-01-01 00:00+00', p_key => 'k');
EXECUTE proposal;
EXECUTE price;
CREATE TEMP TABLE first_call AS SELECT (agora_model.record_call('acme/turbo', NULL, '{"input_tokens": 1}', p_called_at => '2027-03-13 11:00+00', p_key => 'k')).llm_call_id;
SET timezone = 'Asia/Kathmandu';
SET intervalstyle = 'iso_8601';
SET datestyle = 'SQL, DMY';
SELECT is((SELECT c.token FROM agora_work.issue_credential(agora_test.id('ada'), 't', '{x}', '2 minutes', p_key => 'k') AS c), NULL, 'a credential');
SELECT lives_ok('EXECUTE proposal', 'a policy');
SELECT lives_ok('EXECUTE price', 'a price');
SELECT is((agora_model.record_call('acme/turbo', NULL, '{"input_tokens": 1}', p_called_at => '2027-03-13 11:00+00', p_key => 'k')).llm_call_id, c.llm_call_id, 'a model call') FROM pg_temp.first_call AS c;
SELECT is((SELECT r.key FROM agora_model.cost_report() AS r), '2027-03-13', 'and its day is called as ever');

-- What is kept as text, or in it.
CREATE TEMP TABLE kept AS SELECT v.vector::text FROM agora_memory._lexical_vector('problem', '{read the ledger and read the feed}', '{1}', '{}') AS v;
SET extra_float_digits = -10;
SELECT is((SELECT v.vector FROM agora_memory._lexical_vector('problem', '{read the ledger and read the feed}', '{1}', '{}') AS v), k.vector::public.sparsevec, 'weights of words are kept whole') FROM kept AS k;
RESET extra_float_digits;
SELECT is((agora_reward._pull_batch('early_adopter', '{"amount": 1, "name": "x", "before": "2027-03-13T12:00:01"}', 1) ->> 'paid')::integer > 0, true, 'a time without its zone is UTC');

-- What is compared as text.
SELECT is_empty('SELECT v.* FROM agora.verify() AS v', 'nothing looks changed because it is printed otherwise');
SET bytea_output = 'escape';
SET quote_all_identifiers = on;
SELECT is_empty('SELECT v.* FROM agora.verify() AS v', 'whatever it is');

SELECT * FROM finish();
ROLLBACK;
