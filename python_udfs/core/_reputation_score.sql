-- The formula of reputations; the body is python_udfs/core/reputation_score.py.
CREATE OR REPLACE FUNCTION agora._reputation_score(
    p_deltas   numeric[],
    p_gaps     integer[],
    p_start    numeric,
    p_lowest   numeric,
    p_highest  numeric,
    p_grace    integer,
    p_per_day  numeric,
    p_floor    numeric
)
RETURNS numeric
LANGUAGE plpython3u IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_reputation_score$
if 'reputation_score' not in SD:
    #@include reputation_score.py
    SD['reputation_score'] = reputation_score
return SD['reputation_score'](p_deltas, p_gaps, p_start, p_lowest, p_highest, p_grace, p_per_day, p_floor)
$_reputation_score$;
ALTER FUNCTION agora._reputation_score(numeric[], integer[], numeric, numeric, numeric, integer, numeric, numeric) OWNER TO agora_owner;

COMMENT ON FUNCTION agora._reputation_score(numeric[], integer[], numeric, numeric, numeric, integer, numeric, numeric)
    IS 'Reputation after deltas, with the whole days before each and after the last.';
REVOKE ALL ON FUNCTION agora._reputation_score(numeric[], integer[], numeric, numeric, numeric, integer, numeric, numeric) FROM PUBLIC;
