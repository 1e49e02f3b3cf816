-- Every price there was, is and will be.
CREATE OR REPLACE VIEW agora_model.price_history WITH (security_barrier) AS
SELECT p.provider || '/' || concat_ws('@', m.model, m.version) AS reference,
       l.model_id,
       l.price_list_id,
       nullif(l.valid_from, '-infinity') AS valid_from,
       coalesce(l.corrects_until,
                (SELECT min(n.valid_from) FROM agora_model.price_list AS n
                  WHERE n.model_id = l.model_id AND n.valid_from > l.valid_from AND n.corrects_until IS NULL)) AS valid_until,
       l.corrects_until IS NOT NULL AS is_correction,
       s.rank,
       s.window_start,
       s.window_end,
       s.variant,
       x.unit,
       x.tier_start,
       x.usd,
       x.minimum,
       u.per,
       l.source,
       l.recorded_at
  FROM agora_model.price_list AS l
  JOIN agora_model.model AS m ON m.model_id = l.model_id
  JOIN agora_model.provider AS p ON p.provider_id = m.provider_id
  JOIN agora_model.price_set AS s ON s.price_list_id = l.price_list_id
  JOIN agora_model.model_price AS x ON x.price_set_id = s.price_set_id
  JOIN agora_model.unit AS u ON u.unit = x.unit;

COMMENT ON VIEW agora_model.price_history IS 'Prices of models, every list and set: from when (NULL = always), until when, for which hours and variant; US dollars for "per" of the unit.';
GRANT SELECT ON agora_model.price_history TO agora_reader;
