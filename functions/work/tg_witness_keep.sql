-- History is not rewritten; an entry may be forgotten only when it is older than its class is kept.
-- Errors: ZA010.
CREATE OR REPLACE FUNCTION agora_work.tg_witness_keep()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_witness_keep$
BEGIN
    IF tg_op = 'DELETE' AND old.recorded_at < agora.now() - (SELECT agora_work._witness_keeps(s.retention)
                                                              FROM agora_work.witness_stream AS s
                                                             WHERE s.stream_id = old.stream_id) THEN
        RETURN old;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'ZA010',
        MESSAGE = 'history cannot be changed',
        DETAIL  = format('table=%I.%I operation=%s', tg_table_schema, tg_table_name, tg_op),
        HINT    = 'Record a correction; entries are only ever added, and forgotten when their time is over.';
END;
$tg_witness_keep$;

CREATE OR REPLACE TRIGGER witness_keep
    BEFORE UPDATE OR DELETE ON agora_work.witness
    FOR EACH ROW EXECUTE FUNCTION agora_work.tg_witness_keep();
CREATE OR REPLACE TRIGGER witness_keep_all
    BEFORE TRUNCATE ON agora_work.witness
    FOR EACH STATEMENT EXECUTE FUNCTION agora_work.tg_witness_keep();

COMMENT ON FUNCTION agora_work.tg_witness_keep()
    IS 'Trigger: refuses any change of the witness but the end of retention.';
REVOKE ALL ON FUNCTION agora_work.tg_witness_keep() FROM PUBLIC;
