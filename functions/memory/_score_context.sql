-- What the registry knows about a transform that its code does not say.
CREATE OR REPLACE FUNCTION agora_memory._score_context(
    p_name         text,
    p_description  text,
    p_author       text,
    p_version      text
)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN jsonb_build_object('name', p_name, 'description', p_description, 'text', p_description, 'author', p_author, 'version', p_version);

COMMENT ON FUNCTION agora_memory._score_context(text, text, text, text)
    IS 'Context that score_code() reads of a transform.';
REVOKE ALL ON FUNCTION agora_memory._score_context(text, text, text, text) FROM PUBLIC;
