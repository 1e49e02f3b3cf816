-- Reference rows of the reward domain.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR001', 'no_policy', 'No reward policy of this kind is in force.', false),
       ('ZR002', 'nothing_withheld', 'No such reward is waiting to be paid.', false),
       ('ZR003', 'rewards_off', 'Rewards are off for this principal.', true),
       ('ZR004', 'unknown_reward', 'No reward has this transaction or calculation, or it is somebody else''s.', false),
       ('ZR005', 'dry_run', 'A dry run is over and taken back; callers do not see it.', false);

INSERT INTO agora_reward.reward_kind (kind, policy, reason, description)
VALUES ('transform', 'transform', 'stf_contribution', 'A transform helped for the first time.'),
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
        '{"base": 200, "slope": 1.0, "anchor": 0.9, "mult_min": 1, "mult_max": 2, "reuse": [50, 40, 30, 20], "reuse_cap": 500, "total_cap": 1000}',
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
VALUES ('reward.payouts', 'invariant', 'agora_reward._check_payouts', 'Every payout is what the formula gives for its recorded factors, and the ledger moved exactly that.');

INSERT INTO agora_event.map (map, topics, function_name, description)
VALUES ('tokens', '{ledger.transaction.posted.v1}', 'agora_reward._token_records', 'token.transactions.v1 and token.balances.v1, keyed by peer; balances can be compacted.');
VALUES ('reward.payouts', 'invariant', 'agora_reward._check_payouts', 'Every payout is what its formula gives for the recorded factors, less the cuts, and the ledger moved exactly that.');

-- The scorecard of the economy.
INSERT INTO agora_reward.economy_target (metric, ordinal, comparison, target, target_to, unit, description)
VALUES ('supply', 10, NULL, NULL, NULL, 'tokens', 'Minted less burned, until the end of the day.'),
       ('circulating', 20, NULL, NULL, NULL, 'tokens', 'What holders have together at the end of the day.'),
       ('supply_growth', 30, '<', 0.2, NULL, 'share', 'Supply over that of a week before, less 1.'),
       ('issued_per_day', 40, NULL, NULL, NULL, 'tokens per day', 'Tokens minted.'),
       ('burned_per_day', 50, NULL, NULL, NULL, 'tokens per day', 'Tokens burned.'),
       ('rewards_per_day', 60, '>', 10000, NULL, 'tokens per day', 'Tokens paid as rewards for contributions.'),
       ('royalties_per_day', 65, '>', 500, NULL, 'tokens per day', 'Of these, paid for uses of what was contributed before.'),
       ('transactions_per_day', 70, '>', 500, NULL, 'per day', 'Transactions.'),
       ('velocity_weekly', 80, '>', 1, NULL, 'cycles per week', 'What holders burned and transferred in a week over the mean supply.'),
       ('velocity_daily', 90, '>', 0.1, NULL, 'per day', 'Volume of all transactions of a day over the supply.'),
       ('earn_spend_ratio', 100, 'between', 1, 1.5, 'ratio', 'What holders earned over what they spent.'),
       ('supply_demand', 110, 'between', 0.8, 1.2, 'ratio', 'What entered circulation over what left it.'),
       ('holders', 120, NULL, NULL, NULL, 'principals', 'Principals with an account.'),
       ('average_balance', 130, 'between', 1000, 5000, 'tokens', 'Mean of what holders have.'),
       ('gini', 140, '<', 0.5, NULL, 'coefficient', 'Gini coefficient of what holders have.'),
       ('top_decile_share', 150, '<', 0.2, NULL, 'share', 'What the richest tenth of the holders has of what circulates.'),
       ('top_holder_share', 160, '<=', 0.3, NULL, 'share', 'What the richest holder has of what circulates.'),
       ('bottom_half_share', 170, '>=', 0.2, NULL, 'share', 'What the poorer half of the holders has of what circulates.'),
       ('hoarding_ratio', 180, '<', 0.3, NULL, 'share', 'Holders with more than ledger.hoarder_balance tokens.'),
       ('idle_share', 190, NULL, NULL, NULL, 'share', 'What holders that spent nothing in a week have of what circulates.'),
       ('active_holders', 200, NULL, NULL, NULL, 'principals', 'Holders that earned or spent.'),
       ('active_growth', 210, '>=', 0, NULL, 'share', 'Active holders over those of the week before, less 1.'),
       ('active_contributors', 220, '>', 100, NULL, 'principals', 'Principals that a contribution of theirs was rewarded to.'),
       ('profitable_share', 230, '>', 0.7, NULL, 'share', 'Active holders that earned more than they spent.'),
       ('net_p10', 240, NULL, NULL, NULL, 'tokens', 'Earned less spent: a tenth of the active holders has no more.'),
       ('net_median', 250, NULL, NULL, NULL, 'tokens', 'Earned less spent: half of the active holders has no more.'),
       ('net_p90', 260, NULL, NULL, NULL, 'tokens', 'Earned less spent: nine tenths of the active holders have no more.'),
       ('rewarded_quality', 270, '>', 0.7, NULL, 'score', 'Mean quality of what rewards were paid for.'),
       ('rewarded_novelty', 280, '>', 0.6, NULL, 'score', 'Mean novelty of what rewards were paid for.');

INSERT INTO agora_reward.economy_zone (metric, zone, comparison, threshold, lever)
VALUES ('velocity_weekly', 'yellow', '<=', 1, 'Raise earnings by 20 %, or lower prices by 30 %.'),
       ('velocity_weekly', 'red', '<', 0.5, 'Raise earnings by 50 %, or raise decay to 20 % a year.'),
       ('supply_demand', 'yellow', '<', 0.8, 'Raise earnings by up to 30 %, or lower prices by 30 %.'),
       ('supply_demand', 'yellow', '>', 1.2, 'Lower earnings by up to 30 %.'),
       ('supply_demand', 'red', '<', 0.5, 'Double the free tier, or an airdrop of 500 tokens each.'),
       ('supply_demand', 'red', '>', 1.5, 'Freeze issuance for seven days, and cap earnings at 1000 tokens a day.'),
       ('profitable_share', 'yellow', '<=', 0.7, 'Raise earnings by 20 %.'),
       ('profitable_share', 'red', '<', 0.5, 'Raise the free tier to 100 tokens a day.'),
       ('hoarding_ratio', 'yellow', '>=', 0.3, 'Announce decay, and offer something to spend on.'),
       ('hoarding_ratio', 'red', '>', 0.5, 'Raise decay to 15 % a year, or to 5 % a month above 1000 tokens.'),
       ('supply_growth', 'yellow', '>=', 0.2, 'Lower earnings by up to 30 %, and halve the bonus for what is new.'),
       ('supply_growth', 'red', '>', 0.4, 'Freeze issuance for seven days, and review the top earners.'),
       ('active_growth', 'yellow', '<', 0, 'Ask those who left; raise the free tier.'),
       ('active_growth', 'red', '<', -0.1, 'An airdrop of 500 tokens each; raise earnings by 50 %.'),
       ('gini', 'yellow', '>=', 0.5, 'Cap earnings at 1000 tokens a day.'),
       ('gini', 'red', '>', 0.7, 'Review the top earners; new members earn half until they are verified.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('reward.economy.zone_changed.v1', 'A figure of the economy changed its zone.', true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('reward.watch_zones', 'agora_reward._watch_zones', '1 hour', 'Tells which figures of the economy changed their zone on the last closed day.');
