-- Rewards that were taken back, because what earned them turned out not to deserve it. Where the money was spent already it is owed:
-- later rewards of the same principal are kept until it is worked off (cuts.owed of reward_calculation).
-- Dump: all
CREATE TABLE agora_reward.reward_reversal (
    reward_calculation_id  bigint       NOT NULL,
    principal_id           bigint       NOT NULL,
    amount                 agora.tokens NOT NULL,
    transaction_id         bigint,
    reason                 text         NOT NULL,
    reversed_by            bigint       NOT NULL,
    recorded_at            timestamptz  NOT NULL,
    CONSTRAINT reward_reversal_pk                       PRIMARY KEY (reward_calculation_id),
    CONSTRAINT reward_reversal_reward_calculation_id_fk FOREIGN KEY (reward_calculation_id) REFERENCES agora_reward.reward_calculation (reward_calculation_id),
    CONSTRAINT reward_reversal_principal_id_fk          FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT reward_reversal_transaction_id_fk        FOREIGN KEY (transaction_id) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT reward_reversal_reversed_by_fk           FOREIGN KEY (reversed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT reward_reversal_amount_ck                CHECK (amount > 0)
);
CREATE INDEX reward_reversal_principal_id_ix   ON agora_reward.reward_reversal (principal_id, transaction_id);
CREATE INDEX reward_reversal_transaction_id_ix ON agora_reward.reward_reversal (transaction_id);
CREATE INDEX reward_reversal_reversed_by_ix    ON agora_reward.reward_reversal (reversed_by);
COMMENT ON TABLE  agora_reward.reward_reversal                       IS 'Rewards taken back; append-only; see earned_reward and owed_reward.';
COMMENT ON COLUMN agora_reward.reward_reversal.reward_calculation_id IS 'Which one.';
COMMENT ON COLUMN agora_reward.reward_reversal.principal_id          IS 'Who had been paid.';
COMMENT ON COLUMN agora_reward.reward_reversal.amount                IS 'Tokens that were paid.';
COMMENT ON COLUMN agora_reward.reward_reversal.transaction_id        IS 'Reversal in the ledger; NULL = the money was spent, it is owed.';
COMMENT ON COLUMN agora_reward.reward_reversal.reason                IS 'Why.';
COMMENT ON COLUMN agora_reward.reward_reversal.reversed_by           IS 'Who took it back.';
COMMENT ON COLUMN agora_reward.reward_reversal.recorded_at           IS 'When.';

CREATE TRIGGER reward_reversal_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.reward_reversal
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER reward_reversal_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.reward_reversal
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
