-- The function of an action, where messages may call it: one of agora's own that services may call, of one form, and whose actor can
-- be named. NULL where it is not, or where it is for trusted workers alone, that is, refuses bound logins: a message comes from an agent.
-- Asked again at every message, because a release may change what a name is.
CREATE OR REPLACE FUNCTION agora_work._callable(p_function text)
RETURNS oid
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_callable$
DECLARE
    c_workers  CONSTANT text[] := '{agora_memory.claim_documents,agora_memory.import_attempts,agora_memory.store_embedding,agora_memory.store_embeddings,
                                    agora_work.claim_request,agora_work.finish_request,agora_work.issue_credential,agora_work.record_operation,agora_work.record_violation}';
    v_found    oid;
BEGIN
    SELECT min(f.oid) INTO v_found
      FROM pg_proc AS f
     WHERE f.pronamespace = to_regnamespace(quote_ident(split_part(p_function, '.', 1)))
       AND f.proname = split_part(p_function, '.', 2)
    HAVING count(*) = 1
       AND bool_and(p_function <> ALL (c_workers) AND p_function ~ '^agora(_[a-z]+)?[.][a-z][a-z0-9_]*$' AND f.prokind = 'f' AND f.provariadic = 0
                    AND f.proowner = 'agora_owner'::regrole AND has_function_privilege('agora_service', f.oid, 'EXECUTE')
                    AND 'p_actor' = ANY (f.proargnames[:f.pronargs]));
    RETURN v_found;
END;
$_callable$;

COMMENT ON FUNCTION agora_work._callable(text)
    IS 'The function that messages may call by this name, or NULL.';
REVOKE ALL ON FUNCTION agora_work._callable(text) FROM PUBLIC;
