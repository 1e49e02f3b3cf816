-- Units of usage.
CREATE OR REPLACE VIEW agora_model.known_unit WITH (security_barrier) AS
SELECT u.unit,
       u.price_key,
       u.per,
       u.dimensions,
       u.is_whole
  FROM agora_model.unit AS u;

COMMENT ON VIEW agora_model.known_unit IS 'Units that models are priced by, with the name and amount of their prices; names as in genai-prices.';
GRANT SELECT ON agora_model.known_unit TO agora_reader;
