-- Partitions of calls that are no longer read, and what is in them.
CREATE OR REPLACE VIEW agora_model.retired_calls WITH (security_barrier) AS
SELECT r.upper_bound,
       CASE WHEN r.is_kept THEN format('agora_model.%s_retired', r.partition_name) END AS kept_in,
       x.first_day,
       x.last_day,
       coalesce(x.calls, 0) AS calls,
       coalesce(x.calls - x.priced, 0) AS unpriced_calls,
       coalesce(trim_scale(x.cost_usd), 0)::agora.usd AS cost_usd,
       r.last_recorded_at,
       r.retired_at
  FROM agora_model.retired_partition AS r
 CROSS JOIN LATERAL (SELECT min(c.day) AS first_day, max(c.day) AS last_day, sum(c.calls) AS calls, sum(c.priced) AS priced, sum(c.cost_usd) AS cost_usd
                       FROM agora_model.retired_cost AS c WHERE c.upper_bound = r.upper_bound) AS x;

COMMENT ON VIEW agora_model.retired_calls IS 'Partitions of model calls whose retention has ended: the table that they were detached to (NULL = dropped), their days (UTC), and what the calls came to in US dollars, which reports still have: for operators.';
GRANT SELECT ON agora_model.retired_calls TO agora_operator;
