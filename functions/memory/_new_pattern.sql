-- A pattern of its own. It joins the cluster of the pattern of its type that it resembles, else of an active one of its name and
-- type, and is related to what it resembles at all. Called under the lock on the counter.
CREATE OR REPLACE FUNCTION agora_memory._new_pattern(
    p_version   agora_memory.pattern_version,
    p_type      text,
    p_role      text,
    p_category  text,
    p_place     agora_memory.pattern_novelty
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_new_pattern$
DECLARE
    v_pattern  bigint := nextval(pg_get_serial_sequence('agora_memory.pattern', 'pattern_id'));
    v_cluster  bigint;
BEGIN
    SELECT p.cluster_id INTO v_cluster
      FROM agora_memory.pattern AS p
     WHERE p.pattern_id = p_place.nearest_pattern_id AND p.pattern_type = p_type
       AND p_place.max_similarity >= agora.setting_numeric('memory.pattern_minor_similarity');
    IF NOT FOUND THEN
        SELECT p.cluster_id INTO v_cluster
          FROM agora_memory.pattern AS p
         WHERE lower(p.name) = lower(p_version.name) AND p.pattern_type = p_type AND p.status = 'active'
         ORDER BY p.pattern_id
         LIMIT 1;
    END IF;
    INSERT INTO agora_memory.pattern
           (pattern_id, cluster_id, name, pattern_type, role, category, author_id, quality, novelty, diversity, recorded_at)
    OVERRIDING SYSTEM VALUE
    VALUES (v_pattern, coalesce(v_cluster, v_pattern), p_version.name, p_type, p_role, p_category, p_version.author_id, p_version.quality,
            p_place.novelty, p_place.diversity, p_version.recorded_at);
    IF p_place.max_similarity >= agora.setting_numeric('memory.pattern_major_similarity') THEN
        INSERT INTO agora_memory.pattern_relation (source_id, target_id, relation, confidence, principal_id, recorded_at)
        VALUES (v_pattern, p_place.nearest_pattern_id, 'similar_to', p_place.max_similarity, p_version.author_id, p_version.recorded_at);
    END IF;
    RETURN v_pattern;
END;
$_new_pattern$;

COMMENT ON FUNCTION agora_memory._new_pattern(agora_memory.pattern_version, text, text, text, agora_memory.pattern_novelty)
    IS 'Insert a pattern without its first version; returns its id.';
REVOKE ALL ON FUNCTION agora_memory._new_pattern(agora_memory.pattern_version, text, text, text, agora_memory.pattern_novelty) FROM PUBLIC;
