-- Reference rows of the reward domain.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR001', 'no_policy', 'No reward policy of this kind is in force.', false),
       ('ZR002', 'nothing_withheld', 'No such reward is waiting to be paid.', false),
       ('ZR003', 'rewards_off', 'Rewards are off for this principal.', true),
       ('ZR004', 'unknown_reward', 'No reward has this transaction or calculation, or it is somebody else''s.', false),
       ('ZR005', 'dry_run', 'A dry run is over and taken back; callers do not see it.', false);

INSERT INTO agora_reward.reward_kind (kind, policy, reason, description)
VALUES ('transform', 'transform', 'stf_contribution', 'A transform helped somebody else than its contributor for the first time.'),
       ('predecessor', 'transform', 'stf_contribution', 'A later version of a transform helped: what it took over from this one.'),
       ('adoption', 'adoption', 'stf_contribution', 'A transform is used by more, or more surely; instead of transform and predecessor, where the policy is on.'),
       ('golden', 'golden', 'golden_state', 'A golden state was approved.'),
       ('reuse', 'golden', 'golden_state', 'A golden state was reused with success by somebody else.'),
       ('pattern', 'pattern', 'pattern_contribution', 'A pattern was contributed.'),
       ('royalty', 'royalty', 'royalty', 'A transform, golden state or pattern was used with success by somebody else.'),
       ('vote', 'vote', 'quorum_vote', 'A vote in a quorum.'),
       ('verification', 'verification', 'verification', 'A verdict on a transform that the majority came to, too.'),
       ('uptime', 'uptime', 'uptime', 'A day of uptime.'),
       ('tracker', 'tracker', 'uptime', 'A day of uptime as tracker.'),
       ('starter', 'starter', 'starter_grant', 'What everybody starts with.'),
       ('daily', 'daily', 'daily_grant', 'Free tokens of a day.');

INSERT INTO agora_reward.reward_policy (reward_policy_id, kind, parameters, valid_from, is_builtin, created_by, recorded_at)
OVERRIDING SYSTEM VALUE
VALUES (1, 'transform',
        '{"tiers": [[0.9, 300], [0.7, 150], [0.5, 50]], "novelty_base": 0.5, "novelty_coef": 0.5,
          "complexity_coef": 0.30, "complexity_cap": 1.0, "cap": 500}',
        '-infinity', true, 1, agora.now()),
       (2, 'golden',
        '{"base": 200, "slope": 1.0, "anchor": 0.9, "mult_min": 1, "mult_max": 2, "reuse": [50, 40, 30, 20], "reuse_cap": 500, "total_cap": 1000,
          "automatic_pays": true}',
        '-infinity', true, 1, agora.now()),
       (3, 'pattern',
        '{"tiers": [[0.9, 300], [0.7, 150], [0.5, 50]], "novelty_base": 0.5, "novelty_coef": 0.5, "duplicate_similarity": 0.85,
          "multipliers": {"effect": 1.3, "compute": 1.3, "reducer": 1.3, "orchestrator": 1.5, "utility": 1.0, "example": 0.8, "default": 1.0},
          "complexity_coef": 0.25, "complexity_cap": 0.8, "cap": 500}',
        '-infinity', true, 1, agora.now()),
       (4, 'royalty', '{"tokens": 5, "is_charged": false}', '-infinity', true, 1, agora.now()),
       (5, 'vote', '{"tokens": 10}', '-infinity', true, 1, agora.now()),
       (6, 'verification', '{"tokens": 5, "min_verifiers": 3, "majority": 0.66, "per_day": 20}', '-infinity', true, 1, agora.now()),
       (7, 'uptime', '{"tokens": 10}', '-infinity', true, 1, agora.now()),
       (8, 'tracker', '{"tokens": 50}', '-infinity', true, 1, agora.now()),
       (9, 'starter', '{"tokens": 1000}', '-infinity', true, 1, agora.now()),
       (10, 'daily', '{"tokens": 50}', '-infinity', true, 1, agora.now()),
       (11, 'adoption',
        '{"is_on": false, "base": 200, "users_cap": 5, "cost_base": 0.5, "cost_coef": 0.5, "unverified": 0.5, "cap": 1000}',
        '-infinity', true, 1, agora.now());

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('reward.token.issued.v1', 'A contributor was paid.', false, true, agora.now()),
       ('reward.token.withheld.v1', 'A contributor could not be paid.', false, true, agora.now()),
       ('reward.token.reversed.v1', 'A reward was taken back, or is owed.', false, true, agora.now());

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('reward.payouts', 'invariant', 'agora_reward._check_payouts', 'Every payout is what its formula gives for the recorded factors, less the cuts, and the ledger moved exactly that.');
