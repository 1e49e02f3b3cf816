-- What was paid for what, with every factor. The unique keys are what makes a payout happen once, and the payouts of a lineage
-- happen one after the other.
-- Dump: all
CREATE TABLE agora_reward.reward_calculation (
    reward_calculation_id   bigint       GENERATED ALWAYS AS IDENTITY,
    kind                    text         NOT NULL,
    transform_id            bigint       NOT NULL,
    lineage_id              bigint       NOT NULL,
    ordinal                 integer      NOT NULL,
    resolution_evidence_id  bigint       NOT NULL,
    principal_id            bigint       NOT NULL,
    reward_policy_id        bigint       NOT NULL,
    factors                 jsonb        NOT NULL,
    amount                  agora.tokens NOT NULL,
    transaction_id          bigint,
    recorded_at             timestamptz  NOT NULL,
    CONSTRAINT reward_calculation_pk                        PRIMARY KEY (reward_calculation_id),
    CONSTRAINT reward_calculation_transform_id_uq           UNIQUE (transform_id, kind),
    CONSTRAINT reward_calculation_lineage_id_uq             UNIQUE (lineage_id, kind, ordinal),
    CONSTRAINT reward_calculation_transform_id_fk           FOREIGN KEY (transform_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT reward_calculation_lineage_id_fk             FOREIGN KEY (lineage_id) REFERENCES agora_memory.transform (transform_id),
    CONSTRAINT reward_calculation_resolution_evidence_id_fk FOREIGN KEY (resolution_evidence_id) REFERENCES agora_memory.resolution_evidence (resolution_evidence_id),
    CONSTRAINT reward_calculation_principal_id_fk           FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT reward_calculation_reward_policy_id_fk       FOREIGN KEY (reward_policy_id) REFERENCES agora_reward.reward_policy (reward_policy_id),
    CONSTRAINT reward_calculation_transaction_id_fk         FOREIGN KEY (transaction_id) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT reward_calculation_ordinal_ck                CHECK (ordinal >= 1),
    CONSTRAINT reward_calculation_amount_ck                 CHECK (amount >= 0),
    CONSTRAINT reward_calculation_paid_ck                   CHECK ((amount > 0) = (transaction_id IS NOT NULL))
);
CREATE INDEX reward_calculation_resolution_evidence_id_ix ON agora_reward.reward_calculation (resolution_evidence_id);
CREATE INDEX reward_calculation_principal_id_ix           ON agora_reward.reward_calculation (principal_id);
CREATE INDEX reward_calculation_reward_policy_id_ix       ON agora_reward.reward_calculation (reward_policy_id);
CREATE INDEX reward_calculation_transaction_id_ix         ON agora_reward.reward_calculation (transaction_id);
COMMENT ON TABLE  agora_reward.reward_calculation                        IS 'Payouts with every factor; append-only; see earned_reward.';
COMMENT ON COLUMN agora_reward.reward_calculation.reward_calculation_id  IS 'Key.';
COMMENT ON COLUMN agora_reward.reward_calculation.kind                   IS 'Which formula.';
COMMENT ON COLUMN agora_reward.reward_calculation.transform_id           IS 'Transform that earned it.';
COMMENT ON COLUMN agora_reward.reward_calculation.lineage_id             IS 'Lineage of that transform; its versions share one budget.';
COMMENT ON COLUMN agora_reward.reward_calculation.ordinal                IS 'Place among the payouts of the lineage, from 1.';
COMMENT ON COLUMN agora_reward.reward_calculation.resolution_evidence_id IS 'Evidence that released it.';
COMMENT ON COLUMN agora_reward.reward_calculation.principal_id           IS 'Who was paid.';
COMMENT ON COLUMN agora_reward.reward_calculation.reward_policy_id       IS 'Version of the constants that was used.';
COMMENT ON COLUMN agora_reward.reward_calculation.factors                IS 'Inputs of the formula and its parts; a JSON object.';
COMMENT ON COLUMN agora_reward.reward_calculation.amount                 IS 'Tokens paid; 0 where the quality earns nothing, or no more than other versions did.';
COMMENT ON COLUMN agora_reward.reward_calculation.transaction_id         IS 'Ledger transaction that paid; NULL for 0 tokens.';
COMMENT ON COLUMN agora_reward.reward_calculation.recorded_at            IS 'When it was paid.';

CREATE TRIGGER reward_calculation_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.reward_calculation
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER reward_calculation_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.reward_calculation
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
