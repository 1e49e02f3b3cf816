-- Whether a task in progress has one of these keys, as the statement that asks sees it. Not inlined: a statement that meets no task with
-- keys does not open their table.
CREATE OR REPLACE FUNCTION agora_work._are_keys_held(p_keys text[])
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_are_keys_held$
BEGIN
    RETURN EXISTS (SELECT FROM agora_work.exclusive_key AS x WHERE x.key = ANY (p_keys));
END;
$_are_keys_held$;

COMMENT ON FUNCTION agora_work._are_keys_held(text[])
    IS 'Whether one of these exclusive keys is taken.';
REVOKE ALL ON FUNCTION agora_work._are_keys_held(text[]) FROM PUBLIC;
