-- Stores what a keyed call returned. Not in SQL: that would be planned anew in every call.
CREATE OR REPLACE FUNCTION agora._keep_result(
    p_scope   text,
    p_actor   bigint,
    p_key     text,
    p_result  jsonb
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $_keep_result$
BEGIN
    UPDATE agora.idempotency AS i
       SET result = p_result
     WHERE i.scope = p_scope AND i.principal_id = p_actor AND i.key = p_key;
END;
$_keep_result$;

COMMENT ON FUNCTION agora._keep_result(text, bigint, text, jsonb)
    IS 'Store the result of a keyed call.';
REVOKE ALL ON FUNCTION agora._keep_result(text, bigint, text, jsonb) FROM PUBLIC;
