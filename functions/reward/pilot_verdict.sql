-- The verdict on a pilot: by the share of the criteria that are met and by the red flags, the worse of the two.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_reward.pilot_verdict(
    p_share      numeric,
    p_red_flags  integer
)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pilot_verdict$
BEGIN
    PERFORM agora._check_number('p_share', p_share, 0, 1), agora._check_number('p_red_flags', p_red_flags, 0, 1000);
    RETURN (ARRAY['proceed', 'extend', 'pivot', 'postpone'])[greatest(
        CASE WHEN p_share >= 0.8 THEN 1 WHEN p_share >= 0.6 THEN 2 WHEN p_share >= 0.4 THEN 3 ELSE 4 END,
        CASE WHEN p_red_flags <= 1 THEN 1 WHEN p_red_flags <= 3 THEN 2 WHEN p_red_flags = 4 THEN 3 ELSE 4 END)];
END;
$pilot_verdict$;

COMMENT ON FUNCTION agora_reward.pilot_verdict(numeric, integer)
    IS 'Verdict on a pilot (proceed, extend, pivot, postpone) from the share of criteria met, 0..1, and the number of red flags.';
REVOKE ALL ON FUNCTION agora_reward.pilot_verdict(numeric, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agora_reward.pilot_verdict(numeric, integer) TO agora_reader;
