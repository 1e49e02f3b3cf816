-- Takes from stake on its way back that has not matured, what matures first first: that is what would escape a later slash.
-- Returns what there was, at most p_micro. The caller has locked the account.
CREATE OR REPLACE FUNCTION agora_ledger._take_unbonding(
    p_account  bigint,
    p_micro    bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_take_unbonding$
DECLARE
    v_now    timestamptz := agora.now();
    v_taken  bigint;
BEGIN
    WITH taken AS (
        UPDATE agora_ledger.unbonding AS u
           SET slashed   = u.slashed + d.part,
               status    = CASE WHEN u.slashed + d.part = u.amount THEN 'slashed' ELSE u.status END,
               closed_at = CASE WHEN u.slashed + d.part = u.amount THEN v_now END
          FROM (SELECT x.unbonding_id, least(x.amount - x.slashed, p_micro - (x.up_to - (x.amount - x.slashed)))::bigint AS part
                  FROM (SELECT o.unbonding_id, o.amount, o.slashed, sum(o.amount - o.slashed) OVER (ORDER BY o.matures_at, o.unbonding_id) AS up_to
                          FROM agora_ledger.unbonding AS o
                         WHERE o.account_id = p_account AND o.status = 'open' AND o.matures_at > v_now) AS x) AS d
         WHERE u.unbonding_id = d.unbonding_id AND d.part > 0
        RETURNING d.part
    )
    SELECT coalesce(sum(t.part), 0) INTO v_taken FROM taken AS t;
    RETURN v_taken;
END;
$_take_unbonding$;

COMMENT ON FUNCTION agora_ledger._take_unbonding(bigint, bigint)
    IS 'Slash unbondings of a locked account; returns the micro-tokens taken.';
REVOKE ALL ON FUNCTION agora_ledger._take_unbonding(bigint, bigint) FROM PUBLIC;
