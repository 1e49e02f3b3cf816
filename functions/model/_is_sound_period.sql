-- Whether a slice of a budget is one, and its sums are none below zero. In PL/pgSQL for the reason that _is_sound_authorization() gives.
CREATE OR REPLACE FUNCTION agora_model._is_sound_period(
    p_slice         smallint,
    p_spent_usd     numeric,
    p_reserved_usd  numeric
)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $_is_sound_period$
BEGIN
    RETURN p_slice BETWEEN 0 AND 63 AND p_spent_usd >= 0 AND p_reserved_usd >= 0;
END;
$_is_sound_period$;

COMMENT ON FUNCTION agora_model._is_sound_period(smallint, numeric, numeric)
    IS 'Whether a slice and its sums are in range: 0 to 63, and US dollars not below 0.';
REVOKE ALL ON FUNCTION agora_model._is_sound_period(smallint, numeric, numeric) FROM PUBLIC;
