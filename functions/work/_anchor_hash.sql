-- Hash of an anchor over all that it says, the hash of the one before and the seal of the ledger included.
CREATE OR REPLACE FUNCTION agora_work._anchor_hash(p_anchor agora_work.witness_anchor)
RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256('\x12'::bytea || int2send((p_anchor).version) || int8send((p_anchor).anchor_id) || int8send(coalesce((p_anchor).seal_id, 0))
              || coalesce((p_anchor).seal_hash, decode(repeat('00', 32), 'hex')) || int8send((p_anchor).streams)
              || timestamptz_send((p_anchor).anchored_at) || (p_anchor).root || (p_anchor).previous_hash);

COMMENT ON FUNCTION agora_work._anchor_hash(agora_work.witness_anchor)
    IS 'Hash that an anchor has to have.';
REVOKE ALL ON FUNCTION agora_work._anchor_hash(agora_work.witness_anchor) FROM PUBLIC;
