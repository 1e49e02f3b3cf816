-- What is rewarded. Every kind has one formula, one kind of policy and one reason in the ledger.
-- Dump: none
CREATE TABLE agora_reward.reward_kind (
    kind         text NOT NULL,
    policy       text NOT NULL,
    reason       text NOT NULL,
    description  text NOT NULL,
    is_guarded   boolean NOT NULL DEFAULT true,
    CONSTRAINT reward_kind_pk      PRIMARY KEY (kind),
    CONSTRAINT reward_kind_kind_ck CHECK (kind ~ '^[a-z][a-z_]*$')
);
COMMENT ON TABLE  agora_reward.reward_kind             IS 'Kinds of rewards.';
COMMENT ON COLUMN agora_reward.reward_kind.kind        IS 'Name.';
COMMENT ON COLUMN agora_reward.reward_kind.policy      IS 'Kind of the policy whose constants it uses; see policy_version.';
COMMENT ON COLUMN agora_reward.reward_kind.reason      IS 'Reason of its transactions in the ledger.';
COMMENT ON COLUMN agora_reward.reward_kind.description IS 'What is paid for.';
COMMENT ON COLUMN agora_reward.reward_kind.is_guarded  IS 'Whether it is earned, so that the guards look at it; false = a grant.';
