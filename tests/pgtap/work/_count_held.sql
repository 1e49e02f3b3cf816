-- What an agent holds is counted past what it ended, however many of that are still in the index, and whatever the clock does.
BEGIN;
SELECT plan(25);
SELECT agora_test.at('2026-01-01'), agora_test.restarted_at('2025-12-01');
SELECT agora_work.register_agent(agora.register_principal(n.name), p_max_tasks => 2) FROM unnest(ARRAY['ada', 'ben']) AS n(name);
SELECT agora.set_setting('work.sweep_every', '1 hour', 'a test', p_actor => 2);
CREATE FUNCTION pg_temp.held(p_name text) RETURNS bigint[] LANGUAGE sql STABLE RETURN ARRAY(SELECT b.task_id FROM agora_work.board AS b WHERE b.agent = p_name ORDER BY b.claimed_at, b.task_id);
CREATE FUNCTION pg_temp.next(p_name text) RETURNS bigint LANGUAGE sql RETURN (SELECT c.task_id FROM agora_work.claim_next(agora_test.id(p_name), p_actor => 3) AS c);
CREATE FUNCTION pg_temp.clock(p_at timestamptz) RETURNS text LANGUAGE sql RETURN coalesce(to_char(p_at, 'HH24:MI:SS'), p_at::text);
CREATE FUNCTION pg_temp.since(p_name text) RETURNS text LANGUAGE sql STABLE
RETURN (SELECT pg_temp.clock(a.held_since) || ' ' || coalesce((SELECT string_agg(pg_temp.clock(t.held_since), ' ' ORDER BY t.task_id) FROM agora_work.task AS t WHERE t.holder_id = a.agent_id), '')
          FROM agora_work.agent AS a WHERE a.agent_id = agora_test.id(p_name));
-- Ends what the agents hold and claims as much again, a millisecond later; what that reads, in pages, with all the functions in it.
CREATE FUNCTION pg_temp.cycle(p_call text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_plan jsonb;
BEGIN
    PERFORM agora_test.advance('1 millisecond');
    EXECUTE (SELECT 'EXPLAIN (ANALYZE, BUFFERS, FORMAT json) '
                    || format(p_call, array_agg(t.holder_id ORDER BY t.task_id), array_agg(t.task_id ORDER BY t.task_id), min(t.holder_id), min(t.task_id) FILTER (WHERE t.holder_id = agora_test.id('ada')),
                              array_fill(1, ARRAY[count(*)::integer]), agora_test.id('ada'))
               FROM agora_work.task AS t WHERE t.holder_id IS NOT NULL) INTO v_plan;
    RETURN (v_plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (v_plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
END $$;
-- The least of three: what other sessions change in the catalogs makes this one read its own again.
CREATE FUNCTION pg_temp.least(p_call text) RETURNS bigint LANGUAGE sql RETURN (SELECT min(r.pages) FROM (SELECT pg_temp.cycle(p_call) AS pages FROM generate_series(1, 3)) AS r);
SELECT agora_work.add_tasks((SELECT jsonb_agg('{"title": "t"}'::jsonb) FROM generate_series(1, 7000)));
ANALYZE agora_work.task;
SELECT agora_work.register_agent(agora.register_principal('crew ' || n), p_max_tasks => 2) FROM generate_series(1, 48) AS n;
CREATE TEMP TABLE call (place integer, call text, pages bigint);
INSERT INTO call VALUES (1, 'SELECT * FROM agora_work.exchange_tasks(%1$L, %2$L, %5$L, p_actor => 3)', NULL),
                        (2, 'SELECT * FROM agora_work.exchange_tasks(ARRAY[%6$s]::bigint[], ARRAY[%4$s]::bigint[], ''{1}'', p_actor => 3)', NULL),
                        (3, 'SELECT * FROM agora_work.complete_and_claim(%6$s, %4$s, 1, p_actor => 3)', NULL);

-- All in one transaction, so that no index forgets anything, and by so many agents that no page has two claims of one.
SELECT agora_work._release_expired(1000);
SELECT count(c.task_id) FROM agora_work.agent AS a CROSS JOIN LATERAL agora_work.claim_next(a.agent_id, p_actor => 3) AS c;
SELECT pg_temp.cycle(c.call) FROM call AS c, generate_series(1, 3);
SELECT agora_work._refresh_lanes(100);
UPDATE call AS c SET pages = pg_temp.cycle(c.call);
SELECT count(pg_temp.cycle(c.call)) FROM call AS c, generate_series(1, 100) WHERE c.place = 1;
SELECT agora_work._refresh_lanes(100);
SELECT cmp_ok(pg_temp.least(c.call), '<', c.pages * 3 / 2, format('%s reads what it did, %s pages, after 100 claims of each', left(c.call, 50), c.pages)) FROM call AS c ORDER BY c.place;
SELECT is((SELECT count(DISTINCT t.holder_id) FROM agora_work.task AS t WHERE t.holder_id IS NOT NULL), 50::bigint, 'each holds one');
SELECT is((SELECT count(*) FROM agora_work.agent AS a WHERE a.held_since <> '2026-01-01'), 0::bigint, 'and was written once');
-- The first ready task of a lane is found by the index of what is ready, not past all that was done by key.
SELECT cmp_ok(pg_temp.least('SELECT agora_work._find_ready(ARRAY[' || l.lane_id || '])'), '<', 600::bigint, 'a hint is put right') FROM agora_work.lane AS l;
SELECT is(l.first_ready, (SELECT min(t.task_id) FROM agora_work.task AS t WHERE t.status = 'available'), 'to the first') FROM agora_work.lane AS l;
-- The sweep looks from where the agent's claims are counted, which moves every tenth of a lease.
SELECT agora_test.advance('4.6 seconds');
SELECT pg_temp.cycle(c.call) FROM call AS c WHERE c.place = 1;
SELECT cmp_ok(pg_temp.least('SELECT agora_work._release_expired(1000)'), '<', 400::bigint, 'a sweep does not read what they ended');
SELECT agora_test.advance('45 seconds');
SELECT is(agora_work._release_expired(1000), 50::bigint, 'and finds what is lost');

-- The older of two tasks is not forgotten when the younger ends.
SELECT agora_test.at('2026-01-02');
SELECT pg_temp.next('ada');
SELECT agora_test.at('2026-01-02 00:00:01');
SELECT pg_temp.next('ada');
SELECT is(pg_temp.since('ada'), '00:00:00 00:00:00 00:00:00', 'what it held is noted, too');
SELECT agora_test.at('2026-01-02 00:00:02');
SELECT ok((SELECT x.task_id IS NOT NULL
             FROM agora_work.board AS b
            CROSS JOIN LATERAL agora_work.exchange_tasks(ARRAY[b.agent_id, agora_test.id('ben')], ARRAY[b.task_id, NULL], ARRAY[b.epoch, NULL], p_actor => 3) AS x
            WHERE b.agent = 'ada' AND b.claimed_at = '2026-01-02 00:00:01' AND x.agent_id = b.agent_id), 'in its place it gets one');
SELECT is(pg_temp.next('ada'), NULL, 'and no more');
SELECT is(pg_temp.since('ada'), '00:00:00 00:00:00 00:00:00', 'the older is still the oldest');

-- A clock that is set back: what is claimed then is older than a younger task knows.
SELECT agora_work.complete_tasks(pg_temp.held('ada'), ARRAY(SELECT b.epoch FROM agora_work.board AS b WHERE b.agent = 'ada' ORDER BY b.claimed_at, b.task_id), p_actor => 3);
SELECT agora_test.at('2026-01-02 00:00:04');
SELECT pg_temp.next('ada');
SELECT is(pg_temp.since('ada'), '00:00:00 00:00:04', 'claimed at a time');
SELECT agora_test.at('2026-01-02 00:00:03');
SELECT pg_temp.next('ada');
SELECT is(pg_temp.since('ada'), '-infinity 00:00:04 -infinity', 'and before that: counted from the start');
SELECT is(pg_temp.next('ada'), NULL, 'all are counted');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');
SELECT agora_test.at('2026-01-02 00:00:05');
SELECT is(pg_temp.next('ada'), NULL, 'all are, when the clock has gone on');
SELECT ok((SELECT x.task_id IS NOT NULL
             FROM agora_work.board AS b
            CROSS JOIN LATERAL agora_work.exchange_tasks(ARRAY[b.agent_id, agora_test.id('ben')], ARRAY[b.task_id, NULL], ARRAY[b.epoch, NULL], p_actor => 3) AS x
            WHERE b.agent = 'ada' AND b.claimed_at = '2026-01-02 00:00:04' AND x.agent_id = b.agent_id), 'the younger ends, and the next comes');
SELECT is(pg_temp.next('ada'), NULL, 'the older counts');
SELECT is(pg_temp.since('ada'), '00:00:03 -infinity 00:00:03', 'and all of them is known again');
SELECT agora_test.at('2026-01-02 00:00:02');
SELECT is((SELECT count(x.task_id) FROM agora_work.exchange_tasks(ARRAY[agora_test.id('ada'), agora_test.id('ben')], '{NULL,NULL}', '{NULL,NULL}', p_actor => 3) AS x WHERE x.agent_id = agora_test.id('ada')), 0::bigint,
          'set back behind all that is known: none too many');
SELECT is_empty('SELECT * FROM agora_work._probe_tasks()', 'nothing is wrong');

-- What is wrong is found.
UPDATE agora_work.agent AS a SET held_since = '2026-01-02 00:00:04' WHERE a.agent_id = agora_test.id('ada');
SELECT is((SELECT count(*) FROM agora_work._probe_tasks()), 1::bigint, 'a claim from before');
UPDATE agora_work.agent AS a SET held_since = '2026-01-02' WHERE a.agent_id = agora_test.id('ada');
UPDATE agora_work.task AS t SET held_since = '2026-01-02 00:00:04' WHERE t.holder_id = agora_test.id('ada') AND t.claimed_at > '2026-01-02 00:00:04';
SELECT is((SELECT count(*) FROM agora_work._probe_tasks()), 1::bigint, 'one from before what another knows');

SELECT * FROM finish();
ROLLBACK;
