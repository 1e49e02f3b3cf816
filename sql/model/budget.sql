-- What model calls may cost in an hour, a day or a month: all of them, or those of a team, a principal, a stage, or what these have in
-- common. Setting one anew changes its limit and policy in place, so that what was spent stays counted; its slices and time zone stay.
-- Dump: all
CREATE TABLE agora_model.budget (
    budget_id     bigint      GENERATED ALWAYS AS IDENTITY,
    team_id       bigint,
    principal_id  bigint,
    stage         text,
    period        text        NOT NULL,
    time_zone     text        NOT NULL,
    limit_usd     agora.usd   NOT NULL,
    is_hard       boolean     NOT NULL,
    on_exhausted  text        NOT NULL,
    slices        smallint    NOT NULL,
    created_by    bigint      NOT NULL,
    recorded_at   timestamptz NOT NULL,
    ended_at      timestamptz,
    CONSTRAINT budget_pk              PRIMARY KEY (budget_id),
    CONSTRAINT budget_team_id_fk      FOREIGN KEY (team_id) REFERENCES agora.team (team_id),
    CONSTRAINT budget_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT budget_stage_fk        FOREIGN KEY (stage) REFERENCES agora.stage (stage),
    CONSTRAINT budget_created_by_fk   FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT budget_period_ck       CHECK (period IN ('hour', 'day', 'month')),
    CONSTRAINT budget_limit_usd_ck    CHECK (limit_usd >= 0),
    CONSTRAINT budget_on_exhausted_ck CHECK (on_exhausted IN ('deny', 'throttle', 'degrade')),
    CONSTRAINT budget_slices_ck       CHECK (slices BETWEEN 1 AND 64)
);
CREATE UNIQUE INDEX budget_open_uq ON agora_model.budget (team_id, principal_id, stage, period) NULLS NOT DISTINCT WHERE ended_at IS NULL;
CREATE INDEX budget_team_id_ix      ON agora_model.budget (team_id);
CREATE INDEX budget_principal_id_ix ON agora_model.budget (principal_id);
CREATE INDEX budget_stage_ix        ON agora_model.budget (stage);
CREATE INDEX budget_created_by_ix   ON agora_model.budget (created_by);
COMMENT ON TABLE  agora_model.budget              IS 'Budgets of model calls; see budget_state.';
COMMENT ON COLUMN agora_model.budget.budget_id    IS 'Key.';
COMMENT ON COLUMN agora_model.budget.team_id      IS 'Team whose calls it is for; NULL = of any.';
COMMENT ON COLUMN agora_model.budget.principal_id IS 'Principal whose calls it is for; NULL = anybody''s.';
COMMENT ON COLUMN agora_model.budget.stage        IS 'Stage whose calls it is for; NULL = of any.';
COMMENT ON COLUMN agora_model.budget.period       IS 'hour, day or month.';
COMMENT ON COLUMN agora_model.budget.time_zone    IS 'Time zone in which its periods begin: model.budget_time_zone when it was first set.';
COMMENT ON COLUMN agora_model.budget.limit_usd    IS 'What calls may cost in a period, in US dollars.';
COMMENT ON COLUMN agora_model.budget.is_hard      IS 'Whether nothing is authorised above the limit; a soft one only warns.';
COMMENT ON COLUMN agora_model.budget.on_exhausted IS 'What a hard one answers when it is full: deny, throttle (come back), degrade (deny, and offer what is left for a cheaper model).';
COMMENT ON COLUMN agora_model.budget.slices       IS 'Rows that share its count, so that callers do not wait for one another.';
COMMENT ON COLUMN agora_model.budget.created_by   IS 'Who set it first.';
COMMENT ON COLUMN agora_model.budget.recorded_at  IS 'When it was first set; calls count from then on.';
COMMENT ON COLUMN agora_model.budget.ended_at     IS 'When it was ended; NULL = it holds.';

CREATE TRIGGER budget_refuse_delete
    BEFORE DELETE ON agora_model.budget
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER budget_refuse_truncate
    BEFORE TRUNCATE ON agora_model.budget
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
