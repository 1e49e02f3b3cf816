-- Reference rows of the ledger domain.
INSERT INTO agora_ledger.account (account_id, kind, name, created_at) OVERRIDING SYSTEM VALUE
VALUES (1, 'mint', 'mint', agora.now()),
       (2, 'burn', 'burn', agora.now()),
       (3, 'treasury', 'treasury', agora.now()),
       (4, 'reward_pool', 'reward_pool', agora.now());

INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZL001', 'unknown_account', 'No account has this id.', false),
       ('ZL002', 'insufficient_balance', 'The account does not hold what the call would take from it.', true),
       ('ZL003', 'unbalanced_transaction', 'The lines of a transaction do not sum to zero, or a movement is none of those that it has.', false),
       ('ZL004', 'balance_limit', 'The account would hold more than 1e12 tokens.', false),
       ('ZL005', 'unknown_hold', 'No hold has this id.', false),
       ('ZL006', 'hold_of_another', 'The hold was placed by another principal.', false),
       ('ZL007', 'hold_closed', 'The hold was captured or released before.', false),
       ('ZL008', 'hold_expired', 'The time of the hold is over.', false),
       ('ZL009', 'hold_exceeded', 'The capture is more than the hold.', false),
       ('ZL010', 'account_frozen', 'The account is frozen: nothing is paid from it.', true),
       ('ZL011', 'unknown_transaction', 'No transaction has this id.', false),
       ('ZL012', 'already_reversed', 'The transaction was reversed before.', false),
       ('ZL013', 'not_reversible', 'The transaction is itself a reversal.', false),
       ('ZL014', 'supply_limit', 'There would be more tokens than ledger.max_supply.', true);

INSERT INTO agora.state_machine (machine, description)
VALUES ('hold', 'Money set aside until it is paid, given back or its time is over.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('hold', 'open', 'captured', 'capture_hold() pays part or all of it and releases the rest.'),
       ('hold', 'open', 'released', 'release_hold() gives it back.'),
       ('hold', 'open', 'expired', 'Its time is over.');

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('ledger.longest_hold', 'interval', '30 days', 1, 315360000, NULL, 'Longest time that a hold may be placed for.'),
       ('ledger.max_supply', 'numeric', '0', 0, 1000000000000000, 'tokens', 'How many tokens mint() and the levers that mint let there be (made less burnt); 0 = no limit.'),
       ('ledger.unsealed_limit', 'integer', '1000000', 1000, 100000000, 'transactions', 'Transactions behind the sealed subtotals at which health() warns: reading a system account adds them up.');

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('ledger.usd_per_token', 'numeric', '0.001', 0.000001, 1000, 'USD', 'What a token buys of compute.'),
       ('ledger.llm_multiplier', 'numeric', '1', 0, 1000, NULL, 'Factor on the price of model calls in tokens; 0 = they are free.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('ledger.transaction.posted.v1', 'Tokens moved between accounts.', false, true, agora.now()),
       ('ledger.hold.placed.v1', 'Tokens were set aside.', false, true, agora.now()),
       ('ledger.hold.captured.v1', 'A hold was paid, its rest released.', false, true, agora.now()),
       ('ledger.hold.released.v1', 'A hold was given back.', false, true, agora.now()),
       ('ledger.hold.expired.v1', 'The time of a hold was over.', false, true, agora.now()),
       ('ledger.account.frozen.v1', 'An account was frozen.', false, true, agora.now()),
       ('ledger.account.unfrozen.v1', 'An account is no longer frozen.', false, true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('ledger.fold_subtotals', 'agora_ledger._fold_subtotals', '1 minute', 'Adds decided entries to the subtotals of system accounts.'),
       ('ledger.sweep_holds', 'agora_ledger._sweep_holds', '1 minute', 'Ends holds that are past their time.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('ledger.conservation', 'invariant', 'agora_ledger._probe_conservation', 'Every transaction is by a known principal and has the movements that it counts, each of an amount above 0 between two accounts.'),
       ('ledger.balances', 'invariant', 'agora_ledger._probe_balances', 'Balances and subtotals are the sums of the entries, which are of known accounts; only the mint is below zero.'),
       ('ledger.statements', 'invariant', 'agora_ledger._probe_statements', 'Every running balance is the one before it plus the amount.'),
       ('ledger.holds', 'invariant', 'agora_ledger._probe_holds', 'Held amounts are the sums of open holds and of what is bonded; a captured hold was paid by the transaction it names.'),
       ('ledger.reversals', 'invariant', 'agora_ledger._probe_reversals', 'A reversal has the movements of what it reversed, the other way round.'),
       ('ledger.subtotals', 'health', 'agora_ledger._probe_subtotals', 'Subtotals of system accounts keep up.');

INSERT INTO agora_event.projection (projection, topics, relation, rebuild_function, state_function, description)
VALUES ('ledger.balances', '{ledger.transaction.posted.v1,ledger.hold.placed.v1,ledger.hold.captured.v1,ledger.hold.released.v1,ledger.hold.expired.v1,ledger.account.frozen.v1,ledger.account.unfrozen.v1}', 'agora_ledger.account_balance', 'agora_ledger._rebuild_balances', 'agora_ledger._balance_at', 'What every principal''s account holds, what of it is held, and whether it is frozen.');

-- Seals.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZL030', 'range_open', 'A transaction of the range may still commit.', true),
       ('ZL031', 'unknown_seal', 'No seal has this number.', false),
       ('ZL032', 'not_sealed', 'The transaction is not under a seal yet.', true);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('ledger.seal_size', 'integer', '10000', 1, 1000000, 'transactions', 'How many transactions one seal is over, at most.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('ledger.seal.made.v1', 'A range of transactions was sealed; keep its hash elsewhere.', true, true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('ledger.seal', 'agora_ledger._seal_decided', '10 minutes', 'Seals transactions that are decided.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('ledger.seals', 'invariant', 'agora_ledger._probe_seals', 'Every seal has its hash and continues the one before.');

-- Balance summary.
INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('ledger.summary_max_age', 'interval', '30 minutes', 60, 31536000, NULL, 'Age of the balance summary at which health() warns, if anything has moved since.');

INSERT INTO agora.job (job, function_name, every, ordinal, description)
VALUES ('ledger.refresh_summary', 'agora_ledger._refresh_summary', '5 minutes', 90, 'Makes the balance summary anew.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('ledger.summary', 'health', 'agora_ledger._probe_summary', 'The balance summary is not old.');
-- Stake.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZL020', 'insufficient_stake', 'The stake is less than what the call would take out of it.', true),
       ('ZL021', 'nothing_matured', 'No stake that is on its way back has matured.', true);

-- Limits that others put on spending.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZL022', 'spending_limited', 'What the account may spend is limited.', true);

INSERT INTO agora.state_machine (machine, description)
VALUES ('unbonding', 'Stake on its way back to the wallet.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('unbonding', 'open', 'completed', 'It has matured and was paid to the wallet.'),
       ('unbonding', 'open', 'slashed', 'slash() took the last of it before it matured.');

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('ledger.unbonding_time', 'interval', '7 days', 1, 315360000, NULL, 'How long unstaked tokens can still be slashed; for those unstaked from now on.'),
       ('ledger.slash_unit', 'numeric', '1', 0.000001, 1000000, 'tokens', 'Shares of a slash are rounded down to multiples of it.'),
       ('ledger.slash_challenge_percent', 'numeric', '50', 0, 100, 'percent', 'What a failed challenge costs of a stake.'),
       ('ledger.slash_heartbeat_percent', 'numeric', '1', 0, 10, 'percent', 'What a missed heartbeat costs of a stake, for each in a row up to ten.'),
       ('ledger.slash_policy_percent', 'numeric', '10', 0, 50, 'percent', 'What a violation of policy costs of a stake at severity 0; twice that at severity 10.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('ledger.stake.added.v1', 'Tokens were staked.', false, true, agora.now()),
       ('ledger.stake.withdrawn.v1', 'Stake began its way back.', false, true, agora.now()),
       ('ledger.stake.slashed.v1', 'Stake was taken for a violation.', false, true, agora.now()),
       ('ledger.unbonding.completed.v1', 'Matured stake was paid to the wallet.', false, true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('ledger.sweep_unbondings', 'agora_ledger._sweep_unbondings', '1 minute', 'Pays matured stake to the wallets of its owners.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('ledger.stakes', 'invariant', 'agora_ledger._probe_stakes', 'Unbonding accounts hold what their open unbondings are; unbondings and slashes moved what their transactions say.');

-- Balances are derived from these events, so they are kept for ever.
UPDATE agora_event.topic AS t SET is_permanent = true WHERE t.topic LIKE 'ledger.%';

-- The daily roll-up.
INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('ledger.hoarder_balance', 'numeric', '1000', 0, 1000000000000, 'tokens', 'A holder of more than this counts as hoarding.');

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('ledger.fold_flows', 'agora_ledger._fold_flows', '1 minute', 'Adds decided transactions to the daily roll-up of what moved.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('ledger.flows', 'invariant', 'agora_ledger._probe_flows', 'The daily roll-up and what is behind it add up to the balances.'),
       ('ledger.rollup', 'health', 'agora_ledger._probe_rollup', 'The daily roll-up keeps up.');
