-- What all calls cost by day (UTC); cost_report() does the same for some days.
CREATE OR REPLACE VIEW agora_model.cost_by_day WITH (security_barrier) AS
SELECT r.key::date AS day,
       r.calls,
       r.success_share,
       r.quality,
       r.latency_ms,
       r.input_tokens,
       r.cached_tokens,
       r.output_tokens,
       r.cost_usd,
       r.cost_per_call_usd,
       r.unpriced_calls
  FROM agora_model.cost_report('day') AS r;

COMMENT ON VIEW agora_model.cost_by_day IS 'Model calls and what they cost in US dollars by day (UTC): success share and quality 0..1, mean latency in milliseconds, tokens; a bound login sees its own.';
GRANT SELECT ON agora_model.cost_by_day TO agora_reader;
