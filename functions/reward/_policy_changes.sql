-- What a new version changes, as path to [before, after]; constants only, for the forms are the same.
CREATE OR REPLACE FUNCTION agora_reward._policy_changes(
    p_base        jsonb,
    p_parameters  jsonb
)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(jsonb_object_agg(n.path, jsonb_build_array(o.value, n.value)), '{}'::jsonb)
      FROM agora_reward._policy_nodes(p_parameters) AS n
      JOIN agora_reward._policy_nodes(p_base) AS o ON o.path = n.path
     WHERE n.type NOT IN ('object', 'array') AND n.value <> o.value;
END;

COMMENT ON FUNCTION agora_reward._policy_changes(jsonb, jsonb)
    IS 'Constants that differ between two versions of a policy.';
REVOKE ALL ON FUNCTION agora_reward._policy_changes(jsonb, jsonb) FROM PUBLIC;
