-- Up to which transaction everything is decided: committed and visible, or rolled back. A later id may commit while an
-- earlier one is still open, so the horizon moves in two steps: the newest id drawn is written down as a mark, and the mark
-- becomes the horizon once every transaction has ended that is older than the row version that holds it (its xmin).
-- Restore: a dump holds only what was decided, and a restored row has the xmin of its restore: both ids stay right.
-- Dump: all
CREATE TABLE agora_ledger.horizon (
    is_only              boolean NOT NULL DEFAULT true,
    transaction_id       bigint  NOT NULL DEFAULT 0,
    next_transaction_id  bigint  NOT NULL,
    CONSTRAINT horizon_pk         PRIMARY KEY (is_only),
    CONSTRAINT horizon_is_only_ck CHECK (is_only),
    CONSTRAINT horizon_order_ck   CHECK (transaction_id <= next_transaction_id)
);
COMMENT ON TABLE  agora_ledger.horizon                     IS 'One row, made by the first run of the job that moves it.';
COMMENT ON COLUMN agora_ledger.horizon.is_only             IS 'Keeps it one row.';
COMMENT ON COLUMN agora_ledger.horizon.transaction_id      IS 'Every transaction up to this one is decided.';
COMMENT ON COLUMN agora_ledger.horizon.next_transaction_id IS 'The mark: the next horizon.';
