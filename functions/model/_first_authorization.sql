-- The other half of a replay of authorize_spend(): the answer that the key had, if it was used; the call must be the one that used it.
-- Errors: ZA003 same key, other arguments.
CREATE OR REPLACE FUNCTION agora_model._first_authorization(
    p_principal       bigint,
    p_stage           text,
    p_usd             numeric,
    p_ttl             interval,
    p_correlation_id  uuid,
    p_key             text,
    p_actor           bigint
)
RETURNS agora_model.spend_authorization
LANGUAGE plpgsql STABLE
AS $_first_authorization$
DECLARE
    v_first agora_model.budget_authorization;
BEGIN
    SELECT a.* INTO v_first FROM agora_model.budget_authorization AS a WHERE a.created_by = p_actor AND a.idempotency_key = p_key;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF (v_first.principal_id, v_first.estimate_usd::numeric, v_first.expires_at) <> (p_principal, coalesce(p_usd, 0), v_first.authorized_at + make_interval(secs => extract(epoch FROM p_ttl)))
       OR (v_first.stage, v_first.correlation_id) IS DISTINCT FROM (p_stage, p_correlation_id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZA003',
            MESSAGE = 'idempotency key was used with other arguments',
            DETAIL  = format('function=authorize_spend key=%s first_used=%s authorization_id=%s', p_key, v_first.authorized_at, v_first.budget_authorization_id),
            HINT    = 'Use a new key for a new call; repeat a call with exactly its arguments.';
    END IF;
    RETURN (v_first.decision::text, v_first.budget_authorization_id, v_first.remaining_usd, v_first.expires_at, v_first.hold_id, v_first.budget_id, '[]'::jsonb);
END;
$_first_authorization$;

COMMENT ON FUNCTION agora_model._first_authorization(bigint, text, numeric, interval, uuid, text, bigint)
    IS 'Answer that a repeated call had first; refuses other arguments.';
REVOKE ALL ON FUNCTION agora_model._first_authorization(bigint, text, numeric, interval, uuid, text, bigint) FROM PUBLIC;
