-- SHA-256 over the heads that an anchor holds, by stream; of none, NULL.
CREATE OR REPLACE FUNCTION agora_work._anchor_root(p_heads agora_work.witness_anchor_head[])
RETURNS bytea
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT sha256('\x13'::bytea || string_agg(int8send(h.stream_id) || int8send(h.seq) || h.hash, ''::bytea ORDER BY h.stream_id)) AS root
      FROM unnest(p_heads) AS h;
END;

COMMENT ON FUNCTION agora_work._anchor_root(agora_work.witness_anchor_head[])
    IS 'Root of the heads that an anchor holds.';
REVOKE ALL ON FUNCTION agora_work._anchor_root(agora_work.witness_anchor_head[]) FROM PUBLIC;
