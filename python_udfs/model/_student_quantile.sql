-- Student's distribution; the body is python_udfs/model/student_quantile.py.
CREATE OR REPLACE FUNCTION agora_model._student_quantile(
    p_confidence  numeric,
    p_freedom     integer
)
RETURNS numeric
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_student_quantile$
if 'student_quantile' not in SD:
    #@include student_quantile.py
    SD['student_quantile'] = student_quantile
return round(SD['student_quantile'](float(p_confidence), p_freedom), 10)
$_student_quantile$;
ALTER FUNCTION agora_model._student_quantile(numeric, integer) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_model._student_quantile(numeric, integer)
    IS 'The t from whose negative to which Student''s distribution has that share.';
REVOKE ALL ON FUNCTION agora_model._student_quantile(numeric, integer) FROM PUBLIC;
