-- What to try next after an attempt: the approaches that worked best against its error, then transforms that matched its request.
CREATE OR REPLACE FUNCTION agora_memory._recommendations(
    p_signature   bigint,
    p_transforms  jsonb
)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_recommendations$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(f.item ORDER BY f.place, f.ordinal), '[]')
          FROM ((SELECT 1 AS place,
                        row_number() OVER (ORDER BY r.confidence DESC, r.resolution_id) AS ordinal,
                        jsonb_build_object('kind', 'fix', 'resolution_id', r.resolution_id, 'approach', r.approach, 'transform_id', r.transform_id,
                                           'confidence', r.confidence) AS item
                   FROM agora_memory.resolution AS r
                  WHERE r.error_signature_id = p_signature AND r.successes > 0
                  ORDER BY r.confidence DESC, r.resolution_id
                  LIMIT 3)
                 UNION ALL
                SELECT 2 AS place,
                       u.ordinality AS ordinal,
                       jsonb_build_object('kind', 'transform', 'transform_id', t.transform_id, 'name', t.name, 'quality', t.quality) AS item
                  FROM jsonb_array_elements(p_transforms) WITH ORDINALITY AS u
                  JOIN agora_memory.transform AS t ON t.transform_id = (u.value)::bigint
                 WHERE t.status = ANY ('{pending,approved}')) AS f);
END;
$_recommendations$;

COMMENT ON FUNCTION agora_memory._recommendations(bigint, jsonb)
    IS 'Fixes of an error, best first, and transforms, as a JSON list.';
REVOKE ALL ON FUNCTION agora_memory._recommendations(bigint, jsonb) FROM PUBLIC;
