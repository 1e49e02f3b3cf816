-- Job: ends the retention of entries, oldest first in each stream, and of counts. The stream keeps the hash of the last that
-- was forgotten, so that what is left still verifies.
-- Locks: heads of the streams it cuts; a stream that is being written is left for the next time.
CREATE OR REPLACE FUNCTION agora_work._forget_witness(p_limit integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_forget_witness$
DECLARE
    v_now        timestamptz := agora.now();
    v_forgotten  bigint := 0;
    v_cut        bigint;
    v_hash       bytea;
    v_counts     bigint;
    r_stream     agora_work.witness_stream;
BEGIN
    -- A loop, because each stream is cut where its own entries are too old.
    FOR r_stream IN
        SELECT s.*
          FROM agora_work.witness_stream AS s
         WHERE s.cut_seq < s.last_seq
           AND (SELECT w.recorded_at FROM agora_work.witness AS w WHERE w.stream_id = s.stream_id AND w.seq = s.cut_seq + 1)
               < v_now - agora_work._witness_keeps(s.retention)
         ORDER BY s.stream_id
         LIMIT p_limit
           FOR NO KEY UPDATE SKIP LOCKED
    LOOP
        EXIT WHEN v_forgotten >= p_limit;
        SELECT w.seq, w.hash INTO v_cut, v_hash
          FROM (SELECT o.seq, o.hash, bool_and(o.recorded_at < v_now - agora_work._witness_keeps(r_stream.retention)) OVER (ORDER BY o.seq) AS is_over
                  FROM agora_work.witness AS o
                 WHERE o.stream_id = r_stream.stream_id
                 ORDER BY o.seq
                 LIMIT p_limit - v_forgotten) AS w
         WHERE w.is_over
         ORDER BY w.seq DESC
         LIMIT 1;
        DELETE FROM agora_work.witness AS w WHERE w.stream_id = r_stream.stream_id AND w.seq <= v_cut;
        UPDATE agora_work.witness_stream AS s SET cut_seq = v_cut, cut_hash = v_hash WHERE s.stream_id = r_stream.stream_id;
        v_forgotten := v_forgotten + v_cut - r_stream.cut_seq;
    END LOOP;
    DELETE FROM agora_work.witness_count AS c
     WHERE (c.event, c.day, c.shard) IN (
           SELECT o.event, o.day, o.shard
             FROM agora_work.witness_count AS o
            WHERE o.day < ((v_now - agora_work._witness_keeps('operations')) AT TIME ZONE 'UTC')::date
            LIMIT p_limit);
    GET DIAGNOSTICS v_counts = ROW_COUNT;
    RETURN v_forgotten + v_counts;
END;
$_forget_witness$;

COMMENT ON FUNCTION agora_work._forget_witness(integer)
    IS 'Job: delete entries and counts past their retention, of each at most p_limit (1 to 1000000).';
REVOKE ALL ON FUNCTION agora_work._forget_witness(integer) FROM PUBLIC;
