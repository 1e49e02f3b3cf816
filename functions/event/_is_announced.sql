-- Whether what commits now needs no NOTIFY of its own: notify_slot holds the millisecond until which listeners look again by
-- themselves. A slot further ahead than any interval can be: the clock was set back. Resolved once, when it is created, so
-- that whoever calls it needs no path. A bucket, because BETWEEN works out twice what it is given.
CREATE OR REPLACE FUNCTION agora_event._is_announced()
RETURNS boolean
LANGUAGE sql VOLATILE
RETURN coalesce(width_bucket(pg_sequence_last_value('agora_event.notify_slot') - date_part('epoch', agora._real_time()) * 1000, 1, 10001, 1) = 1, false);

COMMENT ON FUNCTION agora_event._is_announced()
    IS 'Whether listeners will look again without a NOTIFY.';
REVOKE ALL ON FUNCTION agora_event._is_announced() FROM PUBLIC;
