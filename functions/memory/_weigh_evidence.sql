-- Weights of a resolution from its evidence alone, as of the last of it: what the summary must agree with, and what it is made
-- from anew after a change of the half-life.
CREATE OR REPLACE FUNCTION agora_memory._weigh_evidence(
    p_resolution   bigint,
    p_half_life    interval,
    p_without      bigint[] DEFAULT '{}',
    OUT successes  double precision,
    OUT failures   double precision
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(sum(w.weight) FILTER (WHERE w.is_success), 0), coalesce(sum(w.weight) FILTER (WHERE NOT w.is_success), 0)
      FROM (SELECT e.is_success, agora_memory._decay(1, max(e.occurred_at) OVER () - e.occurred_at, p_half_life) AS weight
              FROM agora_memory.resolution_evidence AS e
             WHERE e.resolution_id = p_resolution AND e.resolution_evidence_id <> ALL (p_without)) AS w;
END;

COMMENT ON FUNCTION agora_memory._weigh_evidence(bigint, interval, bigint[])
    IS 'Weights of the successes and failures of a resolution as of its last evidence, under a half-life and without some of it.';
REVOKE ALL ON FUNCTION agora_memory._weigh_evidence(bigint, interval, bigint[]) FROM PUBLIC;
