-- Gives a scorer other weights, as a new version that is in force from now on; what was measured keeps its own. The weights in
-- force already change nothing.
-- Errors: 22023 unusable weights or scorer · 42501 · ZA001 · ZA002.   Locks: the scorer's versions.
CREATE OR REPLACE FUNCTION agora_memory.revise_scorer(
    p_scorer   text,
    p_weights  jsonb,
    p_reason   text,
    p_actor    bigint DEFAULT agora.current_principal()
)
RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revise_scorer$
DECLARE
    v_version integer;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    PERFORM agora._check_object('p_weights', p_weights);
    PERFORM 1 FROM agora_memory.quality_scorer AS s WHERE s.scorer = p_scorer AND s.version = 1 FOR NO KEY UPDATE;
    IF NOT FOUND
       OR (SELECT array_agg(e.key ORDER BY e.key) FROM jsonb_each(p_weights) AS e WHERE jsonb_typeof(e.value) = 'number')
          IS DISTINCT FROM ARRAY['completeness', 'compliance', 'documentation', 'metadata', 'simplicity']
       OR (SELECT sum(e.value::numeric) <> 1 OR min(e.value::numeric) < 0 FROM jsonb_each_text(p_weights) AS e) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'scorer or weights are not usable',
            DETAIL  = format('p_scorer=%s p_weights=%s', left(coalesce(p_scorer, 'NULL'), 100), left(p_weights::text, 300)),
            HINT    = 'Name a scorer of agora_memory.known_scorer, and give completeness, documentation, compliance, metadata and simplicity weights that sum to 1.';
    END IF;
    SELECT max(s.version) INTO v_version FROM agora_memory.quality_scorer AS s WHERE s.scorer = p_scorer;
    IF NOT EXISTS (SELECT 1 FROM agora_memory.quality_dimension AS d
                    WHERE d.scorer = p_scorer AND d.version = v_version AND d.weight <> (p_weights ->> d.dimension)::numeric) THEN
        RETURN v_version;
    END IF;
    v_version := greatest(v_version + 1, 1000);
    INSERT INTO agora_memory.quality_scorer (scorer, version, description, created_by, recorded_at)
    VALUES (p_scorer, v_version, p_reason, p_actor, agora.now());
    INSERT INTO agora_memory.quality_dimension (scorer, version, dimension, weight)
    SELECT p_scorer, v_version, e.key, e.value::numeric FROM jsonb_each_text(p_weights) AS e;
    RETURN v_version;
END;
$revise_scorer$;

COMMENT ON FUNCTION agora_memory.revise_scorer(text, jsonb, text, bigint)
    IS 'Put other weights of a quality scorer in force, with a reason; returns its version. They sum to 1.';
REVOKE ALL ON FUNCTION agora_memory.revise_scorer(text, jsonb, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.revise_scorer(text, jsonb, text, bigint) TO agora_operator;
