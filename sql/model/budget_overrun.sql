-- Which hard budgets a settlement has taken above their limit, once for each period and limit: what is spent is counted as it is, and nothing
-- is authorised above the limit, so only what a call cost beyond its authorisation, or without one, gets there.
-- Dump: all
CREATE TABLE agora_model.budget_overrun (
    budget_id     bigint      NOT NULL,
    period_start  timestamptz NOT NULL,
    limit_usd     agora.usd   NOT NULL,
    used_usd      agora.usd   NOT NULL,
    settled_by    bigint      NOT NULL,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT budget_overrun_pk            PRIMARY KEY (budget_id, period_start, limit_usd),
    CONSTRAINT budget_overrun_budget_id_fk  FOREIGN KEY (budget_id) REFERENCES agora_model.budget (budget_id),
    CONSTRAINT budget_overrun_settled_by_fk FOREIGN KEY (settled_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT budget_overrun_used_usd_ck   CHECK (used_usd > limit_usd)
);
CREATE INDEX budget_overrun_settled_by_ix ON agora_model.budget_overrun (settled_by);
COMMENT ON TABLE  agora_model.budget_overrun              IS 'Hard budgets that were overrun.';
COMMENT ON COLUMN agora_model.budget_overrun.budget_id    IS 'Budget.';
COMMENT ON COLUMN agora_model.budget_overrun.period_start IS 'Period.';
COMMENT ON COLUMN agora_model.budget_overrun.limit_usd    IS 'Limit then, in US dollars.';
COMMENT ON COLUMN agora_model.budget_overrun.used_usd     IS 'Spent and reserved then.';
COMMENT ON COLUMN agora_model.budget_overrun.settled_by   IS 'Who said what the call cost.';
COMMENT ON COLUMN agora_model.budget_overrun.recorded_at  IS 'When.';

CREATE TRIGGER budget_overrun_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.budget_overrun
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER budget_overrun_refuse_truncate
    BEFORE TRUNCATE ON agora_model.budget_overrun
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
