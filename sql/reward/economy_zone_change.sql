-- When a figure of the economy changed its zone, by the figures of closed days; append-only. The last row of a metric is the zone
-- that it is in.
-- Dump: all
CREATE TABLE agora_reward.economy_zone_change (
    metric       text        NOT NULL,
    day          date        NOT NULL,
    from_zone    text,
    zone         text        NOT NULL,
    value        numeric     NOT NULL,
    lever        text,
    advice       text,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT economy_zone_change_pk        PRIMARY KEY (metric, day),
    CONSTRAINT economy_zone_change_metric_fk FOREIGN KEY (metric) REFERENCES agora_reward.economy_target (metric),
    CONSTRAINT economy_zone_change_zone_ck   CHECK (zone IN ('green', 'yellow', 'red') AND zone IS DISTINCT FROM from_zone)
);
COMMENT ON TABLE  agora_reward.economy_zone_change             IS 'Changes of zone, append-only; read zone_history.';
COMMENT ON COLUMN agora_reward.economy_zone_change.metric      IS 'Figure.';
COMMENT ON COLUMN agora_reward.economy_zone_change.day         IS 'Day (UTC) whose week it is the figure of.';
COMMENT ON COLUMN agora_reward.economy_zone_change.from_zone   IS 'Zone before; NULL = none was known.';
COMMENT ON COLUMN agora_reward.economy_zone_change.zone        IS 'Zone from that day on: green, yellow or red.';
COMMENT ON COLUMN agora_reward.economy_zone_change.value       IS 'The figure.';
COMMENT ON COLUMN agora_reward.economy_zone_change.lever       IS 'Lever that could be pulled; NULL in the green zone.';
COMMENT ON COLUMN agora_reward.economy_zone_change.advice      IS 'What could be done, in words; NULL in the green zone.';
COMMENT ON COLUMN agora_reward.economy_zone_change.recorded_at IS 'When it was found.';

CREATE TRIGGER economy_zone_change_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.economy_zone_change
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER economy_zone_change_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.economy_zone_change
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
