-- The function of an action, where messages may call it: one of agora's own that services may call, of one form, and whose actor can
-- be named. NULL where it is not. Asked again at every message, because a release may change what a name is.
CREATE OR REPLACE FUNCTION agora_work._callable(p_function text)
RETURNS oid
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_callable$
DECLARE
    v_found oid;
BEGIN
    SELECT min(f.oid) INTO v_found
      FROM pg_proc AS f
     WHERE f.pronamespace = to_regnamespace(quote_ident(split_part(p_function, '.', 1)))
       AND f.proname = split_part(p_function, '.', 2)
    HAVING count(*) = 1
       AND bool_and(p_function ~ '^agora(_[a-z]+)?[.][a-z][a-z0-9_]*$' AND f.prokind = 'f' AND f.provariadic = 0
                    AND f.proowner = 'agora_owner'::regrole AND has_function_privilege('agora_service', f.oid, 'EXECUTE')
                    AND 'p_actor' = ANY (f.proargnames[:f.pronargs]));
    RETURN v_found;
END;
$_callable$;

COMMENT ON FUNCTION agora_work._callable(text)
    IS 'The function that messages may call by this name, or NULL.';
REVOKE ALL ON FUNCTION agora_work._callable(text) FROM PUBLIC;
