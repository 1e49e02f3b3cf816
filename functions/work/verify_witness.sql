-- Hashes the entries of one stream, or of all, anew and compares them with each other, with the heads and with the anchors. Whoever
-- can change rows can also make all of that anew: what an anchor that was kept elsewhere adds to this, see docs/agents.md.
CREATE OR REPLACE FUNCTION agora_work.verify_witness(p_stream text DEFAULT NULL)
RETURNS TABLE (stream text, seq bigint, violation text)
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    WITH entry AS (
        SELECT s.stream, w.seq,
               w.hash <> agora_work._witness_hash(w) AS is_changed,
               w.seq <> coalesce(lag(w.seq) OVER chain, s.cut_seq) + 1 AS is_behind_gap,
               w.previous_hash <> coalesce(lag(w.hash) OVER chain, s.cut_hash) AS is_torn
          FROM agora_work.witness_stream AS s
          JOIN agora_work.witness AS w ON w.stream_id = s.stream_id
         WHERE p_stream IS NULL OR s.stream = p_stream
        WINDOW chain AS (PARTITION BY w.stream_id ORDER BY w.seq)
    )
    SELECT e.stream AS stream, e.seq AS seq,
           CASE WHEN e.is_changed THEN 'entry was changed'
                WHEN e.is_behind_gap THEN 'an entry before this one is missing'
                ELSE 'entry does not continue the one before' END AS violation
      FROM entry AS e
     WHERE e.is_changed OR e.is_behind_gap OR e.is_torn
    UNION ALL
    SELECT s.stream AS stream, s.last_seq AS seq, 'the last entry is not that of the head'::text AS violation
      FROM agora_work.witness_stream AS s
      LEFT JOIN LATERAL (SELECT w.seq, w.hash FROM agora_work.witness AS w WHERE w.stream_id = s.stream_id ORDER BY w.seq DESC LIMIT 1) AS l ON true
     WHERE (p_stream IS NULL OR s.stream = p_stream)
       AND (s.last_seq, s.last_hash) IS DISTINCT FROM (coalesce(l.seq, s.cut_seq), coalesce(l.hash, s.cut_hash))
    UNION ALL
    SELECT s.stream AS stream, NULL::bigint AS seq, 'the stream does not begin with its name and class'::text AS violation
      FROM agora_work.witness_stream AS s
     WHERE (p_stream IS NULL OR s.stream = p_stream)
       AND s.cut_seq = 0 AND s.cut_hash <> agora_work._witness_start(s.stream, s.retention)
    UNION ALL
    SELECT s.stream AS stream, h.seq AS seq, format('entry is not the one of anchor %s', h.anchor_id) AS violation
      FROM agora_work.witness_stream AS s
      JOIN agora_work.witness_anchor_head AS h ON h.stream_id = s.stream_id
      LEFT JOIN agora_work.witness AS w ON w.stream_id = h.stream_id AND w.seq = h.seq
     WHERE (p_stream IS NULL OR s.stream = p_stream)
       AND h.seq > s.cut_seq AND w.hash IS DISTINCT FROM h.hash
    UNION ALL
    -- What follows a head was written after its anchor, give or take the length of a transaction: while that is young, it is kept.
    SELECT s.stream AS stream, s.cut_seq AS seq, 'entries were forgotten before their time'::text AS violation
      FROM agora_work.witness_stream AS s
     WHERE (p_stream IS NULL OR s.stream = p_stream) AND s.cut_seq > 0
       AND EXISTS (SELECT FROM agora_work.witness_anchor_head AS h
                     JOIN agora_work.witness_anchor AS a ON a.anchor_id = h.anchor_id
                    WHERE h.stream_id = s.stream_id AND h.seq < s.cut_seq
                      AND a.anchored_at > agora.now() - agora_work._witness_kept(s.retention) + interval '24 hours')
    UNION ALL
    SELECT NULL::text AS stream, NULL::bigint AS seq, format('stream_id=%s is gone', g.stream_id) AS violation
      FROM (SELECT h.stream_id FROM agora_work.witness_anchor_head AS h UNION SELECT w.stream_id FROM agora_work.witness AS w) AS g
     WHERE p_stream IS NULL AND NOT EXISTS (SELECT FROM agora_work.witness_stream AS s WHERE s.stream_id = g.stream_id)
    UNION ALL
    SELECT NULL::text AS stream, NULL::bigint AS seq, format('anchor_id=%s: %s', a.anchor_id, x.violation) AS violation
      FROM agora_work.witness_anchor AS a
     CROSS JOIN LATERAL agora_work._anchor_violation(a) AS x(violation)
     WHERE x.violation IS NOT NULL
     ORDER BY 1 NULLS LAST, 2 NULLS FIRST, 3;
END;

COMMENT ON FUNCTION agora_work.verify_witness(text)
    IS 'What of a stream of the witness, or of all, does not agree with its hashes, heads and anchors; empty when all is right.';
REVOKE ALL ON FUNCTION agora_work.verify_witness(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_work.verify_witness(text) TO agora_operator;
