-- What a constant of a policy may be: a number without a row is 0 to 1e12, a text without a row stays as it is.
-- Dump: none
CREATE TABLE agora_reward.policy_bound (
    kind       text    NOT NULL,
    place      text    NOT NULL,
    min_value  numeric,
    max_value  numeric,
    choices    text[],
    is_whole   boolean NOT NULL DEFAULT false,
    CONSTRAINT policy_bound_pk       PRIMARY KEY (kind, place),
    CONSTRAINT policy_bound_range_ck CHECK (min_value <= max_value),
    CONSTRAINT policy_bound_choice_ck CHECK ((min_value IS NULL) = (choices IS NOT NULL) AND (min_value IS NULL) = (max_value IS NULL))
);
COMMENT ON TABLE  agora_reward.policy_bound           IS 'Ranges of policy constants; see policy_version for the constants.';
COMMENT ON COLUMN agora_reward.policy_bound.kind      IS 'Kind of policy.';
COMMENT ON COLUMN agora_reward.policy_bound.place     IS 'Path of the constant; * stands for every place in a list, as in tiers.*.0.';
COMMENT ON COLUMN agora_reward.policy_bound.min_value IS 'Smallest legal number.';
COMMENT ON COLUMN agora_reward.policy_bound.max_value IS 'Largest legal number.';
COMMENT ON COLUMN agora_reward.policy_bound.choices   IS 'Legal values of a text.';
COMMENT ON COLUMN agora_reward.policy_bound.is_whole  IS 'Whether the number must be whole.';
