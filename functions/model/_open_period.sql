-- Makes the rows of a period of a budget, all slices at once; the first call of a period does.
-- Locks: the period's rows.
CREATE OR REPLACE FUNCTION agora_model._open_period(
    p_budget  bigint,
    p_start   timestamptz,
    p_slices  integer
)
RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    INSERT INTO agora_model.budget_period (budget_id, period_start, slice)
    SELECT p_budget, p_start, s.slice
      FROM generate_series(0, p_slices - 1) AS s(slice)
     ORDER BY s.slice
    ON CONFLICT ON CONSTRAINT budget_period_pk DO NOTHING;
END;

COMMENT ON FUNCTION agora_model._open_period(bigint, timestamptz, integer)
    IS 'Make the rows of a period of a budget, where they are not there.';
REVOKE ALL ON FUNCTION agora_model._open_period(bigint, timestamptz, integer) FROM PUBLIC;
