-- The function of an action, where messages may call it: one of agora's own that services may call, of one form, and whose actor can
-- be named. NULL where it is not; where it would run as whoever calls it, which behind submit() is the owner; and where it looks at the login to
-- tell what it allows, as do those for trusted workers alone: a message comes from an agent, and the login is that of who hands it in.
-- Asked again at every message, because a release may change what a name is.
CREATE OR REPLACE FUNCTION agora_work._callable(p_function text)
RETURNS oid
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_callable$
DECLARE
    c_by_login  CONSTANT text[] := '{agora.breaker_allows,agora.record_outcome,agora.trip_breaker,
                                     agora_event.ack,agora_event.change_webhook,agora_event.create_consumer,agora_event.create_webhook,agora_event.disable_webhook,
                                     agora_event.drop_consumer,agora_event.enable_webhook,agora_event.join_consumer,agora_event.leave_consumer,agora_event.park,
                                     agora_event.poll,agora_event.record_delivery,agora_event.requeue,agora_event.retry,agora_event.seek,
                                     agora_memory.claim_documents,agora_memory.import_attempts,agora_memory.store_embedding,agora_memory.store_embeddings,
                                     agora_work.claim_request,agora_work.finish_request,agora_work.issue_credential,agora_work.record_operation,
                                     agora_work.record_violation,agora_work.revoke_credentials,agora_work.rotate_credential}';
    v_found     oid;
BEGIN
    SELECT min(f.oid) INTO v_found
      FROM pg_proc AS f
     WHERE f.pronamespace = to_regnamespace(quote_ident(split_part(p_function, '.', 1)))
       AND f.proname = split_part(p_function, '.', 2)
    HAVING count(*) = 1
       AND bool_and(p_function <> ALL (c_by_login) AND p_function ~ '^agora(_[a-z]+)?[.][a-z][a-z0-9_]*$' AND f.prokind = 'f' AND f.prosecdef AND f.provariadic = 0
                    AND f.proowner = 'agora_owner'::regrole AND has_function_privilege('agora_service', f.oid, 'EXECUTE')
                    AND 'p_actor' = ANY (f.proargnames[:f.pronargs]));
    RETURN v_found;
END;
$_callable$;

COMMENT ON FUNCTION agora_work._callable(text)
    IS 'The function that messages may call by this name, or NULL.';
REVOKE ALL ON FUNCTION agora_work._callable(text) FROM PUBLIC;
