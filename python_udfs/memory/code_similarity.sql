-- How alike two shapes are; the body is python_udfs/memory/code_similarity.py.
CREATE OR REPLACE FUNCTION agora_memory.code_similarity(
    p_left   integer[],
    p_right  integer[]
)
RETURNS numeric
LANGUAGE plpython3u IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $code_similarity$
if 'code_similarity' not in SD:
    #@include code_similarity.py
    SD['code_similarity'] = code_similarity
return SD['code_similarity'](p_left, p_right)
$code_similarity$;
ALTER FUNCTION agora_memory.code_similarity(integer[], integer[]) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory.code_similarity(integer[], integer[])
    IS 'Jaccard coefficient, 0..1, of two shingle sets of code_shape().';
REVOKE ALL ON FUNCTION agora_memory.code_similarity(integer[], integer[]) FROM PUBLIC;
