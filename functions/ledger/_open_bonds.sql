-- The two accounts behind a principal's stake, opened by the first call that needs them.
-- Errors: 22023 the system · ZA001 unknown principal.
CREATE OR REPLACE FUNCTION agora_ledger._open_bonds(
    p_principal       bigint,
    OUT wallet_id     bigint,
    OUT stake_id      bigint,
    OUT unbonding_id  bigint
)
RETURNS record
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_open_bonds$
BEGIN
    wallet_id := agora_ledger._wallet(p_principal);
    SELECT b.stake_id, b.unbonding_id INTO stake_id, unbonding_id FROM agora_ledger._bonds(p_principal) AS b;
    IF stake_id IS NULL THEN
        WITH opened AS (
            INSERT INTO agora_ledger.account AS a (principal_id, kind, name, created_at)
            SELECT p_principal, k.kind, k.kind, agora.now() FROM unnest(ARRAY['stake', 'unbonding']) AS k(kind)
            ON CONFLICT (principal_id, kind) WHERE kind IN ('stake', 'unbonding') DO NOTHING
            RETURNING a.account_id
        )
        INSERT INTO agora_ledger.account_balance (account_id, principal_id)
        SELECT o.account_id, p_principal FROM opened AS o ORDER BY o.account_id;
        SELECT b.stake_id, b.unbonding_id INTO stake_id, unbonding_id FROM agora_ledger._bonds(p_principal) AS b;
    END IF;
END;
$_open_bonds$;

COMMENT ON FUNCTION agora_ledger._open_bonds(bigint)
    IS 'Wallet, stake and unbonding account of a principal, opened on first use.';
REVOKE ALL ON FUNCTION agora_ledger._open_bonds(bigint) FROM PUBLIC;
