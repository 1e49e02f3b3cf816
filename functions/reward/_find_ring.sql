-- A ring that a payout would feed: two or three principals, each of whom was paid for helping the next, often, and nearly all for
-- helping inside the ring. NULL where there is none, or where too few have a wallet for a ring to mean anything. Nearly every
-- contributor is found to be in none by the sums of their own earnings alone.
CREATE OR REPLACE FUNCTION agora_reward._find_ring(
    p_principal  bigint,
    p_helped     bigint,
    p_policy     jsonb
)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_find_ring$
DECLARE
    c_since    date    := (agora.now() AT TIME ZONE 'UTC')::date - (p_policy ->> 'ring_days')::numeric::integer;
    c_payouts  numeric := (p_policy ->> 'ring_payouts')::numeric;
    c_share    numeric := (p_policy ->> 'ring_share')::numeric;
    c_wallets  integer := (p_policy ->> 'ring_wallets')::numeric::integer;
    v_total    numeric;
    v_helped   numeric;
    v_often    boolean;
    v_most     numeric;
    v_ring     bigint[];
BEGIN
    SELECT sum(x.amount), max(x.amount) FILTER (WHERE x.helped_id = p_helped), bool_or(x.helped_id = p_helped AND x.payouts >= c_payouts),
           max(x.amount) FILTER (WHERE x.helped_id <> p_helped)
      INTO v_total, v_helped, v_often, v_most
      FROM (SELECT e.helped_id, sum(e.amount) AS amount, sum(e.payouts) AS payouts
              FROM agora_reward.earning AS e
             WHERE e.principal_id = p_principal AND e.day > c_since
             GROUP BY e.helped_id) AS x;
    IF v_often IS NOT TRUE OR v_helped + coalesce(v_most, 0) < c_share * v_total THEN
        RETURN NULL;
    END IF;

    WITH theirs AS MATERIALIZED (
        SELECT e.helped_id, sum(e.amount) AS amount, sum(e.payouts) AS payouts
          FROM agora_reward.earning AS e
         WHERE e.principal_id = p_helped AND e.day > c_since
         GROUP BY e.helped_id
    ), third AS (
        SELECT t.helped_id, t.amount + coalesce((SELECT b.amount FROM theirs AS b WHERE b.helped_id = p_principal), 0) AS inside
          FROM theirs AS t
         WHERE t.helped_id <> p_principal AND t.payouts >= c_payouts
    )
    SELECT r.members INTO v_ring
      FROM (SELECT ARRAY[p_principal, p_helped] AS members
              FROM theirs AS t
             WHERE t.helped_id = p_principal AND t.payouts >= c_payouts AND v_helped >= c_share * v_total
               AND t.amount >= c_share * (SELECT sum(x.amount) FROM theirs AS x)
            UNION ALL
            SELECT ARRAY[p_principal, p_helped, t.helped_id] AS members
              FROM third AS t
             CROSS JOIN LATERAL (
                   SELECT sum(e.amount) AS total, coalesce(sum(e.amount) FILTER (WHERE e.helped_id IN (p_principal, p_helped)), 0) AS inside,
                          coalesce(sum(e.payouts) FILTER (WHERE e.helped_id = p_principal), 0) AS payouts
                     FROM agora_reward.earning AS e
                    WHERE e.principal_id = t.helped_id AND e.day > c_since) AS c
             WHERE t.inside >= c_share * (SELECT sum(x.amount) FROM theirs AS x)
               AND v_helped + (SELECT coalesce(sum(e.amount), 0)
                                 FROM agora_reward.earning AS e
                                WHERE e.principal_id = p_principal AND e.helped_id = t.helped_id AND e.day > c_since) >= c_share * v_total
               AND c.payouts >= c_payouts AND c.inside >= c_share * c.total) AS r
     ORDER BY r.members
     LIMIT 1;
    IF v_ring IS NOT NULL AND (SELECT count(*) FROM (SELECT 1 FROM agora_ledger.account AS a WHERE a.kind = 'wallet' LIMIT c_wallets) AS w) < c_wallets THEN
        RETURN NULL;
    END IF;
    RETURN v_ring;
END;
$_find_ring$;

COMMENT ON FUNCTION agora_reward._find_ring(bigint, bigint, jsonb)
    IS 'Ring that a payout for helping somebody would feed, NULL where there is none.';
REVOKE ALL ON FUNCTION agora_reward._find_ring(bigint, bigint, jsonb) FROM PUBLIC;
