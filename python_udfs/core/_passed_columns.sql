-- Reads a view's stored rule: which of its columns are columns of another relation, unchanged.
CREATE OR REPLACE FUNCTION agora._passed_columns(
    p_rule        text,
    OUT number    integer,
    OUT relation  oid,
    OUT source    integer
)
RETURNS SETOF record
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_passed_columns$
if 'passed_columns' not in SD:
    #@include passed_columns.py
    SD['passed_columns'] = passed_columns
return SD['passed_columns'](p_rule)
$_passed_columns$;
ALTER FUNCTION agora._passed_columns(text) OWNER TO agora_owner;

COMMENT ON FUNCTION agora._passed_columns(text)
    IS 'Columns of a view that are columns of a table or view, from pg_rewrite.ev_action: number here, relation, number there.';
REVOKE ALL ON FUNCTION agora._passed_columns(text) FROM PUBLIC;
