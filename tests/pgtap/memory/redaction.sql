-- Redaction: what is a secret and what is not, in texts, JSON and code; rules are rows; nothing stored carries one.
BEGIN;
SELECT plan(107);
SELECT agora.register_principal('alice');

-- Tokens are put together here, so that no scanner takes this file for a leak.
CREATE TEMP TABLE token (name text PRIMARY KEY, value text NOT NULL);
INSERT INTO token VALUES
    ('openai', 'sk-' || repeat('aB3', 10)), ('anthropic', 'sk-' || 'ant-api03-' || repeat('x9', 20)), ('google', 'AI' || 'za' || repeat('k', 35)),
    ('hf', 'hf' || '_' || repeat('q', 34)), ('stripe', 'sk' || '_live_' || repeat('4', 24)), ('gitlab', 'gl' || 'pat-' || repeat('z', 20)),
    ('aws', 'AK' || 'IA' || repeat('Q7', 8)), ('aws_secret', repeat('wJ/+', 10)), ('github', 'gh' || 'p_' || repeat('a1', 18)),
    ('github_fine', 'github' || '_pat_' || repeat('b2', 20)), ('slack', 'xo' || 'xb-' || '123456789012-abcdef'),
    ('jwt', 'ey' || 'JhbGciOiJIUzI1NiJ9.' || 'ey' || 'JzdWIiOiIxMjM0In0.c2ln');
CREATE FUNCTION pg_temp.token(p_name text) RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC SELECT t.value FROM token AS t WHERE t.name = p_name; END;

-- Forms of token, wherever they stand.
SELECT is(agora_memory._redact('before ' || t.value || ' after'), 'before [redacted:' || r.rule || '] after', 'a token: ' || t.name)
  FROM (VALUES ('openai', 'provider_key'), ('anthropic', 'provider_key'), ('google', 'provider_key'), ('hf', 'provider_key'), ('stripe', 'provider_key'),
               ('gitlab', 'provider_key'), ('aws', 'aws_access_key'), ('github', 'github_token'), ('github_fine', 'github_token'),
               ('slack', 'slack_token'), ('jwt', 'jwt')) AS r(name, rule)
  JOIN token AS t ON t.name = r.name;
SELECT is(agora_memory._redact('line\n' || t.value), 'line\n[redacted:' || r.rule || ']', 'after an escaped end of line: ' || t.name)
  FROM (VALUES ('openai', 'provider_key'), ('aws', 'aws_access_key'), ('github', 'github_token')) AS r(name, rule)
  JOIN token AS t ON t.name = r.name;

-- Forms of assignment: what says which secret it is stays.
SELECT is(agora_memory._redact(r.given), r.wanted, r.given)
  FROM (VALUES ('password = "hunter22"', 'password = "[redacted:password]"'),
               ('PASSWORD=''hunter22''', 'PASSWORD=''[redacted:password]'''),
               ('{"db_password": "hunter22", "a": 1}', '{"db_password": "[redacted:password]", "a": 1}'),
               ('{\"secret\": \"hunter22\"}', '{\"secret\": \"[redacted:password]\"}'),
               ('client_secret => ''abcd1234''', 'client_secret => ''[redacted:password]'''),
               ('api_key: "abcdefgh"', 'api_key: "[redacted:password]"'),
               ('host=db password=hunter22 user=x', 'host=db password=[redacted:password_plain] user=x'),
               ('export TOKEN=abc123def', 'export TOKEN=[redacted:password_plain]'),
               ('GET /?api_key=abc123def&x=1', 'GET /?api_key=[redacted:password_plain]&x=1'),
               ('postgres://app:hunter2@db/x', 'postgres://app:[redacted:url_password]@db/x'),
               ('redis://:hunter2@cache:6379', 'redis://:[redacted:url_password]@cache:6379'),
               ('Authorization: Bearer abcdef123456', 'Authorization: Bearer [redacted:authorization]'),
               ('"Authorization": "Basic dXNlcjpwYXNz"', '"Authorization": "Basic [redacted:authorization]"'),
               ('curl -H "bearer 0123456789abcdef0123"', 'curl -H "bearer [redacted:authorization]"'),
               (E'-----BEGIN RSA PRIVATE KEY-----\nMIIE+/=\nabc\n-----END RSA PRIVATE KEY-----\nrest', E'[redacted:private_key]\nrest'),
               ('-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '[redacted:private_key]')) AS r(given, wanted);
SELECT is(agora_memory._redact('aws_secret_access_key = ' || pg_temp.token('aws_secret')), 'aws_secret_access_key = [redacted:aws_secret_key]', 'an AWS secret');
SELECT is(agora_memory._redact(pg_temp.token('aws') || ' and ' || pg_temp.token('github')), '[redacted:aws_access_key] and [redacted:github_token]', 'several at once');
SELECT is(agora_memory._redact(agora_memory._redact(t.text)), agora_memory._redact(t.text), 'what is redacted stays as it is')
  FROM (VALUES ('password = "hunter22" postgres://a:hunter2@b token=abc123def Authorization: Bearer abcdef123456')) AS t(text);

-- What reads a secret from elsewhere, or only speaks of one, is none.
SELECT is(agora_memory._redact(t.text), t.text, 'no secret: ' || t.text)
  FROM (VALUES ('password = os.environ["DB_PASSWORD"]'), ('password=password'), ('connect(password=get_password())'), ('token = request.headers.get("token")'),
               ('password = "${DB_PASSWORD}"'), ('password = "<your password>"'), ('password: "****"'), ('f"Bearer {token}"'), ('"Authorization": f"Bearer {token}"'),
               ('postgres://app:${PW}@db/x'), ('https://example.org:8080/path'), ('git@github.com:owner/repo'), ('the token expired'), ('secret: see the vault'),
               ('task-management-for-a-long-name'), ('tokens_in=123456'), ('max_tokens=4096'), ('AKIA is a prefix'), ('eyJ is how they begin'),
               ('bearer of bad news'), ('-----BEGIN CERTIFICATE-----'), ('')) AS t(text);
SELECT is(agora_memory._redact(NULL), NULL, 'nothing has no secret');

-- JSON: values under a telling key, and secrets in any string.
SELECT is(agora_memory._redact_json(j.given::jsonb), j.wanted::jsonb, 'JSON: ' || j.given)
  FROM (VALUES ('{"password": "x", "user": "y"}', '{"password": "[redacted:json_key]", "user": "y"}'),
               ('{"a": [{"DB_PASSWORD": 12345}]}', '{"a": [{"DB_PASSWORD": "[redacted:json_key]"}]}'),
               ('{"credentials": {"user": "y", "list": ["a", 1, true, null]}}', '{"credentials": {"user": "[redacted:json_key]", "list": ["[redacted:json_key]", "[redacted:json_key]", true, null]}}'),
               ('{"note": "line\npassword = \"hunter22\""}', '{"note": "line\npassword = \"[redacted:password]\""}'),
               ('["postgres://a:hunter2@b"]', '["postgres://a:[redacted:url_password]@b"]'),
               ('"postgres://a:hunter2@b"', '"postgres://a:[redacted:url_password]@b"'),
               ('{"password": "${PW}", "secret": "", "token": null, "api_key": "<key>"}', '{"password": "${PW}", "secret": "", "token": null, "api_key": "<key>"}'),
               ('{"tokens": 5, "token_count": 7, "password_length": 8}', '{"tokens": 5, "token_count": 7, "password_length": 8}'),
               ('{"password": "[redacted:json_key]"}', '{"password": "[redacted:json_key]"}')) AS j(given, wanted);
SELECT is(agora_memory._redact_json((repeat('{"a":', 500) || '{"password": "x"}' || repeat('}', 500))::jsonb) #>> (array_fill('a'::text, ARRAY[500]) || 'password'::text), '[redacted:json_key]', 'however deep');

-- All that is stored of an attempt.
CREATE TEMP TABLE made AS
SELECT agora_memory.start_attempt('use ' || pg_temp.token('github'), NULL, 'with ' || pg_temp.token('aws'),
                                  p_details => jsonb_build_object('meta', jsonb_build_object('password', 'hunter2'), 'tools', jsonb_build_array('curl ' || pg_temp.token('slack'))),
                                  p_actor => agora_test.id('alice')) AS attempt_id;
SELECT agora_memory.record_step(m.attempt_id, 1, 'call ' || pg_temp.token('jwt'), 'error', pg_temp.token('openai'), p_pre => jsonb_build_object('token', pg_temp.token('jwt')), p_actor => agora_test.id('alice')) FROM made AS m;
SELECT agora_memory.record_file(m.attempt_id, '/tmp/' || pg_temp.token('github'), 'read', p_actor => agora_test.id('alice')) FROM made AS m;
SELECT agora_memory.record_snapshot(m.attempt_id, 'error', jsonb_build_object('env', 'X=' || pg_temp.token('aws')), p_actor => agora_test.id('alice')) FROM made AS m;
SELECT agora_memory.finish_attempt(m.attempt_id, 'error', 'KeyError', 'bad ' || pg_temp.token('hf'), E'Traceback (most recent call last):\nKeyError: ' || pg_temp.token('google'),
                                   p_code => 'KEY = "' || pg_temp.token('openai') || '"', p_details => jsonb_build_object('meta', jsonb_build_object('header', 'Authorization: Bearer abcdef123456')),
                                   p_actor => agora_test.id('alice')) FROM made AS m;
SELECT is_empty($$SELECT s.kind, t.name
                    FROM token AS t,
                         (SELECT 'replay', agora_memory.replay_attempt(m.attempt_id)::text FROM made AS m
                           UNION ALL SELECT 'signature', to_jsonb(g)::text FROM agora_memory.error_signature AS g
                           UNION ALL SELECT 'event', e.payload::text FROM agora_event.event AS e) AS s(kind, text)
                   WHERE strpos(s.text, t.value) > 0 OR s.text ~ 'hunter2|abcdef123456'$$, 'nothing that is stored carries a secret');
SELECT matches(agora_memory.replay_attempt(m.attempt_id)::text, 'redacted:github_token.*redacted:', 'but says what was there') FROM made AS m;
SELECT is((SELECT s.outcome || ' ' || s.sqlstate || ' ' || s.detail FROM agora_memory.attempt_step AS s WHERE s.attempt_id = m.attempt_id AND s.step = 'extract'),
          'error ZM014 code carries a secret and was not kept (rule=provider_key)', 'code that carries one is dropped, and the step says so') FROM made AS m;
SELECT is((SELECT r.code FROM agora_memory.recorded_attempt AS r WHERE r.attempt_id = m.attempt_id), NULL, 'not altered') FROM made AS m;
SELECT is((SELECT r.reasons FROM agora_memory.replayable_attempt AS r WHERE r.attempt_id = m.attempt_id), '{code_dropped,file_without_hash}', 'so it cannot be replayed') FROM made AS m;
CREATE TEMP TABLE clean AS SELECT (agora_memory.finish_attempt(agora_memory.start_attempt('x'), 'success', p_code => E'def f():\n    return os.environ["PASSWORD"]')).attempt_id;
SELECT is((SELECT r.code FROM agora_memory.recorded_attempt AS r JOIN clean AS c ON c.attempt_id = r.attempt_id), E'def f():\n    return os.environ["PASSWORD"]',
          'code that reads one from elsewhere is kept as it is');

SELECT agora_memory.finish_attempt(agora_memory.start_attempt('x', p_parent => m.attempt_id, p_approach => 'ask for a new key'), 'success') FROM made AS m;
SELECT is((SELECT f.approach FROM agora_memory.known_fixes('bad ' || pg_temp.token('hf'), p_error_type => 'KeyError', p_stack => E'Traceback (most recent call last):\nKeyError: ' || pg_temp.token('google')) AS f WHERE f.similarity = 1),
          'ask for a new key', 'an error is recognised again by what was not redacted');

-- Records that are imported: a stack is searched as it is, whatever it is, and so is everything else.
CREATE FUNCTION pg_temp.redacted(p_record jsonb) RETURNS jsonb LANGUAGE sql BEGIN ATOMIC SELECT agora_memory._redact_records(jsonb_build_array(p_record)) -> 0; END;
SELECT is(pg_temp.redacted(jsonb_build_object('id', w.before || t.value, 'error', jsonb_build_object('stack', w.before || t.value))),
          jsonb_build_object('id', w.before || t.value, 'error', jsonb_build_object('stack', w.before || '[redacted:' || w.rule || ']')), 'in a stack: ' || w.rule)
  FROM (VALUES ('openai', E'at x\n', 'provider_key'), ('aws', E'"\t', 'aws_access_key'), ('jwt', E'\\', 'jwt')) AS w(name, before, rule)
  JOIN token AS t ON t.name = w.name;
SELECT is(pg_temp.redacted('{"error": {"stack": "{\"password\": \"hunter2horse\"}"}}') #>> '{error,stack}', '{"password": "[redacted:password]"}', 'JSON in a stack');
SELECT is(pg_temp.redacted(jsonb_build_object('error', jsonb_build_object('stack', jsonb_build_array(t.value)))) #>> '{error,stack,0}', '[redacted:jwt]', 'a stack that is no text')
  FROM token AS t WHERE t.name = 'jwt';
SELECT is(pg_temp.redacted(jsonb_build_object('error', jsonb_build_object('stack', 'at x', 'message', t.value), 'meta', jsonb_build_object('a', t.value))),
          '{"error": {"stack": "at x", "message": "[redacted:jwt]"}, "meta": {"a": "[redacted:jwt]"}}', 'beside a stack')
  FROM token AS t WHERE t.name = 'jwt';
SELECT is(pg_temp.redacted('{"error": {"stack": "at x"}}'), '{"error": {"stack": "at x"}}', 'nothing to redact');

-- Rules are rows.
SELECT is(agora_memory.add_redaction_rule('badge', '(badge )[0-9]{6}', 'Number of a badge.'), 'badge', 'an operator adds a rule');
SELECT is(agora_memory._redact('my badge 123456'), 'my badge [redacted:badge]', 'which works at once');
SELECT is(agora_memory.add_redaction_rule('badge', '(badge )[0-9]{6}', 'Number of a badge.'), 'badge', 'the same again changes nothing');
SELECT agora_test.raises($$SELECT agora_memory.add_redaction_rule('badge', 'x', 'Number of a badge.')$$, 'ZM011', 'another of this name is refused');
SELECT is(agora_memory.add_redaction_rule('pin', 'pin', 'A PIN.', 'key', false), 'pin', 'a rule for keys');
SELECT is(agora_memory._redact_json('{"PIN": 1234, "pine": 1}'), '{"PIN": "[redacted:pin]", "pine": 1}', 'is for the whole key');
SELECT agora_memory.add_redaction_rule('trace', 'stack', 'Stacks are nobody''s business.', 'key');
SELECT is(pg_temp.redacted('{"error": {"stack": "at x"}}'), '{"error": {"stack": "[redacted:trace]"}}', 'also for that of a stack');
SELECT is(agora_memory.set_redaction_rule('badge', false), false, 'a rule is switched off');
SELECT is(agora_memory._redact('my badge 123456'), 'my badge 123456', 'and not looked for');
SELECT is(agora_memory.set_redaction_rule('badge', false), false, 'twice is once');
SELECT is((SELECT array_agg(e.payload ->> 'rule' ORDER BY e.event_id) FROM agora_event.event AS e WHERE e.topic = 'memory.redaction.changed.v1'), '{badge,pin,trace,badge}', 'every change is told');
SELECT agora_test.raises($$SELECT agora_memory.set_redaction_rule('no_such', true)$$, 'ZM013', 'an unknown rule');
SELECT agora_test.raises($$SELECT agora_memory.set_redaction_rule('badge', NULL)$$, '22023', 'neither on nor off');
SELECT agora_test.raises(format('SELECT agora_memory.add_redaction_rule(%L, %L, %L, %L)', r.rule, r.pattern, 'd', r.kind), '22023', 'refused: ' || coalesce(r.pattern, r.rule, 'NULL'))
  FROM (VALUES ('Upper', 'x', 'text'), ('a', 'x', 'other'), ('a', '(', 'text'), ('a', 'x*', 'text'), ('a', '(a)\1', 'text'), ('a', '^a', 'text'), ('a', 'a$', 'text'),
               ('a', '(?i)a', 'text'), ('a', '***=a', 'text'), ('a', '((a{1,200}){1,200}){1,200}', 'text'), ('a', 'a{1,300}', 'text'), (NULL, 'x', 'text')) AS r(rule, pattern, kind);
SELECT agora_test.raises($$SELECT agora_memory.add_redaction_rule('a', NULL, 'd')$$, '22023', 'no pattern');
SELECT agora_test.raises(format('SELECT agora_memory.add_redaction_rule(''a'', %L, ''d'')', repeat('x', 1001)), '22023', 'a pattern that is too long');

SELECT * FROM finish();
ROLLBACK;
