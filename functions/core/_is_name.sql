-- Can a text be told from every other one by looking at it? No control, format or other invisible character, no white space but
-- plain spaces inside, and composed (NFC), so that what looks the same is the same. Letters of any script are fine.
CREATE OR REPLACE FUNCTION agora._is_name(p_value text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN p_value ~ '^[!-~]([ -~]*[!-~])?$' THEN true
    ELSE p_value !~ ('^ | $|[\u0001-\u001F\u007F-\u00A0\u00AD\u034F\u0600-\u0605\u061C\u06DD\u070F\u0890\u0891\u08E2\u115F\u1160\u1680\u17B4\u17B5\u180B-\u180F'
                     || '\u2000-\u200F\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\U000110BD\U000110CD'
                     || '\U00013430-\U0001345F\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]')
         AND p_value IS NFC NORMALIZED AND p_value <> ''
END;

COMMENT ON FUNCTION agora._is_name(text)
    IS 'Whether a text has nothing invisible in it and no white space at its ends.';
REVOKE ALL ON FUNCTION agora._is_name(text) FROM PUBLIC;
