-- Says how two patterns relate; saying it again changes how sure that is.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM060 unknown pattern.   Locks: the relation.   Emits: memory.pattern.related.v1
CREATE OR REPLACE FUNCTION agora_memory.relate_patterns(
    p_source      bigint,
    p_target      bigint,
    p_relation    text,
    p_confidence  numeric DEFAULT 1,
    p_key         text    DEFAULT NULL,
    p_actor       bigint  DEFAULT agora.current_principal()
)
RETURNS numeric
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $relate_patterns$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_confidence', p_confidence, 0, 1);
    IF p_relation IS NULL OR p_relation NOT IN ('depends_on', 'extends', 'similar_to', 'replaces') OR p_source = p_target THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'relation of patterns is not usable',
            DETAIL  = format('p_source=%s p_target=%s p_relation=%s', p_source, p_target, coalesce(left(p_relation, 40), 'NULL')),
            HINT    = 'Known: depends_on, extends, similar_to, replaces, between two different patterns.';
    END IF;
    IF agora._first_result('relate_patterns', p_actor, p_key, jsonb_build_array(p_source, p_target, p_relation, p_confidence)) IS NOT NULL THEN
        RETURN p_confidence;
    END IF;
    IF (SELECT count(*) FROM agora_memory.pattern AS p WHERE p.pattern_id IN (p_source, p_target)) < 2 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM060',
            MESSAGE = 'unknown pattern',
            DETAIL  = format('p_source=%s p_target=%s', coalesce(p_source::text, 'NULL'), coalesce(p_target::text, 'NULL')),
            HINT    = 'Find patterns with agora_memory.search_patterns().';
    END IF;
    INSERT INTO agora_memory.pattern_relation AS r (source_id, target_id, relation, confidence, principal_id, recorded_at)
    VALUES (p_source, p_target, p_relation, p_confidence, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT pattern_relation_pk DO UPDATE
       SET confidence = excluded.confidence, principal_id = excluded.principal_id, recorded_at = excluded.recorded_at;
    PERFORM agora_event._emit('memory.pattern.related.v1', p_source::text,
                              jsonb_build_object('source_id', p_source, 'target_id', p_target, 'relation', p_relation,
                                                 'confidence', p_confidence),
                              NULL, p_actor);
    PERFORM agora._keep_result('relate_patterns', p_actor, p_key, to_jsonb(p_confidence));
    RETURN p_confidence;
END;
$relate_patterns$;

COMMENT ON FUNCTION agora_memory.relate_patterns(bigint, bigint, text, numeric, text, bigint)
    IS 'Say that a pattern depends_on, extends, is similar_to or replaces another one, with a confidence 0..1; returns that.';
REVOKE ALL ON FUNCTION agora_memory.relate_patterns(bigint, bigint, text, numeric, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.relate_patterns(bigint, bigint, text, numeric, text, bigint) TO agora_service;
