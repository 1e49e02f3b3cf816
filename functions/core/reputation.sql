-- A reputation at a time, from its events until then and the rules of the settings: additive, within bounds, and falling a little each
-- day after a while without events. Nothing is stored, so other rules give another past. Who has no events has the start.
-- Errors: 22023 · ZA001.
CREATE OR REPLACE FUNCTION agora.reputation(
    p_principal  bigint,
    p_dimension  text,
    p_at         timestamptz DEFAULT agora.now()
)
RETURNS numeric
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reputation$
DECLARE
    v_deltas  numeric[];
    v_gaps    integer[];
BEGIN
    PERFORM agora._check_text('p_dimension', p_dimension, 60);
    PERFORM agora._check_principal('p_principal', p_principal);
    IF p_at IS NULL OR NOT isfinite(p_at) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'time is not usable',
            DETAIL  = format('p_at=%s', coalesce(p_at::text, 'NULL')),
            HINT    = 'Pass a finite time, or leave it out for now.';
    END IF;
    SELECT array_agg(x.delta ORDER BY x.recorded_at, x.reputation_event_id),
           array_agg(x.gap ORDER BY x.recorded_at, x.reputation_event_id) || coalesce(floor(extract(epoch FROM p_at - max(x.recorded_at)) / 86400), 0)::integer
      INTO v_deltas, v_gaps
      FROM (SELECT e.reputation_event_id, e.recorded_at, e.delta,
                   coalesce(floor(extract(epoch FROM e.recorded_at - lag(e.recorded_at) OVER (ORDER BY e.recorded_at, e.reputation_event_id)) / 86400), 0)::integer AS gap
              FROM agora.reputation_event AS e
             WHERE e.principal_id = p_principal AND e.dimension = p_dimension AND e.recorded_at <= p_at) AS x;
    RETURN trim_scale(agora._reputation_score(
        coalesce(v_deltas, '{}'), v_gaps, agora.setting_numeric('core.reputation_start'), agora.setting_numeric('core.reputation_min'),
        agora.setting_numeric('core.reputation_max'), floor(extract(epoch FROM agora.setting_interval('core.reputation_grace')) / 86400)::integer,
        agora.setting_numeric('core.reputation_decay'), agora.setting_numeric('core.reputation_floor')));
END;
$reputation$;

COMMENT ON FUNCTION agora.reputation(bigint, text, timestamptz)
    IS 'Reputation of a principal in a dimension at a time: the sum of its events within bounds, less the decay of idle days.';
REVOKE ALL ON FUNCTION agora.reputation(bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora.reputation(bigint, text, timestamptz) TO agora_reader;
