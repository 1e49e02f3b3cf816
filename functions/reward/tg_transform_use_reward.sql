-- Authors earn a royalty where others use their transforms with success; while the policy pays by adoption, that reward, too. Its trigger
-- is named so that it runs before the one that counts uses: transforms and wallets are locked before usage, as where an attempt ends.
-- Locks: see _lock_payees().
CREATE OR REPLACE FUNCTION agora_reward.tg_transform_use_reward()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_transform_use_reward$
DECLARE
    v_attempts  bigint[];
    v_uses      bigint[];
BEGIN
    SELECT array_agg(n.transform_use_id ORDER BY n.transform_use_id), array_agg(n.attempt_id) INTO v_uses, v_attempts
      FROM new_use AS n
      JOIN agora_memory.transform AS t ON t.transform_id = n.transform_id
      JOIN agora_memory.attempt AS a ON a.attempt_id = n.attempt_id
     WHERE n.outcome = 'success' AND NOT n.is_own AND n.recorded_at >= agora.now()
       AND NOT a.is_imported AND NOT t.is_imported AND agora_memory._is_usable(t)
       AND agora_reward._may_earn(t.contributor_id);
    IF v_uses IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM agora_reward._lock_payees(v_attempts);
    IF agora_reward.policy('adoption') -> 'is_on' = 'true' THEN
        PERFORM agora_reward._pay_or_withhold(agora_reward._adoption_payout(u.transform_use_id)) FROM unnest(v_uses) AS u(transform_use_id);
    END IF;
    PERFORM agora_reward._pay_or_withhold(agora_reward._royalty_payout('transform', u.transform_use_id)) FROM unnest(v_uses) AS u(transform_use_id);
    RETURN NULL;
END;
$tg_transform_use_reward$;

CREATE OR REPLACE TRIGGER transform_use_authors
    AFTER INSERT ON agora_memory.transform_use
    REFERENCING NEW TABLE AS new_use
    FOR EACH STATEMENT EXECUTE FUNCTION agora_reward.tg_transform_use_reward();

COMMENT ON FUNCTION agora_reward.tg_transform_use_reward()
    IS 'Trigger: pays authors whose transforms others use.';
REVOKE ALL ON FUNCTION agora_reward.tg_transform_use_reward() FROM PUBLIC;
