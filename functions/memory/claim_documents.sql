-- Hands out documents that wait for a vector of a model, each to one worker until its lease ends. The epoch goes back with
-- the vector: it tells whether the text is still the one that was handed out, and whether the lease was given to another.
-- Errors: 22023 · 42501 also a bound login · ZA001 · ZA002 · ZM040 unknown model.   Locks: the tasks it takes; it skips those that are locked.
CREATE OR REPLACE FUNCTION agora_memory.claim_documents(
    p_model  text,
    p_limit  integer  DEFAULT 64,
    p_ttl    interval DEFAULT '5 minutes',
    p_actor  bigint   DEFAULT agora.current_principal()
)
RETURNS TABLE (kind text, object_id bigint, epoch bigint, text text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 64
SET search_path = pg_catalog, pg_temp
AS $claim_documents$
DECLARE
    v_now    timestamptz := agora.now();
    v_chars  integer := agora.setting_integer('memory.embedding_text_chars');
    v_most   integer := agora.setting_integer('memory.embedding_max_failures');
    v_model  bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora_memory._check_worker();
    PERFORM agora._check_number('p_limit', p_limit, 1, 1000);
    PERFORM agora._check_interval('p_ttl', p_ttl, interval '1 day');
    v_model := (agora_memory._embedding_model(p_model)).embedding_model_id;
    RETURN QUERY
        WITH free AS MATERIALIZED (
            SELECT t.kind, t.object_id
              FROM agora_memory.embedding_task AS t
             WHERE t.embedding_model_id = v_model AND t.lease_until <= v_now AND t.failures < v_most
               AND EXISTS (SELECT 1 FROM agora_memory.document AS d WHERE d.kind = t.kind AND d.object_id = t.object_id AND d.is_active)
             ORDER BY t.kind, t.object_id
             LIMIT p_limit
               FOR UPDATE OF t SKIP LOCKED
        ), taken AS (
            UPDATE agora_memory.embedding_task AS t
               SET epoch = t.epoch + 1, lease_until = v_now + agora._as_seconds(p_ttl)
              FROM free AS f
             WHERE t.embedding_model_id = v_model AND t.kind = f.kind AND t.object_id = f.object_id
            RETURNING t.kind, t.object_id, t.epoch
        )
        SELECT k.kind, k.object_id, k.epoch, left(coalesce(agora_memory._document_text(k.kind, k.object_id), ''), v_chars)
          FROM taken AS k
         ORDER BY k.kind, k.object_id;
END;
$claim_documents$;

COMMENT ON FUNCTION agora_memory.claim_documents(text, integer, interval, bigint)
    IS 'Take up to p_limit (1 to 1000) documents to embed with a model, each for as long as p_ttl; give the epochs back to store_embeddings().';
REVOKE ALL ON FUNCTION agora_memory.claim_documents(text, integer, interval, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.claim_documents(text, integer, interval, bigint) TO agora_service;
