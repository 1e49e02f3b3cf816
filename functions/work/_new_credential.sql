-- Writes a credential with a new token of 32 random bytes, and returns it: base64url without padding, 43 characters.
CREATE OR REPLACE FUNCTION agora_work._new_credential(
    p_principal   bigint,
    p_task        text,
    p_endpoints   text[],
    p_expires_at  timestamptz,
    p_max_uses    integer,
    p_task_id     bigint,
    p_epoch       bigint,
    p_replaces    bigint,
    p_actor       bigint
)
RETURNS agora_work.issued_token
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_new_credential$
DECLARE
    v_token       text := rtrim(translate(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), '+/', '-_'), '=');
    v_credential  bigint;
BEGIN
    INSERT INTO agora_work.credential AS c (principal_id, task, token_hash, endpoints, max_uses, task_id, epoch, replaces, issued_by, issued_at, expires_at)
    VALUES (p_principal, p_task, sha256(convert_to(v_token, 'UTF8')), p_endpoints, p_max_uses, p_task_id, p_epoch, p_replaces, p_actor, agora.now(), p_expires_at)
    RETURNING c.credential_id INTO v_credential;
    PERFORM agora_work._testify(format('operations:%s', p_principal), 'operations', 'credential.issued', 'info', v_credential::text,
            jsonb_build_object('task', p_task, 'task_id', p_task_id, 'epoch', p_epoch, 'endpoints', to_jsonb(p_endpoints), 'expires_at', p_expires_at, 'replaces', p_replaces), NULL, p_actor);
    RETURN (v_credential, v_token, p_expires_at)::agora_work.issued_token;
END;
$_new_credential$;

COMMENT ON FUNCTION agora_work._new_credential(bigint, text, text[], timestamptz, integer, bigint, bigint, bigint, bigint)
    IS 'Write a credential; returns it with its token.';
REVOKE ALL ON FUNCTION agora_work._new_credential(bigint, text, text[], timestamptz, integer, bigint, bigint, bigint, bigint) FROM PUBLIC;
