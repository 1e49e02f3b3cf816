-- Whether what an authorisation says of itself agrees with its status: what is settled has cost something, whoever is not open has a time for
-- that, and each budget has a period and a slice. One check for the table, and in PL/pgSQL: an expression would be parsed from text in each
-- statement, and six of them took four fifths of an INSERT.
CREATE OR REPLACE FUNCTION agora_model._is_sound_authorization(
    p_decision       text,
    p_status         text,
    p_estimate_usd   numeric,
    p_actual_usd     numeric,
    p_closed_at      timestamptz,
    p_budget_ids     bigint[],
    p_period_starts  timestamptz[],
    p_slices         smallint[]
)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $_is_sound_authorization$
BEGIN
    RETURN p_decision IN ('allow', 'warn', 'recorded')
       AND p_status IN ('open', 'settled', 'released', 'expired')
       AND p_estimate_usd >= 0
       AND (p_status = 'settled') = (p_actual_usd IS NOT NULL)
       AND coalesce(p_actual_usd, 0) >= 0
       AND (p_status = 'open') = (p_closed_at IS NULL)
       AND cardinality(p_period_starts) = cardinality(p_budget_ids)
       AND cardinality(p_slices) = cardinality(p_budget_ids);
END;
$_is_sound_authorization$;

COMMENT ON FUNCTION agora_model._is_sound_authorization(text, text, numeric, numeric, timestamptz, bigint[], timestamptz[], smallint[])
    IS 'Whether the columns of an authorisation agree with its status.';
REVOKE ALL ON FUNCTION agora_model._is_sound_authorization(text, text, numeric, numeric, timestamptz, bigint[], timestamptz[], smallint[]) FROM PUBLIC;
