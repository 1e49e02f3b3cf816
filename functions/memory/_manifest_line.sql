-- How the text of a manifest tells an item, in one line.
CREATE OR REPLACE FUNCTION agora_memory._manifest_line(
    p_section  text,
    p_item     jsonb
)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN format('[%s] ', p_item ->> 'item') || CASE p_section
    WHEN 'known_failures' THEN format('%s: failed %s times, last on %s',
        agora_memory._one_line(coalesce(p_item ->> 'approach', 'transform ' || (p_item ->> 'transform_id')), 200), p_item ->> 'failures',
        left(p_item ->> 'last_failure_at', 10))
    WHEN 'fixes' THEN format('%s: %s',
        agora_memory._one_line(coalesce(p_item ->> 'approach', 'use ' || (p_item ->> 'transform')), 200), p_item ->> 'reason')
    WHEN 'transforms' THEN format('%s (%s, quality %s, confidence %s, used %s times)',
        agora_memory._one_line(concat_ws(': ', p_item ->> 'name', p_item ->> 'description'), 200), p_item ->> 'language',
        round((p_item ->> 'quality')::numeric, 2), round((p_item ->> 'confidence')::numeric, 2), p_item ->> 'uses')
    WHEN 'golden_states' THEN format('%s (quality %s, reused %s times)',
        agora_memory._one_line(p_item ->> 'problem', 200), round((p_item ->> 'quality')::numeric, 2), p_item ->> 'reuses')
    ELSE format('%s (%s, quality %s)',
        agora_memory._one_line(concat_ws(': ', p_item ->> 'name', p_item ->> 'description'), 200), p_item ->> 'pattern_type',
        round((p_item ->> 'quality')::numeric, 2))
    END || E'\n';

COMMENT ON FUNCTION agora_memory._manifest_line(text, jsonb)
    IS 'One line of a manifest''s text.';
REVOKE ALL ON FUNCTION agora_memory._manifest_line(text, jsonb) FROM PUBLIC;
