-- How a transform was adopted: distinct others who had success with it, Wilson confidence in their uses, whether a verifier ran it, and
-- the share of the cost that it saves: what others' successful attempts with it cost, against those of its category without any
-- transform; 0 where that is not known.
CREATE OR REPLACE FUNCTION agora_reward._adoption_factors(p_transform bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_adoption_factors$
DECLARE
    v_used      record;
    v_usual     numeric;
    v_verified  text;
BEGIN
    SELECT count(DISTINCT u.principal_id) FILTER (WHERE u.outcome = 'success') AS users,
           count(*) FILTER (WHERE u.outcome = 'success') AS successes, count(*) FILTER (WHERE u.outcome <> 'partial') AS uses,
           avg(a.cost_usd) FILTER (WHERE u.outcome = 'success') AS cost, max(t.category) AS category
      INTO v_used
      FROM agora_memory.transform_use AS u
      JOIN agora_memory.attempt AS a ON a.attempt_id = u.attempt_id AND NOT a.is_imported
      JOIN agora_memory.transform AS t ON t.transform_id = u.transform_id
     WHERE u.transform_id = p_transform AND NOT u.is_own;
    IF v_used.cost IS NOT NULL THEN
        SELECT avg(a.cost_usd) INTO v_usual
          FROM agora_memory.attempt AS a
         WHERE a.category = v_used.category AND a.status = 'success'
           AND NOT EXISTS (SELECT 1 FROM agora_memory.attempt_transform AS x WHERE x.attempt_id = a.attempt_id AND NOT x.is_source);
    END IF;
    SELECT v.verdict INTO v_verified
      FROM agora_memory.transform_verification AS v
     WHERE v.transform_id = p_transform
     ORDER BY v.transform_verification_id DESC
     LIMIT 1;
    RETURN jsonb_build_object('users', v_used.users, 'confidence', agora_memory.wilson_lower_bound(v_used.successes, v_used.uses),
                              'saved', coalesce(round(greatest(0, 1 - v_used.cost / nullif(v_usual, 0)), 6), 0),
                              'is_verified', coalesce(v_verified = 'passed', false));
END;
$_adoption_factors$;

COMMENT ON FUNCTION agora_reward._adoption_factors(bigint)
    IS 'Factors of the reward of a transform by its adoption.';
REVOKE ALL ON FUNCTION agora_reward._adoption_factors(bigint) FROM PUBLIC;
