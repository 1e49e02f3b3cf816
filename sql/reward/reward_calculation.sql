-- What was paid for what, with every factor. The natural key (kind, subject, occasion) is what makes a payout happen once; payouts
-- that share a budget are a series and happen one after the other. Subjects are named by kind and id, not by foreign key, because
-- those of later domains are paid on the same road; subjects are never deleted.
-- Dump: all
CREATE TABLE agora_reward.reward_calculation (
    reward_calculation_id  bigint       GENERATED ALWAYS AS IDENTITY,
    kind                   text         NOT NULL,
    subject_kind           text         NOT NULL,
    subject_id             bigint       NOT NULL,
    occasion               text         NOT NULL,
    principal_id           bigint       NOT NULL,
    helped_id              bigint,
    evidence_id            bigint,
    series_id              bigint,
    ordinal                integer,
    reward_policy_id       bigint       NOT NULL,
    factors                jsonb        NOT NULL,
    earned                 agora.tokens NOT NULL,
    cuts                   jsonb        NOT NULL,
    amount                 agora.tokens NOT NULL,
    transaction_id         bigint,
    recorded_at            timestamptz  NOT NULL,
    CONSTRAINT reward_calculation_pk                  PRIMARY KEY (reward_calculation_id),
    CONSTRAINT reward_calculation_occasion_uq         UNIQUE (subject_id, kind, subject_kind, occasion),
    CONSTRAINT reward_calculation_series_id_uq        UNIQUE (series_id, kind, ordinal),
    CONSTRAINT reward_calculation_kind_fk             FOREIGN KEY (kind) REFERENCES agora_reward.reward_kind (kind),
    CONSTRAINT reward_calculation_principal_id_fk     FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT reward_calculation_helped_id_fk        FOREIGN KEY (helped_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT reward_calculation_reward_policy_id_fk FOREIGN KEY (reward_policy_id) REFERENCES agora_reward.reward_policy (reward_policy_id),
    CONSTRAINT reward_calculation_transaction_id_fk   FOREIGN KEY (transaction_id) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT reward_calculation_subject_kind_ck     CHECK (subject_kind ~ '^[a-z][a-z_]*$'),
    CONSTRAINT reward_calculation_occasion_ck         CHECK (length(occasion) <= 100),
    CONSTRAINT reward_calculation_ordinal_ck          CHECK (ordinal >= 1 AND (ordinal IS NULL) = (series_id IS NULL)),
    CONSTRAINT reward_calculation_cuts_ck             CHECK (jsonb_typeof(cuts) = 'object'),
    CONSTRAINT reward_calculation_amount_ck           CHECK (amount >= 0 AND amount <= earned),
    CONSTRAINT reward_calculation_paid_ck             CHECK ((amount > 0) = (transaction_id IS NOT NULL))
);
CREATE INDEX reward_calculation_kind_ix             ON agora_reward.reward_calculation (kind, recorded_at);
CREATE INDEX reward_calculation_principal_id_ix     ON agora_reward.reward_calculation (principal_id, recorded_at);
CREATE INDEX reward_calculation_helped_id_ix        ON agora_reward.reward_calculation (helped_id, principal_id) WHERE helped_id IS NOT NULL;
CREATE INDEX reward_calculation_reward_policy_id_ix ON agora_reward.reward_calculation (reward_policy_id);
CREATE INDEX reward_calculation_transaction_id_ix   ON agora_reward.reward_calculation (transaction_id);
COMMENT ON TABLE  agora_reward.reward_calculation                       IS 'Payouts with every factor; append-only; see earned_reward.';
COMMENT ON COLUMN agora_reward.reward_calculation.reward_calculation_id IS 'Key.';
COMMENT ON COLUMN agora_reward.reward_calculation.kind                  IS 'Which formula.';
COMMENT ON COLUMN agora_reward.reward_calculation.subject_kind          IS 'What earned it: transform, golden, pattern, principal or a kind of a later domain.';
COMMENT ON COLUMN agora_reward.reward_calculation.subject_id            IS 'Which one.';
COMMENT ON COLUMN agora_reward.reward_calculation.occasion              IS 'Which of the times that this kind pays for the subject; empty where it pays once.';
COMMENT ON COLUMN agora_reward.reward_calculation.principal_id          IS 'Who was paid.';
COMMENT ON COLUMN agora_reward.reward_calculation.helped_id             IS 'Who was helped; NULL where nobody in particular was.';
COMMENT ON COLUMN agora_reward.reward_calculation.evidence_id           IS 'Key of the evidence that released it, in the table that its kind reads; NULL where there is none.';
COMMENT ON COLUMN agora_reward.reward_calculation.series_id             IS 'Payouts of one kind with one series share a budget: lineage of a transform, golden state of a reuse; NULL = none.';
COMMENT ON COLUMN agora_reward.reward_calculation.ordinal               IS 'Place in the series, from 1.';
COMMENT ON COLUMN agora_reward.reward_calculation.reward_policy_id      IS 'Version of the constants that was used.';
COMMENT ON COLUMN agora_reward.reward_calculation.factors               IS 'Inputs of the formula; a JSON object.';
COMMENT ON COLUMN agora_reward.reward_calculation.earned                IS 'Tokens that the formula gives for them.';
COMMENT ON COLUMN agora_reward.reward_calculation.cuts                  IS 'What the guards took off, by guard; a JSON object, empty where nothing.';
COMMENT ON COLUMN agora_reward.reward_calculation.amount                IS 'Tokens paid; 0 where nothing is earned or left.';
COMMENT ON COLUMN agora_reward.reward_calculation.transaction_id        IS 'Ledger transaction that paid; NULL for 0 tokens.';
COMMENT ON COLUMN agora_reward.reward_calculation.recorded_at           IS 'When it was paid.';

CREATE TRIGGER reward_calculation_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.reward_calculation
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER reward_calculation_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.reward_calculation
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
