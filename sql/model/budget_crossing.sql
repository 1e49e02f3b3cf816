-- Which marks a budget has passed in a period; the key makes each one event. 100 is the limit, reached or in the way of a call.
-- Dump: all
CREATE TABLE agora_model.budget_crossing (
    budget_id     bigint      NOT NULL,
    period_start  timestamptz NOT NULL,
    percent       numeric     NOT NULL,
    used_usd      agora.usd   NOT NULL,
    limit_usd     agora.usd   NOT NULL,
    recorded_at   timestamptz NOT NULL,
    CONSTRAINT budget_crossing_pk           PRIMARY KEY (budget_id, period_start, percent),
    CONSTRAINT budget_crossing_budget_id_fk FOREIGN KEY (budget_id) REFERENCES agora_model.budget (budget_id),
    CONSTRAINT budget_crossing_percent_ck   CHECK (percent > 0 AND percent <= 100)
);
COMMENT ON TABLE  agora_model.budget_crossing              IS 'Marks that budgets have passed.';
COMMENT ON COLUMN agora_model.budget_crossing.budget_id    IS 'Budget.';
COMMENT ON COLUMN agora_model.budget_crossing.period_start IS 'Period.';
COMMENT ON COLUMN agora_model.budget_crossing.percent      IS 'Mark, in percent of the limit.';
COMMENT ON COLUMN agora_model.budget_crossing.used_usd     IS 'Spent and reserved then, in US dollars.';
COMMENT ON COLUMN agora_model.budget_crossing.limit_usd    IS 'Limit then.';
COMMENT ON COLUMN agora_model.budget_crossing.recorded_at  IS 'When.';

CREATE TRIGGER budget_crossing_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.budget_crossing
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER budget_crossing_refuse_truncate
    BEFORE TRUNCATE ON agora_model.budget_crossing
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
