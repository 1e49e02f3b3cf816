-- Whether a text carries what an active rule calls a secret. The hints are searched for at once, then each rule for itself: joined,
-- whole patterns take several times as long as one by one.
CREATE OR REPLACE FUNCTION agora_memory._has_secret(
    p_text     text,
    p_is_json  boolean DEFAULT false
)
RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $_has_secret$
DECLARE
    v_gate record;
BEGIN
    IF p_text IS NULL THEN
        RETURN false;
    END IF;
    v_gate := agora_memory._secret_gate(p_is_json);
    RETURN (coalesce(p_text ~ v_gate.exact, false) OR coalesce(p_text ~ v_gate.any_case, false))
           AND agora_memory._secret_rule(p_text, p_is_json) IS NOT NULL;
END;
$_has_secret$;

COMMENT ON FUNCTION agora_memory._has_secret(text, boolean)
    IS 'Whether a text carries a secret; NULL carries none. With p_is_json also under the keys of JSON.';
REVOKE ALL ON FUNCTION agora_memory._has_secret(text, boolean) FROM PUBLIC;
