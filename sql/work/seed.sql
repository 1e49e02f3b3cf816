-- Reference rows of the work domain.

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
       ('work.refresh_lanes', 'agora_work._refresh_lanes', '1 minute', 'Finds the first ready task of each lane.');

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
       ('work.report_quota', 'integer', '20', 1, 100000, 'reports', 'How often an agent may report blockers and escalate in an hour.'),
       ('work.page_after', 'interval', '5 minutes', 1, 86400, NULL, 'How long a blocker may be open before the orchestrator is told again.'),
       ('work.human_after', 'interval', '30 minutes', 1, 604800, NULL, 'How long a blocker may be open before a human is told.'),
       ('work.human_after_critical', 'interval', '15 minutes', 1, 604800, NULL, 'The same on the critical path.'),
       ('work.max_helpers', 'integer', '3', 1, 100, 'agents', 'How many agents may help with a task, beside its owner.'),
       ('work.min_match', 'integer', '70', 0, 100, '%', 'How much of what is needed a helper must know.'),
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

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('work.help', 'invariant', 'agora_work._probe_help', 'Tasks wait for their open blockers, and nobody helps with what is closed.');
