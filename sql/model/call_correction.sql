-- What calls were found to cost later: priced when a price arrived, or priced anew by reprice_calls(). A call costs what its last
-- correction says, else what it was recorded with; nothing is overwritten.
-- Dump: all
CREATE TABLE agora_model.call_correction (
    call_correction_id  bigint      GENERATED ALWAYS AS IDENTITY,
    llm_call_id         bigint      NOT NULL,
    old_cost_usd        agora.usd,
    cost_usd            agora.usd   NOT NULL,
    price_list_id       bigint      NOT NULL,
    reason              text        NOT NULL,
    created_by          bigint      NOT NULL,
    recorded_at         timestamptz NOT NULL,
    CONSTRAINT call_correction_pk               PRIMARY KEY (call_correction_id),
    CONSTRAINT call_correction_price_list_id_fk FOREIGN KEY (price_list_id) REFERENCES agora_model.price_list (price_list_id),
    CONSTRAINT call_correction_created_by_fk    FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT call_correction_cost_usd_ck      CHECK (cost_usd >= 0)
);
CREATE INDEX call_correction_llm_call_id_ix   ON agora_model.call_correction (llm_call_id, call_correction_id);
CREATE INDEX call_correction_price_list_id_ix ON agora_model.call_correction (price_list_id);
CREATE INDEX call_correction_created_by_ix    ON agora_model.call_correction (created_by);
COMMENT ON TABLE  agora_model.call_correction                    IS 'Later prices of calls, append-only; see recorded_call.';
COMMENT ON COLUMN agora_model.call_correction.call_correction_id IS 'Key.';
COMMENT ON COLUMN agora_model.call_correction.llm_call_id        IS 'Call.';
COMMENT ON COLUMN agora_model.call_correction.old_cost_usd       IS 'What it cost before, in US dollars; NULL = it was not priced.';
COMMENT ON COLUMN agora_model.call_correction.cost_usd           IS 'What it costs from now on.';
COMMENT ON COLUMN agora_model.call_correction.price_list_id      IS 'Price list that was used.';
COMMENT ON COLUMN agora_model.call_correction.reason             IS 'Why.';
COMMENT ON COLUMN agora_model.call_correction.created_by         IS 'Who had it priced.';
COMMENT ON COLUMN agora_model.call_correction.recorded_at        IS 'When.';

CREATE TRIGGER call_correction_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.call_correction
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER call_correction_refuse_truncate
    BEFORE TRUNCATE ON agora_model.call_correction
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
