-- Words to term dimensions; the body is python_udfs/memory/tokenize.py. The terms of words once seen are kept per session.
CREATE OR REPLACE FUNCTION agora_memory.tokenize(
    p_kind         text,
    p_texts        text[],
    p_weights      real[],
    p_facets       text[],
    OUT dimensions   integer[],
    OUT frequencies  real[],
    OUT facets       integer[]
)
LANGUAGE plpython3u IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $tokenize$
if "tokenize" not in SD:
    #@include tokenize.py
    SD["tokenize"] = make_analyzer()
return SD["tokenize"](p_kind, p_texts, p_weights, p_facets)
$tokenize$;
ALTER FUNCTION agora_memory.tokenize(text, text[], real[], text[]) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_memory.tokenize(text, text[], real[], text[])
    IS 'Term dimensions of texts, ascending, with weighted frequencies, and the dimensions of facets, for one kind of document.';
REVOKE ALL ON FUNCTION agora_memory.tokenize(text, text[], real[], text[]) FROM PUBLIC;
