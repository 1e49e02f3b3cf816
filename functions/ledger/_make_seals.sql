-- Seals what is not sealed up to a transaction, at most ledger.seal_size of them at a time. The caller has the horizon locked, which
-- is not before p_up_to: nothing up to there can still commit, and nobody else seals. A caller whose snapshot is older than a seal
-- is refused with 40001, as the key is then taken by a row that it does not see.
-- Emits: ledger.seal.made.v1.   Reads: transaction, movement, reversal.
CREATE OR REPLACE FUNCTION agora_ledger._make_seals(
    p_up_to  bigint,
    p_limit  integer,
    p_actor  bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_make_seals$
DECLARE
    v_size    bigint := agora.setting_integer('ledger.seal_size');
    v_made    bigint := 0;
    v_seal    agora_ledger.seal;
    v_nodes   bytea;
BEGIN
    SELECT s.* INTO v_seal FROM agora_ledger.seal AS s ORDER BY s.seal_id DESC LIMIT 1;
    v_seal.version := 1;
    v_seal.sealed_at := agora.now();
    -- A loop, because each seal carries the hash of the one before.
    WHILE v_made < p_limit LOOP
        v_seal.seal_id           := coalesce(v_seal.seal_id, 0) + 1;
        v_seal.first_transaction := coalesce(v_seal.last_transaction, 0) + 1;
        v_seal.previous_hash     := coalesce(v_seal.hash, decode(repeat('00', 32), 'hex'));
        SELECT t.transaction_id INTO v_seal.last_transaction
          FROM agora_ledger.transaction AS t
         WHERE t.transaction_id >= v_seal.first_transaction AND t.transaction_id <= p_up_to
         ORDER BY t.transaction_id OFFSET v_size - 1 LIMIT 1;
        IF NOT FOUND THEN
            v_seal.last_transaction := p_up_to;
        END IF;
        SELECT agora_ledger._merkle_nodes(string_agg(l.leaf, ''::bytea ORDER BY l.transaction_id)), count(*) INTO v_nodes, v_seal.transactions
          FROM agora_ledger._transaction_leaves(v_seal.first_transaction, v_seal.last_transaction) AS l;
        EXIT WHEN v_seal.transactions = 0;
        v_seal.root := substr(v_nodes, octet_length(v_nodes) - 31);
        v_seal.hash := agora_ledger._seal_hash(v_seal);
        INSERT INTO agora_ledger.seal SELECT v_seal.* ON CONFLICT ON CONSTRAINT seal_pk DO NOTHING;
        INSERT INTO agora_ledger.seal_tree (seal_id, nodes) VALUES (v_seal.seal_id, v_nodes);
        PERFORM agora_event._emit('ledger.seal.made.v1', v_seal.seal_id::text, to_jsonb(p), NULL, p_actor)
           FROM agora_ledger.published_seal AS p
          WHERE p.seal_id = v_seal.seal_id;
        v_made := v_made + 1;
    END LOOP;
    RETURN v_made;
END;
$_make_seals$;

COMMENT ON FUNCTION agora_ledger._make_seals(bigint, integer, bigint)
    IS 'Make at most p_limit (1 to 1000000) seals up to a transaction; returns how many.';
REVOKE ALL ON FUNCTION agora_ledger._make_seals(bigint, integer, bigint) FROM PUBLIC;
