-- Compares a seal with the transactions that are under it, as their rows are now, and names the first that differs. Whoever can
-- change rows can also make their seal anew: what a hash that was kept elsewhere adds to this, see docs/seals.md. Ids begin at 1, and
-- below that there is nothing under the first seal either.
-- Errors: ZL031.
CREATE OR REPLACE FUNCTION agora_ledger.verify_seal(p_seal bigint)
RETURNS TABLE (seal_id bigint, transaction_id bigint, violation text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $verify_seal$
DECLARE
    v_seal    agora_ledger.seal;
    v_nodes   bytea;
    v_sealed  bytea;
    v_leaves  bytea;
    v_ids     bigint[];
    v_at      integer;
BEGIN
    SELECT s.* INTO v_seal FROM agora_ledger.seal AS s WHERE s.seal_id = p_seal;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZL031',
            MESSAGE = 'unknown seal',
            DETAIL  = format('p_seal=%s', coalesce(p_seal::text, 'NULL')),
            HINT    = 'agora_ledger.published_seal has all of them.';
    END IF;
    SELECT t.nodes INTO v_nodes FROM agora_ledger.seal_tree AS t WHERE t.seal_id = p_seal;
    v_nodes  := coalesce(v_nodes, '');
    v_sealed := substr(v_nodes, 1, 32 * least(v_seal.transactions, octet_length(v_nodes) / 32)::integer);
    SELECT coalesce(string_agg(l.leaf, ''::bytea ORDER BY l.transaction_id), ''), coalesce(array_agg(l.transaction_id ORDER BY l.transaction_id), '{}')
      INTO v_leaves, v_ids
      FROM agora_ledger._transaction_leaves(CASE WHEN v_seal.first_transaction > 1 THEN v_seal.first_transaction ELSE '-9223372036854775808'::bigint END,
                                            v_seal.last_transaction) AS l;
    RETURN QUERY
    SELECT p_seal, NULL::bigint, x.violation FROM agora_ledger._seal_violation(v_seal) AS x(violation) WHERE x.violation IS NOT NULL;
    IF v_nodes <> agora_ledger._merkle_nodes(v_sealed) OR v_seal.root <> substr(v_nodes, octet_length(v_nodes) - 31) THEN
        -- It would name the wrong ones.
        RETURN QUERY SELECT p_seal, NULL::bigint, 'the stored tree is not that of the root'::text;
        v_nodes := agora_ledger._merkle_nodes(v_leaves);
        IF v_seal.root <> substr(v_nodes, octet_length(v_nodes) - 31) OR cardinality(v_ids) <> v_seal.transactions THEN
            RETURN QUERY SELECT p_seal, NULL::bigint, 'transactions are not those that were sealed'::text;
        END IF;
    ELSIF v_leaves <> v_sealed THEN
        SELECT min(g.at) INTO v_at
          FROM generate_series(0, greatest(octet_length(v_leaves), octet_length(v_sealed)) / 32 - 1) AS g(at)
         WHERE substr(v_leaves, g.at * 32 + 1, 32) <> substr(v_sealed, g.at * 32 + 1, 32);
        RETURN QUERY SELECT p_seal, d.transaction_id, d.violation
                       FROM agora_ledger._name_difference(v_seal.first_transaction, v_ids, v_leaves, v_sealed, v_at) AS d;
    END IF;
END;
$verify_seal$;

COMMENT ON FUNCTION agora_ledger.verify_seal(bigint)
    IS 'What of a seal does not agree with the rows under it; empty when all is right.';
REVOKE ALL ON FUNCTION agora_ledger.verify_seal(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.verify_seal(bigint) TO agora_operator;
