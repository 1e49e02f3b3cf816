-- What moved per day (UTC), kind and reason: the roll-up of all transactions up to flow_horizon. Reports add what is behind it,
-- so they are exact at any time. The reason is kept where tokens were made or ended; of other movements it is '', because
-- anyone may write any reason there.
-- Dump: all
CREATE TABLE agora_ledger.daily_flow (
    day           date    NOT NULL,
    kind          text    NOT NULL,
    reason        text    NOT NULL,
    transactions  bigint  NOT NULL,
    minted        numeric NOT NULL,
    burned        numeric NOT NULL,
    transferred   numeric NOT NULL,
    earned        numeric NOT NULL,
    spent         numeric NOT NULL,
    exchanged     numeric NOT NULL,
    CONSTRAINT daily_flow_pk PRIMARY KEY (day, kind, reason)
);
COMMENT ON TABLE  agora_ledger.daily_flow              IS 'Movements by day, kind and reason up to flow_horizon, in micro-tokens; read token_flow().';
COMMENT ON COLUMN agora_ledger.daily_flow.day          IS 'Day (UTC) of the transactions.';
COMMENT ON COLUMN agora_ledger.daily_flow.kind         IS 'Kind of the transactions.';
COMMENT ON COLUMN agora_ledger.daily_flow.reason       IS 'Their reason where they made or ended tokens, else empty.';
COMMENT ON COLUMN agora_ledger.daily_flow.transactions IS 'How many.';
COMMENT ON COLUMN agora_ledger.daily_flow.minted       IS 'What left the mint less what went back.';
COMMENT ON COLUMN agora_ledger.daily_flow.burned       IS 'What entered the burn account less what came back.';
COMMENT ON COLUMN agora_ledger.daily_flow.transferred  IS 'What changed its owner without being made or ended.';
COMMENT ON COLUMN agora_ledger.daily_flow.earned       IS 'What principals had more afterwards, each transaction for itself.';
COMMENT ON COLUMN agora_ledger.daily_flow.spent        IS 'What principals had less afterwards, each transaction for itself.';
COMMENT ON COLUMN agora_ledger.daily_flow.exchanged    IS 'What of it went from principals to principals.';
