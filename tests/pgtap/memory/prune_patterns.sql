-- prune_patterns, restore_pattern: what nobody uses, or a better one of its cluster does, goes to the archive and can come back.
BEGIN;
SELECT plan(27);
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora.register_principal('user');
CREATE FUNCTION pg_temp.tried(p_quality numeric, p_actor bigint DEFAULT agora.current_principal()) RETURNS bigint LANGUAGE sql RETURN (agora_memory.finish_attempt(agora_memory.start_attempt('do it', p_actor => p_actor), 'success', p_quality => p_quality, p_actor => p_actor)).attempt_id;
CREATE FUNCTION pg_temp.contribute(p_name text, p_template text, p_quality numeric) RETURNS bigint LANGUAGE sql RETURN (agora_memory.contribute_pattern(p_name, p_template, p_template, 'code', pg_temp.tried(p_quality))).pattern_id;
CREATE FUNCTION pg_temp.use(p_pattern bigint) RETURNS bigint LANGUAGE sql RETURN agora_memory.use_pattern(p_pattern, pg_temp.tried(NULL, agora_test.id('user')), p_actor => agora_test.id('user'));
CREATE TEMP TABLE made AS
SELECT m.name, pg_temp.contribute(m.cluster, m.template, m.quality) AS id
  FROM (VALUES ('better', 'gnu', 'gnu okapi', 0.9), ('worse', 'gnu', 'quagga zebra', 0.8), ('equal', 'gnu', 'lynx puma', 0.9), ('needed', 'gnu', 'eland oryx', 0.8), ('alone', 'kudu', 'kudu impala', 0.8),
               ('replaced', 'topi', 'topi sable', 0.8)) AS m(name, cluster, template, quality);
CREATE FUNCTION pg_temp.id(p_name text) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT m.id FROM made AS m WHERE m.name = p_name; END;
SELECT agora_memory.relate_patterns(pg_temp.id('alone'), pg_temp.id('needed'), 'depends_on');
SELECT agora_memory.relate_patterns(pg_temp.id('better'), pg_temp.id('replaced'), 'replaces');

SELECT agora_test.at('2026-01-01 00:00+00'::timestamptz + interval '90 days');
SELECT is_empty('SELECT * FROM agora_memory.prune_patterns()', 'at 90 days nothing is old');
SELECT agora_test.advance('1 microsecond');
SELECT results_eq('SELECT p.pattern_id, p.reason FROM agora_memory.prune_patterns(p_dry_run => true) AS p', $$VALUES (pg_temp.id('worse'), 'dominated'), (pg_temp.id('replaced'), 'dominated')$$, 'a moment later the dominated are; what is needed or equal is not');
SELECT is((SELECT count(*) FROM agora_memory.known_pattern AS p WHERE p.status = 'active'), 6::bigint, 'a dry run changes nothing');
SELECT pg_temp.use(pg_temp.id('replaced'));
SELECT results_eq('SELECT p.pattern_id FROM agora_memory.prune_patterns(p_dry_run => true) AS p', $$SELECT pg_temp.id('worse')$$, 'nor is what is in use');
SELECT is((SELECT count(*) FROM agora_memory.prune_patterns(1) AS p), 1::bigint, 'it is archived');
SELECT is(row(p.status, p.archived_reason, p.archived_at), row('archived'::text, 'dominated'::text, agora.now()), 'with the reason') FROM agora_memory.known_pattern AS p WHERE p.pattern_id = pg_temp.id('worse');
SELECT is((SELECT e.payload FROM agora_event.event AS e WHERE e.topic = 'memory.pattern.archived.v1'), jsonb_build_object('pattern_id', pg_temp.id('worse'), 'reason', 'dominated'), 'the event tells it');
SELECT is_empty($$SELECT * FROM agora_memory.search_patterns('quagga zebra')$$, 'it is not found any more');
SELECT is((SELECT v.template FROM agora_memory.known_pattern_version AS v WHERE v.pattern_id = pg_temp.id('worse')), 'quagga zebra', 'but nothing is deleted');
SELECT is_empty('SELECT * FROM agora_memory.prune_patterns()', 'there is nothing more to do');
SELECT is((SELECT c.is_novel FROM agora_memory.contribute_pattern('gnu', 'quagga zebra', 'quagga zebra', 'code', pg_temp.tried(0.8)) AS c), true, 'what is in the archive is no rival');

-- A year.
SELECT agora_test.at('2026-01-01 00:00+00'::timestamptz + interval '365 days');
SELECT is((SELECT count(*) FROM agora_memory.prune_patterns(p_dry_run => true) AS p WHERE p.reason = 'unused'), 0::bigint, 'at 365 days nothing is unused');
SELECT agora_test.advance('1 microsecond');
SELECT results_eq('SELECT p.pattern_id, p.reason FROM agora_memory.prune_patterns(p_dry_run => true) AS p WHERE p.reason = ''unused'' ORDER BY p.pattern_id', $$VALUES (pg_temp.id('better'), 'unused'), (pg_temp.id('equal'), 'unused'), (pg_temp.id('alone'), 'unused')$$, 'a moment later it is, unless another needs it');
SELECT ok(agora.tick() > 0, 'the job does it');
SELECT results_eq('SELECT p.pattern_id FROM agora_memory.known_pattern AS p WHERE p.archived_reason = ''unused'' ORDER BY p.pattern_id', $$VALUES (pg_temp.id('better')), (pg_temp.id('equal')), (pg_temp.id('alone'))$$, 'the same');

-- And back.
SELECT is(agora_memory.restore_pattern(pg_temp.id('alone'), 'k'), pg_temp.id('alone'), 'restored');
SELECT is(agora_memory.restore_pattern(pg_temp.id('alone'), 'k'), pg_temp.id('alone'), 'the same call again');
SELECT agora_test.raises($$SELECT agora_memory.restore_pattern(pg_temp.id('better'), 'k')$$, 'ZA003', 'the key is taken');
SELECT is(row(p.status, p.archived_at), row('active'::text, NULL::timestamptz), 'it is active') FROM agora_memory.known_pattern AS p WHERE p.pattern_id = pg_temp.id('alone');
SELECT isnt_empty($$SELECT * FROM agora_memory.search_patterns('kudu impala')$$, 'and found');
SELECT is((SELECT count(*) FROM agora_memory.prune_patterns(p_dry_run => true) AS p WHERE p.pattern_id = pg_temp.id('alone')), 0::bigint, 'its time begins anew');
SELECT agora_test.raises($$SELECT agora_memory.restore_pattern(pg_temp.id('alone'))$$, 'ZA009', 'what is active is not restored');
SELECT agora_test.raises('SELECT agora_memory.restore_pattern(-1)', 'ZM060', 'unknown');

SELECT agora_test.raises('SELECT agora_memory.prune_patterns(0)', '22023', 'no limit');
SELECT agora_test.raises('SELECT agora_memory.prune_patterns(1, NULL)', '22023', 'dry or not');
SELECT agora_test.raises('UPDATE agora_memory.pattern_review SET status = ''open''; SELECT agora_memory.close_pattern_review(1, ''x'')', 'ZM064', 'no review was due');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all is right');

SELECT * FROM finish();
ROLLBACK;
