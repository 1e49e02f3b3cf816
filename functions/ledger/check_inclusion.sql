-- Whether a leaf is in a tree, by RFC 9162, 2.1.3.2: whoever keeps a root needs nothing else from anybody. Anything that is no proof is
-- answered with false.
CREATE OR REPLACE FUNCTION agora_ledger.check_inclusion(
    p_leaf        bytea,
    p_index       bigint,
    p_size        bigint,
    p_audit_path  bytea[],
    p_root        bytea
)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $check_inclusion$
DECLARE
    v_node   bytea  := p_leaf;
    v_index  bigint := p_index;
    v_last   bigint;
    v_other  bytea;
BEGIN
    IF NOT coalesce(octet_length(p_leaf) = 32 AND p_index >= 0 AND p_index < p_size AND cardinality(p_audit_path) <= 63, false) THEN
        RETURN false;
    END IF;
    v_last := p_size - 1;
    -- A loop, because each node is made of the one below.
    FOREACH v_other IN ARRAY p_audit_path LOOP
        IF v_last = 0 OR v_other IS NULL OR octet_length(v_other) <> 32 THEN
            RETURN false;
        END IF;
        IF v_index % 2 = 1 OR v_index = v_last THEN
            v_node := sha256('\x01'::bytea || v_other || v_node);
            -- Up to where it has a partner on the right, or is the root.
            WHILE v_index % 2 = 0 AND v_index > 0 LOOP
                v_index := v_index / 2;
                v_last  := v_last / 2;
            END LOOP;
        ELSE
            v_node := sha256('\x01'::bytea || v_node || v_other);
        END IF;
        v_index := v_index / 2;
        v_last  := v_last / 2;
    END LOOP;
    RETURN v_last = 0 AND coalesce(v_node = p_root, false);
END;
$check_inclusion$;

COMMENT ON FUNCTION agora_ledger.check_inclusion(bytea, bigint, bigint, bytea[], bytea)
    IS 'Whether a leaf hash is at an index (from 0) of the tree of so many leaves that has this root.';
REVOKE ALL ON FUNCTION agora_ledger.check_inclusion(bytea, bigint, bigint, bytea[], bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_ledger.check_inclusion(bytea, bigint, bigint, bytea[], bytea) TO agora_reader;
