-- Invariant: the quality of every transform is its latest measurement by scorer syntax, every composite the weighted sum of its
-- dimensions, and every scorer has weights.
CREATE OR REPLACE FUNCTION agora_memory._check_quality()
RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('transform %s says quality %s, measured %s', t.transform_id, t.quality, m.composite) AS finding
      FROM agora_memory.transform AS t
      LEFT JOIN LATERAL (SELECT q.composite FROM agora_memory.quality_measurement AS q
                          WHERE q.kind = 'transform' AND q.object_id = t.transform_id AND q.scorer = 'syntax'
                          ORDER BY q.quality_measurement_id DESC
                          LIMIT 1) AS m ON true
     WHERE t.quality IS DISTINCT FROM m.composite
     UNION ALL
    SELECT format('measurement %s says %s, its dimensions %s', q.quality_measurement_id, q.composite, d.composite) AS finding
      FROM agora_memory.quality_measurement AS q
     CROSS JOIN LATERAL (SELECT round(sum(w.weight * (q.dimensions ->> w.dimension)::numeric), 6) AS composite
                           FROM agora_memory.quality_dimension AS w
                          WHERE w.scorer = q.scorer AND w.version = q.scorer_version) AS d
     WHERE q.composite IS DISTINCT FROM d.composite
     UNION ALL
    SELECT format('scorer %s %s has weights that sum to %s', s.scorer, s.version, d.total) AS finding
      FROM agora_memory.quality_scorer AS s
     CROSS JOIN LATERAL (SELECT sum(w.weight) AS total FROM agora_memory.quality_dimension AS w
                          WHERE w.scorer = s.scorer AND w.version = s.version) AS d
     WHERE d.total IS DISTINCT FROM 1;
END;

COMMENT ON FUNCTION agora_memory._check_quality()
    IS 'Invariant: quality agrees with its measurements and their weights.';
REVOKE ALL ON FUNCTION agora_memory._check_quality() FROM PUBLIC;
