-- History is not rewritten: refuses UPDATE, DELETE and TRUNCATE for everybody, the owner included.
-- Errors: ZA010.
CREATE OR REPLACE FUNCTION agora.tg_refuse_change()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_refuse_change$
BEGIN
    PERFORM agora._refuse_change(tg_table_schema, tg_table_name, tg_op);
    RETURN NULL;
END;
$tg_refuse_change$;

CREATE OR REPLACE TRIGGER setting_history_refuse_change
    BEFORE UPDATE OR DELETE ON agora.setting_history
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE OR REPLACE TRIGGER setting_history_refuse_truncate
    BEFORE TRUNCATE ON agora.setting_history
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
CREATE OR REPLACE TRIGGER reputation_event_refuse_change
    BEFORE UPDATE OR DELETE ON agora.reputation_event
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE OR REPLACE TRIGGER reputation_event_refuse_truncate
    BEFORE TRUNCATE ON agora.reputation_event
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();

COMMENT ON FUNCTION agora.tg_refuse_change()
    IS 'Trigger: refuses any change of append-only history.';
REVOKE ALL ON FUNCTION agora.tg_refuse_change() FROM PUBLIC;
