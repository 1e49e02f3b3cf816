-- Prices: what a set charges for a unit. The tier is chosen by all input tokens of the call and holds for the whole call.
-- Dump: all
CREATE TABLE agora_model.model_price (
    price_set_id  bigint    NOT NULL,
    unit          text      NOT NULL,
    tier_start    bigint    NOT NULL DEFAULT 0,
    usd           agora.usd NOT NULL,
    minimum       numeric   NOT NULL DEFAULT 0,
    CONSTRAINT model_price_pk              PRIMARY KEY (price_set_id, unit, tier_start),
    CONSTRAINT model_price_price_set_id_fk FOREIGN KEY (price_set_id) REFERENCES agora_model.price_set (price_set_id),
    CONSTRAINT model_price_unit_fk         FOREIGN KEY (unit) REFERENCES agora_model.unit (unit),
    CONSTRAINT model_price_tier_start_ck   CHECK (tier_start >= 0),
    CONSTRAINT model_price_usd_ck          CHECK (usd >= 0),
    CONSTRAINT model_price_minimum_ck      CHECK (minimum >= 0)
);
CREATE INDEX model_price_unit_ix ON agora_model.model_price (unit);
COMMENT ON TABLE  agora_model.model_price              IS 'Prices of units, append-only.';
COMMENT ON COLUMN agora_model.model_price.price_set_id IS 'Set.';
COMMENT ON COLUMN agora_model.model_price.unit         IS 'Unit.';
COMMENT ON COLUMN agora_model.model_price.tier_start   IS 'Holds for calls with more input tokens than this; 0 = from the first.';
COMMENT ON COLUMN agora_model.model_price.usd          IS 'US dollars for unit.per of the unit.';
COMMENT ON COLUMN agora_model.model_price.minimum      IS 'What a call is charged for at least, where it uses any.';

CREATE TRIGGER model_price_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.model_price
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER model_price_refuse_truncate
    BEFORE TRUNCATE ON agora_model.model_price
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
