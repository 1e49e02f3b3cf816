-- What model calls cost by day (UTC) and by whatever a report may ask for: the roll-up of all calls and corrections up to
-- cost_horizon. Reports add what is behind it, so they are exact at any time. What a call did not say is '' here.
-- Dump: all
CREATE TABLE agora_model.daily_cost (
    day            date    NOT NULL,
    principal_id   bigint  NOT NULL,
    model_id       bigint  NOT NULL,
    stage          text    NOT NULL,
    category       text    NOT NULL,
    project        text    NOT NULL,
    agent_type     text    NOT NULL,
    calls          bigint  NOT NULL,
    successes      bigint  NOT NULL,
    priced         bigint  NOT NULL,
    cost_usd       numeric NOT NULL,
    input_tokens   numeric NOT NULL,
    cached_tokens  numeric NOT NULL,
    output_tokens  numeric NOT NULL,
    timed          bigint  NOT NULL,
    latency_ms     numeric NOT NULL,
    rated          bigint  NOT NULL,
    quality        numeric NOT NULL,
    CONSTRAINT daily_cost_pk              PRIMARY KEY (day, principal_id, model_id, stage, category, project, agent_type),
    CONSTRAINT daily_cost_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT daily_cost_model_id_fk     FOREIGN KEY (model_id) REFERENCES agora_model.model (model_id)
);
CREATE INDEX daily_cost_principal_id_ix ON agora_model.daily_cost (principal_id);
CREATE INDEX daily_cost_model_id_ix     ON agora_model.daily_cost (model_id);
COMMENT ON TABLE  agora_model.daily_cost               IS 'Model calls by day up to cost_horizon; read recorded_cost.';
COMMENT ON COLUMN agora_model.daily_cost.day           IS 'Day (UTC) on which the calls were made.';
COMMENT ON COLUMN agora_model.daily_cost.principal_id  IS 'Who called.';
COMMENT ON COLUMN agora_model.daily_cost.model_id      IS 'Model that was called.';
COMMENT ON COLUMN agora_model.daily_cost.stage         IS 'Stage of the work, or empty.';
COMMENT ON COLUMN agora_model.daily_cost.category      IS 'Problem category, or empty.';
COMMENT ON COLUMN agora_model.daily_cost.project       IS 'Project, or empty.';
COMMENT ON COLUMN agora_model.daily_cost.agent_type    IS 'Kind of agent, or empty.';
COMMENT ON COLUMN agora_model.daily_cost.calls         IS 'How many calls.';
COMMENT ON COLUMN agora_model.daily_cost.successes     IS 'How many of them gave a usable answer.';
COMMENT ON COLUMN agora_model.daily_cost.priced        IS 'How many have a price.';
COMMENT ON COLUMN agora_model.daily_cost.cost_usd      IS 'What these cost by the last word on it, in US dollars, not rounded.';
COMMENT ON COLUMN agora_model.daily_cost.input_tokens  IS 'Input tokens, cached ones among them.';
COMMENT ON COLUMN agora_model.daily_cost.cached_tokens IS 'Input tokens that were read from a cache.';
COMMENT ON COLUMN agora_model.daily_cost.output_tokens IS 'Output tokens.';
COMMENT ON COLUMN agora_model.daily_cost.timed         IS 'How many calls said how long they took.';
COMMENT ON COLUMN agora_model.daily_cost.latency_ms    IS 'How long these took together, in milliseconds.';
COMMENT ON COLUMN agora_model.daily_cost.rated         IS 'How many calls had their answer judged.';
COMMENT ON COLUMN agora_model.daily_cost.quality       IS 'Sum of the quality of these answers.';
