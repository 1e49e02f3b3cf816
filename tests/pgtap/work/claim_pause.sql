-- Spacing: an agent that has to pause between claims, by its policy or by that of all.
BEGIN;
SELECT plan(35);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
SELECT agora.register_principal(n.name) FROM unnest(ARRAY['ada', 'ben', 'boss']) AS n(name);
SELECT agora_work.register_agent(agora_test.id(n.name)) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora_work.add_tasks(jsonb_agg(jsonb_build_object('title', 'n' || n, 'code', 'n' || n))) FROM generate_series(1, 30) AS n;
CREATE FUNCTION pg_temp.task(p_code text) RETURNS bigint LANGUAGE sql RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.claim(p_name text, p_limit integer DEFAULT 1) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(c.code, ' ') FROM agora_work.claim_next(agora_test.id(p_name), p_limit, p_actor => agora_test.id(p_name)) AS c);
CREATE FUNCTION pg_temp.pause(p_scope text, p_subject text, p_seconds jsonb) RETURNS bigint LANGUAGE sql
RETURN agora_work.set_policy(p_scope, p_subject, CASE p_scope WHEN 'default' THEN agora_work.policy_for() -> 'parameters' ELSE '{}' END || jsonb_build_object('claim_pause_seconds', p_seconds), 'a test', 3);
CREATE FUNCTION pg_temp.settled(p_name text) RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', a.pause, a.is_restrained) FROM agora_work.agent AS a WHERE a.agent_id = agora_test.id(p_name));
CREATE FUNCTION pg_temp.detail(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_detail text;
BEGIN
    EXECUTE p_sql;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_detail = PG_EXCEPTION_DETAIL;
    RETURN v_detail;
END $$;

-- What can be said
SELECT is((agora_work.policy_for() #>> '{parameters,claim_pause_seconds}')::numeric, 0.0, 'by default nobody pauses');
SELECT agora_test.raises($$SELECT pg_temp.pause('environment', 'production', '1')$$, '22023', 'an environment has no pause: agents have');
SELECT matches(pg_temp.detail($$SELECT pg_temp.pause('environment', 'production', '1')$$), 'wrong=claim_pause_seconds', 'as it is told');
SELECT agora_test.raises(format($$SELECT pg_temp.pause('agent', '%s', '%s')$$, agora_test.id('ada'), v.value), '22023', v.what)
  FROM (VALUES ('-1', 'no negative one'), ('86401', 'none of more than a day'), ('"1 s"', 'no text')) AS v(value, what);
SELECT ok(k.is_of_agents, 'which the view says') FROM agora_work.known_parameter AS k WHERE k.parameter = 'claim_pause_seconds';

-- Of an agent
SELECT is(pg_temp.claim('ada', 2), 'n1 n2', 'without a pause, as many as one likes');
SELECT is(pg_temp.settled('ada'), 'f', 'and nothing is looked up');
SELECT pg_temp.pause('agent', agora_test.id('ada')::text, '10');
SELECT is(pg_temp.settled('ada'), '00:00:10 t', 'a claim knows the pause from the row that it locks');
SELECT is((SELECT r.pause FROM agora_work.registered_agent AS r WHERE r.name = 'ada'), '10 seconds', 'and everybody sees it');
SELECT agora_test.advance('9.5 seconds');
SELECT agora_test.raises($$SELECT pg_temp.claim('ada')$$, 'ZW095', 'too soon');
SELECT matches(pg_temp.detail($$SELECT pg_temp.claim('ada')$$), 'pause=00:00:10 retry_after=00:00:00.5$', 'it is said when');
SELECT agora_test.raises(format($$SELECT agora_work.%s(%s%s)$$, f.name, agora_test.id('ada'), f.more), 'ZW095', 'nor by ' || f.name)
  FROM (VALUES ('claim_task', format(', %s', pg_temp.task('n3'))), ('next_work', '')) AS f(name, more);
SELECT is((SELECT h.is_held FROM agora_work.heartbeat(ARRAY[pg_temp.task('n1')], ARRAY[1], agora_test.id('ada')) AS h), true, 'what it holds it keeps');
SELECT is(pg_temp.claim('ben', 2), 'n3 n4', 'others go on');
SELECT agora_test.advance('0.5 seconds');
SELECT is(pg_temp.claim('ada', 5), 'n5', 'after the pause, one task');
SELECT agora_test.raises($$SELECT pg_temp.claim('ada')$$, 'ZW095', 'and the next pause');
SELECT is(pg_temp.settled('ada'), '00:00:10 t', 'no claim forgets it');

-- What has ended counts, be it given back or done
SELECT agora_work.release_task(pg_temp.task('n5'), 1, p_actor => agora_test.id('ada'));
SELECT agora_test.raises($$SELECT pg_temp.claim('ada')$$, 'ZW095', 'to give a task back makes room for none');
SELECT is((SELECT count(*) FROM agora_work.complete_and_claim(agora_test.id('ada'), pg_temp.task('n1'), 1, p_actor => agora_test.id('ada'))), 0::bigint, 'what is done is done');
SELECT is((SELECT b.status FROM agora_work.board AS b WHERE b.code = 'n1'), 'completed', 'though nothing is claimed with it');
SELECT agora_test.advance('10 seconds'), pg_temp.claim('ben'); -- the sweep that is due
SELECT is((SELECT string_agg(c.code, ' ') FROM agora_work.complete_and_claim(agora_test.id('ada'), pg_temp.task('n2'), 1, p_limit => 5, p_actor => agora_test.id('ada')) AS c), 'n6', 'until the pause is over');
SELECT agora_test.advance('10 seconds');
SELECT agora_work.register_agent(agora_test.id('ada'), p_max_tasks => 1);
SELECT is(pg_temp.claim('ada'), NULL, 'a pause makes no room where there is none');
SELECT agora_work.register_agent(agora_test.id('ada'));
SELECT is(pg_temp.claim('ada'), 'n7', 'and who found nothing does not pause for it');

-- Of all
SELECT pg_temp.pause('agent', agora_test.id('ada')::text, '0');
SELECT is(pg_temp.claim('ada', 2), 'n8 n9', 'who has none of its own any more');
SELECT is(pg_temp.settled('ada'), 'f', 'is as it was');
SELECT pg_temp.pause('default', NULL, '0.25');
SELECT is(pg_temp.settled('ben'), '00:00:00.25 t', 'one for all');
SELECT is(pg_temp.settled('ada'), 'f', 'but for whom the policy is another');
SELECT agora_work.register_agent(agora_test.id('boss'));
SELECT is(pg_temp.settled('boss'), '00:00:00.25 t', 'who comes later has it, too');
SELECT pg_temp.pause('agent', agora_test.id('boss')::text, '600');
SELECT is(pg_temp.claim('boss'), 'n10', 'a claim');
SELECT agora_test.advance('-1 minute');
SELECT agora_test.raises($$SELECT pg_temp.claim('boss')$$, 'ZW095', 'a minute before it, as who waited for its lock may be');
SELECT agora_test.advance('-1 second');
SELECT is(pg_temp.claim('boss'), 'n11', 'where the clock was set back it does not wait for that time to come again');
UPDATE agora_work.agent AS a SET is_restrained = false WHERE a.agent_id = agora_test.id('ben');
SELECT is((SELECT count(*) FROM agora.check_invariants() AS i WHERE i.probe = 'work.tasks'), 1::bigint, 'whoever does not know its pause is found');
SELECT * FROM finish();
ROLLBACK;
