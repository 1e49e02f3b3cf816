-- One item of post_batch(): {"from", "to", "amount", "reason", "key"} and nothing else, by the rules of transfer().
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_ledger._read_transfer(
    p_item      jsonb,
    OUT payer   bigint,
    OUT payee   bigint,
    OUT micro   bigint,
    OUT reason  text,
    OUT key     text
)
RETURNS record
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_read_transfer$
BEGIN
    IF jsonb_typeof(p_item) <> 'object' OR jsonb_typeof(p_item -> 'reason') IS DISTINCT FROM 'string' OR jsonb_typeof(p_item -> 'key') IS DISTINCT FROM 'string'
       OR p_item - '{from,to,amount,reason,key}'::text[] <> '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'this is no transfer',
            DETAIL  = format('item=%s', left(p_item::text, 200)),
            HINT    = 'Pass {"from": 1000, "to": 1001, "amount": 1.5, "reason": "…", "key": "…"}.';
    END IF;
    reason := p_item ->> 'reason';
    key    := p_item ->> 'key';
    PERFORM agora._check_text('reason', reason, 200), agora._check_text('key', key, 200);
    IF key ^@ 'reward:' THEN
        PERFORM agora_ledger._refuse_key(key);
    END IF;
    payer  := (agora_ledger._read_line(p_item -> 'from', '1')).account_id;
    SELECT l.account_id, agora_ledger._check_amount(CASE WHEN jsonb_typeof(p_item -> 'amount') = 'number' THEN (p_item -> 'amount')::numeric END)
      INTO payee, micro
      FROM agora_ledger._read_line(p_item -> 'to', '1') AS l;
    IF payer IN (1, 2) OR payee IN (1, 2) OR payer = payee THEN
        PERFORM agora_ledger._refuse_parties(payer, payee);
    END IF;
END;
$_read_transfer$;

COMMENT ON FUNCTION agora_ledger._read_transfer(jsonb)
    IS 'Payer, payee, micro-tokens, reason and key of a transfer in JSON; refuses anything else.';
REVOKE ALL ON FUNCTION agora_ledger._read_transfer(jsonb) FROM PUBLIC;
