-- What is bonded in the accounts of stake, as the lines tell it: stake() and unstake() put it there, unstake(), slash() and the
-- end of an unbonding take it out. Whatever else came, a share of somebody's slash for one, is not bonded.
CREATE OR REPLACE FUNCTION agora_ledger._bonded()
RETURNS TABLE (account_id bigint, kind text, amount numeric)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT a.account_id, a.kind, sum(e.amount) AS amount
      FROM agora_ledger.account AS a
      JOIN agora_ledger.entry AS e ON e.account_id = a.account_id
      JOIN agora_ledger.transaction AS t ON t.transaction_id = e.transaction_id
     WHERE a.kind = ANY (ARRAY['stake', 'unbonding']) AND t.kind = ANY (ARRAY['stake', 'unstake', 'unbond', 'slash'])
       AND (t.kind <> 'slash' OR e.amount < 0)
     GROUP BY a.account_id, a.kind;
END;

COMMENT ON FUNCTION agora_ledger._bonded()
    IS 'Micro-tokens bonded per stake and unbonding account, from the lines.';
REVOKE ALL ON FUNCTION agora_ledger._bonded() FROM PUBLIC;
