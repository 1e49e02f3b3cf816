-- Ends a migration by an operator's word: a proposal is rejected, a canary rolled back. Said again, it changes nothing; what is
-- promoted, the guard of the table refuses (ZA009).
-- Errors: 22023 · 42501 · ZA001 · ZA002 · ZP053.   Locks: the stage, then the migration.   Emits: model.migration.moved.v1.
CREATE OR REPLACE FUNCTION agora_model.stop_migration(
    p_migration  bigint,
    p_reason     text,
    p_actor      bigint DEFAULT agora.current_principal()
)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $stop_migration$
DECLARE
    v_migration  agora_model.model_migration;
    v_verdict    agora_model.migration_verdict;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_reason', p_reason, 1000);
    v_migration := agora_model._lock_migration(p_migration);
    IF v_migration.status IN ('rejected', 'rolled_back') THEN
        RETURN v_migration.status;
    END IF;
    v_verdict.criteria := '[]';
    v_verdict.evidence := '{}';
    IF v_migration.status = 'canary' THEN
        v_verdict := agora_model._weigh_canary(v_migration);
    END IF;
    v_verdict.reasons := ARRAY[p_reason];
    UPDATE agora_model.model_migration AS m
       SET status = CASE m.status WHEN 'proposed' THEN 'rejected' ELSE 'rolled_back' END, closed_at = agora.now()
     WHERE m.model_migration_id = p_migration
    RETURNING m.* INTO v_migration;
    PERFORM agora_model._note_decision(v_migration, v_verdict, p_actor);
    RETURN v_migration.status;
END;
$stop_migration$;

COMMENT ON FUNCTION agora_model.stop_migration(bigint, text, bigint)
    IS 'End a migration: a proposal becomes rejected, a canary rolled_back. Returns which.';
REVOKE ALL ON FUNCTION agora_model.stop_migration(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_model.stop_migration(bigint, text, bigint) TO agora_operator;
