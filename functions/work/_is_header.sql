-- Whether an agent may ever set a header: in lower case, and none that says who calls whom, or how the message is framed. Many servers take _ for -.
CREATE OR REPLACE FUNCTION agora_work._is_header(p_name text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN p_name ~ '^[a-z0-9][a-z0-9_-]{0,99}$'
       AND translate(p_name, '_', '-') !~ '^(host|authorization|cookie|connection|content-length|expect|forwarded|keep-alive|te|trailer|transfer-encoding|upgrade|via|x-real-ip|proxy-.*|x-forwarded(-.*)?)$';

COMMENT ON FUNCTION agora_work._is_header(text)
    IS 'Whether a header can be left to agents.';
REVOKE ALL ON FUNCTION agora_work._is_header(text) FROM PUBLIC;
