-- Job: moves patterns that nobody uses, or that are dominated, to the archive.   Emits: memory.pattern.archived.v1
CREATE OR REPLACE FUNCTION agora_memory._prune_patterns(p_limit integer)
RETURNS bigint
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    SELECT count(*) FROM agora_memory._archive_patterns(p_limit, false, 1) AS a; -- 1: the system
END;

COMMENT ON FUNCTION agora_memory._prune_patterns(integer)
    IS 'Job: archive at most p_limit (1 to 1000000) patterns; returns how many.';
REVOKE ALL ON FUNCTION agora_memory._prune_patterns(integer) FROM PUBLIC;
