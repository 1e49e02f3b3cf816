-- The transfers of a batch that are all plainly right, read in one statement: what _read_transfer() does one by one. All is NULL
-- where one is not, or a key comes twice: the caller reads them singly then, to say what is wrong with which.
CREATE OR REPLACE FUNCTION agora_ledger._read_batch(
    p_transfers   jsonb,
    OUT keys      text[],
    OUT reasons   text[],
    OUT payers    bigint[],
    OUT payees    bigint[],
    OUT amounts   bigint[]
)
RETURNS record
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_read_batch$
BEGIN
    WITH transfer AS MATERIALIZED (
        SELECT e.item, e.transfer ->> 'key' AS key, e.transfer ->> 'reason' AS reason,
               CASE WHEN jsonb_typeof(e.transfer -> 'from') = 'number' THEN (e.transfer -> 'from')::numeric END AS payer,
               CASE WHEN jsonb_typeof(e.transfer -> 'to') = 'number' THEN (e.transfer -> 'to')::numeric END AS payee,
               CASE WHEN jsonb_typeof(e.transfer -> 'amount') = 'number' THEN (e.transfer -> 'amount')::numeric END AS amount,
               CASE WHEN jsonb_typeof(e.transfer) = 'object'
                    THEN e.transfer - '{from,to,amount,reason,key}'::text[] = '{}'
                         AND jsonb_typeof(e.transfer -> 'key') = 'string' AND jsonb_typeof(e.transfer -> 'reason') = 'string' END AS is_transfer
          FROM jsonb_array_elements(p_transfers) WITH ORDINALITY AS e(transfer, item)
    ), plain AS MATERIALIZED (
        SELECT t.item, t.key, t.reason, t.payer::bigint AS payer, t.payee::bigint AS payee, (t.amount * 1000000)::bigint AS micro
          FROM transfer AS t
         WHERE t.is_transfer
           AND agora._is_name(t.key) AND length(t.key) <= 200 AND NOT t.key ^@ 'reward:' AND agora._is_name(t.reason) AND length(t.reason) <= 200
           AND t.payer > 2 AND t.payer = trunc(t.payer) AND t.payer < 9e18 AND t.payee > 2 AND t.payee = trunc(t.payee) AND t.payee < 9e18 AND t.payer <> t.payee
           AND t.amount > 0 AND t.amount <= 1000000000000 AND t.amount = trunc(t.amount, 6)
    )
    SELECT x.keys, x.reasons, x.payers, x.payees, x.amounts INTO keys, reasons, payers, payees, amounts
      FROM (SELECT array_agg(p.key) AS keys, array_agg(p.reason) AS reasons, array_agg(p.payer) AS payers, array_agg(p.payee) AS payees,
                   array_agg(p.micro) AS amounts, count(DISTINCT p.key) AS distinct_keys
              FROM plain AS p) AS x
     WHERE x.distinct_keys = jsonb_array_length(p_transfers);
END;
$_read_batch$;

COMMENT ON FUNCTION agora_ledger._read_batch(jsonb)
    IS 'Keys, reasons, accounts and amounts of a batch where every transfer and key is plainly right; NULL otherwise.';
REVOKE ALL ON FUNCTION agora_ledger._read_batch(jsonb) FROM PUBLIC;
