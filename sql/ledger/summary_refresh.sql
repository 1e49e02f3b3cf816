-- When the balance summary was made, and from what.
-- Restore: the summary of an extension comes back empty, and the job makes it anew.
-- Dump: all
CREATE TABLE agora_ledger.summary_refresh (
    is_only         boolean     NOT NULL DEFAULT true,
    refreshed_at    timestamptz NOT NULL,
    transaction_id  bigint      NOT NULL,
    CONSTRAINT summary_refresh_pk         PRIMARY KEY (is_only),
    CONSTRAINT summary_refresh_is_only_ck CHECK (is_only)
);
COMMENT ON TABLE  agora_ledger.summary_refresh                IS 'One row, made by the first refresh.';
COMMENT ON COLUMN agora_ledger.summary_refresh.is_only        IS 'Keeps it one row.';
COMMENT ON COLUMN agora_ledger.summary_refresh.refreshed_at   IS 'When the summary was made.';
COMMENT ON COLUMN agora_ledger.summary_refresh.transaction_id IS 'Every transaction up to this one is in it; later ones may be.';
