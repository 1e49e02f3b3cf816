-- The sender that an envelope names is the owner of the key that signed it, and may act: an active principal that this session
-- may be.
-- Errors: 42501 · ZA002 · ZW046 another's key.
CREATE OR REPLACE FUNCTION agora_work._check_binding(
    p_sender  text,
    p_key     agora_work.trust_key
)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_check_binding$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM agora.principal AS p WHERE p.name = p_sender AND p.principal_id = p_key.principal_id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'ZW046',
            MESSAGE = 'sender and key do not belong together',
            DETAIL  = format('sender=%s kid=%s', p_sender, p_key.kid),
            HINT    = 'Name the principal whose key signed the message; see agora_work.registered_key.';
    END IF;
    PERFORM agora._act_as(p_key.principal_id);
END;
$_check_binding$;

COMMENT ON FUNCTION agora_work._check_binding(text, agora_work.trust_key)
    IS 'Refuse a sender that is not the owner of the key.';
REVOKE ALL ON FUNCTION agora_work._check_binding(text, agora_work.trust_key) FROM PUBLIC;
