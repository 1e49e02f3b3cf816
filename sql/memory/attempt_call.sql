-- Which calls of models an attempt made; a call belongs to one attempt. Append-only. No foreign key to the call: none can be deleted,
-- and who links it has looked it up.
-- Dump: all
CREATE TABLE agora_memory.attempt_call (
    llm_call_id  bigint      NOT NULL,
    attempt_id   bigint      NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT attempt_call_pk            PRIMARY KEY (llm_call_id),
    CONSTRAINT attempt_call_attempt_id_fk FOREIGN KEY (attempt_id) REFERENCES agora_memory.attempt (attempt_id)
);
CREATE INDEX attempt_call_attempt_id_ix ON agora_memory.attempt_call (attempt_id);
COMMENT ON TABLE  agora_memory.attempt_call             IS 'Calls of models that attempts made; see attempt_cost.';
COMMENT ON COLUMN agora_memory.attempt_call.llm_call_id IS 'Call.';
COMMENT ON COLUMN agora_memory.attempt_call.attempt_id  IS 'Attempt that made it.';
COMMENT ON COLUMN agora_memory.attempt_call.recorded_at IS 'When that was written here.';

CREATE TRIGGER attempt_call_refuse_change
    BEFORE UPDATE OR DELETE ON agora_memory.attempt_call
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER attempt_call_refuse_truncate
    BEFORE TRUNCATE ON agora_memory.attempt_call
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
