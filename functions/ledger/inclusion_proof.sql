-- Why a transaction is under a seal: the way from its leaf to the root, read from the stored tree. The leaf is that of the rows as
-- they are now, so a transaction that was changed has a proof that does not hold. For operators: a leaf hash can be guessed
-- at, and a transaction has two sides.
-- Errors: ZL011 · ZL032.
CREATE OR REPLACE FUNCTION agora_ledger.inclusion_proof(p_transaction bigint)
RETURNS TABLE (seal_id bigint, transaction_id bigint, leaf bytea, index bigint, size bigint, audit_path bytea[], root bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $inclusion_proof$
DECLARE
    v_seal    agora_ledger.seal;
    v_at      bigint;
    v_offset  bigint := 0;
    v_size    bigint;
BEGIN
    SELECT s.* INTO v_seal
      FROM agora_ledger.seal AS s
     WHERE s.last_transaction >= p_transaction
     ORDER BY s.last_transaction
     LIMIT 1;
    IF NOT EXISTS (SELECT FROM agora_ledger.transaction AS t WHERE t.transaction_id = p_transaction) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL011',
            MESSAGE = 'unknown transaction',
            DETAIL  = format('p_transaction=%s', coalesce(p_transaction::text, 'NULL')),
            HINT    = 'agora_ledger.statement has the transactions of every account.';
    END IF;
    IF v_seal.seal_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL032',
            MESSAGE = 'transaction is not sealed yet',
            DETAIL  = format('p_transaction=%s', p_transaction),
            HINT    = 'agora_ledger.seal_range() seals what is decided; a job does so every few minutes.';
    END IF;
    SELECT count(*) INTO v_at
      FROM agora_ledger.transaction AS t
     WHERE t.transaction_id >= v_seal.first_transaction AND t.transaction_id < p_transaction;
    inclusion_proof.seal_id        := v_seal.seal_id;
    inclusion_proof.transaction_id := p_transaction;
    inclusion_proof.index          := v_at;
    inclusion_proof.size           := v_seal.transactions;
    inclusion_proof.root           := v_seal.root;
    inclusion_proof.audit_path     := '{}';
    SELECT l.leaf INTO inclusion_proof.leaf FROM agora_ledger._transaction_leaves(p_transaction, p_transaction) AS l;
    v_size := v_seal.transactions;
    -- A loop, because each level lies behind the one below. The stored tree is read in parts.
    WHILE v_size > 1 LOOP
        IF v_at # 1 < v_size THEN
            inclusion_proof.audit_path := inclusion_proof.audit_path
                || (SELECT substr(t.nodes, ((v_offset + (v_at # 1)) * 32 + 1)::integer, 32) FROM agora_ledger.seal_tree AS t WHERE t.seal_id = v_seal.seal_id);
        END IF;
        v_offset := v_offset + v_size;
        v_at     := v_at / 2;
        v_size   := (v_size + 1) / 2;
    END LOOP;
    RETURN NEXT;
END;
$inclusion_proof$;

COMMENT ON FUNCTION agora_ledger.inclusion_proof(bigint)
    IS 'Proof that a transaction is under a seal; check_inclusion() checks it.';
REVOKE ALL ON FUNCTION agora_ledger.inclusion_proof(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.inclusion_proof(bigint) TO agora_operator;
