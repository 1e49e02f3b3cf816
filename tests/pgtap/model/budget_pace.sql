-- budget_pace: the rate of a period so far, and where it leads.
BEGIN;
SELECT plan(16);
SELECT agora_test.at('2026-06-01 00:00Z');
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('bob', 'agora_service', true);
SELECT agora_model.set_budget(24, 'day') AS day \gset
SELECT agora_model.set_budget(5, 'hour', p_principal => agora_test.id('alice')) AS hour \gset
CREATE FUNCTION pg_temp.pace(p_budget bigint) RETURNS text LANGUAGE sql
RETURN (SELECT format('%s %s%% %s %s/h %s h %s %s', b.used_usd, b.used_percent, b.elapsed_percent, b.usd_per_hour, b.hours_left, b.expected_usd, b.is_too_fast) FROM agora_model.budget_pace AS b WHERE b.budget_id = p_budget);
CREATE FUNCTION pg_temp.ask(p_usd numeric, p_key text) RETURNS text LANGUAGE sql
RETURN (agora_model.authorize_spend(agora_test.id('alice'), NULL, p_usd, '15 minutes', NULL, p_key, agora_test.id('alice'))).decision;

SELECT is(pg_temp.pace(:day), '0 0.0% 0.0 0/h  h 0 f', 'in the moment in which it begins');
SELECT agora_test.advance('30 minutes');
SELECT is(pg_temp.pace(:day), '0 0.0% 2.1 0/h  h 0 f', 'who spends nothing spends it forever');
SELECT is(pg_temp.ask(0.5, 'a'), 'allow', 'a call');
SELECT is(pg_temp.pace(:day), '0.5 2.1% 2.1 1/h 23.5000 h 24 f', 'a dollar an hour: just enough; what is reserved counts');
SELECT is(pg_temp.pace(:hour), '0.5 10.0% 50.0 1/h 4.5000 h 1 f', 'and little for an hour');
SELECT is(pg_temp.ask(0.1, 'b'), 'allow', 'another');
SELECT is(pg_temp.pace(:day), '0.6 2.5% 2.1 1.2/h 19.5000 h 28.8 t', 'now it is too fast');
SELECT agora_model.set_budget(48, 'day') \g /dev/null
SELECT is(pg_temp.pace(:day), '0.6 1.3% 2.1 1.2/h 39.5000 h 28.8 f', 'not for a higher limit');
SELECT agora_model.set_budget(0, 'day') \g /dev/null
SELECT is(pg_temp.pace(:day), '0.6 % 2.1 1.2/h 0.0000 h 28.8 t', 'nothing is left of nothing');
SELECT agora_test.at('2026-06-01 12:00Z');
SELECT agora_model.set_budget(10, 'month', p_stage => 'design') AS month \gset
SELECT agora_test.advance('1 hour');
SELECT is((SELECT b.elapsed_percent FROM agora_model.budget_pace AS b WHERE b.budget_id = :month), round(100 / (29 * 24 + 12)::numeric, 1), 'a budget that was set meanwhile counts from then on');

SELECT agora_test.become('bob');
SELECT results_eq('SELECT b.budget_id FROM agora_model.budget_pace AS b ORDER BY 1', format('VALUES (%s::bigint), (%s)', :day, :month), 'a bound login sees those that its calls may count in');
SELECT agora_test.become('alice');
SELECT is((SELECT count(*) FROM agora_model.budget_pace), 3::bigint, 'and its own');
RESET SESSION AUTHORIZATION;
SELECT agora_model.end_budget(:day) \g /dev/null
SELECT is(pg_temp.pace(:day), NULL, 'what was ended has no pace');
SELECT agora_test.at('2026-07-01 00:00Z');
SELECT is(pg_temp.pace(:month), '0 0.0% 0.0 0/h  h 0 f', 'each period begins anew');
SELECT is((agora_model.authorize_spend(agora_test.id('alice'), 'design', 0.05, '15 minutes', NULL, 'c', agora_test.id('alice'))).decision, 'allow', 'a call at once');
SELECT is(pg_temp.pace(:month), '0.05 0.5% 0.0 0.00672/h 1480.5600 h 5.05 f', 'is one in a hundredth of the period');

SELECT * FROM finish();
ROLLBACK;
