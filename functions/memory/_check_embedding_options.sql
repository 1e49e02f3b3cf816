-- Options are shown to every reader, so nothing that could be a key gets in: only known names, the name of an environment
-- variable where a key is needed, no password in a URL.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_memory._check_embedding_options(p_options jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_embedding_options$
DECLARE
    v_wrong text;
BEGIN
    PERFORM agora._check_object('p_options', p_options, 10000);
    SELECT string_agg(o.key, ', ' ORDER BY o.key) INTO v_wrong
      FROM jsonb_each(p_options) AS o (key, value)
     WHERE NOT CASE o.key
                   WHEN 'model' THEN jsonb_typeof(o.value) = 'string'
                   WHEN 'url' THEN jsonb_typeof(o.value) = 'string' AND (o.value #>> '{}') ~ '^https?://[^/?#@\s]+[^?#@\s]*$'
                   WHEN 'key_variable' THEN jsonb_typeof(o.value) = 'string' AND (o.value #>> '{}') ~ '^[A-Z_][A-Z0-9_]{0,99}$'
                   WHEN 'query_prefix' THEN jsonb_typeof(o.value) = 'string'
                   WHEN 'document_prefix' THEN jsonb_typeof(o.value) = 'string'
                   WHEN 'batch' THEN jsonb_typeof(o.value) = 'number' AND (o.value #>> '{}') ~ '^[1-9][0-9]{0,3}$'
                   WHEN 'timeout' THEN jsonb_typeof(o.value) = 'number' AND (o.value #>> '{}') ~ '^[1-9][0-9]{0,3}$'
                   ELSE false
               END;
    IF v_wrong IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'embedding model option is not usable',
            DETAIL  = format('options=%s', left(v_wrong, 500)),
            HINT    = 'Known: model, url (without user, query and fragment), key_variable (the NAME of an environment variable), query_prefix, document_prefix, batch (texts per call), timeout (seconds).';
    END IF;
END;
$_check_embedding_options$;

COMMENT ON FUNCTION agora_memory._check_embedding_options(jsonb)
    IS 'Refuse options of an embedding model that are unknown, of the wrong type, or could carry a key.';
REVOKE ALL ON FUNCTION agora_memory._check_embedding_options(jsonb) FROM PUBLIC;
