-- Longest paths through a graph of tasks; the body is python_udfs/work/longest_paths.py.
CREATE OR REPLACE FUNCTION agora_work._longest_paths(
    p_weights   double precision[],
    p_waits     integer[],
    p_needs     integer[],
    OUT before  double precision[],
    OUT after   double precision[]
)
RETURNS record
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_longest_paths$
if 'longest_paths' not in SD:
    #@include longest_paths.py
    SD['longest_paths'] = longest_paths
return SD['longest_paths'](p_weights, p_waits, p_needs)
$_longest_paths$;
ALTER FUNCTION agora_work._longest_paths(double precision[], integer[], integer[]) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_work._longest_paths(double precision[], integer[], integer[])
    IS 'For each node of a graph without circles the weight of the longest chain before it and of the longest that begins with it.';
REVOKE ALL ON FUNCTION agora_work._longest_paths(double precision[], integer[], integer[]) FROM PUBLIC;
