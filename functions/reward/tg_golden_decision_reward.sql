-- The author of a golden state is paid when it is approved; where the policy says so, not by its own quality alone, but once it is reused.
-- When the approval is revoked, all that it earned is taken back.
-- Locks: the wallets, in account order.
CREATE OR REPLACE FUNCTION agora_reward.tg_golden_decision_reward()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_golden_decision_reward$
DECLARE
    v_automatic   boolean := agora_reward.policy('golden') -> 'automatic_pays' = 'true';
    v_payouts     agora_reward.payout[];
    v_principals  bigint[];
BEGIN
    SELECT array_agg(agora_reward._golden_payout(n.golden_state_id) ORDER BY n.golden_state_id) INTO v_payouts
      FROM new_decision AS n
      JOIN agora_memory.golden_state AS g ON g.golden_state_id = n.golden_state_id
      JOIN agora_memory.attempt AS a ON a.attempt_id = g.attempt_id
     WHERE n.status = 'approved' AND n.decided_at >= agora.now() AND (v_automatic OR n.source <> 'automatic')
       AND NOT a.is_imported AND agora_reward._may_earn(a.principal_id);
    PERFORM agora_reward._pay_all(v_payouts);

    -- All wallets of it first: the author's, and those of users who were charged.
    SELECT array_agg(DISTINCT w.principal_id) INTO v_principals
      FROM new_decision AS n
      JOIN agora_reward.reward_calculation AS c ON c.subject_kind = 'golden' AND c.subject_id = n.golden_state_id AND c.transaction_id IS NOT NULL
     CROSS JOIN LATERAL (SELECT a.principal_id
                           FROM agora_ledger.entry AS e
                           JOIN agora_ledger.account AS a ON a.account_id = e.account_id AND a.principal_id IS NOT NULL
                          WHERE e.transaction_id = c.transaction_id) AS w
     WHERE n.status = 'revoked' AND n.decided_at >= agora.now();
    PERFORM agora_reward._lock_wallets(v_principals);
    PERFORM agora_reward._take_back(c.reward_calculation_id, format('golden state %s was revoked', n.golden_state_id), n.principal_id)
       FROM new_decision AS n
       JOIN agora_reward.reward_calculation AS c ON c.subject_kind = 'golden' AND c.subject_id = n.golden_state_id
      WHERE n.status = 'revoked' AND n.decided_at >= agora.now()
      ORDER BY c.reward_calculation_id;
    RETURN NULL;
END;
$tg_golden_decision_reward$;

CREATE OR REPLACE TRIGGER golden_decision_reward
    AFTER INSERT ON agora_memory.golden_decision
    REFERENCING NEW TABLE AS new_decision
    FOR EACH STATEMENT EXECUTE FUNCTION agora_reward.tg_golden_decision_reward();

COMMENT ON FUNCTION agora_reward.tg_golden_decision_reward()
    IS 'Trigger: pays the author of an approved golden state, and takes that back where it is revoked.';
REVOKE ALL ON FUNCTION agora_reward.tg_golden_decision_reward() FROM PUBLIC;
