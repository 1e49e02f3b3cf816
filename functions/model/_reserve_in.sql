-- Reserves money in a budget. Quick: in one slice, up to its share of the limit, which is right as long as no slice is above its own. Where
-- that fails, all slices are locked, and the limit is held against their sum, without what is overdue: a budget of one slice does so at
-- once, one of several only if it is exact, for then no lock of a slice is left from the quick way.
-- slice NULL = it does not fit; used_usd is the sum of all slices, after it.
-- Locks: the slice's row; exact: all of them in order.
CREATE OR REPLACE FUNCTION agora_model._reserve_in(
    p_budget    bigint,
    p_start     timestamptz,
    p_cap       numeric,
    p_slices    smallint,
    p_usd       numeric,
    p_turn      bigint,
    p_exact     boolean,
    OUT slice     smallint,
    OUT used_usd  numeric
)
LANGUAGE plpgsql VOLATILE
AS $_reserve_in$
DECLARE
    v_share  numeric := trunc(p_cap / p_slices, 12); -- p_cap is infinite where the budget is soft
    v_over   boolean;
BEGIN
    IF p_slices = 1 OR NOT p_exact THEN
        slice := p_turn % p_slices;
        UPDATE agora_model.budget_period AS p
           SET reserved_usd = p.reserved_usd + p_usd
         WHERE p.budget_id = p_budget AND p.period_start = p_start AND p.slice = _reserve_in.slice
           AND p.spent_usd + p.reserved_usd + p_usd <= v_share
        RETURNING p.spent_usd + p.reserved_usd INTO used_usd;
        IF p_slices = 1 AND used_usd IS NOT NULL THEN
            RETURN;
        ELSIF p_slices > 1 THEN
            SELECT sum(p.spent_usd + p.reserved_usd), used_usd IS NULL OR bool_or(p.spent_usd + p.reserved_usd > v_share) INTO used_usd, v_over
              FROM agora_model.budget_period AS p
             WHERE p.budget_id = p_budget AND p.period_start = p_start;
            IF v_over THEN
                slice := NULL;
            END IF;
            RETURN;
        END IF;
    END IF;
    PERFORM agora_model._open_period(p_budget, p_start, p_slices);
    PERFORM 1 FROM agora_model.budget_period AS p WHERE p.budget_id = p_budget AND p.period_start = p_start ORDER BY p.slice FOR NO KEY UPDATE;
    SELECT sum(p.spent_usd + p.reserved_usd) - agora_model._overdue(p_budget, p_start), (array_agg(p.slice ORDER BY p.spent_usd + p.reserved_usd, p.slice))[1]
      INTO used_usd, slice
      FROM agora_model.budget_period AS p
     WHERE p.budget_id = p_budget AND p.period_start = p_start;
    IF used_usd + p_usd > p_cap THEN
        slice := NULL;
    ELSE
        used_usd := used_usd + p_usd;
        UPDATE agora_model.budget_period AS p
           SET reserved_usd = p.reserved_usd + p_usd
         WHERE p.budget_id = p_budget AND p.period_start = p_start AND p.slice = _reserve_in.slice;
    END IF;
END;
$_reserve_in$;

COMMENT ON FUNCTION agora_model._reserve_in(bigint, timestamptz, numeric, smallint, numeric, bigint, boolean)
    IS 'Reserve money in a slice of a budget; slice NULL = it does not fit.';
REVOKE ALL ON FUNCTION agora_model._reserve_in(bigint, timestamptz, numeric, smallint, numeric, bigint, boolean) FROM PUBLIC;
