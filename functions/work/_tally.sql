-- Counts what happens too often for an entry of the witness, such as races that are lost.
-- Locks: one of the 16 rows of the day, by session.
CREATE OR REPLACE FUNCTION agora_work._tally(p_event text)
RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    INSERT INTO agora_work.witness_count AS c (event, day, shard, occurrences)
    VALUES (p_event, (agora.now() AT TIME ZONE 'UTC')::date, (pg_backend_pid() % 16)::smallint, 1)
    ON CONFLICT ON CONSTRAINT witness_count_pk DO UPDATE SET occurrences = c.occurrences + 1;
END;

COMMENT ON FUNCTION agora_work._tally(text)
    IS 'Count one occurrence of an event.';
REVOKE ALL ON FUNCTION agora_work._tally(text) FROM PUBLIC;
