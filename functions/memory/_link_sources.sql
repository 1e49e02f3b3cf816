-- Links attempts with the transforms that were made of their code. Where an attempt used no transform, its own is its approach.
CREATE OR REPLACE FUNCTION agora_memory._link_sources(
    p_attempts    bigint[],
    p_transforms  bigint[]
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $_link_sources$
BEGIN
    INSERT INTO agora_memory.attempt_transform (attempt_id, ordinal, transform_id, is_source)
    SELECT m.attempt_id,
           (SELECT coalesce(max(x.ordinal), 0) + 1 FROM agora_memory.attempt_transform AS x WHERE x.attempt_id = m.attempt_id),
           m.transform_id, true
      FROM unnest(p_attempts, p_transforms) AS m(attempt_id, transform_id)
    ON CONFLICT ON CONSTRAINT attempt_transform_transform_id_uq DO NOTHING;

    UPDATE agora_memory.attempt AS a
       SET approach_key = agora_memory._approach_key(m.transform_id, NULL)
      FROM unnest(p_attempts, p_transforms) AS m(attempt_id, transform_id)
     WHERE a.attempt_id = m.attempt_id
       AND NOT EXISTS (SELECT 1 FROM agora_memory.attempt_transform AS x WHERE x.attempt_id = a.attempt_id AND NOT x.is_source);
END;
$_link_sources$;

COMMENT ON FUNCTION agora_memory._link_sources(bigint[], bigint[])
    IS 'Note of which attempt''s code each transform is.';
REVOKE ALL ON FUNCTION agora_memory._link_sources(bigint[], bigint[]) FROM PUBLIC;
