-- When keys are free, what was put aside for them comes back.
-- Locks: tasks and their lanes, those of others skipped.
CREATE OR REPLACE FUNCTION agora_work.tg_exclusive_key_unpark()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_exclusive_key_unpark$
BEGIN
    IF EXISTS (SELECT FROM agora_work.parked_task) THEN
        PERFORM agora_work._unpark_tasks(ARRAY(SELECT f.key FROM freed AS f));
    END IF;
    RETURN NULL;
END;
$tg_exclusive_key_unpark$;

CREATE OR REPLACE TRIGGER exclusive_key_unpark
    AFTER DELETE ON agora_work.exclusive_key
    REFERENCING OLD TABLE AS freed
    FOR EACH STATEMENT EXECUTE FUNCTION agora_work.tg_exclusive_key_unpark();

COMMENT ON FUNCTION agora_work.tg_exclusive_key_unpark()
    IS 'Trigger: brings back what was put aside for keys that are free.';
REVOKE ALL ON FUNCTION agora_work.tg_exclusive_key_unpark() FROM PUBLIC;
