-- Merkle tree of RFC 6962 over leaf hashes of 32 bytes each: all of its levels, from the leaves to the root, which is the last
-- node. Nodes are paired from the left, and one without a partner goes up as it is: the same tree as splitting at the greatest
-- power of two from above. The tree of nothing is the hash of nothing.
CREATE OR REPLACE FUNCTION agora_ledger._merkle_nodes(p_leaves bytea)
RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_merkle_nodes$
DECLARE
    v_level  bytea := p_leaves;
    v_nodes  bytea := p_leaves;
    v_size   integer := octet_length(p_leaves) / 32;
BEGIN
    IF v_size = 0 THEN
        RETURN sha256('');
    END IF;
    -- A loop, because each level is made of the one below.
    WHILE v_size > 1 LOOP
        SELECT string_agg(sha256('\x01'::bytea || substr(v_level, g.pair * 64 + 1, 64)), ''::bytea ORDER BY g.pair)
               || CASE WHEN v_size % 2 = 1 THEN substr(v_level, v_size * 32 - 31) ELSE '' END
          INTO v_level
          FROM generate_series(0, v_size / 2 - 1) AS g(pair);
        v_nodes := v_nodes || v_level;
        v_size  := (v_size + 1) / 2;
    END LOOP;
    RETURN v_nodes;
END;
$_merkle_nodes$;

COMMENT ON FUNCTION agora_ledger._merkle_nodes(bytea)
    IS 'Nodes of the Merkle tree over leaf hashes, level by level; the root comes last.';
REVOKE ALL ON FUNCTION agora_ledger._merkle_nodes(bytea) FROM PUBLIC;
