-- The share of a consumer that a key belongs to: the first byte of the key's SHA-256, so that it is the same on every server
-- and release. An event without a key is on its own. STABLE as convert_to() is, so that it is inlined.
CREATE OR REPLACE FUNCTION agora_event._share_of(
    p_event_key  text,
    p_event_id   bigint,
    p_shares     integer
)
RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN p_shares = 1 THEN 0
            ELSE get_byte(sha256(convert_to(coalesce(p_event_key, p_event_id::text), 'UTF8')), 0) % p_shares END;

COMMENT ON FUNCTION agora_event._share_of(text, bigint, integer)
    IS 'Share, from 0, of p_shares (1 to 256) that an event''s key belongs to.';
REVOKE ALL ON FUNCTION agora_event._share_of(text, bigint, integer) FROM PUBLIC;
