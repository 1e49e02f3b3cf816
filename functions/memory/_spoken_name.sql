-- A name as one would say it: parseHTTPHeader and parse_http_header are "parse http header". Models of language know words, not
-- identifiers.
CREATE OR REPLACE FUNCTION agora_memory._spoken_name(p_name text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(btrim(regexp_replace(regexp_replace(regexp_replace(p_name, '([[:lower:]])([[:upper:]])', '\1 \2', 'g'),
                                                 '([[:upper:]])([[:upper:]][[:lower:]])', '\1 \2', 'g'), '[^[:alnum:]]+', ' ', 'g')));

COMMENT ON FUNCTION agora_memory._spoken_name(text)
    IS 'Words of a name, in lower case, one blank between them.';
REVOKE ALL ON FUNCTION agora_memory._spoken_name(text) FROM PUBLIC;
