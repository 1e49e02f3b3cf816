-- What each principal earned and spent per day (UTC), kind and reason: written with daily_flow, up to the same horizon.
-- Dump: all
CREATE TABLE agora_ledger.daily_holder_flow (
    principal_id  bigint  NOT NULL,
    day           date    NOT NULL,
    kind          text    NOT NULL,
    reason        text    NOT NULL,
    transactions  bigint  NOT NULL,
    earned        numeric NOT NULL,
    spent         numeric NOT NULL,
    CONSTRAINT daily_holder_flow_pk              PRIMARY KEY (principal_id, day, kind, reason),
    CONSTRAINT daily_holder_flow_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id)
);
CREATE INDEX daily_holder_flow_day_ix ON agora_ledger.daily_holder_flow (day);
COMMENT ON TABLE  agora_ledger.daily_holder_flow              IS 'Movements by principal, day, kind and reason up to flow_horizon, in micro-tokens; read holder_flow().';
COMMENT ON COLUMN agora_ledger.daily_holder_flow.principal_id IS 'Whose accounts, taken together.';
COMMENT ON COLUMN agora_ledger.daily_holder_flow.day          IS 'Day (UTC) of the transactions.';
COMMENT ON COLUMN agora_ledger.daily_holder_flow.kind         IS 'Kind of the transactions.';
COMMENT ON COLUMN agora_ledger.daily_holder_flow.reason       IS 'Their reason where they made or ended tokens, else empty.';
COMMENT ON COLUMN agora_ledger.daily_holder_flow.transactions IS 'How many.';
COMMENT ON COLUMN agora_ledger.daily_holder_flow.earned       IS 'What the principal had more after those that brought it something.';
COMMENT ON COLUMN agora_ledger.daily_holder_flow.spent        IS 'What it had less after those that took something.';
