-- What a cost in USD is in tokens: USD / ledger.usd_per_token, times the multiplier of model calls; rounded half up to micro-tokens.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_ledger.tokens_for_usd(
    p_usd         numeric,
    p_multiplier  numeric DEFAULT agora.setting_numeric('ledger.llm_multiplier')
)
RETURNS numeric
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tokens_for_usd$
BEGIN
    PERFORM agora._check_number('p_usd', p_usd, 0, 1000000000), agora._check_number('p_multiplier', p_multiplier, 0, 1000);
    RETURN round(p_usd * p_multiplier / agora.setting_numeric('ledger.usd_per_token'), 6);
END;
$tokens_for_usd$;

COMMENT ON FUNCTION agora_ledger.tokens_for_usd(numeric, numeric)
    IS 'Tokens for a cost in USD: USD / ledger.usd_per_token x ledger.llm_multiplier, rounded half up to 6 decimals.';
REVOKE ALL ON FUNCTION agora_ledger.tokens_for_usd(numeric, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.tokens_for_usd(numeric, numeric) TO agora_reader;
