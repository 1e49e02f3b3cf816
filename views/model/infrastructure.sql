-- Own infrastructure: what each piece costs, from when until when.
CREATE OR REPLACE VIEW agora_model.infrastructure WITH (security_barrier) AS
SELECT c.infra_cost_id,
       c.name,
       p.provider,
       c.valid_from,
       lead(c.valid_from) OVER (PARTITION BY c.name ORDER BY c.valid_from) AS valid_until,
       c.monthly_usd,
       c.once_usd,
       c.created_by,
       c.recorded_at
  FROM agora_model.infra_cost AS c
  JOIN agora_model.provider AS p ON p.provider_id = c.provider_id;

COMMENT ON VIEW agora_model.infrastructure IS 'Own infrastructure that serves models: what it costs in US dollars for 30 days, and once, from when until when (NULL = still).';
GRANT SELECT ON agora_model.infrastructure TO agora_reader;
