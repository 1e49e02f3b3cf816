-- What is left of a reward after the guards, with what each of them took, in this order: closeness to whom it helped, ring, supply,
-- probation, limit per day. Called with the wallet of p_principal locked, so what it reads of the contributor's earlier rewards
-- stands until the end of the transaction. Grants are not earned and pass; a frozen supply stops them, too.
-- Errors: ZR028 · ZR029.
CREATE OR REPLACE FUNCTION agora_reward._admit(
    p_kind       text,
    p_principal  bigint,
    p_helped     bigint,
    p_amount     numeric,
    p_is_minted  boolean,
    OUT amount   numeric,
    OUT cuts     jsonb
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_admit$
DECLARE
    v_policy  jsonb := (agora_reward._policy_in_force('guard', agora.now())).parameters;
    v_limit   record;
    v_share   numeric;
    v_cap     numeric;
    v_left    numeric;
    r_guard   record;
BEGIN
    amount := p_amount;
    cuts := '{}';
    IF p_amount = 0 THEN
        RETURN;
    END IF;
    PERFORM agora_reward._check_held(p_principal, p_is_minted);
    IF NOT (SELECT k.is_guarded FROM agora_reward.reward_kind AS k WHERE k.kind = p_kind) THEN
        RETURN;
    END IF;

    v_share := agora_reward._closeness_share(p_principal, p_helped, v_policy);
    v_limit := agora_reward._newcomer_limit(p_principal, v_policy);
    -- A loop, because each guard takes from what those before it left.
    FOR r_guard IN
        SELECT g.guard, g.share
          FROM (VALUES (1, 'closeness', v_share),
                       (2, 'ring', CASE WHEN agora_reward._find_ring(p_principal, p_helped, v_policy) IS NOT NULL THEN (v_policy ->> 'ring_factor')::numeric END),
                       (3, 'supply', CASE WHEN p_is_minted THEN agora_reward.supply_share(NULL, v_policy) END),
                       (4, 'probation', v_limit.share)) AS g(ordinal, guard, share)
         WHERE g.share < 1
         ORDER BY g.ordinal
    LOOP
        v_left := trim_scale(round(amount * r_guard.share, 6));
        cuts   := cuts || jsonb_build_object(r_guard.guard, trim_scale(amount - v_left));
        amount := v_left;
    END LOOP;

    v_cap := least(v_limit.cap, CASE WHEN agora.flag_on('earning_cap', p_principal) THEN (v_policy ->> 'daily_cap')::numeric END);
    IF v_cap IS NOT NULL THEN
        SELECT greatest(0, v_cap - coalesce(sum(e.amount), 0)) INTO v_left
          FROM agora_reward.earning AS e
         WHERE e.principal_id = p_principal AND e.day = (agora.now() AT TIME ZONE 'UTC')::date;
        IF v_left < amount THEN
            cuts   := cuts || jsonb_build_object('daily_cap', trim_scale(amount - v_left));
            amount := v_left;
        END IF;
    END IF;
END;
$_admit$;

COMMENT ON FUNCTION agora_reward._admit(text, bigint, bigint, numeric, boolean)
    IS 'Reward that may be paid, and the cuts by guard.';
REVOKE ALL ON FUNCTION agora_reward._admit(text, bigint, bigint, numeric, boolean) FROM PUBLIC;
