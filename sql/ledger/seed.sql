-- Reference rows of the ledger domain.
INSERT INTO agora_ledger.account (account_id, kind, name, created_at) OVERRIDING SYSTEM VALUE
VALUES (1, 'mint', 'mint', agora.now()),
       (2, 'burn', 'burn', agora.now()),
       (3, 'treasury', 'treasury', agora.now()),
       (4, 'reward_pool', 'reward_pool', agora.now());

INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZL001', 'unknown_account', 'No account has this id.', false),
       ('ZL002', 'insufficient_balance', 'The account does not hold what the call would take from it.', true),
       ('ZL003', 'unbalanced_transaction', 'The entries of a transaction do not sum to zero, are fewer than two or not complete.', false),
       ('ZL004', 'balance_limit', 'The account would hold more than 1e12 tokens.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('ledger.unsealed_limit', 'integer', '1000000', 1000, 100000000, 'transactions', 'Transactions behind the sealed subtotals at which health() warns: reading a system account adds them up.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('ledger.transaction.posted.v1', 'Tokens moved between accounts.', false, true, agora.now());

INSERT INTO agora.partitioned_table (relation, key_column, step)
VALUES ('agora_ledger.entry', 'transaction_id', 10000000);

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('ledger.fold_subtotals', 'agora_ledger._fold_subtotals', '1 minute', 'Adds decided entries to the subtotals of system accounts.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('ledger.conservation', 'invariant', 'agora_ledger._probe_conservation', 'Every transaction is by a known principal and has two lines or more, numbered from 1, that sum to zero.'),
       ('ledger.balances', 'invariant', 'agora_ledger._probe_balances', 'Balances and subtotals are the sums of the entries, which are of known accounts; only the mint is below zero.'),
       ('ledger.statements', 'invariant', 'agora_ledger._probe_statements', 'Every running balance is the one before it plus the amount.'),
       ('ledger.subtotals', 'health', 'agora_ledger._probe_subtotals', 'Subtotals of system accounts keep up.');

INSERT INTO agora_event.projection (projection, topics, relation, rebuild_function, state_function, description)
VALUES ('ledger.balances', '{ledger.transaction.posted.v1}', 'agora_ledger.account_balance', 'agora_ledger._rebuild_balances', 'agora_ledger._balance_at', 'What every principal''s account holds.');

-- Balances are derived from these events, so they are kept for ever.
UPDATE agora_event.topic AS t SET is_permanent = true WHERE t.topic LIKE 'ledger.%';
