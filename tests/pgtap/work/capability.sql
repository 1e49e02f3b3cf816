-- Capabilities: the vocabulary, signed manifests, grants; what is declared stays apart from what is verified.
BEGIN;
SELECT plan(78);
SELECT agora.register_principal(n) FROM unnest(ARRAY['alice', 'bob', 'office', 'eve']) AS n;
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_work.add_trust_key('alice', agora_test.id('alice'), agora_test.sign('alice', NULL));
SELECT agora_work.add_trust_key('eve', agora_test.id('eve'), agora_test.sign('eve', NULL));
SELECT agora_work.add_trust_key('office', agora_test.id('office'), agora_test.sign('office', NULL), NULL, true);
CREATE FUNCTION pg_temp.manifest(p_version bigint, p_capabilities jsonb, p_other jsonb DEFAULT '{}') RETURNS bytea
LANGUAGE sql AS $$ SELECT convert_to((jsonb_build_object('agent', 'alice', 'version', p_version, 'cost_usd', 2, 'capabilities', p_capabilities) || p_other)::text, 'UTF8') $$;
CREATE FUNCTION pg_temp.register(p_manifest bytea, p_by text DEFAULT 'office', p_kid text DEFAULT NULL) RETURNS bigint
LANGUAGE sql AS $$ SELECT agora_work.register_manifest(p_manifest, agora_test.sign(p_by, p_manifest), coalesce(p_kid, p_by)) $$;
CREATE FUNCTION pg_temp.skills(p_standing text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s=%s', s.code, s.level), ' ' ORDER BY s.code) FROM agora_work.agent_skill AS s WHERE s.principal_id = agora_test.id('alice') AND s.standing = p_standing AND s.is_valid $$;

-- The vocabulary
SELECT cmp_ok((SELECT count(*) FROM agora_work.known_capability AS c WHERE c.is_builtin), '>=', 20::bigint, 'twenty words and more come with it');
SELECT ok(bool_or(c.is_sensitive), 'some of them sensitive') FROM agora_work.known_capability AS c;
SELECT cmp_ok(agora_work.add_capability('code:cobol', 'Write COBOL.'), '>=', 1000::bigint, 'a new word');
SELECT is(agora_work.add_capability('code:cobol', 'Write COBOL.'), (SELECT c.capability_id FROM agora_work.known_capability AS c WHERE c.code = 'code:cobol'), 'the same again is the same');
SELECT is((SELECT c.category FROM agora_work.known_capability AS c WHERE c.code = 'code:cobol'), 'code', 'its category');
SELECT agora_test.raises($$SELECT agora_work.add_capability('code:cobol', 'Write COBOL.', true)$$, 'ZW053', 'with other facts');
SELECT agora_test.raises(format('SELECT agora_work.add_capability(%L, %L, %L)', c.code, c.description, c.sensitive), '22023', c.what)
  FROM (VALUES ('cobol', 'x', false, 'a code without category'), ('Code:Cobol', 'x', false, 'in capitals'), ('a:b:c:d', 'x', false, 'of four parts'), (NULL, 'x', false, 'no code'), ('a:' || repeat('b', 63), 'x', false, 'too long'),
               ('code:x', '', false, 'without description'), ('code:x', 'x', NULL, 'sensitive or not')) AS c(code, description, sensitive, what);

-- What problems and texts suggest
SELECT is(agora_work.infer_capabilities('security_issue', ARRAY['code:sql', 'nonsense', 'code:sql']), ARRAY['code:sql', 'architecture:security'], 'named first, each once, unknown ones left out');
SELECT is(agora_work.infer_capabilities('nonsense'), '{}', 'an unknown problem asks for nothing');
SELECT is(agora_work.infer_capabilities(NULL, NULL), '{}', 'neither does none');
SELECT is((SELECT s.code FROM agora_work.suggest_capabilities('find the deadlock and the race', 1) AS s), 'debug:concurrency', 'words suggest');
SELECT is_empty($$SELECT * FROM agora_work.suggest_capabilities('zzz qqq')$$, 'nothing where nothing is known');
SELECT agora_test.raises($$SELECT * FROM agora_work.suggest_capabilities('')$$, '22023', 'no words');
SELECT agora_test.raises($$SELECT * FROM agora_work.suggest_capabilities('x', 0)$$, '22023', 'no limit');

-- register_manifest
SELECT lives_ok($$SELECT pg_temp.register(pg_temp.manifest(1, '{"code:python": 4, "code:sql": 3}', '{"cost_usd": 0.5, "model": "m", "pattern": "late"}'), 'alice')$$, 'signed by the agent itself');
SELECT is(pg_temp.skills('declared'), 'code:python=4 code:sql=3', 'it is declared');
SELECT is(pg_temp.skills('verified'), NULL, 'and not verified');
SELECT is((s.cost_usd, s.model, s.pattern)::text, '(0.5,m,late)', 'with cost, model and pattern') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT lives_ok($$SELECT pg_temp.register(pg_temp.manifest(1, '{"code:python": 2, "code:go": 1}'))$$, 'signed by a key that vouches');
SELECT is(pg_temp.skills('verified'), 'code:go=1 code:python=2', 'it is verified, at its own level');
SELECT is(pg_temp.skills('declared'), 'code:python=4 code:sql=3', 'what was declared stays');
SELECT is((m.standing, m.version, m.kid, m.document ->> 'agent')::text, '(verified,1,office,alice)', 'what was taken can be read') FROM agora_work.registered_manifest AS m WHERE m.standing = 'verified';
SELECT pg_temp.register(pg_temp.manifest(2, '{"code:python": 4}', '{"cost_usd": 0}'), 'alice');
SELECT is((SELECT s.cost_usd::numeric FROM agora_work.agent_standing AS s WHERE s.name = 'alice'), 2::numeric, 'a cost that others vouch for is not talked over');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(1, '{"code:python": 2, "code:go": 1}'))$$, 'ZW058', 'replayed');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(1, '{"code:python": 4}'))$$, 'ZW058', 'another with its version');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(9, '{"code:python": 4}'), 'eve')$$, 'ZW057', 'signed by somebody who does not vouch');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(9, '{"code:python": 4}'), 'eve', 'office')$$, 'ZW044', 'in the name of another key');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(9, '{"code:python": 4}'), 'eve', 'none')$$, 'ZW041', 'with an unknown key');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(9, '{"code:nonsense": 4}'))$$, 'ZW054', 'an unknown capability');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(9, '{"code:python": 1, "secrets:provider:use": 1}'))$$, 'ZW056', 'a sensitive one, also by who vouches');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(9, '{"code:python": 1}', '{"agent": "nobody"}'))$$, 'ZA001', 'of nobody');
SELECT agora_test.raises($$SELECT pg_temp.register(convert_to(repeat(' ', 100001), 'UTF8'))$$, 'ZW040', 'too large');
SELECT agora_test.raises($$SELECT agora_work.register_manifest(NULL, '', 'office')$$, 'ZW040', 'none');
SELECT agora_test.raises(format('SELECT pg_temp.register(%L::bytea)', m.manifest), 'ZW055', m.what)
  FROM (VALUES ('\xff'::bytea, 'no UTF-8'), ('[]', 'no object'), (pg_temp.manifest(9, '{}'), 'no capability'), (pg_temp.manifest(9, '{"code:go": 5}'), 'a level of 5'), (pg_temp.manifest(9, '{"code:go": "1"}'), 'a level in quotes'),
               (pg_temp.manifest(0, '{"code:go": 1}'), 'a version of 0'), (pg_temp.manifest(9, '{"code:go": 1}', '{"cost_usd": -1}'), 'a negative cost'), (pg_temp.manifest(9, '{"code:go": 1}', '{"pattern": "x"}'), 'an unknown pattern'),
               (pg_temp.manifest(9, '{"code:go": 1}', '{"expires_at": "2026-01-01T00:00:00Z"}'), 'that is over'), (pg_temp.manifest(9, '{"code:go": 1}', '{"more": 1}'), 'a field too many')) AS m(manifest, what);
SELECT agora.suspend_principal(agora_test.id('office'), 'a test');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(9, '{"code:python": 4}'))$$, 'ZA002', 'by who vouches for others and is suspended');
SELECT agora_test.raises($$SELECT pg_temp.register('{}')$$, 'ZA002', 'and is not read');
SELECT agora.resume_principal(agora_test.id('office'));
SELECT agora_work.revoke_trust_key('office', 'a test');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(9, '{"code:python": 4}'))$$, 'ZW043', 'with a revoked key');
SELECT is(pg_temp.skills('verified'), NULL, 'and what it vouched for is withdrawn: whoever had the key may have signed it');
SELECT is(pg_temp.skills('declared'), 'code:python=4', 'not what the agent says of itself');
SELECT is((SELECT string_agg(e.payload ->> 'code', ' ' ORDER BY e.event_id) FROM agora_event.event AS e WHERE e.topic = 'work.capability.withdrawn.v1'), 'code:go code:python', 'which is told');
SELECT is(agora_work.held_capabilities(agora_test.id('alice')), '{code:python}', 'which alone counts where it claims');
SELECT agora_work.add_trust_key('deputy', agora_test.id('office'), agora_test.sign('deputy', NULL), NULL, true);
SELECT agora_work.add_trust_key('deputy-2', agora_test.id('office'), agora_test.sign('deputy-2', NULL), NULL, true);
SELECT pg_temp.register(pg_temp.manifest(9000000000000000000, '{"code:go": 4}', '{"cost_usd": 0}'), 'deputy');
SELECT agora_work.revoke_trust_key('deputy', 'a test');
SELECT pg_temp.register(pg_temp.manifest(3, '{"code:python": 4}', '{"cost_usd": 7}'), 'alice');
SELECT is((SELECT s.cost_usd::numeric FROM agora_work.agent_standing AS s WHERE s.name = 'alice'), 7::numeric, 'the cost that it signed is talked over');
SELECT agora_test.raises($$SELECT pg_temp.register(pg_temp.manifest(9000000000000000000, '{"code:go": 2}'), 'deputy-2')$$, 'ZW058', 'what has its version is not taken');
SELECT lives_ok($$SELECT pg_temp.register(pg_temp.manifest(2, '{"code:go": 2}'), 'deputy-2')$$, 'but a lower one is, above those of other keys');
SELECT is(pg_temp.skills('verified'), 'code:go=2', 'and counts');
SELECT agora_work.revoke_trust_key('deputy-2', 'a test');

-- Grants, and what registering again does not reset
SELECT agora_work.grant_capability(agora_test.id('alice'), 'secrets:provider:use', 1, 'a test', '2026-01-01 01:00+00');
SELECT agora_work.grant_capability(agora_test.id('alice'), 'code:python', 3, 'seen it');
SELECT is(pg_temp.skills('verified'), 'code:python=3 secrets:provider:use=1', 'granted, also what is sensitive; at another level');
SELECT agora.trip_breaker(agora_work.agent_breaker(agora_test.id('alice')), 'budget', 'a test');
SELECT agora_work.add_trust_key('office-2', agora_test.id('office'), agora_test.sign('office-2', NULL), NULL, true);
SELECT pg_temp.register(pg_temp.manifest(3, '{"code:python": 1, "code:rust": 2}'), 'office-2');
SELECT is(pg_temp.skills('verified'), 'code:python=3 code:rust=2 secrets:provider:use=1', 'a manifest replaces what the one before it said, and leaves grants alone');
SELECT is((s.breaker, s.reason_class)::text, '(open,budget)', 'a breaker stays open') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT agora_test.at('2026-01-01 01:00+00');
SELECT is(pg_temp.skills('verified'), 'code:python=3 code:rust=2', 'at its end a grant is over');
SELECT agora_test.raises($$SELECT agora_work.grant_capability(agora_test.id('alice'), 'code:nonsense', 1, 'x')$$, 'ZW054', 'an unknown one');
SELECT agora_test.raises($$SELECT agora_work.grant_capability(agora_test.id('alice'), 'code:go', 0, 'x')$$, '22023', 'no level');
SELECT agora_test.raises($$SELECT agora_work.grant_capability(agora_test.id('alice'), 'code:go', 1, '')$$, '22023', 'no reason');
SELECT agora_test.raises($$SELECT agora_work.grant_capability(agora_test.id('alice'), 'code:go', 1, 'x', '2026-01-01 01:00+00')$$, '22023', 'that is over');
SELECT agora_test.raises($$SELECT agora_work.grant_capability(agora_test.id('alice'), 'code:go', 1, 'x', p_actor => agora_test.id('alice'))$$, '22023', 'to oneself');
SELECT agora_test.raises($$SELECT agora_work.grant_capability(999999, 'code:go', 1, 'x')$$, 'ZA001', 'to nobody');

-- withdraw_capability
SELECT ok(agora_work.withdraw_capability(agora_test.id('alice'), 'code:python', 'a test'), 'withdrawn');
SELECT ok(NOT agora_work.withdraw_capability(agora_test.id('alice'), 'code:python', 'a test'), 'once');
SELECT is(pg_temp.skills('verified') || ' / ' || pg_temp.skills('declared'), 'code:rust=2 / code:python=4', 'what it says of itself is its own');
SELECT agora_test.raises($$SELECT agora_work.withdraw_capability(agora_test.id('alice'), 'code:nonsense', 'x')$$, 'ZW054', 'an unknown one');

-- set_availability
SELECT agora_work.set_availability(false, agora_test.id('alice'));
SELECT ok(NOT s.is_available, 'it does not want to be found') FROM agora_work.agent_standing AS s WHERE s.name = 'alice';
SELECT agora_test.raises($$SELECT agora_work.set_availability(NULL, agora_test.id('alice'))$$, '22023', 'neither nor');
SELECT agora_test.raises($$SELECT agora_work.set_availability(true, agora_test.id('bob'))$$, 'ZW059', 'without a profile');
SELECT is_empty('SELECT * FROM agora_work.verify_witness()', 'all of it is written down');

SELECT * FROM finish();
ROLLBACK;
