-- What is asked of many agents at once is answered as for each alone.
BEGIN;
SELECT plan(6);
SELECT agora_test.at('2026-01-01 00:00+00'), agora_test.restarted_at('2025-12-31 00:00+00');
CREATE TEMP TABLE crew AS SELECT agora.register_principal(n.name) AS id, n.name FROM unnest(ARRAY['new', 'good', 'poor', 'says', 'holds', 'soon', 'dear', 'own', 'shut', 'low']) AS n(name);
SELECT agora_work.register_agent(c.id, CASE c.name WHEN 'says' THEN '{code:go,code:sql}'::text[] END, p_max_tasks => 50, p_is_open => c.name <> 'shut') FROM crew AS c;
SELECT agora_work.grant_capability(c.id, k.code, CASE c.name WHEN 'low' THEN 1 ELSE 3 END, 'a test', CASE WHEN c.name = 'soon' AND k.code = 'code:go' THEN '2026-01-01 00:01+00'::timestamptz END, 3)
  FROM crew AS c CROSS JOIN unnest(ARRAY['code:go', 'code:sql']) AS k(code)
 WHERE c.name <> 'says' AND (c.name <> 'new' OR k.code = 'code:sql');
SELECT agora_work.grant_capability((SELECT c.id FROM crew AS c WHERE c.name = 'holds'), 'testing:unit', 3, 'a test', NULL, 3);
SELECT agora_work.record_operation(c.id, 'a test', c.name = 'good', 5, concat(c.name, n), 2) FROM crew AS c CROSS JOIN generate_series(1, 20) AS n WHERE c.name IN ('good', 'poor');
UPDATE agora_work.agent_profile AS f SET cost_usd = CASE c.name WHEN 'dear' THEN 100 ELSE 5 END FROM crew AS c WHERE f.principal_id = c.id;
SELECT agora_work.set_policy('agent', c.id::text, '{"min_reputation": 0, "disqualifying": []}', 'a test', 3) FROM crew AS c WHERE c.name = 'own';
SELECT agora_work.set_policy('environment', e.name, e.rules, 'a test', 3)
  FROM (VALUES ('lab', '{}'::jsonb), ('reliable', '{"min_reputation": 0.8}'), ('fair', '{"min_reputation": 0.7}'), ('sure', '{"claim_standing": "verified"}'), ('pit', '{"disqualifying": ["testing:unit", "code:rust"]}'),
               ('skilled', '{"min_level": 2}'), ('cheap', '{"hourly_usd": 10}'), ('strict', '{"claim_standing": "verified", "min_reputation": 0.7, "disqualifying": ["testing:unit"]}')) AS e(name, rules);
SELECT count(agora_work.add_tasks((SELECT jsonb_agg(jsonb_build_object('title', 't', 'environment', e.name, 'capabilities', n.needs, 'kind', k.kind))
                                     FROM unnest(ARRAY['lab', 'reliable', 'fair', 'sure', 'pit', 'skilled', 'cheap', 'strict']) AS e(name)
                                    CROSS JOIN (VALUES ('[]'::jsonb), ('["code:sql"]'), ('["code:go", "code:sql"]')) AS n(needs) CROSS JOIN unnest(ARRAY['critical', 'filler']) AS k(kind))));

-- Whether both say the same of each, and how many answers there are that an agent may.
CREATE FUNCTION pg_temp.differ() RETURNS TABLE (name text, lane_id bigint, refusal text) LANGUAGE sql
BEGIN ATOMIC
    SELECT c.name, l.lane_id, agora_work._claim_refusal(a, l)
      FROM (SELECT array_agg(c.id ORDER BY c.name) AS ids, array_agg(c.name ORDER BY c.name) AS names FROM crew AS c) AS s
     CROSS JOIN LATERAL unnest(s.names, s.ids, agora_work._lanes_there(s.ids, '{critical}')) AS c(name, id, lanes)
      JOIN agora_work.agent AS a ON a.agent_id = c.id
     CROSS JOIN agora_work.lane AS l
     WHERE (l.kind = 'critical' AND agora_work._claim_refusal(a, l) IS NULL) <> (l.lane_id = ANY (c.lanes::bigint[]))
       AND c.name <> 'shut'; -- whom the other refuses everything
END;
CREATE FUNCTION pg_temp.allowed() RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(concat(c.name, ' ', cardinality(c.lanes::bigint[])), ', ' ORDER BY c.name)
          FROM (SELECT array_agg(c.id ORDER BY c.name) AS ids, array_agg(c.name ORDER BY c.name) AS names FROM crew AS c) AS s
         CROSS JOIN LATERAL unnest(s.names, s.ids, agora_work._lanes_there(s.ids, '{critical}')) AS c(name, id, lanes));
SELECT is_empty('SELECT * FROM pg_temp.differ()', 'where nothing is drawn into the lanes, each is looked up');
CREATE TEMP TABLE undrawn AS SELECT pg_temp.allowed() AS told;
SELECT agora_work._draw_rules();
SELECT is_empty('SELECT * FROM pg_temp.differ()', 'where it is, by the row of each');
SELECT is(pg_temp.allowed(), u.told, 'which says the same') FROM undrawn AS u;
SELECT is(pg_temp.allowed(), 'dear 18, good 24, holds 15, low 19, new 14, own 24, poor 15, says 15, shut 21, soon 21', 'of some more, of others less');
SELECT agora_test.advance('2 minutes');
SELECT is_empty('SELECT * FROM pg_temp.differ()', 'when something has ended, too');
SELECT is((agora_work._lanes_there(ARRAY[0, (SELECT c.id FROM crew AS c WHERE c.name = 'good'), -1], '{universal}'))::text, '{"{}","{}","{}"}', 'who is none has no lanes, and a place nevertheless');
SELECT * FROM finish();
ROLLBACK;
