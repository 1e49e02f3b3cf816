-- Nominates an attempt that is fit: it succeeded, with a quality that the caller says reaches memory.golden_nominate_min, and there
-- is a solution to tell. What the caller says counts no more than what its code measures, if that is new and usable, and else no
-- more than memory.golden_claim_max: nobody's word alone makes an example. From memory.golden_approve_at on it is approved at once.
-- The attempt is the key: a second nomination is the first.
-- Emits: memory.golden.nominated.v1 · memory.golden.approved.v1
CREATE OR REPLACE FUNCTION agora_memory._add_golden(
    p_attempt   bigint,
    p_problem   text,
    p_solution  text,
    p_notes     text,
    p_source    text,
    p_actor     bigint
)
RETURNS agora_memory.golden_nomination
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_add_golden$
DECLARE
    v_now     timestamptz := agora.now();
    v_fit     record;
    v_golden  bigint;
BEGIN
    SELECT a.category, a.quality AS claimed_quality, a.correlation_id,
           least(a.quality, coalesce(o.quality, agora.setting_numeric('memory.golden_claim_max'))) AS quality, d.code, d.language, coalesce(agora_memory._redact(p_problem), d.request) AS problem,
           coalesce(agora_memory._redact(p_solution), d.approach,
                    (SELECT 'Uses ' || string_agg(t.name, ', ' ORDER BY x.ordinal)
                       FROM agora_memory.attempt_transform AS x
                       JOIN agora_memory.transform AS t ON t.transform_id = x.transform_id
                      WHERE x.attempt_id = a.attempt_id AND NOT x.is_source),
                    d.code) AS solution
      INTO v_fit
      FROM agora_memory.attempt AS a
      LEFT JOIN agora_memory.attempt_detail AS d ON d.attempt_id = a.attempt_id
      LEFT JOIN agora_memory.attempt_transform AS s ON s.attempt_id = a.attempt_id AND s.is_source
      LEFT JOIN agora_memory.transform AS o
             ON o.transform_id = s.transform_id AND o.source_attempt_id = a.attempt_id AND agora_memory._is_usable(o)
     WHERE a.attempt_id = p_attempt AND a.status = 'success' AND a.quality >= agora.setting_numeric('memory.golden_nominate_min');
    IF v_fit.problem IS NULL OR v_fit.solution IS NULL THEN
        RETURN NULL;
    END IF;

    INSERT INTO agora_memory.golden_state AS g
           (attempt_id, problem, problem_hash, solution, code, language, category, quality, claimed_quality, nominated_by, nominated_at)
    VALUES (p_attempt, v_fit.problem,
            encode(sha256(convert_to(lower(btrim(regexp_replace(v_fit.problem, '\s+', ' ', 'g'))), 'UTF8')), 'hex'),
            v_fit.solution, v_fit.code, v_fit.language, v_fit.category, v_fit.quality, v_fit.claimed_quality, p_actor, v_now)
    ON CONFLICT ON CONSTRAINT golden_state_attempt_uq DO NOTHING
    RETURNING g.golden_state_id INTO v_golden;
    IF NOT FOUND THEN
        RETURN (SELECT ROW(g.golden_state_id, g.status, true)::agora_memory.golden_nomination
                  FROM agora_memory.golden_state AS g
                 WHERE g.attempt_id = p_attempt);
    END IF;
    INSERT INTO agora_memory.golden_decision (golden_state_id, status, source, notes, principal_id, decided_at)
    VALUES (v_golden, 'nominated', p_source, agora_memory._redact(p_notes), p_actor, v_now);
    PERFORM agora_event._emit('memory.golden.nominated.v1', v_golden::text,
                              jsonb_build_object('golden_state_id', v_golden, 'attempt_id', p_attempt, 'quality', v_fit.quality),
                              v_fit.correlation_id, p_actor);
    IF v_fit.quality < agora.setting_numeric('memory.golden_approve_at') THEN
        RETURN (v_golden, 'nominated', false)::agora_memory.golden_nomination;
    END IF;
    PERFORM agora_memory._approve_golden(v_golden, 'automatic', NULL, 1); -- 1: the system
    RETURN (v_golden, 'approved', false)::agora_memory.golden_nomination;
END;
$_add_golden$;

COMMENT ON FUNCTION agora_memory._add_golden(bigint, text, text, text, text, bigint)
    IS 'Nominate a fit attempt, and approve it where its quality says so; NULL where it is not fit.';
REVOKE ALL ON FUNCTION agora_memory._add_golden(bigint, text, text, text, text, bigint) FROM PUBLIC;
