-- Reference rows of the reward domain.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR001', 'no_policy', 'No reward policy of this kind is in force.', false),
       ('ZR002', 'nothing_withheld', 'No such reward is waiting to be paid.', false);

INSERT INTO agora_reward.reward_kind (kind, policy, reason, description)
VALUES ('transform', 'transform', 'stf_contribution', 'A transform helped for the first time.');

INSERT INTO agora_reward.reward_policy (reward_policy_id, kind, parameters, valid_from, is_builtin, created_by, recorded_at)
OVERRIDING SYSTEM VALUE
VALUES (1, 'transform',
        '{"tiers": [[0.9, 300], [0.7, 150], [0.5, 50]], "novelty_base": 0.5, "novelty_coef": 0.5,
          "complexity_coef": 0.30, "complexity_cap": 1.0, "cap": 500}',
        '-infinity', true, 1, agora.now());

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('reward.token.issued.v1', 'A contributor was paid.', false, true, agora.now()),
       ('reward.token.withheld.v1', 'A contributor could not be paid.', false, true, agora.now());

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('reward.payouts', 'invariant', 'agora_reward._check_payouts', 'Every payout is what its formula gives for the recorded factors, less the cuts, and the ledger moved exactly that.');
