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

CREATE TYPE agora_reward.reward_explanation AS (
    sentence  text,
    details   jsonb
);
COMMENT ON TYPE agora_reward.reward_explanation IS 'How a reward came about: in a sentence, and with factors, terms, constants, cuts and what became of it.';

CREATE TYPE agora_reward.retroactive_payout AS (
    kind                   text,
    subject_kind           text,
    subject_id             bigint,
    principal_id           bigint,
    evidence_id            bigint,
    factors                jsonb,
    earned                 numeric,
    cuts                   jsonb,
    amount                 numeric,
    withheld               text,
    reward_calculation_id  bigint
);
COMMENT ON TYPE agora_reward.retroactive_payout IS 'One line of pay_retroactively(): what was paid, or would be where reward_calculation_id is NULL; withheld is the code of what forbids it.';
