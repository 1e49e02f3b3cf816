-- What calls cost, to be summed: the roll-up, and call by call what is behind it, in one snapshot. Exact at any time.
CREATE OR REPLACE VIEW agora_model.recorded_cost WITH (security_barrier) AS
SELECT c.day,
       c.principal_id,
       c.model_id,
       nullif(c.stage, '') AS stage,
       nullif(c.category, '') AS category,
       nullif(c.project, '') AS project,
       nullif(c.agent_type, '') AS agent_type,
       c.calls,
       c.successes,
       c.priced,
       c.cost_usd,
       c.input_tokens,
       c.cached_tokens,
       c.output_tokens,
       c.timed,
       c.latency_ms,
       c.rated,
       c.quality
  FROM (SELECT d.day, d.principal_id, d.model_id, d.stage, d.category, d.project, d.agent_type, d.calls, d.successes, d.priced, d.cost_usd,
               d.input_tokens, d.cached_tokens, d.output_tokens, d.timed, d.latency_ms, d.rated, d.quality
          FROM agora_model.daily_cost AS d
         UNION ALL
        SELECT e.day, e.principal_id, e.model_id, e.stage, e.category, e.project, e.agent_type, e.calls, e.successes, e.priced, e.cost_usd,
               e.input_tokens, e.cached_tokens, e.output_tokens, e.timed, e.latency_ms, e.rated, e.quality
          FROM agora_model.cost_entry AS e
         WHERE e.call_ordinal > (SELECT coalesce(max(h.up_to_call), 0) FROM agora_model.cost_horizon AS h)
         UNION ALL
        SELECT e.day, e.principal_id, e.model_id, e.stage, e.category, e.project, e.agent_type, e.calls, e.successes, e.priced, e.cost_usd,
               e.input_tokens, e.cached_tokens, e.output_tokens, e.timed, e.latency_ms, e.rated, e.quality
          FROM agora_model.cost_entry AS e
         WHERE e.correction_ordinal > (SELECT coalesce(max(h.up_to_correction), 0) FROM agora_model.cost_horizon AS h)) AS c
 WHERE (SELECT agora.visible_principal()) IN (0, c.principal_id);

COMMENT ON VIEW agora_model.recorded_cost IS 'Model calls and their cost in US dollars by day (UTC), principal, model, stage, category, project and kind of agent: rows to be summed, exact at any time. priced, timed and rated count the calls that have a cost, a latency, a quality, whose sums stand beside. A bound login sees its own, services and operators see all.';
GRANT SELECT ON agora_model.recorded_cost TO agora_reader;
