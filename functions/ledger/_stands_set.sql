-- Does nothing stand against a set of postings, one after the other? The rules of _post_set() in one statement; that function
-- says what stands against which where the answer is no. The accounts, as they stand, come from _lock_accounts().
CREATE OR REPLACE FUNCTION agora_ledger._stands_set(
    p_keys       text[],
    p_actor      bigint,
    p_accounts   bigint[],
    p_amounts    bigint[],
    p_as_owner   boolean,
    p_known      bigint[],
    p_owners     bigint[],
    p_balances   numeric[],
    p_funds      numeric[],
    p_frozen     timestamptz[],
    p_suspended  timestamptz[]
)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_stands_set$
DECLARE
    c_limit        numeric := 1000000000000000000;
    v_is_operator  boolean := agora._is_operator(p_actor);
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM agora_ledger.transaction AS t WHERE t.created_by = p_actor AND t.idempotency_key = ANY (p_keys)
    ) AND NOT EXISTS (
        SELECT
          FROM (SELECT k.account_id, k.owner_id, k.balance, k.funds, k.frozen_at, k.suspended_at, u.amount,
                       sum(u.amount) OVER (PARTITION BY u.account_id ORDER BY u.ordinal) AS moved
                  FROM unnest(p_accounts, p_amounts) WITH ORDINALITY AS u(account_id, amount, ordinal)
                  LEFT JOIN unnest(p_known, p_owners, p_balances, p_funds, p_frozen, p_suspended) AS k(account_id, owner_id, balance, funds, frozen_at, suspended_at)
                    ON k.account_id = u.account_id) AS l
         WHERE l.account_id IS NULL
            OR CASE WHEN l.amount < 0
                    THEN (p_as_owner AND NOT coalesce(l.owner_id = p_actor, v_is_operator)) OR l.frozen_at IS NOT NULL OR coalesce(l.funds + l.moved < 0, false)
                    ELSE l.suspended_at IS NOT NULL OR coalesce(l.balance + l.moved > c_limit, false) END);
END;
$_stands_set$;

COMMENT ON FUNCTION agora_ledger._stands_set(text[], bigint, bigint[], bigint[], boolean, bigint[], bigint[], numeric[], numeric[], timestamptz[], timestamptz[])
    IS 'Whether no key was used and no rule refuses any line of a set.';
REVOKE ALL ON FUNCTION agora_ledger._stands_set(text[], bigint, bigint[], bigint[], boolean, bigint[], bigint[], numeric[], numeric[], timestamptz[], timestamptz[]) FROM PUBLIC;
