-- Job: judges the figures of the last closed day, and records and tells which of them changed their zone. Of a day that is not
-- closed the figures still move. Repeated for the same day it finds nothing new.
-- Emits: reward.economy.zone_changed.v1
CREATE OR REPLACE FUNCTION agora_reward._watch_zones(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_watch_zones$
DECLARE
    v_day      date := (agora.now() AT TIME ZONE 'UTC')::date - 1;
    v_changed  bigint;
BEGIN
    WITH changed AS (
        INSERT INTO agora_reward.economy_zone_change AS c (metric, day, from_zone, zone, value, lever, advice, recorded_at)
        SELECT e.metric, v_day, l.zone, e.zone, e.value, e.lever, e.advice, agora.now()
          FROM agora_reward.economy_at(v_day) AS e
          LEFT JOIN LATERAL (
               SELECT x.zone, x.day
                 FROM agora_reward.economy_zone_change AS x
                WHERE x.metric = e.metric
                ORDER BY x.day DESC
                LIMIT 1) AS l ON true
         WHERE e.zone IS NOT NULL AND e.zone IS DISTINCT FROM l.zone AND (l.day < v_day) IS NOT FALSE
         ORDER BY e.metric
         LIMIT p_limit
        ON CONFLICT ON CONSTRAINT economy_zone_change_pk DO NOTHING
        RETURNING c.metric, c.day, c.from_zone, c.zone, c.value, c.lever, c.advice
    )
    SELECT count(agora_event._emit('reward.economy.zone_changed.v1', c.metric,
                                   jsonb_build_object('metric', c.metric, 'day', c.day, 'from_zone', c.from_zone, 'zone', c.zone, 'value', c.value, 'lever', c.lever, 'advice', c.advice),
                                   NULL, 1))
      INTO v_changed
      FROM changed AS c;
    RETURN v_changed;
END;
$_watch_zones$;

COMMENT ON FUNCTION agora_reward._watch_zones(integer)
    IS 'Job: record which figures of the economy changed their zone on the last closed day, at most p_limit (1 to 1000000).';
REVOKE ALL ON FUNCTION agora_reward._watch_zones(integer) FROM PUBLIC;
