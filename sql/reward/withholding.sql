-- What could not be paid when it was earned, and why: one row per payout and reason. It stays when it is paid later.
-- Dump: all
CREATE TABLE agora_reward.withholding (
    withholding_id  bigint      GENERATED ALWAYS AS IDENTITY,
    kind            text        NOT NULL,
    subject_kind    text        NOT NULL,
    subject_id      bigint      NOT NULL,
    occasion        text        NOT NULL,
    principal_id    bigint      NOT NULL,
    evidence_id     bigint,
    reason_code     text        NOT NULL,
    reason          text        NOT NULL,
    recorded_at     timestamptz NOT NULL,
    CONSTRAINT withholding_pk              PRIMARY KEY (withholding_id),
    CONSTRAINT withholding_occasion_uq     UNIQUE (subject_id, kind, subject_kind, occasion, reason_code),
    CONSTRAINT withholding_kind_fk         FOREIGN KEY (kind) REFERENCES agora_reward.reward_kind (kind),
    CONSTRAINT withholding_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id)
);
CREATE INDEX withholding_kind_ix         ON agora_reward.withholding (kind);
CREATE INDEX withholding_principal_id_ix ON agora_reward.withholding (principal_id);
COMMENT ON TABLE  agora_reward.withholding                IS 'Payouts that were refused, append-only; see withheld_reward, pay with pay_withheld().';
COMMENT ON COLUMN agora_reward.withholding.withholding_id IS 'Key.';
COMMENT ON COLUMN agora_reward.withholding.kind           IS 'Which formula.';
COMMENT ON COLUMN agora_reward.withholding.subject_kind   IS 'What earned it, as in reward_calculation.';
COMMENT ON COLUMN agora_reward.withholding.subject_id     IS 'Which one.';
COMMENT ON COLUMN agora_reward.withholding.occasion       IS 'Which of the times that this kind pays for the subject.';
COMMENT ON COLUMN agora_reward.withholding.principal_id   IS 'Who was not paid.';
COMMENT ON COLUMN agora_reward.withholding.evidence_id    IS 'Evidence that would have released it.';
COMMENT ON COLUMN agora_reward.withholding.reason_code    IS 'SQLSTATE of the refusal.';
COMMENT ON COLUMN agora_reward.withholding.reason         IS 'Why, in words.';
COMMENT ON COLUMN agora_reward.withholding.recorded_at    IS 'When it first happened for this reason.';

CREATE TRIGGER withholding_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.withholding
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER withholding_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.withholding
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
