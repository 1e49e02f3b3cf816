-- Reference rows of the reward domain.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR001', 'no_policy', 'No reward policy of this kind is in force.', false),
       ('ZR002', 'nothing_withheld', 'No reward of this transform is waiting to be paid.', false);

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
VALUES ('reward.payouts', 'invariant', 'agora_reward._check_payouts', 'Every payout is what the formula gives for its recorded factors, and the ledger moved exactly that.');

-- Decay: what it would take is settled, whether it takes anything is an installation's to decide.
INSERT INTO agora_reward.reward_policy (reward_policy_id, kind, parameters, valid_from, is_builtin, created_by, recorded_at)
OVERRIDING SYSTEM VALUE
VALUES (40, 'decay', '{"enabled": false, "annual": 0.10, "exempt": 0, "expiry": "none", "expiry_days": 365}', '-infinity', true, 1, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('reward.decay_balances', 'agora_reward._decay_balances', '1 hour', 'Takes from wallets what they lost up to yesterday, where the policy enables it.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('reward.decay', 'invariant', 'agora_reward._probe_decay', 'Decay charged every day once, under an enabled version of its policy.');
