-- Newcombe's limits of the difference of two rates; the body is python_udfs/model/compare_rates.py.
CREATE OR REPLACE FUNCTION agora_model._compare_rates(
    p_hits_a        bigint,
    p_runs_a        bigint,
    p_hits_b        bigint,
    p_runs_b        bigint,
    p_tail          double precision,
    OUT difference  double precision,
    OUT lower       double precision,
    OUT upper       double precision
)
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_compare_rates$
if 'compare_rates' not in SD:
    #@include compare_rates.py
    SD['compare_rates'] = compare_rates
return SD['compare_rates'](p_hits_a, p_runs_a, p_hits_b, p_runs_b, p_tail)
$_compare_rates$;
ALTER FUNCTION agora_model._compare_rates(bigint, bigint, bigint, bigint, double precision) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_model._compare_rates(bigint, bigint, bigint, bigint, double precision)
    IS 'Rate a less rate b, with limits that are each passed with chance p_tail (Newcombe); both have at least one run.';
REVOKE ALL ON FUNCTION agora_model._compare_rates(bigint, bigint, bigint, bigint, double precision) FROM PUBLIC;
