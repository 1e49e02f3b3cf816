-- Where the archive ends: events with smaller ids are in it or gone, the others are in the partitions.
CREATE OR REPLACE FUNCTION agora_event._archived_below()
RETURNS bigint
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(max(r.upper_bound), 0) FROM agora_event.retired_partition AS r;
END;

COMMENT ON FUNCTION agora_event._archived_below()
    IS 'First event id that was not retired.';
REVOKE ALL ON FUNCTION agora_event._archived_below() FROM PUBLIC;
