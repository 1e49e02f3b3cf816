-- Verdicts on a transform that are paid: its verifiers agree, and these are of that opinion. Only the first verdict of each counts,
-- because a later one may have been copied; that it could not be run is no opinion.
CREATE OR REPLACE FUNCTION agora_reward._agreed_verdicts(
    p_transform  bigint,
    p_policy     jsonb
)
RETURNS TABLE (transform_verification_id bigint, verifier_id bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_agreed_verdicts$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH first AS (
        SELECT DISTINCT ON (v.verifier_id) v.transform_verification_id, v.verifier_id, v.verdict
          FROM agora_memory.transform_verification AS v
         WHERE v.transform_id = p_transform AND v.verdict <> 'error'
         ORDER BY v.verifier_id, v.transform_verification_id
    )
    SELECT f.transform_verification_id, f.verifier_id
      FROM first AS f
     WHERE (SELECT count(*) FROM first) >= (p_policy ->> 'min_verifiers')::integer
       AND (SELECT count(*) FROM first AS o WHERE o.verdict = f.verdict)
           >= (p_policy ->> 'majority')::numeric * (SELECT count(*) FROM first)
     ORDER BY f.transform_verification_id;
END;
$_agreed_verdicts$;

COMMENT ON FUNCTION agora_reward._agreed_verdicts(bigint, jsonb)
    IS 'First verdicts of the majority of a transform''s verifiers; none before enough of them agree.';
REVOKE ALL ON FUNCTION agora_reward._agreed_verdicts(bigint, jsonb) FROM PUBLIC;
