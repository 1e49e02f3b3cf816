-- History is not rewritten; a claim is forgotten only with its task, when that is past its retention.
-- Errors: ZA010.
CREATE OR REPLACE FUNCTION agora_work.tg_claim_keep()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_claim_keep$
BEGIN
    IF tg_op = 'DELETE' AND old.ended_at < agora.now() - agora_work._tasks_kept() THEN
        RETURN old;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'ZA010',
        MESSAGE = 'history cannot be changed',
        DETAIL  = format('table=%I.%I operation=%s', tg_table_schema, tg_table_name, tg_op),
        HINT    = 'Claims are only ever added, and forgotten when their time is over.';
END;
$tg_claim_keep$;

CREATE OR REPLACE TRIGGER claim_keep
    BEFORE UPDATE OR DELETE ON agora_work.claim
    FOR EACH ROW EXECUTE FUNCTION agora_work.tg_claim_keep();
CREATE OR REPLACE TRIGGER claim_keep_all
    BEFORE TRUNCATE ON agora_work.claim
    FOR EACH STATEMENT EXECUTE FUNCTION agora_work.tg_claim_keep();

COMMENT ON FUNCTION agora_work.tg_claim_keep()
    IS 'Trigger: refuses any change of claims but the end of retention.';
REVOKE ALL ON FUNCTION agora_work.tg_claim_keep() FROM PUBLIC;
