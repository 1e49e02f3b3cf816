-- Up to which call and which correction everything is decided: committed and visible, or rolled back. As with the ledger's horizon,
-- the newest ids drawn are written down as marks, and the marks become the horizon once every transaction has ended that is older
-- than the row version that holds them (its xmin). Nothing but the move may touch the row.
-- Dump: all
CREATE TABLE agora_model.call_horizon (
    is_only             boolean NOT NULL DEFAULT true,
    call_id             bigint  NOT NULL DEFAULT 0,
    correction_id       bigint  NOT NULL DEFAULT 0,
    next_call_id        bigint  NOT NULL,
    next_correction_id  bigint  NOT NULL,
    CONSTRAINT call_horizon_pk         PRIMARY KEY (is_only),
    CONSTRAINT call_horizon_is_only_ck CHECK (is_only),
    CONSTRAINT call_horizon_order_ck   CHECK (call_id <= next_call_id AND correction_id <= next_correction_id)
);
COMMENT ON TABLE  agora_model.call_horizon                    IS 'One row, made by the first run of the job that moves it.';
COMMENT ON COLUMN agora_model.call_horizon.is_only            IS 'Keeps it one row.';
COMMENT ON COLUMN agora_model.call_horizon.call_id            IS 'Every call up to this one is decided.';
COMMENT ON COLUMN agora_model.call_horizon.correction_id      IS 'Every correction up to this one is decided.';
COMMENT ON COLUMN agora_model.call_horizon.next_call_id       IS 'The mark: the next horizon of calls.';
COMMENT ON COLUMN agora_model.call_horizon.next_correction_id IS 'The mark: the next horizon of corrections.';
