-- Whether an entry of the witness is as young as its class is kept: such a one is history, and not deleted.
CREATE OR REPLACE FUNCTION agora_work._is_witness_kept(
    p_stream       bigint,
    p_recorded_at  timestamptz
)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_is_witness_kept$
BEGIN
    RETURN coalesce(p_recorded_at >= agora.now() - (SELECT agora_work._witness_keeps(s.retention)
                                                      FROM agora_work.witness_stream AS s
                                                     WHERE s.stream_id = p_stream), true);
END;
$_is_witness_kept$;

COMMENT ON FUNCTION agora_work._is_witness_kept(bigint, timestamptz)
    IS 'Whether an entry of the witness may not be forgotten yet.';
REVOKE ALL ON FUNCTION agora_work._is_witness_kept(bigint, timestamptz) FROM PUBLIC;
