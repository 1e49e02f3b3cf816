-- Transforms an attempt says it used must exist, be usable and be named once.
-- Errors: 22023 · ZM005 unknown · ZM006 rejected or deprecated · ZM031 blocked.
CREATE OR REPLACE FUNCTION agora_memory._check_transforms(p_transforms bigint[])
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_transforms$
DECLARE
    v_transform  bigint;
    v_status     text;
    v_reason     text;
BEGIN
    IF cardinality(p_transforms) > 100 OR array_ndims(p_transforms) > 1 OR array_lower(p_transforms, 1) <> 1
       OR (SELECT count(*) <> count(DISTINCT u.transform_id) FROM unnest(p_transforms) AS u(transform_id)) THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'list of transforms is not usable',
            DETAIL  = format('p_transforms=%s', left(p_transforms::text, 500)),
            HINT    = 'Pass a plain list of at most 100 different ids, none NULL.';
    END IF;
    SELECT u.transform_id, t.status, t.blocked_reason INTO v_transform, v_status, v_reason
      FROM unnest(p_transforms) AS u(transform_id)
      LEFT JOIN agora_memory.transform AS t ON t.transform_id = u.transform_id
     WHERE t.transform_id IS NULL OR NOT agora_memory._is_usable(t)
     LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF v_status IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM005',
            MESSAGE = 'unknown transform',
            DETAIL  = format('transform_id=%s', coalesce(v_transform::text, 'NULL')),
            HINT    = 'Find transforms with agora_memory.match_transforms().';
    END IF;
    IF v_reason IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM031',
            MESSAGE = 'transform is blocked',
            DETAIL  = format('transform_id=%s reason=%s', v_transform, v_reason),
            HINT    = 'Choose another with agora_memory.match_transforms(); a reviewer may unblock it.';
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'ZM006',
        MESSAGE = 'transform is not to be used',
        DETAIL  = format('transform_id=%s status=%s', v_transform, v_status),
        HINT    = 'Choose another with agora_memory.match_transforms().';
END;
$_check_transforms$;

COMMENT ON FUNCTION agora_memory._check_transforms(bigint[])
    IS 'Refuse unknown, repeated or unusable transforms.';
REVOKE ALL ON FUNCTION agora_memory._check_transforms(bigint[]) FROM PUBLIC;
