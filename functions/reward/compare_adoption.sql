-- What lineages of transforms have earned, beside what they would have earned by adoption: the variant, without switching it on.
CREATE OR REPLACE FUNCTION agora_reward.compare_adoption(p_limit integer DEFAULT 1000)
RETURNS TABLE (lineage_id bigint, name text, contributor_id bigint, earned numeric, adoption numeric, factors jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $compare_adoption$
#variable_conflict use_column
DECLARE
    v_policy jsonb := agora_reward.policy('adoption');
BEGIN
    PERFORM agora._check_number('p_limit', p_limit, 1, 100000);
    RETURN QUERY
    SELECT t.lineage_id, f.name, f.contributor_id, agora_reward._lineage_paid(t.lineage_id), t.adoption, t.factors
      FROM (SELECT DISTINCT ON (v.lineage_id) v.lineage_id, x.factors, agora_reward._formula('adoption', x.factors, v_policy) AS adoption
              FROM agora_memory.transform AS v
             CROSS JOIN LATERAL (SELECT agora_reward._adoption_factors(v.transform_id) AS factors OFFSET 0) AS x
             WHERE NOT v.is_imported
             ORDER BY v.lineage_id, adoption DESC, v.transform_id) AS t
      JOIN agora_memory.transform AS f ON f.transform_id = t.lineage_id
     ORDER BY t.adoption DESC, t.lineage_id
     LIMIT p_limit;
END;
$compare_adoption$;

COMMENT ON FUNCTION agora_reward.compare_adoption(integer)
    IS 'Lineages of transforms with what they earned and what they would have earned by the adoption of their best version, highest first, at most p_limit (1 to 100000, by default 1000).';
REVOKE ALL ON FUNCTION agora_reward.compare_adoption(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.compare_adoption(integer) TO agora_operator;
