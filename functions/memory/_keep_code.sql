-- Turns the code of many successful attempts into transforms, as the steps of _complete_attempt() do for one. Code that cannot be
-- one does not lose the attempt: its steps say why. Equal code is normalised once, and before anything is locked.
-- Locks: see _register_units().
CREATE OR REPLACE FUNCTION agora_memory._keep_code(
    p_attempts       bigint[],
    p_is_rewardable  boolean
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_keep_code$
DECLARE
    v_attempts  bigint[];
    v_units     text[];
    v_codes     agora_memory.normalized_code[];
    v_faults    text[];
BEGIN
    WITH successful AS MATERIALIZED (
        SELECT a.attempt_id, a.principal_id, d.code, d.language
          FROM agora_memory.attempt AS a
          JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id
         WHERE a.attempt_id = ANY (p_attempts) AND a.status = 'success' AND d.code IS NOT NULL
    ), contributor AS MATERIALIZED (
        SELECT DISTINCT s.principal_id FROM successful AS s
    ), distinct_code AS MATERIALIZED (
        SELECT array_agg(s.attempt_id) AS attempts, agora_memory._try_unit(s.code, s.language) AS found
          FROM successful AS s
          JOIN contributor AS c ON c.principal_id = s.principal_id AND agora.flag_on('stf_extraction', c.principal_id)
         GROUP BY s.code, s.language
    )
    SELECT array_agg(o.attempt_id), array_agg((d.found).unit), array_agg((d.found).code), array_agg((d.found).fault)
      INTO v_attempts, v_units, v_codes, v_faults
      FROM distinct_code AS d
     CROSS JOIN LATERAL unnest(d.attempts) AS o(attempt_id);
    IF v_attempts IS NULL THEN
        RETURN;
    END IF;

    UPDATE agora_memory.attempt_detail AS d
       SET steps = d.steps || jsonb_build_object('step', 'hash', 'outcome', 'error', 'sqlstate', '22023', 'detail', f.fault)
      FROM unnest(v_attempts, v_faults) AS f(attempt_id, fault)
     WHERE d.attempt_id = f.attempt_id AND f.fault IS NOT NULL;

    PERFORM agora_memory._register_units(v_attempts, v_units, v_codes, NOT p_is_rewardable);

    PERFORM agora_memory._link_sources(array_agg(u.attempt_id), array_agg(t.transform_id))
       FROM unnest(v_attempts, v_codes)
            AS u(attempt_id, normalized, hash, language, is_parsed, cyclomatic, line_count, symbol, docstring, normalizer_version)
       JOIN agora_memory.transform AS t USING (hash, language, normalizer_version);
END;
$_keep_code$;

COMMENT ON FUNCTION agora_memory._keep_code(bigint[], boolean)
    IS 'Register the code of successful attempts as transforms, or note why not.';
REVOKE ALL ON FUNCTION agora_memory._keep_code(bigint[], boolean) FROM PUBLIC;
