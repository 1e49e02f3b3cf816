-- Whether shares are a whole: none below 0, and the sum is 1, exactly.
CREATE OR REPLACE FUNCTION agora_model._is_whole(p_shares numeric[])
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(bool_and(s.share IS NOT NULL AND s.share >= 0) AND sum(s.share) = 1, false) FROM unnest(p_shares) AS s(share));

COMMENT ON FUNCTION agora_model._is_whole(numeric[])
    IS 'Whether shares are at least 0 and sum to 1.';
REVOKE ALL ON FUNCTION agora_model._is_whole(numeric[]) FROM PUBLIC;
