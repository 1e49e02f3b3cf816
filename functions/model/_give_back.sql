-- Gives back what was just reserved and will not be used; the places stay locked.
-- Locks: rows of budget_period in key order, which the caller holds.
CREATE OR REPLACE FUNCTION agora_model._give_back(
    p_done  agora_model.reservation,
    p_usd   numeric
)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $_give_back$
DECLARE
    v_places integer := cardinality(p_done.budget_ids);
BEGIN
    IF v_places > 0 AND p_usd > 0 THEN
        PERFORM agora_model._post_spending(p_done.budget_ids, p_done.period_starts, p_done.slices, array_fill(0::numeric, ARRAY[v_places]), array_fill(-p_usd, ARRAY[v_places]));
    END IF;
END;
$_give_back$;

COMMENT ON FUNCTION agora_model._give_back(agora_model.reservation, numeric)
    IS 'Give back what was just reserved.';
REVOKE ALL ON FUNCTION agora_model._give_back(agora_model.reservation, numeric) FROM PUBLIC;
