-- Commands and calls: what the allow-lists let through, what they deny and say, and who keeps them.
BEGIN;
SELECT plan(164);
ALTER TABLE agora_work.request ALTER COLUMN request_id RESTART;
ALTER TABLE agora_work.exec_policy ALTER COLUMN exec_policy_id RESTART;
ALTER TABLE agora_work.proxy_target ALTER COLUMN proxy_target_id RESTART;
ALTER TABLE agora_work.proxy_route ALTER COLUMN proxy_route_id RESTART;
SELECT agora_test.add_login('alice', 'agora_service', true), agora_test.add_login('bob', 'agora_service', true), agora_test.add_login('box', 'agora_service');
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.grant_capability(agora_test.id('alice'), c, 2, 'a test') FROM unnest(ARRAY['system:process:execute', 'network:http:external']) AS c;
CREATE FUNCTION pg_temp.run(p_command text, p_arguments text[] DEFAULT '{}', p_who text DEFAULT 'alice') RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(r.denial, r.status) FROM agora_work.submit_exec(p_command, p_arguments, p_key => gen_random_uuid()::text, p_actor => agora_test.id(p_who)) AS r $$;
CREATE FUNCTION pg_temp.get(p_path text, p_method text DEFAULT 'GET', p_headers jsonb DEFAULT '{}', p_target text DEFAULT 'api', p_who text DEFAULT 'alice') RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(r.denial, r.status) FROM agora_work.submit_http(p_target, p_method, p_path, p_headers, p_key => gen_random_uuid()::text, p_actor => agora_test.id(p_who)) AS r $$;

-- Commands
SELECT is(agora_work.allow_command('/usr/bin/git', '{log|show,"[a-f0-9]{7}"}', 'history', p_key => 'git'), 1::bigint, 'a command with patterns');
SELECT is(agora_work.allow_command('/usr/bin/git', '{log|show,"[a-f0-9]{7}"}', 'history', p_key => 'git'), 1::bigint, 'twice is once');
SELECT is(agora_work.allow_command('/bin/echo', '{}', 'talk', '.*', agora_test.id('alice'), 30, 'echo'), 2::bigint, 'any arguments, for one');
SELECT is(agora_work.allow_command('/bin/date', '{}', 'time', p_key => 'date'), 3::bigint, 'none');
SELECT is(pg_temp.run(i.command, i.arguments, i.who), i.answer, i.what)
  FROM (VALUES ('/usr/bin/git', '{log,abcdef1}'::text[], 'alice', 'queued', 'as the patterns say'), ('/usr/bin/git', '{show,abcdef1}', 'alice', 'queued', 'the other branch'), ('/usr/bin/git', '{log}', 'alice', 'arguments', 'too few'),
               ('/usr/bin/git', '{log,abcdef1,x}', 'alice', 'arguments', 'too many'), ('/usr/bin/git', '{log,abcdef1x}', 'alice', 'arguments', 'a pattern is the whole'), ('/usr/bin/git', '{xlog,abcdef1}', 'alice', 'arguments', 'from its start'),
               ('/usr/bin/git', E'{log,"abcdef1\n--exec"}', 'alice', 'arguments', 'over line ends'), ('/usr/bin/git', '{"log abcdef1"}', 'alice', 'arguments', 'each argument by itself'), ('/bin/echo', '{a,"$(b)",""}', 'alice', 'queued', 'anything where anything may be'),
               ('/bin/date', '{}', 'alice', 'queued', 'nothing where nothing may be'), ('/bin/date', '{-s}', 'alice', 'arguments', 'and no more'), ('/bin/sh', '{-c,id}', 'alice', 'command', 'not on the list'), ('/bin/../bin/date', '{}', 'alice', 'command', 'nor in disguise'),
               ('date', '{}', 'alice', 'command', 'nor by its name'), ('/bin/date', '{}', 'bob', 'capability', 'nobody vouches for it'))
    AS i(command, arguments, who, answer, what);
SELECT agora_work.grant_capability(agora_test.id('bob'), 'system:process:execute', 2, 'a test');
SELECT is(pg_temp.run('/bin/echo', p_who => 'bob'), 'command', 'what is for one is for no other');
CREATE FUNCTION pg_temp.seconds() RETURNS text LANGUAGE sql AS $$ SELECT r.limits ->> 'wall_seconds' FROM agora_work.request AS r ORDER BY r.request_id DESC LIMIT 1 $$;
SELECT agora_work.submit_exec('/bin/echo', '{}', 20, 'k', agora_test.id('alice'));
SELECT is(pg_temp.seconds(), '20', 'as long as asked');
SELECT is((agora_work.submit_exec('/bin/echo', '{}', 20, 'k', agora_test.id('alice'))).request_id, (SELECT max(r.request_id) FROM agora_work.request AS r), 'the same key: the same request');
SELECT agora_test.raises($$SELECT agora_work.submit_exec('/bin/echo', '{}', 21, 'k', agora_test.id('alice'))$$, 'ZA003', 'or none');
SELECT agora_work.submit_exec('/bin/date', '{}', 20, 'k2', agora_test.id('alice'));
SELECT is(pg_temp.seconds(), '5', 'and no longer than the policy says');
SELECT agora_test.raises(format('SELECT agora_work.submit_exec(%L, %L, %s, %L, agora_test.id(''alice''))', i.command, i.arguments, coalesce(i.seconds, 'NULL'), i.key), '22023', i.what)
  FROM (VALUES (NULL, '{}', '5', 'k', 'no command'), ('/bin/date', NULL, '5', 'k', 'no arguments'), ('/bin/date', '{NULL}', '5', 'k', 'an argument that is none'), ('/bin/date', '{{a}}', '5', 'k', 'arguments in rows'),
               ('/bin/date', '{}', '31', 'k', 'too long'), ('/bin/date', '{}', '0', 'k', 'no time'), ('/bin/date', '{}', NULL, NULL, 'no key')) AS i(command, arguments, seconds, key, what);
SELECT agora_test.raises(format('SELECT agora_work.allow_command(%L, %L, %L, %L, %s, %s, %L)', i.command, i.patterns, i.reason, i.rest, coalesce(i.who, 'NULL'), i.seconds, i.key), i.state, i.what)
  FROM (VALUES ('date', '{}', 'r', NULL, NULL, 5, 'k', '22023', 'a relative path'), ('/bin/../sh', '{}', 'r', NULL, NULL, 5, 'k', '22023', 'one that goes up'), ('/bin/date', NULL, 'r', NULL, NULL, 5, 'k', '22023', 'no patterns'), ('/bin/date', '{NULL}', 'r', NULL, NULL, 5, 'k', '22023', 'one that is none'),
               ('/bin/date', '{"a)|(?:.*"}', 'r', NULL, NULL, 5, 'k', '22023', 'one that closes the brackets'), ('/bin/date', '{a(}', 'r', NULL, NULL, 5, 'k', '22023', 'no expression'), ('/bin/date', '{***=a}', 'r', NULL, NULL, 5, 'k', '22023', 'options'), ('/bin/date', '{"(a)\\1"}', 'r', NULL, NULL, 5, 'k', '22023', 'a back reference'),
               ('/bin/date', '{}', 'r', '(', NULL, 5, 'k', '22023', 'nor for the rest'), ('/bin/date', '{}', '', NULL, NULL, 5, 'k', '22023', 'no reason'), ('/bin/date', '{}', 'r', NULL, NULL, 31, 'k', '22023', 'too long'), ('/bin/date', '{}', 'r', NULL, NULL, 5, NULL, '22023', 'no key'),
               ('/bin/date', '{}', 'r', NULL, '999999', 5, 'k', 'ZA001', 'for nobody'), ('/bin/date', '{}', 'other', NULL, NULL, 5, 'git', 'ZA003', 'other facts under a key')) AS i(command, patterns, reason, rest, who, seconds, key, state, what);

-- Calls
SELECT is(agora_work.allow_target('api', 'https://api.example.org/v1', 'things', 20, p_key => 'api'), 1::bigint, 'a server');
SELECT is(agora_work.allow_target('api', 'https://api.example.org/v1', 'things', 20, p_key => 'api'), 1::bigint, 'twice is once');
SELECT is(agora_work.allow_route('api', '{GET,HEAD}', '/things/[0-9]+([?]q=[a-z%0-9]*)?', 'read', '{accept}', p_key => 'read'), 1::bigint, 'what may be read');
SELECT is(agora_work.allow_route('api', '{POST}', '/things', 'write', '{content-type}', agora_test.id('alice'), 'write'), 2::bigint, 'what one may write');
SELECT is(agora_work.allow_route('api', '{POST}', '/things', 'write', '{content-type}', agora_test.id('alice'), 'write'), 2::bigint, 'twice is once');
SELECT is(agora_work.allow_route('api', '{GET}', '/open/.*', 'all of it', p_key => 'open'), 3::bigint, 'and a tree');
SELECT is(pg_temp.get(i.path, i.method, i.headers::jsonb, i.target, i.who), i.answer, i.what)
  FROM (VALUES ('/things/5', 'GET', '{"Accept": "text/plain"}', 'api', 'alice', 'queued', 'as the route says'), ('/things/5?q=a%2fb', 'HEAD', '{}', 'api', 'alice', 'queued', 'with a query'), ('/things', 'POST', '{"content-type": "text/plain"}', 'api', 'alice', 'queued', 'the other route'),
               ('/things/5', 'DELETE', '{}', 'api', 'alice', 'method', 'another method'), ('/things/5', 'get', '{}', 'api', 'alice', 'method', 'methods are as they are'), ('/others', 'GET', '{}', 'api', 'alice', 'path', 'another path'), ('/things/5/x', 'GET', '{}', 'api', 'alice', 'path', 'below it'),
               ('/things/5', 'GET', '{"Authorization": "x"}', 'api', 'alice', 'headers', 'a header of another'), ('/things/5', 'GET', '{"Host": "x"}', 'api', 'alice', 'headers', 'another host'), ('/things/5', 'GET', '{}', 'web', 'alice', 'target', 'another server'), ('/things/5', 'GET', '{}', 'api', 'bob', 'capability', 'nobody vouches'),
               ('/open/a/b', 'GET', '{}', 'api', 'alice', 'queued', 'in the tree'), ('/open/../things', 'GET', '{}', 'api', 'alice', 'path', 'and up'), ('/open/./a', 'GET', '{}', 'api', 'alice', 'path', 'a dot'), ('/open/..', 'GET', '{}', 'api', 'alice', 'path', 'up at the end'), ('/open/a%2fb', 'GET', '{}', 'api', 'alice', 'path', 'a slash in disguise'),
               ('/open/%2e%2e/a', 'GET', '{}', 'api', 'alice', 'path', 'dots in disguise'), ('/open/%252e', 'GET', '{}', 'api', 'alice', 'path', 'twice'), ('/open/a\b', 'GET', '{}', 'api', 'alice', 'path', 'a backslash'), ('/open//a', 'GET', '{}', 'api', 'alice', 'path', 'nothing between'), ('open/a', 'GET', '{}', 'api', 'alice', 'path', 'not from the root'),
               ('/open/a#b', 'GET', '{}', 'api', 'alice', 'path', 'a fragment'), ('/open/a b', 'GET', '{}', 'api', 'alice', 'path', 'a space'), ('/open/%zz', 'GET', '{}', 'api', 'alice', 'path', 'no escape'), ('/open/ä', 'GET', '{}', 'api', 'alice', 'path', 'beyond ASCII'), ('@evil.example/open/', 'GET', '{}', 'api', 'alice', 'path', 'another host in the path'))
    AS i(path, method, headers, target, who, answer, what);
SELECT is((SELECT r.body ->> 'url' FROM agora_work.submitted_request AS r WHERE r.kind = 'http' ORDER BY r.request_id LIMIT 1), 'https://api.example.org/v1/things/5', 'the worker gets the whole URL');
SELECT agora_work.submit_http('api', 'GET', '/things/1', p_seconds => 60, p_key => 'h', p_actor => agora_test.id('alice'));
SELECT is(pg_temp.seconds(), '20', 'no longer than the server has');
SELECT is((agora_work.submit_http('api', 'GET', '/things/1', p_seconds => 60, p_key => 'h', p_actor => agora_test.id('alice'))).status, 'queued', 'the same key: the same');
SELECT agora_test.raises($$SELECT agora_work.submit_http('api', 'GET', '/things/2', p_seconds => 60, p_key => 'h', p_actor => agora_test.id('alice'))$$, 'ZA003', 'or none');
SELECT agora_test.raises(format('SELECT agora_work.submit_http(%L, %L, %L, %L, %L, %s, %L, agora_test.id(''alice''))', i.target, i.method, i.path, i.headers, i.body, i.seconds, i.key), '22023', i.what)
  FROM (VALUES (NULL, 'GET', '/', '{}', NULL, '5', 'k', 'no server'), ('api', NULL, '/', '{}', NULL, '5', 'k', 'no method'), ('api', 'GET', NULL, '{}', NULL, '5', 'k', 'no path'), ('api', 'GET', '/', '[]', NULL, '5', 'k', 'no headers'), ('api', 'GET', '/', '{"a": 1}', NULL, '5', 'k', 'a header that is no text'),
               ('api', 'GET', '/', '{"a": "b\r\nHost: c"}', NULL, '5', 'k', 'one of two lines'), ('api', 'GET', '/', '{"accept": "a", "Accept": "b"}', NULL, '5', 'k', 'one twice'), ('api', 'POST', '/', '{}', repeat('x', 1000001), '5', 'k', 'too much'), ('api', 'GET', '/', '{}', NULL, '61', 'k', 'too long'), ('api', 'GET', '/', '{}', NULL, '5', NULL, 'no key')) AS i(target, method, path, headers, body, seconds, key, what);
SELECT agora_test.raises(format('SELECT agora_work.allow_target(%L, %L, %L, %s, p_key => %L)', i.alias, i.url, i.reason, i.seconds, i.key), i.state, i.what)
  FROM (VALUES ('API', 'https://a.b', 'r', 5, 'k', '22023', 'no word'), ('web', 'ftp://a.b', 'r', 5, 'k', '22023', 'another scheme'), ('web', 'https://me:pw@a.b', 'r', 5, 'k', '22023', 'a password'), ('web', 'https://a.b/?q', 'r', 5, 'k', '22023', 'a query'), ('web', 'https://a.b/../c', 'r', 5, 'k', '22023', 'up'),
               ('web', 'https://a.b:65536', 'r', 5, 'k', '22023', 'a port beyond all'), ('web', 'https://a.b:0', 'r', 5, 'k', '22023', 'no port'), ('web', 'https://a..b', 'r', 5, 'k', '22023', 'a name with nothing in it'), ('web', 'https://a-.b', 'r', 5, 'k', '22023', 'a name that ends with a hyphen'),
               ('web', 'https://a.b/', 'r', 5, 'k', '22023', 'a slash at the end'), ('web', 'https://a.b', '', 5, 'k', '22023', 'no reason'), ('web', 'https://a.b', 'r', 61, 'k', '22023', 'too long'), ('web', 'https://a.b', 'r', 5, NULL, '22023', 'no key'), ('api', 'https://a.b', 'r', 5, 'k', '22023', 'a name that is taken'), ('web', 'https://a.b', 'r', 5, 'api', 'ZA003', 'a key that is'))
    AS i(alias, url, reason, seconds, key, state, what);
SELECT agora_test.raises(format('SELECT agora_work.allow_route(%L, %L, %L, %L, %L, %s, %L)', i.target, i.methods, i.path, i.reason, i.headers, coalesce(i.who, 'NULL'), i.key), i.state, i.what)
  FROM (VALUES ('api', '{}', '/', 'r', '{}', NULL, 'k', '22023', 'no method'), ('api', NULL, '/', 'r', '{}', NULL, 'k', '22023', 'none told'), ('api', '{TRACE}', '/', 'r', '{}', NULL, 'k', '22023', 'an odd one'), ('api', '{GET}', '(', 'r', '{}', NULL, 'k', '22023', 'no pattern'), ('api', '{GET}', '/', 'r', '{authorization}', NULL, 'k', '22023', 'a header that says who calls'),
               ('api', '{GET}', '/', 'r', '{x-forwarded-for}', NULL, 'k', '22023', 'or from where'), ('api', '{GET}', '/', 'r', '{x_forwarded_for}', NULL, 'k', '22023', 'in letters that servers take for those'),
               ('api', '{GET}', '/', 'r', '{content_length}', NULL, 'k', '22023', 'also of what frames the message'), ('api', '{GET}', '/', 'r', '{x-forwarded}', NULL, 'k', '22023', 'or an older one'), ('api', '{GET}', '/', 'r', '{Accept}', NULL, 'k', '22023', 'capitals'), ('api', '{GET}', '/', 'r', '{NULL}', NULL, 'k', '22023', 'a header that is none'), ('api', '{GET}', '/', 'r', NULL, NULL, 'k', '22023', 'none told'), ('api', '{GET}', '/', '', '{}', NULL, 'k', '22023', 'no reason'),
               ('api', '{GET}', '/', 'r', '{}', NULL, NULL, '22023', 'no key'), ('api', '{GET}', '/', 'r', '{}', '999999', 'k', 'ZA001', 'for nobody'), ('web', '{GET}', '/', 'r', '{}', NULL, 'k', 'ZW105', 'on no server'), ('api', '{GET}', '/', 'r', '{}', NULL, 'read', 'ZA003', 'a key that is taken')) AS i(target, methods, path, reason, headers, who, key, state, what);

-- Who does it
SELECT agora_test.become('alice');
SELECT throws_ok($$SELECT agora_work.allow_command('/bin/sh', '{}', 'mine', p_key => 'mine')$$, '42501', NULL, 'an agent allows itself nothing');
SELECT agora_test.raises($$SELECT agora_work.claim_request('exec')$$, '42501', 'nor does it itself');
SELECT ok((SELECT bool_and(r.requester_id = agora_test.id('alice')) FROM agora_work.submitted_request AS r), 'and sees its own');
RESET SESSION AUTHORIZATION;
SELECT agora_test.become('box');
SELECT results_eq($$SELECT c.kind, c.body, c.limits FROM agora_work.claim_request('exec') AS c$$, $$VALUES ('exec', '{"command": "/usr/bin/git", "arguments": ["log", "abcdef1"]}'::jsonb, '{"wall_seconds": 5, "output_bytes": 1000000, "file_bytes": 16777216, "memory_bytes": 134217728, "cpu_percent": 10, "open_files": 64, "processes": 16}'::jsonb)$$, 'a worker gets what was allowed, with the limits of the agent');
SELECT is(agora_work.finish_request(1, 1, 'failed', '{"stdout": "", "exit": 1}', '{wall}'), 'failed', 'and says what came of it');
CREATE FUNCTION pg_temp.next(p_kind text, p_violations text[]) RETURNS text LANGUAGE sql AS $$
    SELECT agora_work.finish_request(c.request_id, c.epoch, 'failed', '{}', p_violations) FROM agora_work.claim_request(p_kind) AS c $$;
SELECT is((SELECT c.body -> 'is_private' FROM agora_work.claim_request('http') AS c), 'false', 'so for calls: of no private network');
SELECT is(pg_temp.next('http', '{wall,output}') || ' ' || pg_temp.next('http', '{address}'), 'failed failed', 'a slow server, and a name that leads elsewhere');
RESET SESSION AUTHORIZATION;
SELECT results_eq('SELECT v.principal_id, v.kind, v.subject FROM agora_work.recorded_violation AS v', $$VALUES (agora_test.id('alice'), 'limit', 'request 1')$$, 'a slow command is a failure of who asked for it, a server is nobody''s');
SELECT results_eq($$SELECT e.agent_id, e.items FROM agora_work.recorded_escalation AS e WHERE e.reason = 'request_hazard'$$, $$VALUES (agora_test.id('alice'), 1::bigint)$$, 'where a name led, a human hears of');
SELECT is((SELECT count(*) FROM agora_work.witness_entry AS w WHERE w.event = 'request.denied'), (SELECT count(*) FROM agora_work.submitted_request AS r WHERE r.status = 'denied'), 'every denial is witnessed');
SELECT is((SELECT array_agg(DISTINCT w.severity) FROM agora_work.witness_entry AS w WHERE w.event = 'request.finished'), '{high}', 'and what was done');
SELECT is((SELECT b.status FROM agora.breaker AS b WHERE b.breaker = agora_work.agent_breaker(agora_test.id('alice'))), 'closed', 'all that halts nobody');

-- What a worker takes is looked at again
CREATE FUNCTION pg_temp.waiting(p_kind text) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM agora_work.request AS r WHERE r.kind = p_kind AND r.status = 'queued' $$;
CREATE TEMP TABLE before AS SELECT count(*) AS number FROM agora_work.witness_entry AS w WHERE w.event = 'request.denied';
SELECT agora_work.end_permission('command', 1, 'enough');
SELECT is((SELECT c.body ->> 'command' FROM agora_work.claim_request('exec') AS c), '/bin/echo', 'what has ended since is passed over');
SELECT results_eq($$SELECT r.status, r.denial, r.attempts FROM agora_work.submitted_request AS r WHERE r.kind = 'exec' AND r.request_id = 2$$, $$VALUES ('denied', 'command', 0::bigint)$$, 'and denied');
SELECT is((SELECT count(*) FROM agora_work.witness_entry AS w WHERE w.event = 'request.denied') - b.number, 1::bigint, 'which is witnessed') FROM before AS b;
SELECT is((SELECT count(*) FROM agora_event.published AS e WHERE e.topic = 'work.request.denied.v1' AND e.key = '2'), 1::bigint, 'and told');
SELECT agora_work.allow_target('mine', 'http://things.internal:8080', 'our own', p_is_private => true, p_key => 'mine'), agora_work.allow_route('mine', '{GET}', '/.*', 'all', p_key => 'mine');
SELECT is(pg_temp.get('/a', p_target => 'mine') || ' ' || pg_temp.get('/b', p_target => 'mine'), 'queued queued', 'a server of one''s own');
UPDATE agora_work.request AS r SET lease_until = 'infinity' WHERE r.kind = 'http' AND r.body ->> 'target' = 'api' AND r.finished_at IS NULL;
SELECT is((SELECT c.body ->> 'url' || ' ' || (c.body ->> 'is_private') FROM agora_work.claim_request('http') AS c), 'http://things.internal:8080/a true', 'its worker knows that');
SELECT agora_work.end_permission('target', t.proxy_target_id, 'moved') FROM agora_work.proxy_target AS t WHERE t.alias = 'mine';
SELECT agora_work.allow_target('mine', 'http://other.internal:8080', 'moved', 5, true, 'mine2'), agora_work.allow_route('mine', '{GET}', '/.*', 'all', p_key => 'mine2');
SELECT is_empty($$SELECT agora_work.claim_request('http')$$, 'an alias that stands for another server by now');
SELECT is((SELECT r.denial FROM agora_work.submitted_request AS r WHERE r.body ->> 'path' = '/b'), 'target', 'is another server');
SELECT agora_test.raises($$SELECT agora_work.allow_target('odd', 'https://a.b', 'r', 5, NULL, 'k')$$, '22023', 'neither private nor not');
SELECT agora_work.agree_contract(agora_test.id('alice'), 'large');
SELECT agora_work.submit_exec('/bin/echo', '{}', 20, 'large', agora_test.id('alice'));
SELECT is((SELECT (r.limits -> 'memory_bytes')::text || ' ' || (r.limits -> 'cpu_percent')::text FROM agora_work.request AS r ORDER BY r.request_id DESC LIMIT 1), '536870912 50', 'limits are those of its contract');
SELECT cmp_ok(pg_temp.waiting('exec'), '>', 0::bigint, 'some wait still');
SELECT agora_test.advance('1 hour');

-- The end
SELECT agora_work.end_permission('command', 3, 'enough'), agora_work.end_permission('route', 3, 'enough');
SELECT is(pg_temp.run('/bin/date') || ' ' || pg_temp.get('/open/a'), 'command path', 'what has ended is denied');
SELECT agora_work.end_permission('target', 1, 'enough');
SELECT is(pg_temp.get('/things/5'), 'target', 'a server with all its routes');
SELECT agora_test.raises($$SELECT agora_work.end_permission('target', 1, 'enough')$$, 'ZW105', 'twice');
SELECT agora_test.raises($$SELECT agora_work.end_permission('world', 1, 'enough')$$, '22023', 'no kind');
SELECT agora_test.raises($$SELECT agora_work.end_permission('route', 1, NULL)$$, '22023', 'no reason');
SELECT isnt(agora_work.allow_target('api', 'https://b.example.org', 'another', p_key => 'api2'), 1::bigint, 'the name is free again');
SELECT is((SELECT count(*) FROM agora_work.exec_permission AS e WHERE e.ended_at IS NOT NULL) + (SELECT count(*) FROM agora_work.proxy_permission AS p WHERE p.ended_at IS NOT NULL), 6::bigint, 'the lists remember');
SELECT agora_work.submit_sandbox_job(p_code => 'x = 1', p_test => 'x', p_key => 'before', p_actor => agora_test.id('alice'));
SELECT agora.suspend_principal(agora_test.id('alice'), 'a test');
SELECT is_empty($$SELECT agora_work.claim_request('sandbox')$$, 'what somebody asked for who is suspended since is not done');
SELECT is((SELECT r.denial FROM agora_work.submitted_request AS r WHERE r.kind = 'sandbox'), 'halted', 'but denied');
SELECT agora.resume_principal(agora_test.id('alice'));
SELECT trip.status FROM agora.trip_breaker(agora_work.agent_breaker(agora_test.id('alice')), 'manual', 'a test') AS trip;
SELECT is(pg_temp.run('/bin/echo') || ' ' || pg_temp.get('/things/5'), 'halted halted', 'who is halted asks for nothing');
SELECT is_empty($$SELECT agora_work.claim_request('exec')$$, 'and what it asked for before is not done');
SELECT agora.set_setting('work.open_requests', '5', 'a test'), agora_test.advance('1 hour');
SELECT is((SELECT array_agg(DISTINCT pg_temp.run('/bin/echo')) FROM generate_series(1, 5)), '{halted}', 'what is denied is on record');
SELECT agora_test.raises($$SELECT pg_temp.run('/bin/echo')$$, 'ZW104', 'but not without end');
SELECT agora_test.raises($$SELECT pg_temp.get('/things/5')$$, 'ZW104', 'whatever it is');
SELECT agora_test.advance('12 minutes');
SELECT is(pg_temp.run('/bin/echo'), 'halted', 'so many in an hour');
SELECT agora_test.raises($$SELECT pg_temp.run('/bin/echo')$$, 'ZW104', 'and no more');
SELECT is(pg_temp.waiting('exec'), 0::bigint, 'all of it is denied');
SELECT is_empty('SELECT * FROM agora_work.verify_witness()', 'what was witnessed holds');

SELECT * FROM finish();
ROLLBACK;
