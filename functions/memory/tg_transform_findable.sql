-- Searches find a transform while it is usable: pending or approved, and not blocked.   Locks: its document.
CREATE OR REPLACE FUNCTION agora_memory.tg_transform_findable()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $tg_transform_findable$
BEGIN
    UPDATE agora_memory.document AS d
       SET is_active = agora_memory._is_usable(new)
     WHERE d.kind = 'transform' AND d.object_id = new.transform_id;
    RETURN NULL;
END;
$tg_transform_findable$;

CREATE OR REPLACE TRIGGER transform_findable
    AFTER UPDATE OF status, blocked_at ON agora_memory.transform
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status OR old.blocked_at IS DISTINCT FROM new.blocked_at)
    EXECUTE FUNCTION agora_memory.tg_transform_findable();

COMMENT ON FUNCTION agora_memory.tg_transform_findable()
    IS 'Trigger: keeps the search index in step with what may be used.';
REVOKE ALL ON FUNCTION agora_memory.tg_transform_findable() FROM PUBLIC;
