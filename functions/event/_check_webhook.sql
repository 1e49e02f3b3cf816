-- An address that a request can be made of, and a name of a secret. No name and password in it: everybody who may see the webhook
-- would read them; no fragment, which is never sent; nothing that would end a header.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora_event._check_webhook(
    p_url          text,
    p_secret_name  text
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $_check_webhook$
BEGIN
    IF p_url IS NULL OR length(p_url) > 2000 OR p_url !~ '^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?][!"$-~]*)?$' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'address is not usable',
            DETAIL  = format('p_url=%s', coalesce(regexp_replace(left(p_url, 200), '//[^/]*@', '//…@'), 'NULL')),
            HINT    = 'Pass https://host[:port]/path of up to 2000 ASCII characters, without user, password and fragment.';
    END IF;
    IF p_secret_name IS NULL OR p_secret_name !~ '^[a-z][a-z0-9_]{0,62}$' THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'name of a secret is not usable',
            DETAIL  = format('length=%s', coalesce(length(p_secret_name)::text, 'NULL')),
            HINT    = 'Pass the name under which the workers find the secret, never the secret itself: lower-case letters, digits and _, up to 63 of them.';
    END IF;
END;
$_check_webhook$;

COMMENT ON FUNCTION agora_event._check_webhook(text, text)
    IS 'Refuse an address or a name of a secret that cannot be used.';
REVOKE ALL ON FUNCTION agora_event._check_webhook(text, text) FROM PUBLIC;
