-- Constants of the formulas, by kind and version. A version holds from its date until the next one of its kind begins, so
-- versions can neither overlap nor leave a gap. Rows are never changed: what was paid names the version it used.
-- Dump: WHERE NOT is_builtin
CREATE TABLE agora_reward.reward_policy (
    reward_policy_id  bigint      GENERATED ALWAYS AS IDENTITY (START WITH 1000),
    kind              text        NOT NULL,
    parameters        jsonb       NOT NULL,
    valid_from        timestamptz NOT NULL,
    is_builtin        boolean     NOT NULL DEFAULT false,
    created_by        bigint      NOT NULL,
    recorded_at       timestamptz NOT NULL,
    CONSTRAINT reward_policy_pk            PRIMARY KEY (reward_policy_id),
    CONSTRAINT reward_policy_valid_from_uq UNIQUE (kind, valid_from),
    CONSTRAINT reward_policy_created_by_fk FOREIGN KEY (created_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT reward_policy_kind_ck       CHECK (kind ~ '^[a-z][a-z_]*$'),
    CONSTRAINT reward_policy_parameters_ck CHECK (jsonb_typeof(parameters) = 'object')
);
CREATE INDEX reward_policy_created_by_ix ON agora_reward.reward_policy (created_by);
COMMENT ON TABLE  agora_reward.reward_policy                  IS 'Versions of the reward constants; see policy_version.';
COMMENT ON COLUMN agora_reward.reward_policy.reward_policy_id IS 'Key; below 1000 are seeded.';
COMMENT ON COLUMN agora_reward.reward_policy.kind             IS 'Which formula, such as transform.';
COMMENT ON COLUMN agora_reward.reward_policy.parameters       IS 'Constants of the formula; a JSON object.';
COMMENT ON COLUMN agora_reward.reward_policy.valid_from       IS 'From when; it ends where the next version of the kind begins.';
COMMENT ON COLUMN agora_reward.reward_policy.is_builtin       IS 'Whether it came with the release.';
COMMENT ON COLUMN agora_reward.reward_policy.created_by       IS 'Who made it.';
COMMENT ON COLUMN agora_reward.reward_policy.recorded_at      IS 'When it was written.';

CREATE TRIGGER reward_policy_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.reward_policy
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER reward_policy_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.reward_policy
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
