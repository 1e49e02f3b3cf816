-- Money set aside for a purpose: it stays in its account, and account_balance.held keeps it from being spent. Every change
-- happens under the lock of the account's balance row, so a hold needs no lock of its own. An open hold is over at
-- expires_at, whether or not anybody wrote that down.
-- Dump: all
CREATE TABLE agora_ledger.hold (
    hold_id          bigint      GENERATED ALWAYS AS IDENTITY,
    account_id       bigint      NOT NULL,
    created_by       bigint      NOT NULL,
    amount           bigint      NOT NULL,
    captured         bigint,
    status           text        NOT NULL DEFAULT 'open',
    placed_at        timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    closed_at        timestamptz,
    transaction_id   bigint,
    correlation_id   uuid,
    purpose          text        NOT NULL,
    idempotency_key  text        NOT NULL,
    CONSTRAINT hold_pk            PRIMARY KEY (hold_id),
    CONSTRAINT hold_account_id_fk FOREIGN KEY (account_id) REFERENCES agora_ledger.account (account_id),
    CONSTRAINT hold_key_uq        UNIQUE (created_by, idempotency_key),
    CONSTRAINT hold_amount_ck     CHECK (amount > 0),
    CONSTRAINT hold_time_ck       CHECK (expires_at > placed_at),
    CONSTRAINT hold_status_ck     CHECK (status IN ('open', 'captured', 'released', 'expired')),
    CONSTRAINT hold_closed_ck     CHECK ((status = 'open') = (closed_at IS NULL)),
    CONSTRAINT hold_captured_ck   CHECK (CASE WHEN status = 'captured'
                                              THEN captured IS NOT NULL AND captured BETWEEN 1 AND amount AND transaction_id IS NOT NULL
                                              ELSE captured IS NULL AND transaction_id IS NULL END)
) WITH (fillfactor = 80);
CREATE INDEX hold_account_id_ix ON agora_ledger.hold (account_id);
CREATE INDEX hold_open_account_id_ix ON agora_ledger.hold (account_id, expires_at) WHERE status = 'open';
CREATE INDEX hold_expires_at_ix ON agora_ledger.hold (expires_at) WHERE status = 'open';
COMMENT ON TABLE  agora_ledger.hold                 IS 'Holds; read recorded_hold, write with place_hold(), capture_hold() and release_hold().';
COMMENT ON COLUMN agora_ledger.hold.hold_id         IS 'Key.';
COMMENT ON COLUMN agora_ledger.hold.account_id      IS 'Account of a principal whose money is held.';
COMMENT ON COLUMN agora_ledger.hold.created_by      IS 'Who placed it: the owner of the account.';
COMMENT ON COLUMN agora_ledger.hold.amount          IS 'Micro-tokens held while it is open.';
COMMENT ON COLUMN agora_ledger.hold.captured        IS 'Micro-tokens paid out of it; the rest was released. NULL = it was not captured.';
COMMENT ON COLUMN agora_ledger.hold.status          IS 'open, then captured, released or expired.';
COMMENT ON COLUMN agora_ledger.hold.placed_at       IS 'When it was placed.';
COMMENT ON COLUMN agora_ledger.hold.expires_at      IS 'From when on it holds nothing and cannot be captured.';
COMMENT ON COLUMN agora_ledger.hold.closed_at       IS 'When it was captured or released, or found expired.';
COMMENT ON COLUMN agora_ledger.hold.transaction_id  IS 'Transaction of the capture.';
COMMENT ON COLUMN agora_ledger.hold.correlation_id  IS 'The caller''s correlation, if any.';
COMMENT ON COLUMN agora_ledger.hold.purpose         IS 'What for; the reason of the capture.';
COMMENT ON COLUMN agora_ledger.hold.idempotency_key IS 'The caller''s key, unique per actor.';

CREATE TRIGGER hold_guard_status
    BEFORE UPDATE ON agora_ledger.hold
    FOR EACH ROW EXECUTE FUNCTION agora.tg_guard_status('hold');
CREATE TRIGGER hold_refuse_delete
    BEFORE DELETE ON agora_ledger.hold
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER hold_refuse_truncate
    BEFORE TRUNCATE ON agora_ledger.hold
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
