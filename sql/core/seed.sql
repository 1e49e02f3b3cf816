-- Reference rows of the core domain.
INSERT INTO agora.principal (principal_id, name, kind, created_at) OVERRIDING SYSTEM VALUE
VALUES (1, 'system', 'system', agora.now()),
       (2, 'operator', 'service', agora.now()),
       (3, 'service', 'service', agora.now());

INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZA001', 'unknown_principal', 'No principal has this id.', false),
       ('ZA002', 'principal_suspended', 'The principal is suspended and cannot act.', false),
       ('ZA003', 'key_reused', 'The idempotency key was used with other arguments.', false),
       ('ZA004', 'name_taken', 'A principal of this name exists with other facts.', false),
       ('ZA005', 'already_bound', 'The login or the principal is bound already.', false),
       ('ZA006', 'unknown_team', 'No team has this id.', false),
       ('ZA007', 'unknown_setting', 'No setting has this key.', false),
       ('ZA008', 'unknown_flag', 'No feature flag has this name.', false),
       ('ZA009', 'illegal_transition', 'The state machine does not list this change of state.', false),
       ('ZA010', 'history_immutable', 'Recorded facts cannot be changed or removed.', false),
       ('ZA011', 'lease_held', 'Another holder has the lease.', true),
       ('ZA012', 'lease_lost', 'The lease ended or was taken by another holder.', false),
       ('ZA013', 'unknown_bucket', 'No token bucket has this name.', false),
       ('ZA014', 'unknown_breaker', 'No circuit breaker has this name.', false),
       ('ZA015', 'dry_run', 'A dry run is over and taken back inside the function that began it; no caller sees it.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('core.idempotency_retention', 'interval', '30 days', 3600, 315360000, NULL, 'How long results of keyed calls are kept; a call repeated later is a new call.'),
       ('core.job_run_retention', 'interval', '30 days', 3600, 315360000, NULL, 'How long recorded job runs are kept.'),
       ('core.breaker_failures', 'integer', '3', 1, 1000, 'failures', 'Failures in a row that open a breaker.'),
       ('core.breaker_cooldown', 'interval', '60 seconds', 1, 86400, NULL, 'How long a transient trip lasts before one probe is let through, and how long the probe may take.'),
       ('core.reputation_start', 'numeric', '0.5', -1000, 1000, NULL, 'Reputation of who has no events.'),
       ('core.reputation_min', 'numeric', '0', -1000, 1000, NULL, 'Lowest reputation.'),
       ('core.reputation_max', 'numeric', '1.5', -1000, 1000, NULL, 'Highest reputation.'),
       ('core.reputation_grace', 'interval', '30 days', 0, 315360000, NULL, 'How long without events a reputation keeps.'),
       ('core.reputation_decay', 'numeric', '0.01', 0, 1000, 'per day', 'What each day after that takes from it.'),
       ('core.reputation_floor', 'numeric', '0.5', -1000, 1000, NULL, 'How far that goes: nobody falls below a newcomer by staying away.'),
       ('core.partitions_ahead', 'integer', '2', 1, 100, 'partitions', 'Empty partitions that tick() keeps ahead of the newest key.');

INSERT INTO agora.feature_flag (flag, default_on, default_stage, description)
VALUES ('stf_extraction', true, 'ga', 'Working code is kept as a transform.'),
       ('cost_tracking', true, 'ga', 'Model calls are priced and charged to budgets.'),
       ('golden_states', true, 'ga', 'Exemplary solutions are nominated and approved.'),
       ('token_rewards', true, 'ga', 'Contributors are paid in tokens.'),
       ('token_spending', false, 'ga', 'Model calls are paid from wallets.'),
       ('pattern_quality_filter', false, 'ga', 'Patterns below the quality threshold are not recommended.'),
       ('earning_cap', false, 'ga', 'What a contributor earns in a day is limited.'),
       ('earning_probation', false, 'ga', 'New contributors earn a share, up to a limit that rises with their age, until they have helped enough others.'),
       ('earning_review', true, 'opt_in', 'Rewards of a contributor for whom it is on are withheld until the review is over.'),
       ('supply_freeze', false, 'ga', 'No reward is minted; what is due is withheld.'),
       ('earn_first', false, 'ga', 'The free tier spends nothing until it has earned enough.'),
       ('free_tier_cap', false, 'ga', 'What the free tier spends in a day is limited.'),
       ('free_tier_only', false, 'ga', 'Everybody is in the free tier.');

INSERT INTO agora.problem_category (category, area, description, is_builtin)
VALUES ('import_error', 'debug_intelligence', 'A module or name cannot be imported.', true),
       ('syntax_error', 'debug_intelligence', 'The program does not parse.', true),
       ('runtime_error', 'debug_intelligence', 'A value, type, attribute, key or arithmetic error while running.', true),
       ('file_error', 'debug_intelligence', 'A file or directory is missing or of the wrong kind.', true),
       ('permission_error', 'debug_intelligence', 'Access is denied.', true),
       ('network_error', 'debug_intelligence', 'A connection fails, is refused or times out.', true),
       ('dependency_error', 'debug_intelligence', 'A package is missing, too old or in conflict.', true),
       ('configuration_error', 'debug_intelligence', 'A setting is missing or wrong.', true),
       ('query_optimization', 'debug_database', 'A query is too slow.', true),
       ('connection_pooling', 'debug_database', 'Connections run out or are held too long.', true),
       ('deadlock_resolution', 'debug_database', 'Transactions block each other.', true),
       ('index_optimization', 'debug_database', 'An index is missing or not used.', true),
       ('schema_validation', 'debug_database', 'A table, column or constraint does not match.', true),
       ('build_failure', 'general', 'The build fails.', true),
       ('deployment_error', 'general', 'The deployment fails.', true),
       ('configuration_issue', 'general', 'The environment is set up wrongly.', true),
       ('service_outage', 'general', 'A service is down.', true),
       ('integration_failure', 'general', 'Two systems do not work together.', true),
       ('data_transformation', 'general', 'Data has to be changed from one form to another.', true),
       ('data_validation', 'general', 'Data has to be checked.', true),
       ('api_integration', 'general', 'An interface of another system has to be used.', true),
       ('error_handling', 'general', 'Failures have to be handled.', true),
       ('parsing', 'runtime', 'Text in some format does not parse.', true),
       ('encoding', 'runtime', 'Bytes and characters do not fit.', true),
       ('database', 'runtime', 'A database refuses a statement.', true),
       ('dates', 'runtime', 'A date, time or zone is handled wrongly.', true),
       ('types', 'runtime', 'A value is of another type than expected.', true),
       ('numbers', 'runtime', 'Arithmetic goes wrong.', true),
       ('recursion', 'runtime', 'A function calls itself too deep.', true),
       ('subprocess', 'runtime', 'Another program cannot be run or fails.', true),
       ('resources', 'runtime', 'Files, pipes or other handles run out or break.', true),
       ('concurrency', 'general', 'Work done at the same time interferes.', true),
       ('resource_exhaustion', 'general', 'Memory, files, time or stack run out.', true);

INSERT INTO agora.stage (stage, ordinal, description, is_builtin)
VALUES ('intent', 1, 'Understand what is asked.', true),
       ('contract', 2, 'Write down inputs, outputs and rules.', true),
       ('design', 3, 'Choose structure and patterns.', true),
       ('generation', 4, 'Write the code.', true),
       ('validation', 5, 'Check the code against the contract.', true),
       ('refinement', 6, 'Improve what validation found.', true),
       ('debugging', 7, 'Find and mend a failure.', true),
       ('review', 8, 'Judge the result.', true),
       -- of generation runs
       ('intelligence', 1, 'Gather what is known.', true),
       ('pre_validation', 3, 'Check what generation begins with.', true),
       ('event_bus', 4, 'Connect the code to events.', true),
       ('file_write', 6, 'Write the files.', true),
       ('compilation', 6, 'Compile the code.', true);

INSERT INTO agora.job (job, function_name, every, ordinal, description)
VALUES ('core.forget_old', 'agora._forget_old', '1 hour', 0, 'Ends the retention of idempotency keys and job runs.'),
       ('core.maintain_partitions', 'agora._maintain_partitions', '1 minute', 100, 'Makes partitions ahead of need; last, because it locks tables until the tick ends.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('core.release', 'health', 'agora._probe_release', 'All domains come from one version.'),
       ('core.bindings', 'health', 'agora._probe_bindings', 'Bound logins are the roles that were bound.'),
       ('core.jobs', 'health', 'agora._probe_jobs', 'tick() is called and its jobs succeed.'),
       ('core.partitions', 'health', 'agora._probe_partitions', 'Partitions are made ahead of need.');

-- What calls look up is small and often empty. A planner that has never seen such a table takes it for ten pages and reads an index of it as well, which is one
-- more relation to lock for each; a session locks sixteen by itself.
ANALYZE agora.setting, agora.setting_value, agora.feature_flag, agora.feature_flag_state, agora.feature_flag_override, agora.stage;
