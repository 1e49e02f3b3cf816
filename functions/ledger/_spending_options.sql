-- What somebody can do who cannot pay so much: a model or a context that what is there pays for; besides, what whoever limits it says, else
-- the next day's grant.
CREATE OR REPLACE FUNCTION agora_ledger._spending_options(
    p_tokens     numeric,
    p_available  numeric,
    p_besides    jsonb
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_spending_options$
DECLARE
    v_usd numeric := trim_scale(trunc(p_available * agora.setting_numeric('ledger.usd_per_token')
                                      / nullif(agora.setting_numeric('ledger.llm_multiplier'), 0), 9));
BEGIN
    RETURN CASE WHEN p_available > 0
                THEN jsonb_build_array(
                         jsonb_build_object('option', 'cheaper_model', 'max_usd', v_usd, 'advice', 'Choose a model for which the call costs at most max_usd.'),
                         jsonb_build_object('option', 'smaller_context', 'max_share', trunc(p_available / p_tokens, 4),
                                            'advice', 'Send at most max_share of it.'))
                ELSE '[]' END
           || coalesce(p_besides, jsonb_build_array(
                  jsonb_build_object('option', 'wait_for_grant', 'at', date_trunc('day', agora.now(), 'UTC') + interval '24 hours',
                                     'advice', 'Claim the free tokens of the day; the next ones can be claimed at that time.')));
END;
$_spending_options$;

COMMENT ON FUNCTION agora_ledger._spending_options(numeric, numeric, jsonb)
    IS 'Ways on for who has p_available and needs p_tokens; p_besides NULL = no limit but that.';
REVOKE ALL ON FUNCTION agora_ledger._spending_options(numeric, numeric, jsonb) FROM PUBLIC;
