-- One rule for every text argument: present, not blank (unless blank is as good as missing), no longer than it may be; up to 1000
-- characters without control characters but tab and line ends; up to 200, a name or key, without anything invisible.
-- Errors: 22023.
CREATE OR REPLACE FUNCTION agora._check_text(
    p_argument     text,
    p_value        text,
    p_max          integer,
    p_optional     boolean DEFAULT false,
    p_allow_blank  boolean DEFAULT false
)
RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $_check_text$
BEGIN
    IF p_value IS NULL THEN
        IF p_optional THEN
            RETURN;
        END IF;
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'text argument is missing',
            DETAIL  = format('argument=%s', p_argument),
            HINT    = 'Pass a text that is not NULL.';
    END IF;
    IF length(p_value) > p_max THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'text argument is too long',
            DETAIL  = format('argument=%s length=%s limit=%s', p_argument, length(p_value), p_max),
            HINT    = 'Shorten it, or store the whole elsewhere and pass a reference.';
    END IF;
    IF p_max <= 200 AND agora._is_name(p_value) THEN
        RETURN;
    END IF;
    IF p_value !~ '\S' THEN
        IF p_allow_blank THEN
            RETURN;
        END IF;
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'text argument is blank',
            DETAIL  = format('argument=%s', p_argument),
            HINT    = 'Pass at least one character that is not white space.';
    END IF;
    IF p_value ~ '[\x01-\x08\x0B\x0C\x0E-\x1F]' AND p_max <= 1000 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'text argument has control characters',
            DETAIL  = format('argument=%s', p_argument),
            HINT    = 'Names and keys are printable text.';
    END IF;
    IF p_max <= 200 THEN
        RAISE EXCEPTION USING
            ERRCODE = '22023',
            MESSAGE = 'name has characters that do not show',
            DETAIL  = format('argument=%s value=%s', p_argument, left(to_json(p_value)::text, 300)),
            HINT    = 'Names and keys are printable text: no control or format characters, spaces only inside, composed as in Unicode NFC.';
    END IF;
END;
$_check_text$;

COMMENT ON FUNCTION agora._check_text(text, text, integer, boolean, boolean)
    IS 'Refuse a text argument that is missing, blank, too long or, in a name, unprintable.';
REVOKE ALL ON FUNCTION agora._check_text(text, text, integer, boolean, boolean) FROM PUBLIC;
