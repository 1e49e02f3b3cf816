-- Agents for work that needs these capabilities, the best first, with reasons. A share of the need must be covered, compared in whole
-- numbers, each capability by its weight, by what others vouch for; skills beyond it do no harm. Preferred ones rank higher, and who holds a disqualifying one is left out;
-- what the policy names of both is added.
-- Errors: 22023 also for what is needed and disqualifies · ZW054 unknown capability · ZW900 unknown environment.
CREATE OR REPLACE FUNCTION agora_work.match_agents(
    p_required       text[],
    p_limit          integer  DEFAULT 5,
    p_level          integer  DEFAULT 1,
    p_cost_usd       numeric  DEFAULT NULL,
    p_hours          numeric  DEFAULT 1,
    p_complexity     integer  DEFAULT 3,
    p_exclude        bigint[] DEFAULT '{}',
    p_environment    text     DEFAULT NULL,
    p_preferred      text[]   DEFAULT '{}',
    p_disqualifying  text[]   DEFAULT '{}',
    p_reputation     numeric  DEFAULT 0,
    p_weights        jsonb    DEFAULT '{}'
)
RETURNS TABLE (
    rank          integer,
    principal_id  bigint,
    name          text,
    match         numeric,
    matched       bigint,
    required      bigint,
    missing       text[],
    reputation    numeric,
    cost_usd      numeric,
    score         numeric,
    reasons       jsonb
)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
SET search_path = pg_catalog, pg_temp
AS $match_agents$
DECLARE
    v_ids      bigint[] := agora_work._capability_ids('p_required', p_required);
    v_policy   jsonb := agora_work.policy_for(p_environment);
    v_rules    jsonb := v_policy -> 'parameters';
    v_liked    bigint[] := agora_work._skill_ids('p_preferred', p_preferred, v_rules -> 'preferred');
    v_without  bigint[] := agora_work._skill_ids('p_disqualifying', p_disqualifying, v_rules -> 'disqualifying');
    v_extra    bigint[] := agora_work._extra_weights(v_ids, coalesce(p_weights, '{}'));
    v_need     bigint := cardinality(v_ids) + coalesce((SELECT sum(e.weight) FROM unnest(v_extra) AS e(weight)), 0);
    v_least    bigint;
    v_found    agora_work.candidate[];
    v_most     integer := p_limit;
    v_asked    agora_work.candidate[];
    v_broke    bigint[];
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100), agora._check_number('p_level', p_level, 1, 4),
            agora._check_number('p_cost_usd', p_cost_usd, 0, 10000, true), agora._check_number('p_hours', p_hours, 0.001, 10000),
            agora._check_number('p_complexity', p_complexity, 1, 5), agora._check_number('p_reputation', p_reputation, 0, 1);
    IF p_required && p_disqualifying THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'what is needed cannot disqualify',
            DETAIL  = format('p_required=%s p_disqualifying=%s', left(p_required::text, 200), left(p_disqualifying::text, 200)),
            HINT    = 'Take the capability out of one of them.';
    END IF;
    p_level := greatest(p_level, (v_rules -> 'min_level')::integer);
    v_least := (v_need * (v_rules -> 'match_percent')::bigint + 99) / 100; -- in whole numbers, rounded up
    v_found := ARRAY(SELECT c FROM agora_work._candidates(v_ids, v_extra, p_level, v_least, least(p_cost_usd, (v_rules -> 'hourly_usd')::numeric),
                                                          greatest(p_reputation, (v_rules -> 'min_reputation')::numeric), ARRAY(SELECT x.id FROM unnest(p_exclude) AS x(id) WHERE x.id IS NOT NULL), v_without) AS c);
    -- Whose budget is used up is asked of the few that are wanted, and of four times as many where too few have one left.
    LOOP
        v_asked := agora_work._ranked(v_found, v_ids, v_need, p_hours, p_complexity, v_rules, v_most, v_liked);
        v_broke := agora_work._exhausted(ARRAY(SELECT c.principal_id FROM unnest(v_asked) AS c));
        EXIT WHEN cardinality(v_asked) - cardinality(v_broke) >= p_limit OR cardinality(v_asked) < v_most;
        v_most := v_most * 4;
    END LOOP;
    RETURN QUERY
    SELECT row_number() OVER (ORDER BY c.place)::integer, c.principal_id, p.name, round(c.matched::numeric / v_need, 4), c.matched, v_need,
           ARRAY(SELECT k.code FROM agora_work.capability AS k
                  WHERE k.capability_id = ANY (v_ids)
                    AND NOT EXISTS (SELECT 1 FROM agora_work.agent_capability AS h
                                     WHERE h.principal_id = c.principal_id AND h.capability_id = k.capability_id AND h.standing = 'verified'
                                       AND h.level >= p_level AND h.expires_at > agora.now())
                  ORDER BY k.code),
           trim_scale(c.reputation), trim_scale(c.cost_usd), round(c.score, 6),
           jsonb_build_object('strategy', v_policy #> '{parameters,rank_strategy}', 'match_percent', v_policy #> '{parameters,match_percent}', 'samples', c.samples,
                              'pattern', c.pattern, 'estimated_usd', trim_scale(c.cost_usd * p_hours), 'policies', v_policy -> 'policies')
           || agora_work._match_reasons(c.principal_id, v_liked, v_without)
           || CASE WHEN v_extra = '{}' THEN jsonb '{}' ELSE jsonb_build_object('weights', p_weights) END
      FROM unnest(v_asked) WITH ORDINALITY AS c(principal_id, matched, cost_usd, reputation, pattern, samples, success_rate, score, place)
      JOIN agora.principal AS p ON p.principal_id = c.principal_id
     WHERE c.principal_id <> ALL (v_broke)
     ORDER BY c.place
     LIMIT p_limit;
END;
$match_agents$;

COMMENT ON FUNCTION agora_work.match_agents(text[], integer, integer, numeric, numeric, integer, bigint[], text, text[], text[], numeric, jsonb)
    IS 'The p_limit (1 to 100) best agents for work that needs capabilities (1 to 100 codes) at a level, at most so dear an hour and of a reputation; in an environment whose policy says how. Preferred capabilities rank higher, disqualifying ones are held by none; p_weights says how much needed ones count, 1 to 1000, by code (else 1), matched and required are sums of that.';
REVOKE ALL ON FUNCTION agora_work.match_agents(text[], integer, integer, numeric, numeric, integer, bigint[], text, text[], text[], numeric, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.match_agents(text[], integer, integer, numeric, numeric, integer, bigint[], text, text[], text[], numeric, jsonb) TO agora_reader;
