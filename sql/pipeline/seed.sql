-- Reference rows of the pipeline domain.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZG001', 'unknown_run', 'No generation run has this id.', false),
       ('ZG002', 'run_of_another', 'The generation run is another principal''s.', false),
       ('ZG003', 'run_closed', 'The generation run has ended.', false),
       ('ZG004', 'unknown_mode', 'No mode of generation runs has this name.', false),
       ('ZG005', 'unknown_run_stage', 'Generation runs have no stage of this name.', false),
       ('ZG006', 'unknown_gate', 'No gate has this number.', false),
       ('ZG007', 'run_blocked', 'A blocking gate failed, so the run cannot succeed.', false),
       ('ZG008', 'run_incomplete', 'Stages are open or failed, so the run cannot succeed.', false),
       ('ZG009', 'correlation_in_use', 'The principal has another run with this correlation.', false),
       ('ZG010', 'unknown_run_call', 'The run''s principal has no call of this id.', false),
       ('ZG011', 'call_of_another_run', 'The call belongs to another run.', false),
       ('ZG012', 'gate_exists', 'A gate of this number exists with other facts.', false),
       ('ZG013', 'unknown_artefact', 'No artefact has this id.', false),
       ('ZG014', 'unknown_run_attempt', 'The principal has no attempt of this id.', false),
       ('ZG020', 'unknown_release', 'No release of a component has this id.', false),
       ('ZG021', 'release_exists', 'The version of the component was proposed with another run, or another note.', false),
       ('ZG022', 'run_not_successful', 'Only what a successful run made can be released.', false),
       ('ZG023', 'own_release', 'Nobody decides about a release that they made or proposed.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('pipeline.gate_target', 'numeric', '200', 1, 600000, 'ms', 'What a gate without a target of its own should take at most.'),
       ('pipeline.performance_warning', 'numeric', '1.1', 1, 100, NULL, 'From how many times its target on a stage or gate is slow.'),
       ('pipeline.performance_error', 'numeric', '2.0', 1, 100, NULL, 'From how many times its target on a stage or gate is too slow.'),
       ('pipeline.critical_categories', 'integer', '3', 1, 100, NULL, 'From how many categories with a failed gate on a run is critical.'),
       ('pipeline.critical_score', 'numeric', '0.5', 0, 1, NULL, 'A run with a score below is critical.'),
       ('pipeline.refine_change_max', 'numeric', '0.5', 0, 10, NULL, 'Share of the lines above which a refinement changed much.'),
       ('pipeline.refine_below', 'numeric', '0.8', 0, 1, NULL, 'Confidence below which code is due for refinement.');

INSERT INTO agora_pipeline.pipeline_stage (stage, number, alias, title, target_ms)
VALUES ('intent', 1, '1', 'Read the request: what is asked for.', 5000),
       ('intelligence', 1.5, '1.5', 'Gather what is known about it.', 3000),
       ('contract', 2, NULL, 'Write down inputs, outputs and rules.', 2000),
       ('pre_validation', 3, '2', 'Check what generation begins with.', 2000),
       ('generation', 4, '3', 'Write the code.', 12500),
       ('event_bus', 4.5, '4.5', 'Connect the code to events.', 2000),
       ('validation', 5, '4', 'Check the code.', 5000),
       ('refinement', 5.5, '5.5', 'Improve what validation found.', 3000),
       ('file_write', 6, '5', 'Write the files.', 3000),
       ('compilation', 7, '6', 'Compile the code.', 10000);

INSERT INTO agora_pipeline.pipeline_mode (mode, ordinal, expected_ms, expected_quality, description)
VALUES ('fast', 1, 700, 0.70, 'A sketch: no more than generation and its check.'),
       ('balanced', 2, 7000, 0.85, 'What is known is used, and a contract written first.'),
       ('standard', 3, 10000, 0.92, 'With refinement: for what is kept.'),
       ('strict', 4, 18000, 0.97, 'With compilation: for what is released.');

INSERT INTO agora_pipeline.mode_stage (mode, stage)
SELECT m.mode, s.stage
  FROM agora_pipeline.pipeline_mode AS m
  JOIN (VALUES ('intent', 1), ('generation', 1), ('validation', 1), ('file_write', 1),
               ('intelligence', 2), ('contract', 2), ('pre_validation', 2),
               ('event_bus', 3), ('refinement', 3),
               ('compilation', 4)) AS s(stage, ordinal) ON s.ordinal <= m.ordinal;

INSERT INTO agora_pipeline.gate_type (gate_type, weight, is_blocking, description)
VALUES ('blocking', 1.0, true, 'A run cannot succeed while it fails.'),
       ('checkpoint', 0.8, false, 'Somebody should look before the run goes on.'),
       ('quality_check', 0.7, false, 'Says how good the result is.'),
       ('advisory', 0.7, false, 'A warning; counted like a quality check.'),
       ('monitoring', 0.6, false, 'Watched over many runs.');

INSERT INTO agora_pipeline.gate (gate, category, gate_type, stage, target_ms, title, is_builtin)
VALUES ('G1', 'prompt', 'blocking', 'pre_validation', NULL, 'The request names node type, service, domain and description.', true),
       ('G2', 'prompt', 'blocking', 'pre_validation', NULL, 'The node type is EFFECT, COMPUTE, REDUCER or ORCHESTRATOR.', true),
       ('G3', 'prompt', 'blocking', 'pre_validation', NULL, 'The service name is lower case, digits and underscores, a letter first.', true),
       ('G4', 'environment', 'blocking', 'pre_validation', NULL, 'What the code must import is there.', true),
       ('G5', 'environment', 'blocking', 'pre_validation', NULL, 'The template is there.', true),
       ('G6', 'environment', 'blocking', 'pre_validation', NULL, 'The output can be written.', true),
       ('G7', 'prompt', 'advisory', 'pre_validation', NULL, 'The request has at least 10 characters and 5 words.', true),
       ('G8', 'prompt', 'advisory', 'pre_validation', NULL, 'The context has the fields it should.', true),
       ('G9', 'code', 'blocking', 'validation', NULL, 'The code parses.', true),
       ('G10', 'code', 'blocking', 'validation', NULL, 'The class is named after its node type.', true),
       ('G11', 'code', 'blocking', 'validation', NULL, 'The code imports what it must.', true),
       ('G12', 'code', 'blocking', 'validation', NULL, 'Its models are well formed.', true),
       ('G13', 'code', 'advisory', 'validation', NULL, 'The type checker is content.', true),
       ('G14', 'code', 'advisory', 'validation', NULL, 'The code can be imported.', true),
       ('I1', 'intelligence', 'advisory', 'intelligence', NULL, 'What was gathered is complete.', true),
       ('R1', 'refinement', 'blocking', 'refinement', NULL, 'Refined code parses and keeps its class and imports; a large change is a warning.', true),
       ('SV-001', 'sequence', 'blocking', NULL, 50, 'Inputs are what they should be.', true),
       ('SV-002', 'sequence', 'monitoring', NULL, 30, 'Steps come in their order.', true),
       ('SV-003', 'sequence', 'blocking', NULL, 40, 'Outputs are what they should be.', true),
       ('SV-004', 'sequence', 'checkpoint', NULL, 60, 'The parts work together.', true),
       ('PV-001', 'parallel', 'blocking', NULL, 80, 'Parallel agents have the same context.', true),
       ('PV-002', 'parallel', 'monitoring', NULL, 50, 'Parallel agents are coordinated.', true),
       ('PV-003', 'parallel', 'blocking', NULL, 70, 'Parallel results agree.', true),
       ('IV-001', 'intelligence', 'quality_check', NULL, 100, 'What was looked up answers the question.', true),
       ('IV-002', 'intelligence', 'quality_check', NULL, 75, 'What is known was used.', true),
       ('IV-003', 'intelligence', 'monitoring', NULL, 50, 'What was learned was kept.', true),
       ('CV-001', 'coordination', 'blocking', NULL, 40, 'Context is handed on.', true),
       ('CV-002', 'coordination', 'monitoring', NULL, 60, 'Agents answer one another.', true),
       ('CV-003', 'coordination', 'checkpoint', NULL, 45, 'What was handed over came back.', true),
       ('QC-001', 'quality', 'blocking', NULL, 80, 'The standards of the architecture are kept.', true),
       ('QC-002', 'quality', 'blocking', NULL, 30, 'Nothing was done without a plan.', true),
       ('QC-003', 'quality', 'blocking', NULL, 60, 'Types are declared and hold.', true),
       ('QC-004', 'quality', 'blocking', NULL, 40, 'Errors are handled.', true),
       ('PF-001', 'performance', 'monitoring', NULL, 30, 'It is fast enough.', true),
       ('PF-002', 'performance', 'monitoring', NULL, 25, 'It needs no more than it should.', true),
       ('KV-001', 'knowledge', 'quality_check', NULL, 70, 'What was found out is recorded.', true),
       ('KV-002', 'knowledge', 'monitoring', NULL, 40, 'Known patterns were recognised.', true),
       ('FV-001', 'framework', 'blocking', NULL, 35, 'The life cycle is kept.', true),
       ('FV-002', 'framework', 'quality_check', NULL, 25, 'The framework is used as it is meant.', true);

INSERT INTO agora_pipeline.grade (grade, minimum)
VALUES ('A+', 0.95), ('A', 0.90), ('B+', 0.85), ('B', 0.80), ('C', 0.70), ('D', 0.60), ('F', 0);

INSERT INTO agora.state_machine (machine, description)
VALUES ('generation_run', 'A generation run.'),
       ('stage_run', 'A stage of a generation run.'),
       ('pipeline_release', 'A version of a component.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('generation_run', 'pending', 'running', 'Its first stage begins.'),
       ('generation_run', 'pending', 'failed', 'It ends before it began.'),
       ('generation_run', 'running', 'success', 'It ends with no blocking gate failed and no stage open.'),
       ('generation_run', 'running', 'partial', 'It ends with a part of what was asked.'),
       ('generation_run', 'running', 'failed', 'It ends without.'),
       ('stage_run', 'pending', 'running', 'It begins.'),
       ('stage_run', 'pending', 'skipped', 'It is left out.'),
       ('stage_run', 'running', 'completed', 'It ends.'),
       ('stage_run', 'running', 'failed', 'It ends without a result.'),
       ('stage_run', 'running', 'skipped', 'It is left out after all.'),
       ('stage_run', 'completed', 'running', 'It is done again.'),
       ('stage_run', 'failed', 'running', 'It is tried again.'),
       ('stage_run', 'failed', 'skipped', 'The run goes on without it.'),
       ('stage_run', 'skipped', 'running', 'It is done after all.'),
       ('pipeline_release', 'proposed', 'approved', 'Somebody else approves it.'),
       ('pipeline_release', 'proposed', 'rejected', 'It is turned down.'),
       ('pipeline_release', 'approved', 'released', 'It is put to use.'),
       ('pipeline_release', 'released', 'superseded', 'Another version takes its place.'),
       ('pipeline_release', 'released', 'rolled_back', 'It is taken out of use.'),
       ('pipeline_release', 'superseded', 'released', 'What took its place was rolled back.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('pipeline.run.started.v1', 'A generation run was opened.', false, true, agora.now()),
       ('pipeline.run.finished.v1', 'A generation run ended.', false, true, agora.now()),
       ('pipeline.gate.failed.v1', 'A blocking gate of a generation run failed.', false, true, agora.now()),
       ('pipeline.checkpoint.decided.v1', 'Somebody decided at a checkpoint of a generation run.', false, true, agora.now()),
       ('pipeline.release.proposed.v1', 'A version of a component was proposed for release.', true, true, agora.now()),
       ('pipeline.release.approved.v1', 'A release was approved.', true, true, agora.now()),
       ('pipeline.release.rejected.v1', 'A release was turned down.', true, true, agora.now()),
       ('pipeline.release.published.v1', 'A release was put to use.', true, true, agora.now()),
       ('pipeline.release.rolled_back.v1', 'A release was taken out of use.', true, true, agora.now());

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('pipeline.runs', 'invariant', 'agora_pipeline._probe_runs', 'No successful generation run has a failed blocking gate or a stage that is open.');
