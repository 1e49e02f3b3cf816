-- Puts what an agent declares in the place of what it declared before; returns whether that changed anything. What both name keeps its
-- level and its manifest, unless it has expired. Nothing is verified by it.
-- Errors: 22023 · ZW054 unknown capability · ZW056 sensitive.
CREATE OR REPLACE FUNCTION agora_work._declare(
    p_agent         bigint,
    p_capabilities  text[]
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_declare$
DECLARE
    v_now   timestamptz := agora.now();
    v_ids   bigint[] := '{}';
    v_gone  boolean;
BEGIN
    IF cardinality(p_capabilities) > 0 THEN
        v_ids := agora_work._capability_ids('p_capabilities', p_capabilities);
        PERFORM agora_work._refuse_sensitive(v_ids);
    END IF;
    DELETE FROM agora_work.agent_capability AS k
     WHERE k.principal_id = p_agent AND k.standing = 'declared' AND k.capability_id <> ALL (v_ids);
    v_gone := FOUND;
    INSERT INTO agora_work.agent_capability AS k (principal_id, capability_id, standing, level, changed_at)
    SELECT p_agent, i.id, 'declared', 1, v_now FROM unnest(v_ids) AS i(id)
    ON CONFLICT ON CONSTRAINT agent_capability_pk DO UPDATE
       SET level = excluded.level, expires_at = excluded.expires_at, manifest_id = NULL, changed_at = v_now
     WHERE k.expires_at <= v_now;
    RETURN FOUND OR v_gone;
END;
$_declare$;

COMMENT ON FUNCTION agora_work._declare(bigint, text[])
    IS 'Replace what an agent declares that it can do; returns whether that changed.';
REVOKE ALL ON FUNCTION agora_work._declare(bigint, text[]) FROM PUBLIC;
