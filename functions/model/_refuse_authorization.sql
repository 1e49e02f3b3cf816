-- Why an authorisation cannot be settled or released: it was, otherwise.
-- Errors: ZP013.
CREATE OR REPLACE FUNCTION agora_model._refuse_authorization(
    p_authorization  agora_model.budget_authorization
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_refuse_authorization$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'ZP013',
        MESSAGE = 'authorisation is closed',
        DETAIL  = format('authorization_id=%s status=%s at=%s actual_usd=%s', p_authorization.budget_authorization_id, p_authorization.status, p_authorization.closed_at,
                         coalesce(trim_scale(p_authorization.actual_usd)::text, 'NULL')),
        HINT    = 'What a call cost is said once; another call needs an authorisation of its own.';
END;
$_refuse_authorization$;

COMMENT ON FUNCTION agora_model._refuse_authorization(agora_model.budget_authorization)
    IS 'Refuse to close an authorisation that was closed otherwise.';
REVOKE ALL ON FUNCTION agora_model._refuse_authorization(agora_model.budget_authorization) FROM PUBLIC;
