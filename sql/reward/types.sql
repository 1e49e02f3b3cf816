-- What every road to a reward hands to _pay().
CREATE TYPE agora_reward.payout AS (
    kind              text,
    subject_kind      text,
    subject_id        bigint,
    occasion          text,
    principal_id      bigint,
    helped_id         bigint,
    payer_id          bigint,
    evidence_id       bigint,
    series_id         bigint,
    reward_policy_id  bigint,
    factors           jsonb,
    amount            numeric
);
COMMENT ON TYPE agora_reward.payout IS 'What is due: to whom, for which occasion of which subject, from which evidence, by which policy and factors; payer_id NULL = it is minted. Kind, subject and occasion are the natural key; see reward_calculation for the rest.';
