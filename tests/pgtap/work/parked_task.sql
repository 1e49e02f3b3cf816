-- Ten thousand tasks behind one held key: claims stay quick, the order stays that of age, nothing is forgotten.
BEGIN;
SELECT plan(33);
SELECT agora_test.at('2026-01-01'), agora_test.restarted_at('2025-12-01');
SELECT agora_work.register_agent(agora.register_principal(n.name), p_max_tasks => 10000) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
CREATE FUNCTION pg_temp.task(p_code text) RETURNS bigint LANGUAGE sql RETURN (SELECT b.task_id FROM agora_work.board AS b WHERE b.code = p_code);
CREATE FUNCTION pg_temp.next(p_name text) RETURNS text LANGUAGE sql
RETURN (SELECT c.code FROM agora_work.claim_next(agora_test.id(p_name), p_actor => agora_test.id(p_name)) AS c);
CREATE FUNCTION pg_temp.claim(p_name text, p_code text) RETURNS text LANGUAGE sql
RETURN (SELECT c.code FROM agora_work.claim_task(agora_test.id(p_name), pg_temp.task(p_code), agora_test.id(p_name)) AS c);
CREATE FUNCTION pg_temp.done(p_name text, p_code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM agora_work.complete_task(b.task_id, b.epoch, p_actor => agora_test.id(p_name)) FROM agora_work.board AS b WHERE b.code = p_code;
END $$;
-- What a claim reads, in pages: that of this call, with all the functions in it.
CREATE FUNCTION pg_temp.pages(p_name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_plan jsonb;
BEGIN
    EXECUTE format('EXPLAIN (ANALYZE, BUFFERS, FORMAT json) SELECT * FROM agora_work.claim_next(%s)', agora_test.id(p_name)) INTO v_plan;
    RETURN (v_plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (v_plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
END $$;
CREATE FUNCTION pg_temp.aside() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM agora_work.task AS t WHERE t.ready_at = 'infinity');

-- Few in the way are read past.
SELECT agora_work.add_task('t', '{"code": "holder", "exclusive": ["db"]}');
SELECT is(pg_temp.next('ada'), 'holder', 'one holds the key');
SELECT agora_work.add_tasks((SELECT jsonb_agg('{"title": "t", "exclusive": ["db"]}'::jsonb) FROM generate_series(1, 90)));
SELECT agora_work.add_task('t', '{"code": "few"}');
SELECT is(pg_temp.next('ben'), 'few', 'what is free behind them is claimed');
SELECT is(pg_temp.next('ben'), NULL, 'nothing else is');
SELECT is(pg_temp.aside(), 0::bigint, 'few in the way stay where they are');

-- Many are put aside, a thousand by each claim.
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'db' || n, 'exclusive', '["db"]'::jsonb)) FROM generate_series(1, 10000) AS s(n)));
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'free' || n)) FROM generate_series(1, 100) AS s(n)));
CREATE TEMP TABLE first AS SELECT pg_temp.pages('ben') AS pages;
SELECT is((SELECT b.status FROM agora_work.board AS b WHERE b.code = 'free1'), 'claimed', 'what is free is claimed, far behind');
SELECT is(pg_temp.aside(), 1000::bigint, 'a claim puts a thousand aside');
SELECT is((SELECT count(pg_temp.next('ben')) FROM generate_series(1, 12)), 12::bigint, 'in a dozen claims');
SELECT cmp_ok(pg_temp.aside(), '>', 10090 - 1000::bigint, 'all but fewer than a thousand');
CREATE TEMP TABLE later AS SELECT pg_temp.pages('ben') AS pages;
SELECT cmp_ok(l.pages * 10, '<', f.pages, 'then a claim reads less than a tenth') FROM first AS f, later AS l;
SELECT results_eq($$SELECT b.status, b.ready_at FROM agora_work.board AS b WHERE b.code = 'db5000'$$, $$VALUES ('available', NULL::timestamptz)$$, 'the board knows nothing of it');
SELECT is(pg_temp.claim('ben', 'db5000'), NULL, 'by name it is not to be had either');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');

-- The key is free: the oldest comes first, one at a time.
SELECT agora_work.cancel_task(b.task_id, 'a test') FROM agora_work.board AS b WHERE b.code IS NULL;
SELECT pg_temp.done('ada', 'holder');
SELECT is(pg_temp.next('ben'), 'db1', 'the oldest comes back, before what is younger and free');
SELECT alike(pg_temp.next('ben'), 'free%', 'no other meanwhile');
SELECT agora_work.release_task(b.task_id, b.epoch, p_actor => agora_test.id('ben')) FROM agora_work.board AS b WHERE b.code = 'db1';
SELECT is(pg_temp.next('ben'), 'db1', 'given back it is the oldest still');
SELECT pg_temp.done('ben', 'db1');
SELECT is(pg_temp.next('ben'), 'db2', 'in order');
SELECT agora_work.fail_task(b.task_id, b.epoch, 'no', false, p_actor => agora_test.id('ben')) FROM agora_work.board AS b WHERE b.code = 'db2';
SELECT is(pg_temp.claim('ada', 'db7000'), 'db7000', 'by name out of order');
SELECT alike(pg_temp.next('ben'), 'free%', 'which takes the key');
SELECT pg_temp.done('ada', 'db7000');
SELECT is(pg_temp.next('ben'), 'db3', 'then on in order');

-- Whose turn it is may go away: the next sweep, and who finds nothing, looks again.
SELECT pg_temp.done('ben', 'db3');
SELECT agora_work.cancel_task(pg_temp.task('db4'), 'a test');
SELECT alike(pg_temp.next('ben'), 'free%', 'one was cancelled in its turn');
SELECT agora_test.advance('6 seconds');
SELECT is(pg_temp.next('ben'), 'db5', 'the next sweep finds the one behind');
SELECT pg_temp.done('ben', 'db5');
SELECT agora_work.cancel_task(pg_temp.task('db6'), 'a test');
SELECT agora_work.cancel_task(b.task_id, 'a test') FROM agora_work.board AS b WHERE b.code LIKE 'free%' AND b.status = 'available';
SELECT is(pg_temp.next('ben'), 'db7', 'so does who finds nothing else');

-- Changed, blocked and freed meanwhile.
SELECT agora_work.change_task(pg_temp.task('db100'), '{"exclusive": [], "priority": 90}');
SELECT is(pg_temp.next('ben'), 'db100', 'what needs the key no more is free at once');
SELECT agora_work.add_dependency(pg_temp.task('db8'), agora_work.add_task('t', '{"code": "need", "priority": 99}'));
SELECT pg_temp.done('ben', 'db7');
SELECT is(pg_temp.next('ben'), 'need', 'the most urgent');
SELECT is(pg_temp.next('ben'), 'db9', 'what waits for another is passed over');
SELECT pg_temp.done('ben', 'need');
SELECT pg_temp.done('ben', 'db9');
SELECT is(pg_temp.next('ben'), 'db8', 'and has its turn when it waits no more');

-- Two keys: free of one and held by the other is not free.
SELECT agora_work.add_tasks((SELECT jsonb_agg('{"title": "t", "exclusive": ["a", "z"], "priority": 95}'::jsonb) FROM generate_series(1, 150)));
SELECT agora_work.add_task('t', '{"code": "a", "exclusive": ["a"], "priority": 96}'), agora_work.add_task('t', '{"code": "z", "exclusive": ["z"], "priority": 96}');
SELECT is(pg_temp.next('ada') || pg_temp.next('ada'), 'az', 'two hold a key each');
SELECT is((SELECT count(*) FROM (SELECT pg_temp.next('ben') AS code) AS n WHERE n.code LIKE 'db%'), 0::bigint, 'those that need both are put aside');
SELECT pg_temp.done('ada', 'a');
SELECT is((SELECT count(*) FROM agora_work.parked_task AS p WHERE p.key = 'a'), 149::bigint, 'one is looked at again');
SELECT pg_temp.next('ben');
SELECT pg_temp.done('ada', 'z');
SELECT is((SELECT b.priority FROM agora_work.claim_next(agora_test.id('ben'), p_actor => agora_test.id('ben')) AS b), 95, 'and is claimed when both are free');
SELECT agora_work._find_parked(1000);
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'the invariants hold');
SELECT is_empty($$SELECT FROM agora_work.parked_task AS p JOIN agora_work.task AS t ON t.task_id = p.task_id WHERE t.closed_at IS NOT NULL OR t.ready_at IS DISTINCT FROM 'infinity'$$,
                'nothing is kept that is void');
-- What was done since its hint is not read.
SELECT agora_work.add_task('t', '{"code": "last", "exclusive": ["last"], "priority": 100}');
SELECT pg_temp.claim('ada', 'last');
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', concat(s.code, n), 'exclusive', '["last"]'::jsonb, 'priority', 77)) FROM (VALUES ('old', 3000), ('new', 3000)) AS s(code, count) CROSS JOIN generate_series(1, s.count) AS n));
SET LOCAL session_replication_role = replica;
UPDATE agora_work.task AS t SET status = 'cancelled', closed_at = agora.now() FROM agora_work.task_detail AS d WHERE d.task_id = t.task_id AND d.code LIKE 'old%';
SET LOCAL session_replication_role = origin;
ANALYZE agora_work.task;
SET LOCAL enable_seqscan = off;
CREATE FUNCTION pg_temp.fetched() RETURNS bigint LANGUAGE sql RETURN (SELECT s.idx_tup_fetch FROM pg_stat_xact_all_tables AS s WHERE s.relid = 'agora_work.task'::regclass);
CREATE TEMP TABLE before AS SELECT pg_temp.fetched() AS tasks;
SELECT agora_work._park_tasks(l.lane_id, 0, 9223372036854775807) FROM agora_work.lane AS l WHERE l.priority = 77;
SELECT cmp_ok(pg_temp.fetched() - b.tasks, '<', 4000::bigint, 'what it looks through is what it puts aside') FROM before AS b;
SELECT * FROM finish();
ROLLBACK;
