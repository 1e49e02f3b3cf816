-- One section of a manifest.
CREATE OR REPLACE FUNCTION agora_memory._manifest_section(
    p_items   jsonb,
    p_reason  text
)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_items IS NULL THEN jsonb_build_object('available', false, 'reason', p_reason)
            ELSE jsonb_build_object('available', true, 'items', p_items) END;

COMMENT ON FUNCTION agora_memory._manifest_section(jsonb, text)
    IS 'A manifest section: its items, or available: false and why.';
REVOKE ALL ON FUNCTION agora_memory._manifest_section(jsonb, text) FROM PUBLIC;
