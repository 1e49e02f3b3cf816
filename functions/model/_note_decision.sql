-- Writes a decision about a migration down with its evidence, and tells.
-- Emits: model.migration.moved.v1.
CREATE OR REPLACE FUNCTION agora_model._note_decision(
    p_migration  agora_model.model_migration,
    p_verdict    agora_model.migration_verdict,
    p_actor      bigint
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_note_decision$
BEGIN
    INSERT INTO agora_model.migration_decision (model_migration_id, status, reasons, criteria, evidence, created_by, recorded_at)
    VALUES (p_migration.model_migration_id, p_migration.status, p_verdict.reasons, p_verdict.criteria, p_verdict.evidence, p_actor, agora.now());
    PERFORM agora_event._emit('model.migration.moved.v1', p_migration.model_migration_id::text,
        jsonb_build_object('model_migration_id', p_migration.model_migration_id, 'stage', p_migration.stage, 'status', p_migration.status,
                           'incumbent', agora_model._reference_of(p_migration.incumbent_id), 'candidate', agora_model._reference_of(p_migration.candidate_id),
                           'reasons', to_jsonb(p_verdict.reasons)), NULL, p_actor);
END;
$_note_decision$;

COMMENT ON FUNCTION agora_model._note_decision(agora_model.model_migration, agora_model.migration_verdict, bigint)
    IS 'Write down why a migration has its status.';
REVOKE ALL ON FUNCTION agora_model._note_decision(agora_model.model_migration, agora_model.migration_verdict, bigint) FROM PUBLIC;
