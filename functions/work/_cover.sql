-- Helpers for these capabilities by greedy set cover: again and again whoever covers most of what is left, by reputation, for what it is
-- expected to cost, until all is covered, enough help or all may be spent. Ties go to the lower cost, then to the older agent.
-- Reads: agent_capability.
CREATE OR REPLACE FUNCTION agora_work._cover(
    p_capabilities  bigint[],
    p_hours         numeric,
    p_rules         jsonb,
    p_exclude       bigint[]
)
RETURNS SETOF agora_work.helper
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_cover$
DECLARE
    v_now       timestamptz := agora.now();
    v_left      bigint[] := p_capabilities;
    v_exclude   bigint[] := p_exclude;
    v_spent     numeric := 0;
    v_most_usd  numeric := (p_rules -> 'task_cost_usd')::numeric;
    v_without   bigint[] := agora_work._skill_ids('disqualifying', '{}', p_rules -> 'disqualifying');
    v_helper    agora_work.helper;
BEGIN
    v_helper.place := 0;
    -- A loop, because each choice depends on what those before it cover; the policy allows a handful.
    WHILE v_helper.place < (p_rules -> 'max_helpers')::integer AND cardinality(v_left) > 0 LOOP
        SELECT c.principal_id, c.cost_usd * p_hours INTO v_helper.principal_id, v_helper.expected_usd
          FROM agora_work._candidates(v_left, '{}', 1, 1, least(10000, (v_most_usd - v_spent) / p_hours), (p_rules -> 'min_reputation')::numeric, v_exclude, v_without) AS c
         ORDER BY c.cost_usd = 0 DESC, agora_work.rank_value(c.matched, c.reputation, c.cost_usd * p_hours) DESC, c.cost_usd, c.principal_id
         LIMIT 1;
        EXIT WHEN NOT FOUND;
        v_exclude := v_exclude || v_helper.principal_id;
        CONTINUE WHEN agora_work._exhausted(ARRAY[v_helper.principal_id]) <> '{}';
        v_helper.place := v_helper.place + 1;
        v_helper.covers := ARRAY(SELECT a.capability_id FROM agora_work.agent_capability AS a
                                  WHERE a.principal_id = v_helper.principal_id AND a.capability_id = ANY (v_left)
                                    AND a.standing = 'verified' AND a.expires_at > v_now
                                  ORDER BY a.capability_id);
        v_left := ARRAY(SELECT l.id FROM unnest(v_left) AS l(id) WHERE l.id <> ALL (v_helper.covers) ORDER BY l.id);
        v_spent := v_spent + v_helper.expected_usd;
        RETURN NEXT v_helper;
    END LOOP;
    IF cardinality(v_left) > 0 THEN
        RETURN NEXT ROW(NULL, NULL, v_left, NULL)::agora_work.helper;
    END IF;
END;
$_cover$;

COMMENT ON FUNCTION agora_work._cover(bigint[], numeric, jsonb, bigint[])
    IS 'Helpers that cover capabilities together, in the order of their choice, then what nobody covers.';
REVOKE ALL ON FUNCTION agora_work._cover(bigint[], numeric, jsonb, bigint[]) FROM PUBLIC;
