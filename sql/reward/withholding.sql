-- What could not be paid when it was earned, and why: one row per transform and reason. It stays when it is paid later.
-- Dump: all
CREATE TABLE agora_reward.withholding (
    withholding_id          bigint      GENERATED ALWAYS AS IDENTITY,
    kind                    text        NOT NULL,
    transform_id            bigint      NOT NULL,
    resolution_evidence_id  bigint      NOT NULL,
    principal_id            bigint      NOT NULL,
    reason_code             text        NOT NULL,
    reason                  text        NOT NULL,
    recorded_at             timestamptz NOT NULL,
    CONSTRAINT withholding_pk                        PRIMARY KEY (withholding_id),
    CONSTRAINT withholding_transform_id_uq           UNIQUE (transform_id, kind, reason_code),
    CONSTRAINT withholding_transform_id_fk           FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT withholding_resolution_evidence_id_fk FOREIGN KEY (resolution_evidence_id) REFERENCES agora_memory.resolution_evidence (resolution_evidence_id),
    CONSTRAINT withholding_principal_id_fk           FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id)
);
CREATE INDEX withholding_resolution_evidence_id_ix ON agora_reward.withholding (resolution_evidence_id);
CREATE INDEX withholding_principal_id_ix           ON agora_reward.withholding (principal_id);
COMMENT ON TABLE  agora_reward.withholding                        IS 'Payouts that were refused, append-only; see withheld_reward, pay with pay_withheld().';
COMMENT ON COLUMN agora_reward.withholding.withholding_id         IS 'Key.';
COMMENT ON COLUMN agora_reward.withholding.kind                   IS 'Which formula.';
COMMENT ON COLUMN agora_reward.withholding.transform_id           IS 'Transform that earned it.';
COMMENT ON COLUMN agora_reward.withholding.resolution_evidence_id IS 'Evidence that would have released it.';
COMMENT ON COLUMN agora_reward.withholding.principal_id           IS 'Who was not paid.';
COMMENT ON COLUMN agora_reward.withholding.reason_code            IS 'SQLSTATE of the refusal.';
COMMENT ON COLUMN agora_reward.withholding.reason                 IS 'Why, in words.';
COMMENT ON COLUMN agora_reward.withholding.recorded_at            IS 'When it first happened for this reason.';

CREATE TRIGGER withholding_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.withholding
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER withholding_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.withholding
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
