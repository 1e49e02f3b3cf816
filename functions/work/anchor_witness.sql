-- Anchors now what the job anchors every ten minutes. Called again with nothing new, it does nothing.
-- Errors: 42501 · ZA001.   Locks: the anchors, against each other.
CREATE OR REPLACE FUNCTION agora_work.anchor_witness(p_actor bigint DEFAULT agora.current_principal())
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $anchor_witness$
BEGIN
    PERFORM agora._act_as(p_actor);
    RETURN agora_work._make_anchor(1000000, p_actor);
END;
$anchor_witness$;

COMMENT ON FUNCTION agora_work.anchor_witness(bigint)
    IS 'Anchor every stream of the witness that moved since it was anchored last; returns how many.';
REVOKE ALL ON FUNCTION agora_work.anchor_witness(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.anchor_witness(bigint) TO agora_operator;
