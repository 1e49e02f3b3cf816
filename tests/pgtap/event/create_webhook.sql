-- Webhooks: made, changed, disabled by failures or by hand, enabled; retried as their settings say; gone with their consumer.
BEGIN;
SELECT plan(72);
SELECT agora_test.at('2026-01-01');
SELECT agora_event.create_topic('test.thing.happened.v1', 'A test.');
SELECT agora_test.add_login('chief', 'agora_operator');
SELECT agora_test.add_login('clerk', 'agora_service');
SELECT agora_test.add_login('bob', 'agora_service', true);
CREATE FUNCTION pg_temp.hook() RETURNS text LANGUAGE sql
RETURN (SELECT concat_ws(' ', w.url, w.secret_name, w.status, w.failures) FROM agora_event.registered_webhook AS w WHERE w.webhook = 'hook');

SELECT agora_test.become('chief');
SELECT is(agora_event.create_webhook('hook', 'https://example.org/in?a=b', '{test.**}', 'hook_key', 'beginning'), 'hook', 'made');
SELECT is(agora_event.create_webhook('hook', 'https://example.org/in?a=b', '{test.**}', 'hook_key', 'beginning'), 'hook', 'said twice, made once');
SELECT is(pg_temp.hook(), 'https://example.org/in?a=b hook_key enabled 0', 'with its address');
SELECT results_eq($$SELECT l.topics, l.shares, l.owner_id FROM agora_event.consumer_lag AS l WHERE l.consumer = 'hook'$$, $$VALUES ('{test.**}'::text[], 1, 2::bigint)$$, 'it is a consumer');
SELECT is((SELECT w.timeout FROM agora_event.registered_webhook AS w), interval '15 seconds', 'the view says how long it may take');
SELECT agora_test.raises($$SELECT agora_event.create_webhook('hook', 'https://example.org/other', '{test.**}', 'hook_key')$$, 'ZE012', 'another address');
SELECT agora_test.raises($$SELECT agora_event.create_webhook('hook', 'https://example.org/in?a=b', '{test.**}', 'other_key')$$, 'ZE012', 'another secret');
SELECT agora_test.raises($$SELECT agora_event.create_webhook('hook', 'https://example.org/in?a=b', '{**}', 'hook_key')$$, 'ZE003', 'other topics');
SELECT agora_test.raises(format($$SELECT agora_event.create_webhook('bad', %L, '{**}', 'k')$$, bad.url), '22023', 'no address: ' || coalesce(left(bad.url, 60), 'NULL'))
  FROM unnest(ARRAY[NULL, '', 'example.org', 'ftp://example.org/', 'https://', 'https://user:word@example.org/', 'https://example.org/#part', 'https://example.org/a b',
                    E'https://example.org/\r\nX: y', 'https://exämple.org/', 'https://example.org:port/', 'https://example.org/' || repeat('a', 2000), 'javascript:alert(1)']) AS bad(url);
SELECT is(agora_event.create_webhook('good' || good.n, good.url, '{**}', 'k'), 'good' || good.n, 'an address: ' || left(good.url, 60))
  FROM unnest(ARRAY['http://localhost:8080', 'https://[::1]:8443/x', 'https://example.org?a=b', 'https://a-b.example.org/' || repeat('a', 1900)]) WITH ORDINALITY AS good(url, n);
SELECT agora_test.raises(format($$SELECT agora_event.create_webhook('bad', 'https://example.org/', '{**}', %L)$$, bad.secret), '22023', 'no name of a secret: ' || coalesce(bad.secret, 'NULL'))
  FROM unnest(ARRAY[NULL, '', 'A', 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', '../etc', 'a/b', repeat('a', 64)]) AS bad(secret);
SELECT is((SELECT count(*) FROM agora_event.registered_webhook AS w WHERE w.webhook = 'bad'), 0::bigint, 'what was refused is not there');
SELECT is((SELECT count(*) FROM agora_event.consumer_lag AS l WHERE l.consumer = 'bad'), 0::bigint, 'nor its consumer');

SELECT lives_ok($$SELECT agora_event.change_webhook('hook', p_secret_name => 'new_key')$$, 'another secret');
SELECT lives_ok($$SELECT agora_event.change_webhook('hook', 'https://example.org/new')$$, 'another address');
SELECT is(pg_temp.hook(), 'https://example.org/new new_key enabled 0', 'each leaves the other');
SELECT agora_test.raises($$SELECT agora_event.change_webhook('hook', 'nowhere')$$, '22023', 'no address');
SELECT agora_test.raises($$SELECT agora_event.change_webhook('none', 'https://example.org/')$$, 'ZE011', 'no webhook');
SELECT agora.set_setting('event.webhook_failure_limit', '3', 'a test');

-- Deliveries, recorded by a worker.
SELECT agora_test.become('clerk');
SELECT ok(agora_event.record_delivery('hook', 'answered 500'), 'a failure');
SELECT ok(agora_event.record_delivery('hook', 'answered 500'), 'another');
SELECT is(pg_temp.hook(), 'https://example.org/new new_key enabled 2', 'counted');
SELECT ok(agora_event.record_delivery('hook'), 'a success');
SELECT results_eq($$SELECT w.failures, w.last_error, w.last_delivered_at, w.last_failed_at FROM agora_event.registered_webhook AS w WHERE w.webhook = 'hook'$$,
                  $$VALUES (0, NULL::text, agora.now(), agora.now())$$, 'forgets them');
SELECT ok(agora_event.record_delivery('hook', 'one'), 'one');
SELECT ok(agora_event.record_delivery('hook', 'two'), 'two');
SELECT ok(NOT agora_event.record_delivery('hook', 'three'), 'three in a row: no more');
SELECT results_eq($$SELECT w.status, w.disabled_reason, w.last_error FROM agora_event.registered_webhook AS w WHERE w.webhook = 'hook'$$,
                  $$VALUES ('disabled', '3 failures in a row', 'three')$$, 'disabled, and why');
SELECT results_eq($$SELECT p.key, p.payload FROM agora_event.published AS p WHERE p.topic = 'event.webhook.disabled.v1'$$,
                  $$VALUES ('hook', '{"webhook": "hook", "reason": "3 failures in a row", "failures": 3}'::jsonb)$$, 'an event says so');
SELECT ok(NOT agora_event.record_delivery('hook', 'four'), 'a late word changes nothing');
SELECT ok(NOT agora_event.record_delivery('hook'), 'nor does a late success');
SELECT throws_ok($$SELECT agora_event.enable_webhook('hook')$$, '42501', NULL, 'a service does not enable');
SELECT throws_ok($$SELECT agora_event.create_webhook('x', 'https://example.org/', '{**}', 'k')$$, '42501', NULL, 'nor say where data goes');
SELECT agora_test.raises($$SELECT agora_event.record_delivery('hook', '')$$, '22023', 'no words');
SELECT agora_test.raises($$SELECT agora_event.record_delivery('none')$$, 'ZE011', 'of no webhook');
SELECT agora_test.become('bob');
SELECT agora_test.raises($$SELECT agora_event.record_delivery('hook')$$, 'ZE011', 'nor of another''s');
SELECT is_empty('SELECT * FROM agora_event.registered_webhook', 'which it does not see');

SELECT agora_test.become('chief');
SELECT ok(agora_event.enable_webhook('hook'), 'enabled');
SELECT ok(NOT agora_event.enable_webhook('hook'), 'said twice, once');
SELECT is(pg_temp.hook(), 'https://example.org/new new_key enabled 0', 'with a new account');
SELECT ok(NOT agora_event.record_delivery('hook', 'answered 410', p_is_gone => true), 'gone for good');
SELECT is((SELECT w.disabled_reason FROM agora_event.registered_webhook AS w WHERE w.webhook = 'hook'), 'answered 410', 'disabled at once');
SELECT ok(agora_event.enable_webhook('hook'), 'enabled again');
SELECT ok(agora_event.disable_webhook('hook', 'maintenance'), 'by hand');
SELECT ok(NOT agora_event.disable_webhook('hook', 'other'), 'said twice, the first reason stays');
SELECT agora_test.raises($$SELECT agora_event.disable_webhook('hook', NULL)$$, '22023', 'not without a reason');
SELECT agora_test.raises($$SELECT agora_event.disable_webhook('none', 'x')$$, 'ZE011', 'no webhook to disable');
SELECT agora_test.raises($$SELECT agora_event.enable_webhook('none')$$, 'ZE011', 'none to enable');

-- Retries have settings of their own.
SELECT agora.set_setting('event.retry_jitter', '0', 'a test');
SELECT agora.set_setting('event.webhook_retry_limit', '3', 'a test');
SELECT agora.set_setting('event.webhook_retry_delay_max', '7 seconds', 'a test');
RESET SESSION AUTHORIZATION;
SELECT results_eq($$SELECT agora_event._retry_after('hook', n) FROM generate_series(1, 3) AS n$$, $$VALUES (interval '5 seconds'), ('7 seconds'), (NULL)$$, 'a webhook waits longer, up to its limit');
SELECT is(agora_event._retry_after('other', 1), interval '1 second', 'than a consumer');
SELECT agora.set_setting('event.retry_jitter', '0.5', 'a test');
SELECT ok(bool_and(w.wait > interval '0.5 seconds' AND w.wait <= interval '1 second') AND count(DISTINCT w.wait) > 1, 'a part is left to chance')
  FROM (SELECT agora_event._retry_after('other', 1) AS wait FROM generate_series(1, 50)) AS w;

SELECT agora_event.drop_consumer('hook');
SELECT is(pg_temp.hook(), NULL, 'gone with its consumer');
SELECT * FROM finish();
ROLLBACK;
