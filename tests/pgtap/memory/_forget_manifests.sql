-- The retention of manifests: what is over goes with its items, its content a day later; uses and ratings stay.
BEGIN;
SELECT plan(12);
SELECT agora.set_setting('memory.manifest_retention', '40 days', 'a test');
SELECT agora_test.at('2026-01-01 00:00+00');
SELECT agora_memory.register_transform('def read_ledger(row): return row.get("ledger")', p_quality => 0.7);
UPDATE agora_memory.transform SET status = 'approved', quality = 0.7;
CREATE FUNCTION pg_temp.kept() RETURNS text LANGUAGE sql
RETURN format('%s %s %s', (SELECT count(*) FROM agora_memory.manifest), (SELECT count(*) FROM agora_memory.manifest_item), (SELECT count(*) FROM agora_memory.manifest_content));
SELECT agora_memory.manifest('ledger');
SELECT agora_memory.manifest('zebra');
SELECT agora_test.at('2026-01-01 12:00+00');
SELECT agora_memory.manifest('ledger');
SELECT is(pg_temp.kept(), '3 2 2', 'three were given, two of them alike');
SELECT agora_test.at('2026-01-31 00:00+00');
CREATE TEMP TABLE last AS SELECT (agora_memory.manifest('ledger') ->> 'manifest_id')::bigint AS manifest_id;
SELECT agora_memory.rate_recommendation(l.manifest_id, 1, true) FROM last AS l;

SELECT agora_test.at('2026-02-10 00:00+00');
SELECT is(agora_memory._forget_manifests(100), 0::bigint, 'at the very end of their time they are still there');
SELECT agora_test.at('2026-02-10 06:00+00');
SELECT is(agora_memory._forget_manifests(1), 1::bigint, 'no more at once than asked');
SELECT is(agora_memory._forget_manifests(100), 1::bigint, 'then the rest');
SELECT is(pg_temp.kept(), '2 2 2', 'items went with them, contents not yet');
SELECT agora_test.at('2026-02-11 06:00+00');
SELECT is(agora_memory._forget_manifests(100), 2::bigint, 'a day later another manifest, and a content that nobody was given since');
SELECT is(pg_temp.kept(), '1 1 1', 'what was given again stays whole');
SELECT is(g.body #>> '{transforms,items,0,name}', 'read_ledger', 'and can be read') FROM agora_memory.given_manifest AS g JOIN last AS l ON l.manifest_id = g.manifest_id;
SELECT agora_test.at('2026-05-01 00:00+00');
SELECT is(agora_memory._forget_manifests(100), 2::bigint, 'in the end everything');
SELECT is(pg_temp.kept(), '0 0 0', 'is gone');
SELECT is(count(*), 1::bigint, 'but the rating') FROM agora_memory.manifest_rating AS r JOIN last AS l ON l.manifest_id = r.manifest_id;

-- A key promises its result for core.idempotency_retention.
SELECT agora.set_setting('memory.manifest_retention', '1 hour', 'a test');
CREATE TEMP TABLE keyed AS SELECT agora_memory.manifest('ledger', p_key => 'once') AS manifest;
SELECT agora_test.advance('30 days');
SELECT agora_memory._forget_manifests(100);
SELECT is(agora_memory.manifest('ledger', p_key => 'once'), k.manifest, 'so long the manifest is kept, too') FROM keyed AS k;

SELECT * FROM finish();
ROLLBACK;
