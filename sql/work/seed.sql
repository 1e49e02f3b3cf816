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
