-- Whether the parameters of a template carry a secret: in any of their texts, or as the default of a parameter that is named after
-- one. That there is a parameter called password, or a switch called secret, is none.
CREATE OR REPLACE FUNCTION agora_memory._parameters_have_secret(p_parameters jsonb)
RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT agora_memory._has_secret(agora_memory._json_text(p_parameters)) OR agora_memory._redact_json(d.defaults) <> d.defaults
      FROM (SELECT coalesce(jsonb_object_agg(e.key, e.value -> 'default'), '{}') AS defaults FROM jsonb_each(p_parameters) AS e) AS d;
END;

COMMENT ON FUNCTION agora_memory._parameters_have_secret(jsonb)
    IS 'Whether a JSON object of parameters carries a secret.';
REVOKE ALL ON FUNCTION agora_memory._parameters_have_secret(jsonb) FROM PUBLIC;
