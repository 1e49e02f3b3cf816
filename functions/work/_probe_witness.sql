-- Invariant: every stream that was anchored is there and ends at its head, and the anchors follow each other. The entries between are for verify_witness(), which
-- reads all of them.
CREATE OR REPLACE FUNCTION agora_work._probe_witness()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('stream=%s: the last entry is not that of the head', s.stream) AS violation
      FROM agora_work.witness_stream AS s
      LEFT JOIN LATERAL (SELECT w.seq, w.hash FROM agora_work.witness AS w WHERE w.stream_id = s.stream_id ORDER BY w.seq DESC LIMIT 1) AS l ON true
     WHERE (s.last_seq, s.last_hash) IS DISTINCT FROM (coalesce(l.seq, s.cut_seq), coalesce(l.hash, s.cut_hash))
    UNION ALL
    SELECT format('stream_id=%s is gone', h.stream_id) AS violation
      FROM (SELECT DISTINCT a.stream_id FROM agora_work.witness_anchor_head AS a) AS h
     WHERE NOT EXISTS (SELECT FROM agora_work.witness_stream AS s WHERE s.stream_id = h.stream_id)
    UNION ALL
    SELECT format('anchor_id=%s: %s', a.anchor_id, x.violation) AS violation
      FROM agora_work.witness_anchor AS a
     CROSS JOIN LATERAL agora_work._anchor_violation(a) AS x(violation)
     WHERE x.violation IS NOT NULL;
END;

COMMENT ON FUNCTION agora_work._probe_witness()
    IS 'Invariant: streams of the witness end at their heads, and anchors follow each other.';
REVOKE ALL ON FUNCTION agora_work._probe_witness() FROM PUBLIC;
