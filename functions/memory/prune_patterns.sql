-- Moves patterns that nobody uses, or that are dominated, to the archive, as the job does; nothing is deleted. A dry run only says
-- which. Repeating it finds nothing more to do.
-- Errors: 22023 · 42501 · ZA001 · ZA002.   Locks: the counter of patterns, then the patterns.   Emits: memory.pattern.archived.v1
CREATE OR REPLACE FUNCTION agora_memory.prune_patterns(
    p_limit    integer DEFAULT 1000,
    p_dry_run  boolean DEFAULT false,
    p_actor    bigint  DEFAULT agora.current_principal()
)
RETURNS TABLE (pattern_id bigint, reason text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $prune_patterns$
BEGIN
    PERFORM agora._act_as(p_actor);
    PERFORM agora._check_number('p_limit', p_limit, 1, 1000000);
    PERFORM agora._check_number('p_dry_run', p_dry_run::integer, 0, 1);
    RETURN QUERY SELECT a.pattern_id, a.reason FROM agora_memory._archive_patterns(p_limit, p_dry_run, p_actor) AS a;
END;
$prune_patterns$;

COMMENT ON FUNCTION agora_memory.prune_patterns(integer, boolean, bigint)
    IS 'Archive at most p_limit (1 to 1000000) patterns that are unused or dominated; returns each with its reason. p_dry_run changes nothing.';
REVOKE ALL ON FUNCTION agora_memory.prune_patterns(integer, boolean, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_memory.prune_patterns(integer, boolean, bigint) TO agora_operator;
