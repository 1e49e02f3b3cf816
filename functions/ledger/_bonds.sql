-- The two accounts behind a principal's stake; NULL where it never staked.
CREATE OR REPLACE FUNCTION agora_ledger._bonds(
    p_principal       bigint,
    OUT stake_id      bigint,
    OUT unbonding_id  bigint
)
RETURNS record
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_bonds$
BEGIN
    SELECT max(a.account_id) FILTER (WHERE a.kind = 'stake'), max(a.account_id) FILTER (WHERE a.kind = 'unbonding') INTO stake_id, unbonding_id
      FROM agora_ledger.account AS a
     WHERE a.principal_id = p_principal AND a.kind IN ('stake', 'unbonding');
END;
$_bonds$;

COMMENT ON FUNCTION agora_ledger._bonds(bigint)
    IS 'Stake and unbonding account of a principal, if it has them.';
REVOKE ALL ON FUNCTION agora_ledger._bonds(bigint) FROM PUBLIC;
