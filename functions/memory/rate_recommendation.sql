-- Says whether an item of a manifest helped; the comment is stored without secrets. Anybody who acts may rate, and again: the last rating of a principal counts.
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZA003 · ZM070 unknown manifest · ZM071 unknown recommendation.
-- Emits: memory.recommendation.rated.v1
CREATE OR REPLACE FUNCTION agora_memory.rate_recommendation(
    p_manifest  bigint,
    p_item      integer,
    p_helpful   boolean,
    p_comment   text   DEFAULT NULL,
    p_key       text   DEFAULT NULL,
    p_actor     bigint DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rate_recommendation$
DECLARE
    v_comment  text;
    v_rating   agora_memory.manifest_rating;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_comment', p_comment, 2000, p_optional => true);
    PERFORM agora._check_text('p_key', p_key, 200, p_optional => true);
    v_comment := agora_memory._redact(p_comment);
    IF p_helpful IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'rating is missing',
            DETAIL  = 'p_helpful=NULL',
            HINT    = 'Pass true or false.';
    END IF;
    SELECT r.* INTO v_rating FROM agora_memory.manifest_rating AS r WHERE r.principal_id = p_actor AND r.idempotency_key = p_key;
    IF NOT FOUND THEN
        PERFORM agora_memory._check_manifest(p_manifest, p_item, p_has_item => true);
        INSERT INTO agora_memory.manifest_rating AS r (manifest_id, item, principal_id, is_helpful, comment, idempotency_key, recorded_at)
        VALUES (p_manifest, p_item, p_actor, p_helpful, v_comment, p_key, agora.now())
        ON CONFLICT ON CONSTRAINT manifest_rating_idempotency_key_uq DO NOTHING
        RETURNING r.* INTO v_rating;
        IF FOUND THEN
            PERFORM agora_event._emit('memory.recommendation.rated.v1', p_manifest::text,
                                      jsonb_build_object('manifest_id', p_manifest, 'item', p_item, 'is_helpful', p_helpful), NULL, p_actor);
            RETURN v_rating.manifest_rating_id;
        END IF;
        SELECT r.* INTO v_rating FROM agora_memory.manifest_rating AS r WHERE r.principal_id = p_actor AND r.idempotency_key = p_key;
    END IF;
    IF (v_rating.manifest_id, v_rating.item, v_rating.is_helpful, v_rating.comment) IS DISTINCT FROM (p_manifest, p_item, p_helpful, v_comment) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=rate_recommendation key=%s first_used=%s', p_key, v_rating.recorded_at),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;
    RETURN v_rating.manifest_rating_id;
END;
$rate_recommendation$;

COMMENT ON FUNCTION agora_memory.rate_recommendation(bigint, integer, boolean, text, text, bigint)
    IS 'Rate an item of a manifest: whether it helped, and why; returns the id of the rating.';
REVOKE ALL ON FUNCTION agora_memory.rate_recommendation(bigint, integer, boolean, text, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.rate_recommendation(bigint, integer, boolean, text, text, bigint) TO agora_service;
