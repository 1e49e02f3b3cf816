-- Pulls a lever that mints to everybody who is active, or was registered before a time: a set of payments, one per principal and name
-- of the batch, so that a repeated call pays only who was not paid. Who cannot be paid is left out and counted.
-- Errors: 22023 · ZL014 all of it would be above ledger.max_supply · ZR028.   Emits: ledger.transaction.posted.v1.
-- Locks: wallets by principal; the subtotal of the mint, where the supply is limited.
CREATE OR REPLACE FUNCTION agora_reward._pull_batch(
    p_lever      text,
    p_arguments  jsonb,
    p_actor      bigint
)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $_pull_batch$
DECLARE
    v_micro    bigint := agora_ledger._check_amount((p_arguments ->> 'amount')::numeric);
    v_name     text   := p_arguments ->> 'name';
    v_payees   bigint[];
    v_outcome  jsonb;
BEGIN
    PERFORM agora._check_text('name', v_name, 60);
    PERFORM agora_reward._check_held(p_actor, true);
    SELECT array_agg(p.principal_id ORDER BY p.principal_id) INTO v_payees
      FROM agora.principal AS p
     WHERE p.kind IN ('human', 'agent') AND p.suspended_at IS NULL
       AND p.created_at < coalesce((p_arguments ->> 'before')::timestamptz, 'infinity')
       AND NOT EXISTS (SELECT 1
                         FROM agora_ledger.transaction AS t
                        WHERE t.created_by = 1 AND t.idempotency_key = format('reward:%s:%s:%s', p_lever, v_name, p.principal_id));
    IF v_payees IS NULL THEN
        RETURN '{"paid": 0, "tokens": 0, "refused": {}}'::jsonb;
    END IF;
    PERFORM agora_reward._lock_wallets(v_payees), agora_ledger._check_supply(0.000001 * v_micro * cardinality(v_payees));
    SELECT jsonb_build_object('paid', count(s.transaction_id), 'tokens', trim_scale(0.000001 * v_micro * count(s.transaction_id)),
                              'refused', (SELECT coalesce(jsonb_object_agg(r.code, r.number), '{}'::jsonb)
                                            FROM (SELECT x.code, count(*) AS number FROM unnest(array_agg(s.error_code)) AS x(code)
                                                   WHERE x.code IS NOT NULL GROUP BY x.code) AS r))
      INTO v_outcome
      FROM (SELECT array_agg(p_lever) AS reasons, array_agg(jsonb_build_object('lever', p_lever, 'batch', v_name)) AS metas,
                   array_agg(format('reward:%s:%s:%s', p_lever, v_name, u.principal_id) ORDER BY u.ordinal) AS keys
              FROM unnest(v_payees) WITH ORDINALITY AS u(principal_id, ordinal)) AS k
     CROSS JOIN (SELECT array_agg(l.ordinal ORDER BY l.ordinal, l.line) AS items, array_agg(l.account_id ORDER BY l.ordinal, l.line) AS accounts,
                        array_agg(l.micro ORDER BY l.ordinal, l.line) AS amounts
                   FROM (SELECT u.ordinal, x.line, x.account_id, x.micro
                           FROM unnest(v_payees) WITH ORDINALITY AS u(principal_id, ordinal)
                           JOIN agora_ledger.account AS a ON a.principal_id = u.principal_id AND a.kind = 'wallet'
                          CROSS JOIN LATERAL (VALUES (1, 1::bigint, -v_micro), (2, a.account_id, v_micro)) AS x(line, account_id, micro)) AS l) AS n
     CROSS JOIN LATERAL agora_ledger._post_set('mint', k.reasons, k.metas, k.keys, NULL, 1, n.items, n.accounts, n.amounts, p_atomic => false) AS s;
    RETURN v_outcome;
END;
$_pull_batch$;

COMMENT ON FUNCTION agora_reward._pull_batch(text, jsonb, bigint)
    IS 'Mint the batch of a lever; returns how many were paid and why others were not.';
REVOKE ALL ON FUNCTION agora_reward._pull_batch(text, jsonb, bigint) FROM PUBLIC;
