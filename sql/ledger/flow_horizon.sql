-- Up to which transaction daily_flow and daily_holder_flow are complete; never beyond the ledger's horizon.
-- Dump: all
CREATE TABLE agora_ledger.flow_horizon (
    is_only            boolean NOT NULL DEFAULT true,
    up_to_transaction  bigint  NOT NULL,
    CONSTRAINT flow_horizon_pk         PRIMARY KEY (is_only),
    CONSTRAINT flow_horizon_is_only_ck CHECK (is_only)
);
COMMENT ON TABLE  agora_ledger.flow_horizon                   IS 'One row, made by the first run of the job that moves it.';
COMMENT ON COLUMN agora_ledger.flow_horizon.is_only           IS 'Keeps it one row.';
COMMENT ON COLUMN agora_ledger.flow_horizon.up_to_transaction IS 'Last transaction in the roll-up.';
