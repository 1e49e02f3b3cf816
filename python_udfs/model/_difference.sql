-- Differences of means and shares; the body is python_udfs/model/difference.py.
CREATE OR REPLACE FUNCTION agora_model._difference(
    p_n               bigint,
    p_mean            numeric,
    p_variance        numeric,
    p_other_n         bigint,
    p_other_mean      numeric,
    p_other_variance  numeric,
    p_alpha           numeric,
    OUT difference    numeric,
    OUT low           numeric,
    OUT high          numeric,
    OUT p_value       numeric
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_difference$
if 'difference' not in SD:
    #@include student_quantile.py
    #@include difference.py
    SD['difference'] = lambda *facts: difference(*facts, student_tail, student_quantile)
    SD['float'] = lambda value: None if value is None else float(value)
real = SD['float']
return SD['difference'](p_n, real(p_mean), real(p_variance), p_other_n, real(p_other_mean), real(p_other_variance), real(p_alpha))
$_difference$;
ALTER FUNCTION agora_model._difference(bigint, numeric, numeric, bigint, numeric, numeric, numeric) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_model._difference(bigint, numeric, numeric, bigint, numeric, numeric, numeric)
    IS 'Difference of two means of at least two values each, or without variances of two shares; its interval and the two-sided p.';
REVOKE ALL ON FUNCTION agora_model._difference(bigint, numeric, numeric, bigint, numeric, numeric, numeric) FROM PUBLIC;
