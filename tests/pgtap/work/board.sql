-- What is asked most of the board, of claims and of agents reads an index, not every task there ever was.
BEGIN;
SELECT plan(36);
SELECT agora_test.at('2026-01-01'), agora_test.restarted_at('2025-12-01');
SELECT agora_work.register_agent(agora.register_principal('agent ' || n), p_max_tasks => 200) FROM generate_series(1, 50) AS n;
SELECT agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'code', 'T' || n)) FROM generate_series(1, 10000) AS n));
SELECT agora_work.complete_tasks(array_agg(c.task_id), array_agg(c.epoch), p_actor => a.agent_id)
  FROM agora_work.agent AS a CROSS JOIN LATERAL agora_work.claim_next(a.agent_id, 195, p_actor => a.agent_id) AS c GROUP BY a.agent_id;
SELECT count(c.*) FROM agora_work.agent AS a CROSS JOIN LATERAL agora_work.claim_next(a.agent_id, 3, p_actor => a.agent_id) AS c;
ANALYZE agora_work.task, agora_work.task_detail, agora_work.claim, agora_work.agent, agora_work.lane, agora.principal;

-- What a page costs where tables are in memory, as a private cluster has it.
SET LOCAL random_page_cost = 1.1;

-- Of tasks and claims, those of which it reads all.
CREATE FUNCTION pg_temp.all_of(p_query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || replace(p_query, '$', agora_test.id('agent 7')::text) INTO v_plan;
    RETURN (SELECT string_agg(DISTINCT m[1], ' ') FROM regexp_matches(v_plan::text, '"Seq Scan",[^}]*?"Relation Name": "(task|task_detail|claim)"', 'g') AS m);
END $$;
SELECT is(pg_temp.all_of('SELECT * FROM agora_work.board'), 'task task_detail', 'what reads all is noticed');
SELECT is(pg_temp.all_of(q.query), NULL, q.query)
  FROM (VALUES ('SELECT * FROM agora_work.board WHERE task_id = 7'),
               ('SELECT * FROM agora_work.board WHERE code = ''T7'''),
               ('SELECT * FROM agora_work.board WHERE agent_id = $'),
               ('SELECT * FROM agora_work.board WHERE agent = ''agent 7'''),
               ('SELECT * FROM agora_work.board WHERE closed_at IS NULL'),
               ('SELECT * FROM agora_work.board WHERE status = ''available'''),
               ('SELECT * FROM agora_work.board WHERE status = ''blocked'''),
               ('SELECT * FROM agora_work.board WHERE status = ''in_progress'''),
               ('SELECT * FROM agora_work.board WHERE status = ANY (''{claimed,in_progress,available}'') ORDER BY priority DESC'),
               ('SELECT * FROM agora_work.board AS b JOIN unnest(ARRAY[1, 2, 3]) AS u(id) ON u.id = b.task_id'),
               ('SELECT * FROM agora_work.board ORDER BY task_id DESC LIMIT 50'),
               ('SELECT * FROM agora_work.board WHERE status = ''completed'' ORDER BY task_id DESC LIMIT 50'),
               ('SELECT * FROM agora_work.claim_history WHERE task_id = 7 ORDER BY epoch'),
               ('SELECT * FROM agora_work.claim_history WHERE agent_id = $ AND outcome IS NULL'),
               ('SELECT * FROM agora_work.claim_history WHERE agent_id = $ ORDER BY ended_at DESC LIMIT 50'),
               ('SELECT * FROM agora_work.claim_history ORDER BY task_id DESC, epoch DESC LIMIT 50'),
               ('SELECT * FROM agora_work.session WHERE agent_id = $'),
               ('SELECT * FROM agora_work.registered_agent WHERE agent_id = $')) AS q(query);

-- What asks for open tasks within a function, too: rows of tasks that were read one after the other.
CREATE FUNCTION pg_temp.read_of(p_query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_before bigint := (SELECT s.seq_tup_read FROM pg_stat_xact_user_tables AS s WHERE s.relid = 'agora_work.task'::regclass);
BEGIN
    EXECUTE p_query;
    RETURN (SELECT s.seq_tup_read - v_before FROM pg_stat_xact_user_tables AS s WHERE s.relid = 'agora_work.task'::regclass);
END $$;
SELECT is(pg_temp.read_of('SELECT * FROM agora_work.board'), 20000::bigint, 'what reads all is counted');
SELECT is(pg_temp.read_of(q.query), 0::bigint, q.query)
  FROM (VALUES ('SELECT * FROM agora_work.critical_path()'),
               ('SELECT * FROM agora_work.unclaimable_task'),
               ('SELECT * FROM agora_work.agent_load'),
               ('SELECT * FROM agora_work.session'),
               ('SELECT * FROM agora_work.idle_time')) AS q(query);

-- A claim that is over, swept or not, is nobody's.
SELECT is((SELECT count(*) FROM agora_work.board AS b WHERE b.agent_id = agora_test.id('agent 7')), 3::bigint, 'what an agent holds');
SELECT is((SELECT count(*) FROM agora_work.board AS b WHERE b.agent = 'agent 7' AND b.status = 'claimed'), 3::bigint, 'by its name, too');
SELECT agora_test.advance('46 seconds');
SELECT is((SELECT count(*) FROM agora_work.board AS b WHERE b.agent_id IS NOT NULL OR b.agent IS NOT NULL), 0::bigint, 'what is lost is not held');
SELECT is((SELECT count(*) FROM agora_work.board AS b WHERE b.status = 'available' AND b.attempts = 1), 150::bigint, 'but there again, with an attempt more');
SELECT is((SELECT count(*) FROM agora_work.claim_history AS h WHERE h.outcome IS NULL), 150::bigint, 'while nobody has written its end down');

-- A deadline is kept or broken by what is open now, and by when the rest was closed.
SELECT agora_test.at('2026-02-01');
SELECT agora_work.add_tasks('[{"title": "t", "code": "at"}, {"title": "t", "code": "early", "deadline": "2026-02-01T00:00:00Z"}, {"title": "t", "code": "late", "deadline": "2026-01-31T23:59:59Z"}]');
CREATE FUNCTION pg_temp.overdue() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(b.code || CASE b.is_overdue WHEN true THEN '+' WHEN false THEN '-' ELSE '?' END, ' ' ORDER BY b.code) FROM agora_work.board AS b WHERE b.code IN ('at', 'early', 'late'));
SELECT is(pg_temp.overdue(), 'at? early- late+', 'one that is over, one that is just not, and none');
SELECT agora_work.cancel_task(b.task_id, 'a test') FROM agora_work.board AS b WHERE b.code IN ('at', 'early', 'late');
SELECT agora_test.at('2026-03-01');
SELECT is(pg_temp.overdue(), 'at? early- late+', 'and so it stays when they are closed');

-- A last attempt that is lost closes the task when its claim ended, and whoever writes that down later changes nothing of it.
SELECT agora_work.add_task('last', '{"code": "last", "max_attempts": 1, "priority": 100}');
SELECT count(c.*) FROM agora_work.claim_task(agora_test.id('agent 7'), (SELECT d.task_id FROM agora_work.task_detail AS d WHERE d.code = 'last'), agora_test.id('agent 7')) AS c;
CREATE FUNCTION pg_temp.last() RETURNS text LANGUAGE sql RETURN (SELECT concat_ws(' ', b.status, b.agent, b.attempts, b.closed_at - '2026-03-01') FROM agora_work.board AS b WHERE b.code = 'last');
SELECT is(pg_temp.last(), 'claimed agent 7 0', 'held');
SELECT agora_test.advance('1 hour');
SELECT is(pg_temp.last(), 'failed 1 00:00:45', 'lost for good: closed when its claim ended');
SELECT is((SELECT count(*) FROM agora_work.board AS b WHERE b.code = 'last' AND b.closed_at IS NULL), 0::bigint, 'it is not among what is open');
SELECT agora_work._release_expired(1000);
SELECT is(pg_temp.last(), 'failed 1 00:00:45', 'and so it is on record');
SELECT * FROM finish();
ROLLBACK;
