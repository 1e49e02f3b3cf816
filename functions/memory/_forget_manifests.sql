-- Job: ends the retention of manifests. What an idempotency key still promises is kept as long as the key; a content goes a
-- day after the last manifest that gave it. Uses and ratings stay.
CREATE OR REPLACE FUNCTION agora_memory._forget_manifests(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_forget_manifests$
DECLARE
    v_until     timestamptz := agora.now() - greatest(agora.setting_interval('memory.manifest_retention'), agora.setting_interval('core.idempotency_retention'));
    v_forgotten bigint[];
    v_contents  bigint;
BEGIN
    WITH forgotten AS (
        DELETE FROM agora_memory.manifest AS m
         WHERE m.manifest_id IN (SELECT o.manifest_id FROM agora_memory.manifest AS o
                                  WHERE o.given_at < v_until
                                  ORDER BY o.manifest_id
                                  LIMIT p_limit)
        RETURNING m.manifest_id
    )
    SELECT array_agg(f.manifest_id) INTO v_forgotten FROM forgotten AS f;
    DELETE FROM agora_memory.manifest_item AS i WHERE i.manifest_id = ANY (v_forgotten);
    DELETE FROM agora_memory.manifest_content AS c
     WHERE c.hash IN (SELECT o.hash FROM agora_memory.manifest_content AS o
                       WHERE o.given_at < v_until - interval '24 hours'
                       ORDER BY o.given_at
                       LIMIT p_limit
                         FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_contents = ROW_COUNT;
    RETURN coalesce(cardinality(v_forgotten), 0) + v_contents;
END;
$_forget_manifests$;

COMMENT ON FUNCTION agora_memory._forget_manifests(integer)
    IS 'Job: delete up to p_limit (1 to 1000000) manifests past their retention, and as many contents.';
REVOKE ALL ON FUNCTION agora_memory._forget_manifests(integer) FROM PUBLIC;
