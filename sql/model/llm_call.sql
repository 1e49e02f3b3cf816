-- Model calls: what was used and what it cost by the price list of its time. Append-only, partitioned by its key; a later
-- correction is a row of call_correction.
-- No foreign key: none of the rows it names can be deleted, and the function that inserts has looked them up.
-- Dump llm_call: none
CREATE SEQUENCE agora_model.llm_call_id_seq AS bigint;
CREATE TABLE agora_model.llm_call (
    llm_call_id     bigint      NOT NULL DEFAULT nextval('agora_model.llm_call_id_seq'),
    called_at       timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    principal_id    bigint      NOT NULL,
    model_id        bigint      NOT NULL,
    price_list_id   bigint,
    correlation_id  uuid,
    is_success      boolean     NOT NULL,
    stage           text,
    category        text,
    project         text,
    agent_type      text,
    usage           jsonb       NOT NULL,
    variant         jsonb       NOT NULL,
    cost_usd        agora.usd,
    latency_ms      numeric,
    quality         agora.score,
    meta            jsonb       NOT NULL
) PARTITION BY RANGE (llm_call_id);
ALTER SEQUENCE agora_model.llm_call_id_seq OWNED BY agora_model.llm_call.llm_call_id;
COMMENT ON TABLE  agora_model.llm_call                IS 'Model calls, append-only; see recorded_call.';
COMMENT ON COLUMN agora_model.llm_call.llm_call_id    IS 'Key.';
COMMENT ON COLUMN agora_model.llm_call.called_at      IS 'When it was made; prices of then hold.';
COMMENT ON COLUMN agora_model.llm_call.recorded_at    IS 'When it was written here.';
COMMENT ON COLUMN agora_model.llm_call.principal_id   IS 'Who called.';
COMMENT ON COLUMN agora_model.llm_call.model_id       IS 'Model.';
COMMENT ON COLUMN agora_model.llm_call.price_list_id  IS 'Price list that was used; NULL = there was none.';
COMMENT ON COLUMN agora_model.llm_call.correlation_id IS 'The caller''s correlation, if any.';
COMMENT ON COLUMN agora_model.llm_call.is_success     IS 'Whether it gave a usable answer.';
COMMENT ON COLUMN agora_model.llm_call.stage          IS 'Stage of the work it was made for.';
COMMENT ON COLUMN agora_model.llm_call.category       IS 'Problem category it was made for.';
COMMENT ON COLUMN agora_model.llm_call.project        IS 'Project it was made for.';
COMMENT ON COLUMN agora_model.llm_call.agent_type     IS 'Kind of agent, in the caller''s words.';
COMMENT ON COLUMN agora_model.llm_call.usage          IS 'What was used, by unit; a part is reported beside its whole.';
COMMENT ON COLUMN agora_model.llm_call.variant        IS 'Variant of the service that was asked for, such as {"processing": "batch"}.';
COMMENT ON COLUMN agora_model.llm_call.cost_usd       IS 'Cost in US dollars when it was recorded, not rounded; NULL = not priced.';
COMMENT ON COLUMN agora_model.llm_call.latency_ms     IS 'How long it took, in milliseconds.';
COMMENT ON COLUMN agora_model.llm_call.quality        IS 'Quality of the answer as the caller judged it, 0..1.';
COMMENT ON COLUMN agora_model.llm_call.meta           IS 'Anything else; a JSON object.';

CREATE TRIGGER llm_call_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.llm_call
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER llm_call_refuse_truncate
    BEFORE TRUNCATE ON agora_model.llm_call
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump llm_call_p0: all
CREATE TABLE agora_model.llm_call_p0 PARTITION OF agora_model.llm_call
    FOR VALUES FROM (MINVALUE) TO (10000000);
ALTER TABLE agora_model.llm_call_p0 ADD CONSTRAINT llm_call_p0_pk PRIMARY KEY (llm_call_id);
CREATE INDEX llm_call_p0_correlation_id_ix ON agora_model.llm_call_p0 (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX llm_call_p0_stage_ix          ON agora_model.llm_call_p0 (stage, model_id, called_at) WHERE stage IS NOT NULL;
CREATE INDEX llm_call_p0_unpriced_ix       ON agora_model.llm_call_p0 (model_id, called_at) WHERE cost_usd IS NULL;
CREATE INDEX llm_call_p0_called_at_ix      ON agora_model.llm_call_p0 USING brin (called_at);
CREATE TRIGGER llm_call_p0_refuse_truncate
    BEFORE TRUNCATE ON agora_model.llm_call_p0
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

-- Dump llm_call_default: all
CREATE TABLE agora_model.llm_call_default PARTITION OF agora_model.llm_call DEFAULT;
ALTER TABLE agora_model.llm_call_default ADD CONSTRAINT llm_call_default_pk PRIMARY KEY (llm_call_id);
CREATE INDEX llm_call_default_correlation_id_ix ON agora_model.llm_call_default (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX llm_call_default_stage_ix          ON agora_model.llm_call_default (stage, model_id, called_at) WHERE stage IS NOT NULL;
CREATE INDEX llm_call_default_unpriced_ix       ON agora_model.llm_call_default (model_id, called_at) WHERE cost_usd IS NULL;
CREATE INDEX llm_call_default_called_at_ix      ON agora_model.llm_call_default USING brin (called_at);
CREATE TRIGGER llm_call_default_refuse_truncate
    BEFORE TRUNCATE ON agora_model.llm_call_default
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
