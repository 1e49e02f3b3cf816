-- Size of a comparison; the body is python_udfs/model/required_runs.py.
CREATE OR REPLACE FUNCTION agora_model._required_runs(
    p_variance_a  double precision,
    p_variance_b  double precision,
    p_effect      double precision,
    p_tail        double precision,
    p_power       double precision,
    p_ratio       double precision DEFAULT 1
)
RETURNS bigint
LANGUAGE plpython3u IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_required_runs$
if 'required_runs' not in SD:
    #@include required_runs.py
    SD['required_runs'] = required_runs
return SD['required_runs'](p_variance_a, p_variance_b, p_effect, p_tail, p_power, p_ratio)
$_required_runs$;
ALTER FUNCTION agora_model._required_runs(double precision, double precision, double precision, double precision, double precision, double precision) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_model._required_runs(double precision, double precision, double precision, double precision, double precision, double precision)
    IS 'Runs of group a that find an effect with chance p_power, where a limit may be passed with chance p_tail and group b has p_ratio times as many.';
REVOKE ALL ON FUNCTION agora_model._required_runs(double precision, double precision, double precision, double precision, double precision, double precision) FROM PUBLIC;
