-- Partitions of calls whose retention has ended, and what their calls came to: reports have all of it in daily_cost, so this is what
-- proves them, and what says which days cannot be priced anew.
-- Dump retired_partition: all
CREATE TABLE agora_model.retired_partition (
    upper_bound       bigint      NOT NULL,
    partition_name    text        NOT NULL,
    is_kept           boolean     NOT NULL,
    last_recorded_at  timestamptz NOT NULL,
    retired_at        timestamptz NOT NULL,
    CONSTRAINT retired_partition_pk PRIMARY KEY (upper_bound)
);
COMMENT ON TABLE  agora_model.retired_partition                  IS 'Partitions of llm_call whose time is over; see retired_calls.';
COMMENT ON COLUMN agora_model.retired_partition.upper_bound      IS 'Its calls have smaller ids.';
COMMENT ON COLUMN agora_model.retired_partition.partition_name   IS 'What it was called; detached, it is called …_retired.';
COMMENT ON COLUMN agora_model.retired_partition.is_kept          IS 'Whether it was detached; else it is gone.';
COMMENT ON COLUMN agora_model.retired_partition.last_recorded_at IS 'When its last call was recorded.';
COMMENT ON COLUMN agora_model.retired_partition.retired_at       IS 'When.';

-- Dump retired_cost: all
CREATE TABLE agora_model.retired_cost (
    upper_bound  bigint  NOT NULL,
    day          date    NOT NULL,
    model_id     bigint  NOT NULL,
    calls        bigint  NOT NULL,
    priced       bigint  NOT NULL,
    cost_usd     numeric NOT NULL,
    CONSTRAINT retired_cost_pk             PRIMARY KEY (upper_bound, day, model_id),
    CONSTRAINT retired_cost_upper_bound_fk FOREIGN KEY (upper_bound) REFERENCES agora_model.retired_partition (upper_bound),
    CONSTRAINT retired_cost_model_id_fk    FOREIGN KEY (model_id) REFERENCES agora_model.model (model_id)
);
CREATE INDEX retired_cost_model_id_ix ON agora_model.retired_cost (model_id, day);
COMMENT ON TABLE  agora_model.retired_cost             IS 'What the calls of retired partitions came to, by day and model.';
COMMENT ON COLUMN agora_model.retired_cost.upper_bound IS 'Partition.';
COMMENT ON COLUMN agora_model.retired_cost.day         IS 'Day (UTC) on which the calls were made.';
COMMENT ON COLUMN agora_model.retired_cost.model_id    IS 'Model that was called.';
COMMENT ON COLUMN agora_model.retired_cost.calls       IS 'How many calls.';
COMMENT ON COLUMN agora_model.retired_cost.priced      IS 'How many have a price.';
COMMENT ON COLUMN agora_model.retired_cost.cost_usd    IS 'What these cost by the last word on it, in US dollars, not rounded.';

CREATE TRIGGER retired_partition_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.retired_partition
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER retired_partition_refuse_truncate
    BEFORE TRUNCATE ON agora_model.retired_partition
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER retired_cost_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.retired_cost
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER retired_cost_refuse_truncate
    BEFORE TRUNCATE ON agora_model.retired_cost
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
