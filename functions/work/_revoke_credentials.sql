-- Revokes the credentials of an agent that are still good, all or those of a task; returns how many.
-- Locks: those credentials, in the order of their ids.
CREATE OR REPLACE FUNCTION agora_work._revoke_credentials(
    p_principal  bigint,
    p_task       text,
    p_reason     text,
    p_actor      bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_revoke_credentials$
DECLARE
    v_now  timestamptz := agora.now();
    v_ids  bigint[];
BEGIN
    v_ids := ARRAY(SELECT c.credential_id FROM agora_work.credential AS c
                    WHERE c.principal_id = p_principal AND (p_task IS NULL OR c.task = p_task) AND c.revoked_at IS NULL AND c.expires_at > v_now
                    ORDER BY c.credential_id FOR NO KEY UPDATE);
    IF v_ids = '{}' THEN
        RETURN 0;
    END IF;
    UPDATE agora_work.credential AS c SET revoked_at = v_now, revoked_reason = p_reason WHERE c.credential_id = ANY (v_ids);
    PERFORM agora_work._testify(format('operations:%s', p_principal), 'operations', 'credential.revoked', 'warning', p_task,
            jsonb_build_object('credentials', to_jsonb(v_ids), 'reason', p_reason), NULL, p_actor);
    RETURN cardinality(v_ids);
END;
$_revoke_credentials$;

COMMENT ON FUNCTION agora_work._revoke_credentials(bigint, text, text, bigint)
    IS 'Revoke what is still good of an agent''s credentials; returns how many.';
REVOKE ALL ON FUNCTION agora_work._revoke_credentials(bigint, text, text, bigint) FROM PUBLIC;
