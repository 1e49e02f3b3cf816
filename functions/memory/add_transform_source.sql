-- Tells where the code of a transform comes from and under which licence. What was said about the same place stays; the last
-- licence told counts. The same again is the source that is there.
-- Errors: 22023 unusable place or licence · 42501 · ZA001 · ZA002 · ZM005.   Locks: the transform.
CREATE OR REPLACE FUNCTION agora_memory.add_transform_source(
    p_transform   bigint,
    p_repository  text,
    p_commit      text,
    p_path        text,
    p_symbol      text    DEFAULT NULL,
    p_first_line  integer DEFAULT NULL,
    p_last_line   integer DEFAULT NULL,
    p_licence     text    DEFAULT NULL,
    p_actor       bigint  DEFAULT agora.current_principal()
)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $add_transform_source$
DECLARE
    v_licence  text;
    v_lines    int4range;
    v_id       bigint;
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_text('p_repository', p_repository, 500);
    PERFORM agora._check_text('p_path', p_path, 1000);
    PERFORM agora._check_text('p_symbol', p_symbol, 200, p_optional => true);
    v_licence := agora_memory._check_licence(p_licence);
    IF p_commit IS NULL OR p_commit !~* '^([0-9a-f]{40}|[0-9a-f]{64})$' OR p_repository ~ '://[^/@]*:[^/@]*@'
       OR p_path ~ '^/|(^|/)\.\.(/|$)' OR (p_first_line IS NULL) <> (p_last_line IS NULL)
       OR p_first_line < 1 OR p_last_line < p_first_line OR p_last_line > 10000000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'place of the source is not usable',
            DETAIL  = format('p_commit=%s p_path=%s lines=%s..%s', left(p_commit, 100), left(p_path, 200), p_first_line, p_last_line),
            HINT    = 'Pass a repository without credentials, a full commit id, a path within it, and both lines or none, from 1.';
    END IF;
    IF p_first_line IS NOT NULL THEN
        v_lines := int4range(p_first_line, p_last_line, '[]');
    END IF;
    PERFORM agora_memory._lock_transform(p_transform);
    INSERT INTO agora_memory.transform_source AS s
           (transform_id, repository, commit, path, symbol, lines, licence, principal_id, recorded_at)
    VALUES (p_transform, p_repository, lower(p_commit), p_path, p_symbol, v_lines, v_licence, p_actor, agora.now())
    ON CONFLICT ON CONSTRAINT transform_source_place_uq DO NOTHING
    RETURNING s.transform_source_id INTO v_id;
    IF NOT FOUND THEN
        SELECT s.transform_source_id INTO v_id
          FROM agora_memory.transform_source AS s
         WHERE s.transform_id = p_transform AND s.repository = p_repository AND s.commit = lower(p_commit) AND s.path = p_path
           AND s.lines IS NOT DISTINCT FROM v_lines AND s.licence IS NOT DISTINCT FROM v_licence;
    END IF;
    RETURN v_id;
END;
$add_transform_source$;

COMMENT ON FUNCTION agora_memory.add_transform_source(bigint, text, text, text, text, integer, integer, text, bigint)
    IS 'Add the place (repository, full commit id, path, symbol, first and last line) and SPDX licence of a transform''s code; returns the source.';
REVOKE ALL ON FUNCTION agora_memory.add_transform_source(bigint, text, text, text, text, integer, integer, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.add_transform_source(bigint, text, text, text, text, integer, integer, text, bigint) TO agora_service;
