-- Reference rows of the reward domain.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR001', 'no_policy', 'No reward policy of this kind is in force.', false),
       ('ZR002', 'nothing_withheld', 'No such reward is waiting to be paid.', false),
       ('ZR003', 'rewards_off', 'Rewards are off for this principal.', true),
       ('ZR004', 'unknown_reward', 'No reward has this transaction or calculation, or it is somebody else''s.', false);

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

INSERT INTO agora_event.map (map, topics, function_name, description)
VALUES ('tokens', '{ledger.transaction.posted.v1}', 'agora_reward._token_records', 'token.transactions.v1 and token.balances.v1, keyed by peer; balances can be compacted.');

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

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('reward.economy.zone_changed.v1', 'A figure of the economy changed its zone.', true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('reward.watch_zones', 'agora_reward._watch_zones', '1 hour', 'Tells which figures of the economy changed their zone on the last closed day.');
-- Guards of the economy: how policies change.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR020', 'policy_form', 'The policy does not have the form of the one before it.', false),
       ('ZR021', 'policy_step', 'The policy changes a number further than one step may.', false),
       ('ZR022', 'policy_gap', 'The policy follows the one before it too soon.', false),
       ('ZR023', 'policy_notice', 'The policy is not announced long enough before it holds.', false),
       ('ZR024', 'proposal_not_needed', 'The proposal changes nothing, or another of its kind is open.', false),
       ('ZR025', 'unknown_proposal', 'No proposal has this id.', false),
       ('ZR026', 'proposal_closed', 'The proposal was adopted or withdrawn, or its time is over.', false),
       ('ZR027', 'own_proposal', 'Nobody approves their own proposal.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('reward.policy_max_step', 'numeric', '0.30', 0.01, 10, NULL, 'Share by which one change of a policy may move a number, up or down.'),
       ('reward.policy_min_gap', 'interval', '7 days', 0, 315360000, NULL, 'Time between two versions of a policy.'),
       ('reward.policy_notice', 'interval', '48 hours', 1, 315360000, NULL, 'Time between the proposal of a policy and when it holds; an emergency must be approved within it.'),
       ('reward.policy_approvers', 'integer', '1', 1, 20, 'operators', 'Approvals by operators other than the proposer that a policy needs.'),
       ('reward.policy_emergency_approvers', 'integer', '2', 1, 20, 'operators', 'The same for an emergency, which may go further and sooner.');

INSERT INTO agora.state_machine (machine, description)
VALUES ('policy_proposal', 'A proposed change of reward constants.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('policy_proposal', 'open', 'adopted', 'approve_policy() completes its approvals.'),
       ('policy_proposal', 'open', 'withdrawn', 'withdraw_policy().'),
       ('policy_proposal', 'open', 'expired', 'Its time is over; found by the next proposal of its kind.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('reward.policy.proposed.v1', 'A change of reward constants was proposed.', true, true, agora.now()),
       ('reward.policy.approved.v1', 'An operator approved a proposed change.', true, true, agora.now()),
       ('reward.policy.adopted.v1', 'A proposed change has its approvals and holds from its date.', true, true, agora.now()),
       ('reward.policy.withdrawn.v1', 'A proposed change was withdrawn.', true, true, agora.now()),
       ('reward.policy.expired.v1', 'A proposed change was not approved in time.', true, true, agora.now());

INSERT INTO agora_reward.policy_bound (kind, place, min_value, max_value)
VALUES ('transform', 'tiers.*.0', 0, 1),
       ('transform', 'novelty_base', 0, 1),
       ('transform', 'novelty_coef', 0, 1),
       ('transform', 'complexity_coef', 0, 10),
       ('transform', 'complexity_cap', 0, 1),
       ('golden', 'anchor', 0, 1),
       ('golden', 'mult_min', 0, 10),
       ('golden', 'mult_max', 0, 10),
       ('pattern', 'tiers.*.0', 0, 1),
       ('pattern', 'novelty_base', 0, 1),
       ('pattern', 'novelty_coef', 0, 1),
       ('pattern', 'duplicate_similarity', 0, 1),
       ('pattern', 'complexity_coef', 0, 10),
       ('pattern', 'complexity_cap', 0, 1),
       ('verification', 'majority', 0.5, 1),
       ('adoption', 'cost_base', 0, 1),
       ('adoption', 'cost_coef', 0, 1),
       ('adoption', 'unverified', 0, 1);

-- Guards of the economy: what is left of a reward.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR028', 'rewards_held', 'Rewards wait while the supply is frozen or the contributor is under review.', true),
       ('ZR029', 'own_use', 'What helped oneself, or what one owns, earns nothing.', false);

UPDATE agora_reward.reward_kind AS k SET is_guarded = false WHERE k.kind IN ('starter', 'daily');

INSERT INTO agora_reward.reward_policy (reward_policy_id, kind, parameters, valid_from, is_builtin, created_by, recorded_at)
OVERRIDING SYSTEM VALUE
VALUES (100, 'guard',
        '{"daily_cap": 1000,
          "self_share": 0, "owner_share": 0, "team_share": 1, "stranger_share": 1,
          "ring_days": 30, "ring_payouts": 5, "ring_share": 0.8, "ring_wallets": 5, "ring_factor": 0.5,
          "supply_tiers": [[50000000, 0.9], [100000000.000001, 0.5]],
          "probation": [[0, 50], [8, 100], [15, 150], [31, 200]], "probation_share": 0.5, "probation_helped": 5}',
        '-infinity', true, 1, agora.now());

INSERT INTO agora_reward.policy_bound (kind, place, min_value, max_value)
VALUES ('guard', 'self_share', 0, 1),
       ('guard', 'owner_share', 0, 1),
       ('guard', 'team_share', 0, 1),
       ('guard', 'stranger_share', 0, 1),
       ('guard', 'ring_days', 1, 365),
       ('guard', 'ring_payouts', 1, 1000000),
       ('guard', 'ring_share', 0.5, 1),
       ('guard', 'ring_wallets', 0, 1000000),
       ('guard', 'ring_factor', 0, 1),
       ('guard', 'supply_tiers.*.1', 0, 1),
       ('guard', 'probation_share', 0, 1),
       ('guard', 'probation_helped', 0, 1000);

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('reward.earnings', 'invariant', 'agora_reward._check_earnings', 'The daily sums that the guards read are those of the payouts.');

-- Guards of the economy: disputes.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR030', 'unknown_dispute', 'No dispute has this id.', false),
       ('ZR031', 'not_a_party', 'Only a party of the transaction or an operator may do this.', false),
       ('ZR032', 'already_disputed', 'The transaction is disputed already.', false),
       ('ZR033', 'dispute_time_over', 'The time for this dispute is over.', false),
       ('ZR034', 'dispute_decided', 'The dispute is decided.', false),
       ('ZR035', 'own_dispute', 'Nobody decides their own dispute.', false),
       ('ZR039', 'nothing_to_settle', 'The dispute leaves nothing owed that could be taken back now.', true);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('reward.dispute_window', 'interval', '30 days', 3600, 315360000, NULL, 'How long after a transaction it can be disputed.'),
       ('reward.dispute_evidence_time', 'interval', '7 days', 60, 315360000, NULL, 'How long after it was opened evidence is taken in a dispute.'),
       ('reward.dispute_decision_time', 'interval', '14 days', 60, 315360000, NULL, 'How long after it was opened a dispute counts as overdue.');

INSERT INTO agora.state_machine (machine, description)
VALUES ('dispute', 'A dispute about a transaction.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('dispute', 'open', 'evidence', 'add_evidence().'),
       ('dispute', 'open', 'upheld', 'decide_dispute().'),
       ('dispute', 'open', 'rejected', 'decide_dispute().'),
       ('dispute', 'evidence', 'upheld', 'decide_dispute().'),
       ('dispute', 'evidence', 'rejected', 'decide_dispute().');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('reward.dispute.opened.v1', 'A transaction was disputed.', false, true, agora.now()),
       ('reward.dispute.supported.v1', 'Evidence was given in a dispute.', false, true, agora.now()),
       ('reward.dispute.decided.v1', 'A dispute was decided.', false, true, agora.now()),
       ('reward.dispute.settled.v1', 'What an upheld dispute left owed was taken back.', false, true, agora.now());

-- Guards of the economy: levers and the free tier.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR036', 'unknown_lever', 'No lever has this name.', false);

INSERT INTO agora_reward.reward_policy (reward_policy_id, kind, parameters, valid_from, is_builtin, created_by, recorded_at)
OVERRIDING SYSTEM VALUE
VALUES (101, 'tier', '{"earn_first": 100, "spend_cap": 50}', '-infinity', true, 1, agora.now());

INSERT INTO agora_reward.policy_bound (kind, place, min_value, max_value, choices)
VALUES ('decay', 'annual', 0, 1, NULL),
       ('decay', 'expiry', NULL, NULL, '{none,activity,rolling}');

INSERT INTO agora_reward.policy_bound (kind, place, min_value, max_value, is_whole)
VALUES ('decay', 'expiry_days', 1, 100000, true);

INSERT INTO agora_reward.lever (lever, kind, flags, arguments, description)
VALUES ('earning', 'policy', '{}', '{factor,emergency,policy}', 'Multiply what is earned: the amounts of the reward policies, or of one of them.'),
       ('free_tier', 'policy', '{}', '{factor,value,emergency}', 'Change the free tokens of a day.'),
       ('starter', 'policy', '{}', '{factor,value,emergency}', 'Change what everybody starts with.'),
       ('royalty', 'policy', '{}', '{factor,value,emergency}', 'Change what each use pays to the author.'),
       ('daily_cap', 'policy', '{}', '{factor,value,emergency}', 'Change the limit of what a contributor earns in a day.'),
       ('decay', 'policy', '{}', '{factor,value,emergency}', 'Change the share of idle tokens that is lost in a year; 0.46 is 5 % a month.'),
       ('decay_exempt', 'policy', '{}', '{factor,value,emergency}', 'Change how much of each balance does not decay.'),
       ('airdrop', 'batch', '{}', '{amount,name,before}', 'Mint the same to everybody who is active.'),
       ('early_adopter', 'batch', '{}', '{amount,name,before}', 'Mint the same to everybody who was registered before a time.'),
       ('earning_cap', 'flag', '{earning_cap}', '{on,days,principals}', 'Limit what a contributor earns in a day, or not.'),
       ('supply_freeze', 'flag', '{supply_freeze}', '{on,days}', 'Mint no rewards for some days; what is due is withheld.'),
       ('newcomers', 'flag', '{earning_probation}', '{on,days}', 'New contributors earn half, up to a limit, until they have helped enough others.'),
       ('review', 'flag', '{earning_review}', '{on,principals,top}', 'Withhold what some, or the top earners of 30 days, earn until they are reviewed.'),
       ('earn_first', 'flag', '{earn_first}', '{on,days,principals}', 'Who has not earned enough spends nothing.'),
       ('breaker', 'flag', '{free_tier_cap,free_tier_only}', '{on,days}', 'Everybody is in the free tier and spends only so much a day.');

INSERT INTO agora_reward.lever_place (lever, policy, place)
VALUES ('earning', 'transform', 'tiers.*.1'), ('earning', 'transform', 'cap'),
       ('earning', 'pattern', 'tiers.*.1'), ('earning', 'pattern', 'cap'),
       ('earning', 'golden', 'base'), ('earning', 'golden', 'reuse.*'), ('earning', 'golden', 'reuse_cap'), ('earning', 'golden', 'total_cap'),
       ('earning', 'adoption', 'base'), ('earning', 'adoption', 'cap'),
       ('earning', 'royalty', 'tokens'), ('earning', 'vote', 'tokens'), ('earning', 'verification', 'tokens'),
       ('earning', 'uptime', 'tokens'), ('earning', 'tracker', 'tokens'),
       ('free_tier', 'daily', 'tokens'),
       ('starter', 'starter', 'tokens'),
       ('royalty', 'royalty', 'tokens'),
       ('daily_cap', 'guard', 'daily_cap'),
       ('decay', 'decay', 'annual'),
       ('decay_exempt', 'decay', 'exempt');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('reward.lever.pulled.v1', 'Operators did something about the economy.', true, true, agora.now());

-- Zones of the figures, and what could be done.
INSERT INTO agora_reward.economy_zone (metric, zone, comparison, threshold, lever, arguments, advice)
VALUES ('velocity_weekly', 'yellow', '<=', 1, 'earning', '{"factor": 1.2}', 'Raise earnings by 20 %, or lower prices by 30 %.'),
       ('velocity_weekly', 'red', '<', 0.5, 'earning', '{"factor": 1.5, "emergency": true}', 'Raise earnings by 50 %, or raise decay to 20 % a year.'),
       ('supply_demand', 'yellow', '<', 0.8, 'earning', '{"factor": 1.3}', 'Raise earnings by up to 30 %, or lower prices by 30 %.'),
       ('supply_demand', 'yellow', '>', 1.2, 'earning', '{"factor": 0.7}', 'Lower earnings by up to 30 %.'),
       ('supply_demand', 'red', '<', 0.5, 'airdrop', '{"amount": 500}', 'Double the free tier, or an airdrop of 500 tokens each.'),
       ('supply_demand', 'red', '>', 1.5, 'supply_freeze', '{"days": 7}', 'Freeze issuance for seven days, and cap earnings at 1000 tokens a day.'),
       ('profitable_share', 'yellow', '<=', 0.7, 'earning', '{"factor": 1.2}', 'Raise earnings by 20 %.'),
       ('profitable_share', 'red', '<', 0.5, 'free_tier', '{"value": 100, "emergency": true}', 'Raise the free tier to 100 tokens a day.'),
       ('hoarding_ratio', 'yellow', '>=', 0.3, 'decay', NULL, 'Announce decay, and offer something to spend on.'),
       ('hoarding_ratio', 'red', '>', 0.5, 'decay', '{"value": 0.15, "emergency": true}', 'Raise decay to 15 % a year, or to 5 % a month above 1000 tokens.'),
       ('supply_growth', 'yellow', '>=', 0.2, 'earning', '{"factor": 0.7}', 'Lower earnings by up to 30 %, and halve the bonus for what is new.'),
       ('supply_growth', 'red', '>', 0.4, 'supply_freeze', '{"days": 7}', 'Freeze issuance for seven days, and review the top earners.'),
       ('active_growth', 'yellow', '<', 0, 'free_tier', '{"factor": 1.3}', 'Ask those who left; raise the free tier.'),
       ('active_growth', 'red', '<', -0.1, 'airdrop', '{"amount": 500}', 'An airdrop of 500 tokens each; raise earnings by 50 %.'),
       ('gini', 'yellow', '>=', 0.5, 'earning_cap', '{}', 'Cap earnings at 1000 tokens a day.'),
       ('gini', 'red', '>', 0.7, 'review', '{"top": 10}', 'Review the top earners; new members earn half until they are verified.');

-- Guards of the economy: the pilot.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZR038', 'survey_answered', 'The survey was answered before, with other answers.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('reward.pilot_measured', 'numeric', '0.8', 0, 1, NULL, 'Share of the criteria of a pilot that must have a value for a verdict.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('reward.survey.answered.v1', 'A survey was answered.', false, true, agora.now());

INSERT INTO agora_reward.pilot_criterion (metric, ordinal, source, comparison, target, target_to, red_comparison, red_threshold, max_value, description)
VALUES ('velocity_weekly', 10, 'economy', '>=', 1, NULL, NULL, NULL, NULL, 'Tokens go round at least once a week.'),
       ('cycling_users', 20, 'figure', '>=', 0.7, NULL, '<', 0.5, 1, 'Share of the users who earn and spend every week.'),
       ('context_cut', 30, 'figure', 'between', 0.7, 0.9, '<', 0.5, 1, 'Share of the context that is saved; 0 where it grew.'),
       ('earn_spend_ratio', 40, 'economy', 'between', 0.9, 1.1, NULL, NULL, NULL, 'What is earned is about what is spent.'),
       ('supply_growth', 50, 'economy', '<', 0.2, NULL, NULL, NULL, NULL, 'The supply grows by less than a fifth a week.'),
       ('gini', 60, 'economy', '<', 0.5, NULL, NULL, NULL, NULL, 'Balances are not too unequal.'),
       ('top_holder_share', 70, 'economy', '<=', 0.3, NULL, '>', 0.5, NULL, 'Nobody has more than three tenths of all tokens.'),
       ('bottom_half_share', 80, 'economy', '>=', 0.2, NULL, '<', 0.05, NULL, 'The poorer half has at least a fifth.'),
       ('fair_share', 90, 'survey', '>=', 0.8, NULL, '<', 0.6, NULL, 'Four fifths call it fair.'),
       ('satisfied_share', 100, 'survey', '>=', 0.8, NULL, '<', 0.6, NULL, 'Four fifths call it valuable.'),
       ('daily_users', 110, 'figure', '>=', 0.7, NULL, '<', 0.5, 1, 'Share of the users who come every day.'),
       ('churn', 120, 'figure', '<', 0.1, NULL, '>', 0.3, 1, 'Share of the users who left within a week.'),
       ('p95_ms', 130, 'figure', '<', 200, NULL, '>', 1000, 1e12, 'Milliseconds within which 95 % of the calls are answered.'),
       ('lost_transactions', 140, 'figure', '<=', 0, NULL, '>', 0, 1e12, 'Transactions that were lost.'),
       ('balance_ms', 150, 'figure', '<', 10, NULL, '>', 100, 1e12, 'Milliseconds to read a balance.'),
       ('critical_bugs', 160, 'figure', '<=', 0, NULL, '>', 0, 1e12, 'Critical bugs that are open.');
-- Decay: what it would take is settled, whether it takes anything is an installation's to decide.
INSERT INTO agora_reward.reward_policy (reward_policy_id, kind, parameters, valid_from, is_builtin, created_by, recorded_at)
OVERRIDING SYSTEM VALUE
VALUES (40, 'decay', '{"enabled": false, "annual": 0.10, "exempt": 0, "expiry": "none", "expiry_days": 365}', '-infinity', true, 1, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('reward.decay_balances', 'agora_reward._decay_balances', '1 hour', 'Takes from wallets what they lost up to yesterday, where the policy enables it.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('reward.decay', 'invariant', 'agora_reward._probe_decay', 'Decay charged every day once, under an enabled version of its policy.');
