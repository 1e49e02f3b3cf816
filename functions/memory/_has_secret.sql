-- Whether a text carries what an active rule calls a secret.
CREATE OR REPLACE FUNCTION agora_memory._has_secret(p_text text)
RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(p_text ~ g.text_exact, false) OR coalesce(p_text ~ g.text_any_case, false)
      FROM agora_memory._secret_gate() AS g;
END;

COMMENT ON FUNCTION agora_memory._has_secret(text)
    IS 'Whether a text carries a secret; NULL carries none.';
REVOKE ALL ON FUNCTION agora_memory._has_secret(text) FROM PUBLIC;
