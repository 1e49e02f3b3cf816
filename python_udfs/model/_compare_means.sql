-- Welch's limits of the difference of two means; the body is python_udfs/model/compare_means.py.
CREATE OR REPLACE FUNCTION agora_model._compare_means(
    p_runs_a        bigint,
    p_mean_a        double precision,
    p_variance_a    double precision,
    p_runs_b        bigint,
    p_mean_b        double precision,
    p_variance_b    double precision,
    p_tail          double precision,
    OUT difference  double precision,
    OUT lower       double precision,
    OUT upper       double precision
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_compare_means$
if 'compare_means' not in SD:
    #@include compare_means.py
    SD['compare_means'] = compare_means
return SD['compare_means'](p_runs_a, p_mean_a, p_variance_a, p_runs_b, p_mean_b, p_variance_b, p_tail)
$_compare_means$;
ALTER FUNCTION agora_model._compare_means(bigint, double precision, double precision, bigint, double precision, double precision, double precision) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_model._compare_means(bigint, double precision, double precision, bigint, double precision, double precision, double precision)
    IS 'Mean a less mean b, with limits that are each passed with chance p_tail (Welch); both have at least two runs.';
REVOKE ALL ON FUNCTION agora_model._compare_means(bigint, double precision, double precision, bigint, double precision, double precision, double precision) FROM PUBLIC;
