-- Anchors the heads of at most p_limit streams that moved since they were anchored last. One at a time: the lock keeps anchors
-- in a chain, and writers of the witness do not wait for it.
-- Locks: the anchors, against each other.   Emits: work.witness.anchored.v1.   Reads: seal.
CREATE OR REPLACE FUNCTION agora_work._make_anchor(
    p_limit  integer,
    p_actor  bigint
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_make_anchor$
DECLARE
    v_anchor  agora_work.witness_anchor;
    v_heads   agora_work.witness_anchor_head[];
BEGIN
    LOCK TABLE agora_work.witness_anchor IN SHARE ROW EXCLUSIVE MODE;
    SELECT a.anchor_id + 1, a.hash INTO v_anchor.anchor_id, v_anchor.previous_hash
      FROM agora_work.witness_anchor AS a
     ORDER BY a.anchor_id DESC
     LIMIT 1;
    IF NOT FOUND THEN
        v_anchor.anchor_id := 1;
        v_anchor.previous_hash := decode(repeat('00', 32), 'hex');
    END IF;
    SELECT s.seal_id, s.hash INTO v_anchor.seal_id, v_anchor.seal_hash FROM agora_ledger.seal AS s ORDER BY s.seal_id DESC LIMIT 1;
    v_anchor.version     := 1;
    v_anchor.anchored_at := agora.now();
    v_heads := ARRAY(
        SELECT ROW(s.stream_id, v_anchor.anchor_id, s.last_seq, s.last_hash)::agora_work.witness_anchor_head
          FROM agora_work.witness_stream AS s
         WHERE s.last_seq > coalesce((SELECT max(h.seq) FROM agora_work.witness_anchor_head AS h WHERE h.stream_id = s.stream_id), 0)
         ORDER BY s.stream_id
         LIMIT p_limit);
    v_anchor.streams := cardinality(v_heads);
    IF v_anchor.streams > 0 THEN
        v_anchor.root := agora_work._anchor_root(v_heads);
        v_anchor.hash := agora_work._anchor_hash(v_anchor);
        INSERT INTO agora_work.witness_anchor SELECT v_anchor.*;
        INSERT INTO agora_work.witness_anchor_head SELECT h.* FROM unnest(v_heads) AS h;
        PERFORM agora_event._emit('work.witness.anchored.v1', v_anchor.anchor_id::text, to_jsonb(p), NULL, p_actor)
           FROM agora_work.published_anchor AS p
          WHERE p.anchor_id = v_anchor.anchor_id;
    END IF;
    RETURN v_anchor.streams;
END;
$_make_anchor$;

COMMENT ON FUNCTION agora_work._make_anchor(integer, bigint)
    IS 'Anchor the heads of at most p_limit (1 to 1000000) streams that moved; returns how many.';
REVOKE ALL ON FUNCTION agora_work._make_anchor(integer, bigint) FROM PUBLIC;
