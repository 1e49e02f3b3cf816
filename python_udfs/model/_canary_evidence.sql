-- Evidence against a candidate that may be looked at after every run; the body is python_udfs/model/canary_evidence.py.
CREATE OR REPLACE FUNCTION agora_model._canary_evidence(
    p_is_candidate  boolean[],
    p_outcomes      double precision[],
    p_ratio         integer,
    p_threshold         double precision,
    p_margin        double precision
)
RETURNS jsonb
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_canary_evidence$
if 'canary_evidence' not in SD:
    import json
    #@include canary_evidence.py
    SD['canary_evidence'] = lambda *arguments: json.dumps(canary_evidence(*arguments))
return SD['canary_evidence'](p_is_candidate or [], p_outcomes or [], p_ratio, p_threshold, p_margin)
$_canary_evidence$;
ALTER FUNCTION agora_model._canary_evidence(boolean[], double precision[], integer, double precision, double precision) OWNER TO agora_owner;

COMMENT ON FUNCTION agora_model._canary_evidence(boolean[], double precision[], integer, double precision, double precision)
    IS 'Capital of a fair bet that the candidate does worse, run by run: blocks, capital, highest, since, drop, and the block in which it was at p_threshold while the mean had dropped by more than p_margin.';
REVOKE ALL ON FUNCTION agora_model._canary_evidence(boolean[], double precision[], integer, double precision, double precision) FROM PUBLIC;
