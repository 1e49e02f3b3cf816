-- What a slice of a budget has spent and reserved in a period: the hot rows of every authorisation, locked in key order. Derived: the
-- invariant model.budgets adds it up from budget_authorization. The emptier a page is to be, the sooner it is pruned, and every authorisation
-- walks the versions of all slices.
-- Dump: all
CREATE TABLE agora_model.budget_period (
    budget_id     bigint            NOT NULL,
    period_start  timestamptz       NOT NULL,
    slice         agora_model.slice NOT NULL,
    spent_usd     agora.usd_amount  NOT NULL DEFAULT 0,
    reserved_usd  agora.usd_amount  NOT NULL DEFAULT 0,
    CONSTRAINT budget_period_pk           PRIMARY KEY (budget_id, period_start, slice),
    CONSTRAINT budget_period_budget_id_fk FOREIGN KEY (budget_id) REFERENCES agora_model.budget (budget_id)
) WITH (fillfactor = 10);
COMMENT ON TABLE  agora_model.budget_period              IS 'Spent and reserved money of budgets by period and slice; see budget_state.';
COMMENT ON COLUMN agora_model.budget_period.budget_id    IS 'Budget.';
COMMENT ON COLUMN agora_model.budget_period.period_start IS 'When the period began.';
COMMENT ON COLUMN agora_model.budget_period.slice        IS 'Slice, from 0.';
COMMENT ON COLUMN agora_model.budget_period.spent_usd    IS 'What calls cost, in US dollars.';
COMMENT ON COLUMN agora_model.budget_period.reserved_usd IS 'What open authorisations may cost.';
