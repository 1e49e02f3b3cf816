-- What a model costs from a moment on: until the next list of the model begins, so lists neither overlap nor leave a gap. Never
-- changed: the calls of that time name it. A list with an end corrects what was wrong in the past, and goes before the others.
-- Dump: all
CREATE TABLE agora_model.price_list (
    price_list_id  bigint       GENERATED ALWAYS AS IDENTITY,
    model_id       bigint       NOT NULL,
    valid_from     timestamptz  NOT NULL,
    corrects_until timestamptz,
    content        agora.sha256 NOT NULL,
    lines          agora_model.price_line[],
    source         text         NOT NULL,
    created_by     bigint       NOT NULL,
    recorded_at    timestamptz  NOT NULL,
    CONSTRAINT price_list_pk            PRIMARY KEY (price_list_id),
    CONSTRAINT price_list_model_id_fk   FOREIGN KEY (model_id) REFERENCES agora_model.model (model_id),
    CONSTRAINT price_list_created_by_fk FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT price_list_until_ck      CHECK (corrects_until > valid_from)
);
CREATE UNIQUE INDEX price_list_valid_from_uq ON agora_model.price_list (model_id, valid_from) WHERE corrects_until IS NULL;
CREATE INDEX price_list_model_id_ix   ON agora_model.price_list (model_id, valid_from);
CREATE INDEX price_list_created_by_ix ON agora_model.price_list (created_by);
COMMENT ON TABLE  agora_model.price_list               IS 'Price lists of models, append-only; see price_history.';
COMMENT ON COLUMN agora_model.price_list.price_list_id IS 'Key.';
COMMENT ON COLUMN agora_model.price_list.model_id      IS 'Model.';
COMMENT ON COLUMN agora_model.price_list.valid_from    IS 'From when; it ends where the next list of the model begins.';
COMMENT ON COLUMN agora_model.price_list.corrects_until IS 'End of the time that it corrects; NULL = it is in the row of lists.';
COMMENT ON COLUMN agora_model.price_list.content       IS 'SHA-256 of its sets: equal lists have the same.';
COMMENT ON COLUMN agora_model.price_list.lines         IS 'Its prices as a call needs them, where one set holds all day and for all variants; NULL = they are looked up.';
COMMENT ON COLUMN agora_model.price_list.source        IS 'Where the prices come from.';
COMMENT ON COLUMN agora_model.price_list.created_by    IS 'Who wrote it.';
COMMENT ON COLUMN agora_model.price_list.recorded_at   IS 'When it was written.';

CREATE TRIGGER price_list_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.price_list
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER price_list_refuse_truncate
    BEFORE TRUNCATE ON agora_model.price_list
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
