-- Stake on its way back: it can be slashed until it matures, and is the owner's from then on, whether or not anybody has moved
-- it to the wallet. Every change happens under the lock of the unbonding account's balance row.
-- Dump: all
CREATE TABLE agora_ledger.unbonding (
    unbonding_id     bigint      GENERATED ALWAYS AS IDENTITY,
    account_id       bigint      NOT NULL,
    created_by       bigint      NOT NULL,
    amount           bigint      NOT NULL,
    slashed          bigint      NOT NULL DEFAULT 0,
    status           text        NOT NULL DEFAULT 'open',
    started_at       timestamptz NOT NULL,
    matures_at       timestamptz NOT NULL,
    closed_at        timestamptz,
    transaction_id   bigint      NOT NULL,
    completed_by     bigint,
    correlation_id   uuid,
    reason           text        NOT NULL,
    idempotency_key  text        NOT NULL,
    CONSTRAINT unbonding_pk                PRIMARY KEY (unbonding_id),
    CONSTRAINT unbonding_account_id_fk     FOREIGN KEY (account_id) REFERENCES agora_ledger.account (account_id),
    CONSTRAINT unbonding_transaction_id_fk FOREIGN KEY (transaction_id) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT unbonding_completed_by_fk   FOREIGN KEY (completed_by) REFERENCES agora_ledger.transaction (transaction_id),
    CONSTRAINT unbonding_key_uq            UNIQUE (created_by, idempotency_key),
    CONSTRAINT unbonding_transaction_id_uq UNIQUE (transaction_id),
    CONSTRAINT unbonding_amount_ck         CHECK (amount > 0),
    CONSTRAINT unbonding_slashed_ck        CHECK (slashed >= 0 AND slashed <= amount AND (slashed = amount) = (status = 'slashed')),
    CONSTRAINT unbonding_time_ck           CHECK (matures_at > started_at),
    CONSTRAINT unbonding_status_ck         CHECK (status IN ('open', 'completed', 'slashed')),
    CONSTRAINT unbonding_closed_ck         CHECK ((status = 'open') = (closed_at IS NULL)),
    CONSTRAINT unbonding_completed_ck      CHECK ((status = 'completed') = (completed_by IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX unbonding_account_id_ix ON agora_ledger.unbonding (account_id);
CREATE INDEX unbonding_completed_by_ix ON agora_ledger.unbonding (completed_by);
CREATE INDEX unbonding_open_account_id_ix ON agora_ledger.unbonding (account_id, matures_at) WHERE status = 'open';
CREATE INDEX unbonding_matures_at_ix ON agora_ledger.unbonding (matures_at) WHERE status = 'open';
COMMENT ON TABLE  agora_ledger.unbonding                 IS 'Stake on its way back; read recorded_unbonding, write with unstake() and complete_unbonding().';
COMMENT ON COLUMN agora_ledger.unbonding.unbonding_id    IS 'Key.';
COMMENT ON COLUMN agora_ledger.unbonding.account_id      IS 'Unbonding account that holds it.';
COMMENT ON COLUMN agora_ledger.unbonding.created_by      IS 'Whose it is.';
COMMENT ON COLUMN agora_ledger.unbonding.amount          IS 'Micro-tokens that left the stake.';
COMMENT ON COLUMN agora_ledger.unbonding.slashed         IS 'Micro-tokens of it that were slashed since.';
COMMENT ON COLUMN agora_ledger.unbonding.status          IS 'open, then completed, or slashed where nothing was left.';
COMMENT ON COLUMN agora_ledger.unbonding.started_at      IS 'When it was unstaked.';
COMMENT ON COLUMN agora_ledger.unbonding.matures_at      IS 'From when on it cannot be slashed and may go to the wallet.';
COMMENT ON COLUMN agora_ledger.unbonding.closed_at       IS 'When it was completed, or the last of it slashed.';
COMMENT ON COLUMN agora_ledger.unbonding.transaction_id  IS 'Transaction of the unstake.';
COMMENT ON COLUMN agora_ledger.unbonding.completed_by    IS 'Transaction that paid it to the wallet.';
COMMENT ON COLUMN agora_ledger.unbonding.correlation_id  IS 'The caller''s correlation, if any.';
COMMENT ON COLUMN agora_ledger.unbonding.reason          IS 'Why it was unstaked.';
COMMENT ON COLUMN agora_ledger.unbonding.idempotency_key IS 'The caller''s key, unique per actor.';

CREATE TRIGGER unbonding_guard_status
    BEFORE UPDATE ON agora_ledger.unbonding
    FOR EACH ROW WHEN (old.status <> new.status) EXECUTE FUNCTION agora.tg_guard_status('unbonding');
CREATE TRIGGER unbonding_refuse_delete
    BEFORE DELETE ON agora_ledger.unbonding
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER unbonding_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.unbonding
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
