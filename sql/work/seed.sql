-- Reference rows of the work domain.
-- Agents: messages, witness, capabilities, limits.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZW040', 'message_too_large', 'The message is missing or has more bytes than work.message_bytes.', false),
       ('ZW041', 'unknown_key', 'No public key has this name.', false),
       ('ZW042', 'key_not_valid', 'The key is not valid yet, or no longer.', false),
       ('ZW043', 'key_revoked', 'The key was revoked.', false),
       ('ZW044', 'bad_signature', 'The signature is not that of these bytes by this key.', false),
       ('ZW045', 'bad_envelope', 'What was signed is not an envelope.', false),
       ('ZW046', 'sender_mismatch', 'The sender is not the owner of the key.', false),
       ('ZW047', 'message_stale', 'The message was issued too long ago, or in the future.', false),
       ('ZW048', 'nonce_used', 'The sender used this nonce before.', false),
       ('ZW049', 'sequence_behind', 'The sequence number of the conversation does not grow.', false),
       ('ZW050', 'action_not_allowed', 'Messages may not ask for this action.', false),
       ('ZW051', 'content_mismatch', 'The content does not fit the arguments of the action.', false),
       ('ZW052', 'key_taken', 'The name or the key is taken, with other facts.', false),
       ('ZW053', 'capability_taken', 'The capability exists with other facts.', false),
       ('ZW054', 'unknown_capability', 'No capability has this code.', false),
       ('ZW055', 'bad_manifest', 'What was signed is not a manifest.', false),
       ('ZW056', 'sensitive_capability', 'Only an operator gives this capability.', false),
       ('ZW057', 'signer_not_allowed', 'The key may not sign for this agent.', false),
       ('ZW058', 'manifest_not_newer', 'The manifest was taken before, or a newer one was.', false),
       ('ZW059', 'no_profile', 'The agent has no profile, or nobody vouches for anything in it.', false),
       ('ZW060', 'budget_used_up', 'The breaker opened for want of budget, and there is none yet.', false),
       ('ZW061', 'agent_halted', 'The breaker of the agent is open.', false),
       ('ZW062', 'credential_ended', 'The credential is unknown, revoked, expired or used up.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('work.message_bytes', 'integer', '1000000', 1000, 16000000, 'bytes', 'Largest message that submit() takes.'),
       ('work.message_skew', 'interval', '30 seconds', 0, 60, NULL, 'How far the clock of a sender may be off, either way.'),
       ('work.message_ttl', 'integer', '300', 1, 300, 'seconds', 'Longest life that a message may claim.'),
       ('work.message_rate', 'integer', '100', 1, 1000000, 'messages/s', 'How many messages of a sender are taken in a second, and at once.'),
       ('work.conversation_retention', 'interval', '30 days', 3600, 315360000, NULL, 'How long the sequence of a conversation that nobody goes on with is kept; a message is too old for its clock long before.'),
       ('work.witness_security', 'interval', '730 days', 86400, 3155760000, NULL, 'How long entries of the class security are kept.'),
       ('work.witness_operations', 'interval', '365 days', 86400, 3155760000, NULL, 'How long entries of the class operations are kept.'),
       ('work.witness_debug', 'interval', '90 days', 86400, 3155760000, NULL, 'How long entries of the class debug are kept.'),
       ('work.credential_retention', 'interval', '1 day', 300, 315360000, NULL, 'How long credentials that have ended can be looked up.'),
       ('work.reputation_prior', 'numeric', '0.7', 0, 1, NULL, 'Measured reputation of an agent that nothing is known of.'),
       ('work.reputation_prior_weight', 'integer', '10', 0, 1000, 'samples', 'How many samples the prior counts for; 0 = none.'),
       ('work.reputation_window', 'integer', '100', 1, 1000, 'samples', 'Last samples that make the measured reputation.'),
       ('work.slo_window', 'integer', '1000', 10, 10000, 'samples', 'Last samples that objectives are compared with.'),
       ('work.slo_min_samples', 'integer', '10', 1, 1000, 'samples', 'Below so many samples objectives are neither met nor missed.'),
       ('work.slo_p99_ms', 'numeric', '1000', 0.001, 86400000, 'ms', 'Latency that 99 of 100 operations of an agent stay below, where its contract says nothing else.'),
       ('work.slo_success', 'numeric', '0.95', 0, 1, NULL, 'Share of operations of an agent that succeed, where its contract says nothing else.'),
       ('work.slo_availability', 'numeric', '0.99', 0, 1, NULL, 'Share of the time for which an agent holds tasks in which it is there, where its contract says nothing else.'),
       ('work.reputation_step', 'numeric', '0.01', 0, 1, NULL, 'By how much a measured reputation moves before the reputation log has another event of it; 0 = with every sample that moves it.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('work.key.added.v1', 'A public key is trusted.', true, agora.now()),
       ('work.key.revoked.v1', 'A public key is trusted no longer.', true, agora.now()),
       ('work.witness.anchored.v1', 'Heads of the witness were put under one hash; keep it elsewhere.', true, agora.now()),
       ('work.manifest.registered.v1', 'A signed manifest of an agent was taken.', true, agora.now()),
       ('work.capability.granted.v1', 'An operator vouches for a capability of an agent.', true, agora.now()),
       ('work.capability.withdrawn.v1', 'Nobody vouches for a capability of an agent any more.', true, agora.now()),
       ('work.policy.set.v1', 'A policy has a new version.', true, agora.now()),
       ('work.objective.missed.v1', 'An agent began to miss its objectives.', true, agora.now()),
       ('work.objective.met.v1', 'An agent meets its objectives again.', true, agora.now()),
       ('work.agent.halted.v1', 'The breaker of an agent opened.', true, agora.now()),
       ('work.agent.resumed.v1', 'The breaker of an agent closed.', true, agora.now()),
       ('work.contract.agreed.v1', 'A contract was agreed with an agent.', true, agora.now()),
       ('work.contract.ended.v1', 'The contract of an agent was ended.', true, agora.now()),
       ('work.violation.recorded.v1', 'An agent did what it should not have.', true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('work.anchor_witness', 'agora_work._anchor_moved', '10 minutes', 'Anchors the streams of the witness that moved.'),
       ('work.forget_witness', 'agora_work._forget_witness', '1 hour', 'Ends the retention of entries of the witness.'),
       ('work.forget_credentials', 'agora_work._forget_credentials', '1 hour', 'Ends the retention of credentials.'),
       ('work.measure_lost', 'agora_work._measure_lost', '1 minute', 'Measures agents that lost claims.');

INSERT INTO agora.job (job, function_name, every, ordinal, description)
VALUES ('work.forget_messages', 'agora_work._forget_messages', '1 minute', 90, 'Ends the retention of nonces and conversations; late, because it locks a partition until the tick ends.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('work.witness', 'invariant', 'agora_work._probe_witness', 'Streams of the witness end at their heads, and anchors follow each other.'),
       ('work.measures', 'invariant', 'agora_work._probe_measures', 'Measures of agents count their samples and agree with the reputation log.');

-- Tasks and claims.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZW001', 'unknown_task', 'No task has this id or code.', false),
       ('ZW002', 'unknown_agent', 'The principal is not registered for work.', false),
       ('ZW003', 'code_taken', 'A task with this code exists.', false),
       ('ZW004', 'may_not_claim', 'The agent may not claim this task.', false),
       ('ZW005', 'claim_lost', 'The claim is over: its lease or time ended, or a later claim took its place.', false),
       ('ZW006', 'claim_of_another', 'Another agent holds the task under this epoch.', false),
       ('ZW007', 'task_closed', 'The task is completed, failed or cancelled.', false),
       ('ZW008', 'dependency_cycle', 'The task would wait for itself.', false),
       ('ZW009', 'task_claimed', 'The task is being worked on, and this can change only before.', true);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('work.lease', 'interval', '45 seconds', 1, 86400, NULL, 'How long after the last heartbeat of its holder a task is lost, for agents registered from now on; for as long after the server started none is.'),
       ('work.ttl', 'interval', '300 seconds', 60, 86400, NULL, 'How long a claim lasts unless it is renewed, of tasks added from now on.'),
       ('work.filler_ttl', 'interval', '30 minutes', 60, 86400, NULL, 'The same for fillers.'),
       ('work.sweep_every', 'interval', '5 seconds', 0.1, 3600, NULL, 'How often lost tasks are returned and delayed ones made ready, by tick() or by whoever claims.'),
       ('work.max_tasks', 'integer', '5', 1, 10000, 'tasks', 'How many tasks an agent may hold at once, for those registered from now on.'),
       ('work.capacity', 'interval', '8 hours', 60, 315360000, NULL, 'How much estimated work an agent may hold at once, for those registered from now on.'),
       ('work.max_attempts', 'integer', '3', 1, 1000, 'attempts', 'Claims that fail or are lost before a task has failed.');

INSERT INTO agora.setting (key, type, default_value, description)
VALUES ('work.backoff', 'text', '1, 2, 5, 10, 30', 'Seconds that a task waits after its first, second, … failed attempt; the last holds for all further ones.');

INSERT INTO agora.state_machine (machine, description)
VALUES ('task', 'A task waits, is claimed, worked on and done; a claim that fails, is lost or given back returns it.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('task', 'blocked', 'available', 'What it waited for is done.'),
       ('task', 'blocked', 'cancelled', 'It is not wanted any more.'),
       ('task', 'available', 'blocked', 'It needs another task, or somebody reported that it is stuck.'),
       ('task', 'available', 'claimed', 'An agent claimed it.'),
       ('task', 'available', 'cancelled', 'It is not wanted any more.'),
       ('task', 'claimed', 'in_progress', 'Its holder began to work.'),
       ('task', 'claimed', 'completed', 'Its holder did it.'),
       ('task', 'claimed', 'available', 'Given back, failed or lost, and to be tried again.'),
       ('task', 'claimed', 'blocked', 'Its holder is stuck.'),
       ('task', 'claimed', 'failed', 'Failed or lost once too often.'),
       ('task', 'claimed', 'cancelled', 'It is not wanted any more.'),
       ('task', 'in_progress', 'completed', 'Its holder did it.'),
       ('task', 'in_progress', 'available', 'Given back, failed or lost, and to be tried again.'),
       ('task', 'in_progress', 'blocked', 'Its holder is stuck.'),
       ('task', 'in_progress', 'failed', 'Failed or lost once too often.'),
       ('task', 'in_progress', 'cancelled', 'It is not wanted any more.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('work.agent.registered.v1', 'A principal was registered for work, or its registration changed.', true, agora.now()),
       ('work.task.added.v1', 'A task was added.', true, agora.now()),
       ('work.task.changed.v1', 'Facts of a task changed.', true, agora.now()),
       ('work.task.claimed.v1', 'An agent claimed tasks: one event per call, with arrays of tasks and epochs.', true, agora.now()),
       ('work.task.started.v1', 'Work on a task began.', true, agora.now()),
       ('work.task.completed.v1', 'A task was completed.', true, agora.now()),
       ('work.task.returned.v1', 'A claim ended without success, and the task waits for another: reason failed, lost, released or blocked.', true, agora.now()),
       ('work.task.failed.v1', 'A task failed or was lost once too often: a dead letter.', true, agora.now()),
       ('work.task.cancelled.v1', 'A task was cancelled.', true, agora.now()),
       ('work.task.unblocked.v1', 'What a task waited for is done.', true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('work.release_expired', 'agora_work._release_expired', '5 seconds', 'Returns lost tasks and makes delayed ones ready.'),
       ('work.refresh_lanes', 'agora_work._refresh_lanes', '1 minute', 'Finds the first ready task of each lane, and draws what its environment asks of claims.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('work.tasks', 'invariant', 'agora_work._probe_tasks', 'Tasks wait for what is unmet, hold their exclusive keys, and their claims count up without overlap.');


-- Inbox, help, load.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZW080', 'unknown_message', 'No message of the actor has this id.', false),
       ('ZW081', 'inbox_full', 'Too many messages of this sender are unread.', true),
       ('ZW082', 'unknown_blocker', 'No blocker has this id.', false),
       ('ZW083', 'unknown_escalation', 'No escalation has this id.', false),
       ('ZW084', 'matter_closed', 'The blocker, help or escalation is closed.', false),
       ('ZW085', 'report_quota', 'The agent has reported and escalated as often as it may in an hour.', true),
       ('ZW086', 'enough_helpers', 'As many agents help with this task as may.', true),
       ('ZW087', 'cannot_help', 'The agent does not qualify as a helper with this blocker.', false),
       ('ZW088', 'unknown_help', 'No help has this id.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('work.message_visibility', 'interval', '60 seconds', 1, 86400, NULL, 'How long a delivered message may take to be acknowledged before it is delivered again.'),
       ('work.message_deliveries', 'integer', '5', 1, 1000, 'deliveries', 'Deliveries without acknowledgement that make a message a dead letter.'),
       ('work.message_retention', 'interval', '7 days', 60, 315360000, NULL, 'How long messages wait to be read, and how long they are kept that were acknowledged or are dead.'),
       ('work.unread_limit', 'integer', '1000', 1, 1000000, 'messages', 'How many messages of one sender may be unread with one recipient.'),
       ('work.orchestrator', 'text', 'orchestrator', NULL, NULL, NULL, 'Name of the principal that hears of blockers; the operator does where there is none.'),
       ('work.report_quota', 'integer', '20', 1, 100000, 'reports', 'How often an agent may report blockers and escalate at once, and in an hour after that.'),
       ('work.page_after', 'interval', '5 minutes', 1, 86400, NULL, 'How long a blocker may be open before the orchestrator is told again.'),
       ('work.human_after', 'interval', '30 minutes', 1, 604800, NULL, 'How long a blocker may be open before a human is told.'),
       ('work.human_after_critical', 'interval', '15 minutes', 1, 604800, NULL, 'The same on the critical path.'),
       ('work.default_estimate', 'interval', '30 minutes', 1, 31536000, NULL, 'What a task without an estimate counts as on the critical path.');

INSERT INTO agora_work.message_kind (kind, description)
VALUES ('unblocked', 'A task that you wait for, or that is yours, is available or closed: task_id, code, title, status.'),
       ('preempt_filler', 'The task that you wait for is free, so stop what you fill the time with: task_id, fillers with task_id and epoch.'),
       ('blocker', 'To the orchestrator: a task is stuck: blocker_id, task_id, type, severity, description, capabilities, hazards, reported_by.'),
       ('blocker_overdue', 'To the orchestrator: it still is: the same, level, is_critical.'),
       ('help_wanted', 'You could help with a stuck task: as blocker; answer with offer_help().'),
       ('help_joined', 'An agent helps with what you reported: help_assignment_id, blocker_id, task_id, agent_id.'),
       ('help_ended', 'Your help, or that of an agent with what you reported, is over: the same, outcome, note.'),
       ('escalation', 'To the operator: a human has to look: escalation_id, agent_id, reason, task_id, blocker_id, details.'),
       ('escalation_closed', 'A human decided: escalation_id, reason, resolution.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('work.message.sent.v1', 'A message waits in an inbox; written in the name of its recipient.', false, true, agora.now()),
       ('work.message.dead.v1', 'A message was delivered too often without acknowledgement; written in the name of its recipient.', false, true, agora.now()),
       ('work.blocker.reported.v1', 'A task is stuck.', true, true, agora.now()),
       ('work.blocker.raised.v1', 'A blocker went to the orchestrator (level 2) or to a human (level 3), because nobody closed it in time.', true, true, agora.now()),
       ('work.blocker.closed.v1', 'A blocker was closed.', true, true, agora.now()),
       ('work.help.joined.v1', 'An agent helps with a blocker.', true, true, agora.now()),
       ('work.help.ended.v1', 'The help of an agent ended.', true, true, agora.now()),
       ('work.escalation.opened.v1', 'A matter went to a human.', true, true, agora.now()),
       ('work.escalation.closed.v1', 'A human closed a matter.', true, true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('work.climb_ladder', 'agora_work._climb_ladder', '5 seconds', 'Raises blockers that nobody closed in time, and ends the help of agents that went away.'),
       ('work.sweep_inboxes', 'agora_work._sweep_inboxes', '5 minutes', 'Marks dead letters and ends the retention of messages.');

-- Load and score.
INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('work.idle_max', 'interval', '2 minutes', 1, 86400, NULL, 'How long an agent may have nothing to do.'),
       ('work.score_window', 'interval', '1 day', 60, 31536000, NULL, 'How far back the scorecard looks.'),
       ('work.target_claim_ms', 'numeric', '10', 0.001, 100000, 'ms', 'How long all but one of a hundred claims may take.'),
       ('work.target_waste', 'numeric', '0.1', 0, 1, NULL, 'What share of the cost may be in vain.'),
       ('work.target_detection', 'interval', '1 minute', 1, 86400, NULL, 'How long it may take to notice that an agent is gone.'),
       ('work.target_recovery', 'interval', '5 minutes', 1, 86400, NULL, 'How long it may take until its task goes on.'),
       ('work.target_variance', 'numeric', '0.2', 0, 100, NULL, 'By what share work may take longer or shorter than estimated.'),
       ('work.target_filler', 'numeric', '0.9', 0, 1, NULL, 'What share of the fillers that were begun should be completed.');

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('work.keep_latency', 'agora_work._keep_latency', '5 minutes', 'Keeps snapshots of how long claims take.');

INSERT INTO agora_work.capability (capability_id, code, description, is_sensitive, added_by, added_at) OVERRIDING SYSTEM VALUE
VALUES (1, 'code:python', 'Write and change Python.', false, 1, agora.now()),
       (2, 'code:javascript', 'Write and change JavaScript and TypeScript.', false, 1, agora.now()),
       (3, 'code:go', 'Write and change Go.', false, 1, agora.now()),
       (4, 'code:rust', 'Write and change Rust.', false, 1, agora.now()),
       (5, 'code:java', 'Write and change Java and Kotlin.', false, 1, agora.now()),
       (6, 'code:cpp', 'Write and change C and C++.', false, 1, agora.now()),
       (7, 'code:sql', 'Write queries and change schemas.', false, 1, agora.now()),
       (8, 'code:shell', 'Write scripts for the shell.', false, 1, agora.now()),
       (9, 'architecture:patterns', 'Choose structure and patterns of a system.', false, 1, agora.now()),
       (10, 'architecture:api', 'Design interfaces between programs.', false, 1, agora.now()),
       (11, 'architecture:security', 'Find threats and design against them: authentication, secrets, isolation.', false, 1, agora.now()),
       (12, 'architecture:performance', 'Find out why something is slow and make it fast: profiling, caching, latency.', false, 1, agora.now()),
       (13, 'infra:distributed-systems', 'Make several systems work together: integration, replication, consensus, time-outs.', false, 1, agora.now()),
       (14, 'infra:networking', 'Set up and mend networks, proxies and certificates.', false, 1, agora.now()),
       (15, 'infra:deployment', 'Build, package, release and roll back.', false, 1, agora.now()),
       (16, 'infra:observability', 'Metrics, logs, traces and alerts.', false, 1, agora.now()),
       (17, 'infra:containers', 'Run and mend containers and their orchestration.', false, 1, agora.now()),
       (18, 'data:modelling', 'Design tables, keys and constraints.', false, 1, agora.now()),
       (19, 'data:migration', 'Move data from one shape or place to another without losing any.', false, 1, agora.now()),
       (20, 'data:analysis', 'Answer questions from data with statistics.', false, 1, agora.now()),
       (21, 'data:pipelines', 'Move and transform data continuously.', false, 1, agora.now()),
       (22, 'ml:training', 'Train and evaluate models.', false, 1, agora.now()),
       (23, 'ml:prompting', 'Write and evaluate prompts for language models.', false, 1, agora.now()),
       (24, 'ml:retrieval', 'Embeddings, vector search and ranking.', false, 1, agora.now()),
       (25, 'testing:unit', 'Write tests of single parts.', false, 1, agora.now()),
       (26, 'testing:integration', 'Write and mend tests of parts that work together.', false, 1, agora.now()),
       (27, 'testing:performance', 'Measure speed and load.', false, 1, agora.now()),
       (28, 'testing:security', 'Test against attacks, fuzzing.', false, 1, agora.now()),
       (29, 'debug:runtime', 'Find the cause of a failure: exceptions, stack traces, crashes.', false, 1, agora.now()),
       (30, 'debug:concurrency', 'Find races, deadlocks and lost updates.', false, 1, agora.now()),
       (31, 'docs:technical-writing', 'Write and mend documentation, guides and references.', false, 1, agora.now()),
       (32, 'docs:tutorials', 'Write lessons and examples.', false, 1, agora.now()),
       (33, 'review:code', 'Judge changes of code.', false, 1, agora.now()),
       (34, 'review:architecture', 'Judge designs.', false, 1, agora.now()),
       (35, 'research:literature', 'Find and sum up what is known.', false, 1, agora.now()),
       (36, 'planning:decomposition', 'Cut work into tasks that depend on each other.', false, 1, agora.now()),
       (37, 'governance:policy', 'Write and check rules.', false, 1, agora.now()),
       (38, 'governance:audit', 'Check records and find what does not fit.', false, 1, agora.now()),
       (39, 'system:process:execute', 'Run commands on a host.', true, 1, agora.now()),
       (40, 'network:http:external', 'Call addresses outside.', true, 1, agora.now()),
       (41, 'secrets:provider:use', 'Use keys of providers.', true, 1, agora.now()),
       (42, 'data:personal:read', 'Read what is private to people.', true, 1, agora.now()),
       (43, 'money:ledger:operate', 'Move money that is not its own.', true, 1, agora.now());

INSERT INTO agora_work.capability_hint (problem, capability_id)
SELECT h.problem, c.capability_id
  FROM (
VALUES ('integration_failure', 'infra:distributed-systems'),
       ('security_issue', 'architecture:security'),
       ('performance_degradation', 'architecture:performance'),
       ('test_failure', 'testing:integration'),
       ('documentation_gap', 'docs:technical-writing'),
       ('data_loss', 'data:migration'),
       ('deployment_failure', 'infra:deployment'),
       ('concurrency_failure', 'debug:concurrency')
       ) AS h(problem, code)
  JOIN agora_work.capability AS c ON c.code = h.code;

INSERT INTO agora_work.pattern_fit (pattern, complexity, fit)
SELECT f.pattern, x.place, x.fit
  FROM (VALUES ('early', '{1.0,0.95,0.65,0.40,0.20}'::numeric[]), ('steady', '{0.85,0.85,0.85,0.85,0.80}'), ('late', '{0.60,0.70,0.80,0.95,1.0}')) AS f(pattern, fits)
 CROSS JOIN LATERAL unnest(f.fits) WITH ORDINALITY AS x(fit, place);

INSERT INTO agora_work.policy_parameter (parameter, type, min_value, max_value, choices, description)
VALUES ('match_percent', 'integer', 1, 100, NULL, 'Share of the needed capabilities, in per cent, that an agent must hold.'),
       ('rank_strategy', 'choice', NULL, NULL, '{value,weighted}', 'How match_agents() ranks.'),
       ('min_reputation', 'numeric', 0, 1, NULL, 'Measured reputation below which an agent is not asked, and claims no task of the environment.'),
       ('max_helpers', 'integer', 1, 20, NULL, 'How many agents help with one task, beside its owner.'),
       ('task_cost_usd', 'numeric', 0.000001, 1000000, NULL, 'What helpers may be expected to cost for one task; the share of it is the cost of strategy weighted.'),
       ('claim_standing', 'choice', NULL, NULL, '{declared,verified}', 'Whether what an agent declares of itself counts where it claims tasks of the environment, and by default also where it helps.'),
       ('min_level', 'integer', 1, 4, NULL, 'Level at which needed capabilities are held, at least, where an agent is matched and where it claims tasks of the environment.'),
       ('hourly_usd', 'numeric', 0, 10000, NULL, 'What an agent costs an hour, at most, that is matched or claims tasks of the environment.'),
       ('preferred', 'capabilities', NULL, 20, NULL, 'Capabilities that rank an agent higher where it is matched.'),
       ('preferred_percent', 'integer', 0, 100, NULL, 'What preferred capabilities make up of the match that ranks, in per cent.'),
       ('disqualifying', 'capabilities', NULL, 20, NULL, 'Capabilities that nobody holds, or declares, who is matched, helps or claims a task of the environment.'),
       ('weighted_minimum', 'numeric', 0, 2, NULL, 'Score of strategy weighted below which an agent is not asked.'),
       ('weight_capability', 'numeric', 0, 1, NULL, 'Weight of the match.'),
       ('weight_fit', 'numeric', 0, 1, NULL, 'Weight of the fit of pattern and complexity.'),
       ('weight_cost', 'numeric', 0, 1, NULL, 'Weight of a low cost.'),
       ('weight_experience', 'numeric', 0, 1, NULL, 'Weight of experience.'),
       ('weight_availability', 'numeric', 0, 1, NULL, 'Weight of availability.');
INSERT INTO agora_work.policy_parameter (parameter, type, min_value, max_value, is_of_agents, description)
VALUES ('claim_pause_seconds', 'numeric', 0, 86400, true, 'How long an agent pauses between claims, which are of one task each then; 0 = not at all. By default, or for an agent.');

INSERT INTO agora_work.policy_parameter (parameter, type, choices, is_of_agents, description)
VALUES ('on_overrun', 'choice', '{deny,halt}', true, 'What a settlement does that takes a hard budget of an agent''s own above its limit: halt trips its breaker, until an operator resets it; deny leaves it at the denial of what comes until the next period. By default, or for an agent.');

INSERT INTO agora_work.policy (policy_id, scope, subject, version, parameters, reason, set_by, set_at) OVERRIDING SYSTEM VALUE
VALUES (1, 'default', '', 1, '{"match_percent": 70, "rank_strategy": "value", "min_reputation": 0, "max_helpers": 3, "task_cost_usd": 10, "weighted_minimum": 0.7, "claim_standing": "declared", "min_level": 1, "hourly_usd": 10000, "preferred": [], "preferred_percent": 20, "disqualifying": [], "claim_pause_seconds": 0, "on_overrun": "halt", "weight_capability": 0.4, "weight_fit": 0.3, "weight_cost": 0.15, "weight_experience": 0.1, "weight_availability": 0.05}', 'As delivered.', 1, agora.now()),
       (2, 'environment', 'development', 1, '{"match_percent": 60, "max_helpers": 5, "task_cost_usd": 20}', 'As delivered.', 1, agora.now()),
       (3, 'environment', 'high_stakes', 1, '{"match_percent": 80, "max_helpers": 2, "task_cost_usd": 5}', 'As delivered.', 1, agora.now()),
       (4, 'environment', 'low_cost', 1, '{"task_cost_usd": 3, "weight_capability": 0.3, "weight_fit": 0.2, "weight_cost": 0.4, "weight_experience": 0.05, "weight_availability": 0.05}', 'As delivered.', 1, agora.now()),
       (5, 'environment', 'research', 1, '{"match_percent": 90, "task_cost_usd": 15}', 'As delivered.', 1, agora.now());

INSERT INTO agora.partitioned_table (relation, key_column, step)
VALUES ('agora_work.operation', 'operation_id', 2000000);

INSERT INTO agora_work.resource_tier (tier, memory_mb, cpu_percent, exec_seconds, open_files, calls_per_second, description)
VALUES ('untrusted', 128, 10, 60, 64, 1, 'Whom nobody knows, and who has no contract.'),
       ('standard', 256, 25, 300, 256, 10, 'Most agents.'),
       ('large', 512, 50, 600, 256, 20, 'Agents for heavy work.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('work.help', 'invariant', 'agora_work._probe_help', 'Tasks wait for their open blockers, and nobody helps with what is closed.');

-- Requests to the world outside: sandbox, commands, calls.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZW100', 'unknown_request', 'No request has this id.', false),
       ('ZW101', 'request_closed', 'The request has ended.', false),
       ('ZW102', 'request_lost', 'Another worker holds the request, or the lease is over.', false),
       ('ZW103', 'not_runnable', 'The transform is blocked, or not Python.', false),
       ('ZW104', 'too_many_requests', 'Too many requests of this principal are open, or were denied within an hour.', true),
       ('ZW105', 'unknown_permission', 'No command, server or route that holds has this name.', false),
       ('ZW090', 'message_rate', 'The sender had as many messages taken in a second as it may.', true),
       ('ZW095', 'claim_too_soon', 'The agent has to pause between claims.', true);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('work.sandbox_cpu_seconds', 'integer', '30', 1, 3600, 's', 'Processor time that a sandbox job may use.'),
       ('work.sandbox_wall_seconds', 'integer', '60', 1, 300, 's', 'How long a sandbox job may take.'),
       ('work.sandbox_memory_bytes', 'integer', '268435456', 67108864, 68719476736, 'bytes', 'Memory that each process of a sandbox job may use.'),
       ('work.sandbox_file_bytes', 'integer', '16777216', 0, 1073741824, 'bytes', 'How large the files of a sandbox job may be, all together.'),
       ('work.sandbox_output_bytes', 'integer', '1000000', 1000, 16000000, 'bytes', 'How much a sandbox job may print.'),
       ('work.sandbox_processes', 'integer', '1', 1, 1000, 'processes', 'How many processes and threads a sandbox job may be at once.'),
       ('work.exec_processes', 'integer', '16', 1, 1000, 'processes', 'How many processes and threads a command may be at once.'),
       ('work.exec_seconds', 'integer', '5', 1, 30, 's', 'How long a command may run that asks for nothing else.'),
       ('work.http_seconds', 'integer', '10', 1, 60, 's', 'How long a call may take that asks for nothing else.'),
       ('work.request_bytes', 'integer', '1000000', 1000, 16000000, 'bytes', 'How large what is asked may be, and what a command or a call answers.'),
       ('work.request_attempts', 'integer', '3', 1, 100, 'times', 'How often a request is handed out before it is lost.'),
       ('work.request_retention', 'interval', '30 days', 60, 315360000, NULL, 'How long requests are kept that have ended.'),
       ('work.open_requests', 'integer', '100', 1, 1000000, 'requests', 'How many requests of one principal may be open, and how many denied at once, and in an hour after that.');

INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZW900', 'unknown_environment', 'No policy is for this environment.', false);

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('work.request.submitted.v1', 'A worker is wanted: for a sandbox job, a command or a call.', false, true, agora.now()),
       ('work.request.denied.v1', 'A request was denied.', false, true, agora.now()),
       ('work.request.finished.v1', 'A request was done, or given up; written in the name of its requester.', false, true, agora.now());

INSERT INTO agora.state_machine (machine, description)
VALUES ('request', 'Requests to the world outside, agora_work.request.');
INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('request', 'queued', 'running', 'A worker takes it.'),
       ('request', 'queued', 'denied', 'What allowed it has ended since.'),
       ('request', 'running', 'denied', 'Its worker did not come back, and what allowed it has ended since.'),
       ('request', 'running', 'finished', 'Its worker says what came of it.'),
       ('request', 'running', 'lost', 'Workers took it as often as they may, and none came back.');

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('work.sweep_requests', 'agora_work._sweep_requests', '1 minute', 'Gives up requests that no worker finished, and forgets old ones.');

INSERT INTO agora_work.request_violation (violation, kind, description)
VALUES ('network', 'security', 'Reached for an address or a socket.'),
       ('write', 'security', 'Reached for a file outside its own directory to change it.'),
       ('read', 'security', 'Reached for a file that is neither its own nor the interpreter''s.'),
       ('signal', 'security', 'Reached for a process that is not its own.'),
       ('native', 'security', 'Reached past the interpreter, into native code.'),
       ('tampering', 'security', 'Reached for what watches it.'),
       ('processes', 'limit', 'Wanted more processes than it may have.'),
       ('memory', 'limit', 'Wanted more memory than it may have.'),
       ('cpu', 'limit', 'Used more processor time than it may.'),
       ('wall', 'limit', 'Took longer than it may.'),
       ('output', 'limit', 'Printed more than it may.'),
       ('file', 'limit', 'Wrote more than it may.'),
       ('address', 'hazard', 'The name of a server led to an address that it may not have.');

-- Tasks that nobody can claim.
INSERT INTO agora_work.message_kind (kind, description)
VALUES ('unclaimable', 'To the orchestrator: tasks that no agent can ever claim as things stand: tasks (how many), first (of them task_id, code, reason).');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('work.task.unclaimable.v1', 'No agent can ever claim a task as things stand; said once, and anew where the reason changes.', true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('work.find_unclaimable', 'agora_work._find_unclaimable', '5 minutes', 'Says which tasks nobody can claim.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('work.unclaimable', 'health', 'agora_work._probe_unclaimable', 'Somebody can claim every task.');

-- The end of tasks.
INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('work.task_retention', 'interval', '90 days', 3600, 3155760000, NULL, 'How long tasks are kept that are closed, with claims, blockers and help, and escalations that were decided; never shorter than core.idempotency_retention or work.score_window.');

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('work.forget_tasks', 'agora_work._forget_tasks', '1 minute', 'Ends the retention of closed tasks.');

-- The end of lanes and of measured operations.
INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('work.operation_retention', 'interval', '180 days', 3600, 3155760000, NULL, 'How long measured operations of agents are kept, two million at a time; reputation and objectives look at no older ones.');

INSERT INTO agora.job (job, function_name, every, ordinal, description)
VALUES ('work.forget_lanes', 'agora_work._forget_lanes', '1 hour', 80, 'Forgets lanes that no task is in any more; late, because whoever adds a task to one waits until the tick ends.'),
       ('work.retire_operations', 'agora_work._retire_operations', '1 hour', 91, 'Ends the retention of measured operations; late, because it locks a partition until the tick ends.');
