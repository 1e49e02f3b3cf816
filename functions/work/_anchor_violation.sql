-- Whether an anchor has its hash and its root, and continues the one before. What it anchors is another question: verify_witness().
CREATE OR REPLACE FUNCTION agora_work._anchor_violation(p_anchor agora_work.witness_anchor)
RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE WHEN (p_anchor).hash <> agora_work._anchor_hash(p_anchor) THEN 'anchor does not have its hash'
                WHEN (p_anchor).root IS DISTINCT FROM agora_work._anchor_root(ARRAY(SELECT h FROM agora_work.witness_anchor_head AS h WHERE h.anchor_id = (p_anchor).anchor_id)) THEN 'anchor does not have its root'
                WHEN (p_anchor).anchor_id <> coalesce(b.anchor_id, 0) + 1
                  OR (p_anchor).previous_hash <> coalesce(b.hash, decode(repeat('00', 32), 'hex')) THEN 'anchor does not continue the one before'
                WHEN (p_anchor).seal_hash IS DISTINCT FROM (SELECT s.hash FROM agora_ledger.seal AS s WHERE s.seal_id = (p_anchor).seal_id)
                THEN 'seal is not the one that was anchored'
           END AS violation
      FROM (SELECT 1) AS one
      LEFT JOIN LATERAL (SELECT a.anchor_id, a.hash
                           FROM agora_work.witness_anchor AS a
                          WHERE a.anchor_id < (p_anchor).anchor_id
                          ORDER BY a.anchor_id DESC
                          LIMIT 1) AS b ON true;
END;

COMMENT ON FUNCTION agora_work._anchor_violation(agora_work.witness_anchor)
    IS 'What is wrong with an anchor itself; NULL where nothing is.';
REVOKE ALL ON FUNCTION agora_work._anchor_violation(agora_work.witness_anchor) FROM PUBLIC;
