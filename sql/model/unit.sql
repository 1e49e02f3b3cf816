-- What providers charge for. A unit whose dimensions contain those of another is a part of it: cached input tokens are input
-- tokens, so a call reports both and the part is not charged twice.
-- Dump: none
CREATE TABLE agora_model.unit (
    unit        text    NOT NULL,
    price_key   text    NOT NULL,
    per         integer NOT NULL,
    dimensions  jsonb   NOT NULL,
    is_whole    boolean NOT NULL,
    CONSTRAINT unit_pk            PRIMARY KEY (unit),
    CONSTRAINT unit_price_key_uq  UNIQUE (price_key),
    CONSTRAINT unit_dimensions_uq UNIQUE (dimensions),
    CONSTRAINT unit_per_ck        CHECK (per > 0),
    CONSTRAINT unit_dimensions_ck CHECK (jsonb_typeof(dimensions) = 'object')
);
COMMENT ON TABLE  agora_model.unit            IS 'Units of usage that models are priced by; names and amounts are those of genai-prices.';
COMMENT ON COLUMN agora_model.unit.unit       IS 'Name in p_usage, such as input_tokens.';
COMMENT ON COLUMN agora_model.unit.price_key  IS 'Name in a price list, such as input_mtok.';
COMMENT ON COLUMN agora_model.unit.per        IS 'How many of it a price is for, such as 1000000.';
COMMENT ON COLUMN agora_model.unit.dimensions IS 'What it is made of; a unit is a part of those whose dimensions it contains.';
COMMENT ON COLUMN agora_model.unit.is_whole   IS 'Whether it is counted in whole numbers; seconds are not.';
