-- The parts of a price list. Of the standard sets (no variant) the first by rank whose daily window holds the moment counts as a
-- whole; over it, unit by unit, go the variants that the call asks for, first by rank.
-- Dump: all
CREATE TABLE agora_model.price_set (
    price_set_id   bigint   GENERATED ALWAYS AS IDENTITY,
    price_list_id  bigint   NOT NULL,
    rank           smallint NOT NULL,
    window_start   interval,
    window_end     interval,
    variant        jsonb,
    CONSTRAINT price_set_pk               PRIMARY KEY (price_set_id),
    CONSTRAINT price_set_rank_uq          UNIQUE (price_list_id, rank),
    CONSTRAINT price_set_price_list_id_fk FOREIGN KEY (price_list_id) REFERENCES agora_model.price_list (price_list_id),
    CONSTRAINT price_set_window_ck        CHECK ((window_start IS NULL) = (window_end IS NULL)),
    CONSTRAINT price_set_day_ck           CHECK (window_start >= '0' AND window_start <= '24:00' AND window_end >= '0' AND window_end <= '24:00'),
    CONSTRAINT price_set_variant_ck       CHECK (jsonb_typeof(variant) = 'object' AND variant <> '{}')
);
COMMENT ON TABLE  agora_model.price_set               IS 'Sets of prices within a list, append-only: by time of day and by variant of the service.';
COMMENT ON COLUMN agora_model.price_set.price_set_id  IS 'Key.';
COMMENT ON COLUMN agora_model.price_set.price_list_id IS 'List.';
COMMENT ON COLUMN agora_model.price_set.rank          IS 'Order in which sets are tried.';
COMMENT ON COLUMN agora_model.price_set.window_start  IS 'Time of day, UTC, from which it holds, counted from midnight; NULL = all day.';
COMMENT ON COLUMN agora_model.price_set.window_end    IS 'Time of day, UTC, at which it ends; before the start, it runs past midnight.';
COMMENT ON COLUMN agora_model.price_set.variant       IS 'What a call must have asked for, such as {"processing": "batch"}; NULL = the standard.';

CREATE TRIGGER price_set_refuse_change
    BEFORE UPDATE OR DELETE ON agora_model.price_set
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER price_set_refuse_truncate
    BEFORE TRUNCATE ON agora_model.price_set
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
