-- A manifest that an argument names must be kept, and the item in it exist where one is named.
-- Errors: ZM070 unknown manifest · ZM071 unknown recommendation.
CREATE OR REPLACE FUNCTION agora_memory._check_manifest(
    p_manifest  bigint,
    p_item      integer DEFAULT NULL,
    p_has_item  boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_manifest$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM agora_memory.manifest AS m WHERE m.manifest_id = p_manifest) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM070',
            MESSAGE = 'unknown manifest',
            DETAIL  = format('p_manifest=%s', coalesce(p_manifest::text, 'NULL')),
            HINT    = 'Pass the manifest_id of an answer of agora_memory.manifest(); it is kept for memory.manifest_retention.';
    END IF;
    IF p_has_item AND NOT EXISTS (SELECT 1 FROM agora_memory.manifest_item AS i WHERE i.manifest_id = p_manifest AND i.item = p_item) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZM071',
            MESSAGE = 'unknown recommendation',
            DETAIL  = format('p_manifest=%s p_item=%s', p_manifest, coalesce(p_item::text, 'NULL')),
            HINT    = 'Pass the number that the item has in the manifest.';
    END IF;
END;
$_check_manifest$;

COMMENT ON FUNCTION agora_memory._check_manifest(bigint, integer, boolean)
    IS 'Refuse an unknown manifest and, on demand, an unknown item of it.';
REVOKE ALL ON FUNCTION agora_memory._check_manifest(bigint, integer, boolean) FROM PUBLIC;
