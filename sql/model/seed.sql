-- Reference rows of the model domain.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZP001', 'unknown_model', 'No model goes by this reference.', false),
       ('ZP002', 'unpriced_model', 'The model has no price for that time.', false),
       ('ZP003', 'price_exists', 'A price list of the model begins at that moment.', false),
       ('ZP004', 'price_of_the_past', 'Calls of that time were priced; only reprice_calls() changes what they cost.', false),
       ('ZP005', 'unknown_stage', 'No stage has this name.', false),
       ('ZP006', 'unknown_provider', 'No provider has this name.', false),
       ('ZP008', 'unknown_call_category', 'No problem category has this name.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('model.call_ahead', 'interval', '5 minutes', 0, 86400, NULL, 'How far ahead of the clock the time of a call may be.'),
       ('model.cheap_call', 'numeric', '0.01', 0, 1000, 'USD', 'Calls that cost less are cheap.'),
       ('model.moderate_call', 'numeric', '0.10', 0, 1000, 'USD', 'Calls that cost less, and are not cheap, are moderate; others are expensive.');

-- Units, their prices' names and amounts as in genai-prices.
INSERT INTO agora_model.unit (unit, price_key, per, dimensions, is_whole)
VALUES ('input_tokens', 'input_mtok', 1000000, '{"family": "tokens", "direction": "input"}', true),
       ('output_tokens', 'output_mtok', 1000000, '{"family": "tokens", "direction": "output"}', true),
       ('cache_read_tokens', 'cache_read_mtok', 1000000, '{"family": "tokens", "direction": "input", "token_type": "cache_read"}', true),
       ('cache_write_tokens', 'cache_write_mtok', 1000000, '{"family": "tokens", "direction": "input", "token_type": "cache_write"}', true),
       ('cache_write_5m_tokens', 'cache_write_5m_mtok', 1000000, '{"family": "tokens", "direction": "input", "token_type": "cache_write", "cache_ttl": "5m"}', true),
       ('cache_write_1h_tokens', 'cache_write_1h_mtok', 1000000, '{"family": "tokens", "direction": "input", "token_type": "cache_write", "cache_ttl": "1h"}', true),
       ('input_text_tokens', 'input_text_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "text"}', true),
       ('output_text_tokens', 'output_text_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "text"}', true),
       ('cache_text_read_tokens', 'cache_text_read_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "text", "token_type": "cache_read"}', true),
       ('cache_text_write_tokens', 'cache_text_write_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "text", "token_type": "cache_write"}', true),
       ('cache_text_write_5m_tokens', 'cache_text_write_5m_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "text", "token_type": "cache_write", "cache_ttl": "5m"}', true),
       ('cache_text_write_1h_tokens', 'cache_text_write_1h_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "text", "token_type": "cache_write", "cache_ttl": "1h"}', true),
       ('input_audio_tokens', 'input_audio_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "audio"}', true),
       ('output_audio_tokens', 'output_audio_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "audio"}', true),
       ('cache_audio_read_tokens', 'cache_audio_read_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "audio", "token_type": "cache_read"}', true),
       ('cache_audio_write_tokens', 'cache_audio_write_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "audio", "token_type": "cache_write"}', true),
       ('cache_audio_write_5m_tokens', 'cache_audio_write_5m_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "audio", "token_type": "cache_write", "cache_ttl": "5m"}', true),
       ('cache_audio_write_1h_tokens', 'cache_audio_write_1h_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "audio", "token_type": "cache_write", "cache_ttl": "1h"}', true),
       ('input_image_tokens', 'input_image_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "image"}', true),
       ('output_image_tokens', 'output_image_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "image"}', true),
       ('cache_image_read_tokens', 'cache_image_read_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "image", "token_type": "cache_read"}', true),
       ('cache_image_write_tokens', 'cache_image_write_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "image", "token_type": "cache_write"}', true),
       ('cache_image_write_5m_tokens', 'cache_image_write_5m_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "image", "token_type": "cache_write", "cache_ttl": "5m"}', true),
       ('cache_image_write_1h_tokens', 'cache_image_write_1h_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "image", "token_type": "cache_write", "cache_ttl": "1h"}', true),
       ('input_video_tokens', 'input_video_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "video"}', true),
       ('output_video_tokens', 'output_video_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "video"}', true),
       ('cache_video_read_tokens', 'cache_video_read_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "video", "token_type": "cache_read"}', true),
       ('cache_video_write_tokens', 'cache_video_write_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "video", "token_type": "cache_write"}', true),
       ('cache_video_write_5m_tokens', 'cache_video_write_5m_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "video", "token_type": "cache_write", "cache_ttl": "5m"}', true),
       ('cache_video_write_1h_tokens', 'cache_video_write_1h_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "video", "token_type": "cache_write", "cache_ttl": "1h"}', true),
       ('input_tool_tokens', 'input_tool_mtok', 1000000, '{"family": "tokens", "direction": "input", "token_type": "tool"}', true),
       ('input_text_tool_tokens', 'input_text_tool_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "text", "token_type": "tool"}', true),
       ('input_audio_tool_tokens', 'input_audio_tool_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "audio", "token_type": "tool"}', true),
       ('input_image_tool_tokens', 'input_image_tool_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "image", "token_type": "tool"}', true),
       ('input_video_tool_tokens', 'input_video_tool_mtok', 1000000, '{"family": "tokens", "direction": "input", "modality": "video", "token_type": "tool"}', true),
       ('output_reasoning_tokens', 'output_reasoning_mtok', 1000000, '{"family": "tokens", "direction": "output", "token_type": "reasoning"}', true),
       ('output_text_reasoning_tokens', 'output_text_reasoning_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "text", "token_type": "reasoning"}', true),
       ('output_audio_reasoning_tokens', 'output_audio_reasoning_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "audio", "token_type": "reasoning"}', true),
       ('output_image_reasoning_tokens', 'output_image_reasoning_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "image", "token_type": "reasoning"}', true),
       ('output_video_reasoning_tokens', 'output_video_reasoning_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "video", "token_type": "reasoning"}', true),
       ('output_citation_tokens', 'output_citation_mtok', 1000000, '{"family": "tokens", "direction": "output", "token_type": "citation"}', true),
       ('output_text_citation_tokens', 'output_text_citation_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "text", "token_type": "citation"}', true),
       ('output_audio_citation_tokens', 'output_audio_citation_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "audio", "token_type": "citation"}', true),
       ('output_image_citation_tokens', 'output_image_citation_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "image", "token_type": "citation"}', true),
       ('output_video_citation_tokens', 'output_video_citation_mtok', 1000000, '{"family": "tokens", "direction": "output", "modality": "video", "token_type": "citation"}', true),
       ('input_characters', 'input_mchars', 1000000, '{"family": "characters", "direction": "input"}', true),
       ('input_text_messages', 'input_text_messages_kcount', 1000, '{"family": "messages", "direction": "input", "modality": "text"}', true),
       ('audio_seconds', 'audio_hours', 3600, '{"family": "durations", "modality": "audio"}', false),
       ('input_audio_seconds', 'input_audio_hours', 3600, '{"family": "durations", "direction": "input", "modality": "audio"}', false),
       ('output_audio_seconds', 'output_audio_hours', 3600, '{"family": "durations", "direction": "output", "modality": "audio"}', false),
       ('input_pixels', 'input_gpixels', 1000000000, '{"family": "pixels", "direction": "input"}', true),
       ('input_document_pages', 'input_document_kpages', 1000, '{"family": "document_pages", "direction": "input"}', true),
       ('input_annotated_document_pages', 'input_annotated_document_kpages', 1000, '{"family": "document_pages", "direction": "input", "page_type": "annotated"}', true),
       ('rerank_searches', 'rerank_searches_kcount', 1000, '{"family": "rerank"}', true),
       ('web_searches', 'web_searches_kcount', 1000, '{"family": "tool_calls", "tool_type": "web_search"}', true),
       ('social_searches', 'social_searches_kcount', 1000, '{"family": "tool_calls", "tool_type": "social_search"}', true),
       ('storage_searches', 'storage_searches_kcount', 1000, '{"family": "tool_calls", "tool_type": "storage_search"}', true),
       ('code_executions', 'code_executions_kcount', 1000, '{"family": "tool_calls", "tool_type": "code_execution"}', true),
       ('requests', 'requests_kcount', 1000, '{"family": "requests"}', true);

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('model.price.changed.v1', 'A model has a new price list.', true, true, agora.now()),
       ('model.catalogue.loaded.v1', 'A catalogue of models and prices was loaded.', true, true, agora.now()),
       ('model.call.repriced.v1', 'Calls of a model were priced later or anew.', false, true, agora.now());

INSERT INTO agora.partitioned_table (relation, key_column, step)
VALUES ('agora_model.llm_call', 'llm_call_id', 10000000);

-- Budgets.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZP010', 'unknown_budget', 'No budget has this id.', false),
       ('ZP011', 'unknown_authorization', 'No authorisation has this id.', false),
       ('ZP012', 'authorization_of_another', 'The authorisation was given to another principal.', false),
       ('ZP013', 'authorization_closed', 'The authorisation was released, or settled with another cost.', false),
       ('ZP014', 'budget_slices_fixed', 'The budget has another number of slices, which stays while it holds.', false),
       ('ZP015', 'spending_not_reserved', 'Raised and caught inside authorize_spend(), to undo what it reserved.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('model.budget_time_zone', 'text', 'UTC', NULL, NULL, NULL, 'Time zone in which the periods of budgets begin that are set from now on.'),
       ('model.budget_warning', 'numeric', '75', 1, 99, 'percent', 'First mark of a budget: calls are answered with warn from there on.'),
       ('model.budget_critical', 'numeric', '90', 1, 99, 'percent', 'Second mark of a budget.'),
       ('model.assumed_price', 'numeric', '0', 0, 1000000, 'USD', 'What a call counts for in budgets that has no price; 0 = nothing, and a hard budget denies it.'),
       ('model.longest_authorization', 'interval', '1 day', 900, 2592000, NULL, 'Longest time that an authorisation to spend may be given for; no less than the 15 minutes that it is given for where nobody says.');

INSERT INTO agora.state_machine (machine, description)
VALUES ('budget_authorization', 'Money of budgets reserved for a model call.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('budget_authorization', 'open', 'settled', 'settle_spend() says what the call cost.'),
       ('budget_authorization', 'open', 'released', 'release_spend() gives it back.'),
       ('budget_authorization', 'open', 'expired', 'Its time is over.'),
       ('budget_authorization', 'expired', 'settled', 'The call was made all the same, and its cost is counted.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('model.budget.changed.v1', 'A budget was set or ended.', false, true, agora.now()),
       ('model.budget.crossed.v1', 'A budget passed a mark below its limit, for the first time in its period.', false, true, agora.now()),
       ('model.budget.exhausted.v1', 'A budget reached its limit or refused a call, for the first time in its period.', false, true, agora.now()),
       ('model.budget.overrun.v1', 'A settlement took a hard budget above its limit, for the first time in its period and for that limit.', false, true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('model.sweep_authorizations', 'agora_model._sweep_authorizations', '1 minute', 'Ends authorisations to spend that are past their time.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('model.budgets', 'invariant', 'agora_model._probe_budgets', 'What budgets have spent and reserved is what their authorisations add up to.');

-- Costs.
INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('model.unfolded_limit', 'integer', '1000000', 1, 1000000000, 'calls', 'Health warns when more calls than this are behind the roll-up of costs.'),
       ('model.forecast_days', 'integer', '30', 2, 366, 'days', 'How many days before today the forecast of a month looks back.'),
       ('model.performance_window', 'interval', '24 hours', 60, 31622400, NULL, 'How far back the performance of models is measured, unless said otherwise.'),
       ('model.scorecard_window', 'interval', '7 days', 3600, 31622400, NULL, 'How far back cost_scorecard looks.'),
       ('model.baseline_generation', 'numeric', '0.05', 0, 1000, 'USD', 'What a generation cost before anything was saved: cost_scorecard measures savings against it.');

INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZP030', 'infra_cost_exists', 'The infrastructure has another cost from that moment on.', false),
       ('ZP031', 'unknown_call', 'The principal recorded no call of this id.', false),
       ('ZP032', 'call_of_another_attempt', 'The call is counted with another attempt.', false);

INSERT INTO agora_model.cost_target (metric, milestone, comparison, target, unit, description)
VALUES ('generation_cost', 'release', '<', 0.03, 'USD', 'Mean cost of a generation.'),
       ('generation_cost', 'long_term', '<=', 0.01, 'USD', 'Mean cost of a generation.'),
       ('generation_saving', 'release', '>=', 0.40, 'share', 'What a generation costs less than model.baseline_generation.'),
       ('generation_saving', 'long_term', '>=', 0.80, 'share', 'What a generation costs less than model.baseline_generation.'),
       ('generation_success', 'first', '>=', 0.96, 'share', 'Generations whose last call gave a usable answer.'),
       ('generation_success', 'release', '>=', 0.97, 'share', 'Generations whose last call gave a usable answer.'),
       ('generation_success', 'long_term', '>=', 0.98, 'share', 'Generations whose last call gave a usable answer.'),
       ('answer_quality', 'long_term', '>=', 0.98, 'score', 'Mean quality of the answers that were judged, 0..1.'),
       ('cost_coverage', 'first', '>', 0.95, 'share', 'Calls that have a price.'),
       ('local_stages', 'long_term', '>=', 0.80, 'share', 'Stages most of whose calls go to models on own infrastructure.');

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('model.fold_costs', 'agora_model._fold_costs', '30 seconds', 'Adds decided calls and corrections to the daily roll-up of costs.');

-- Retention of calls.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZP033', 'calls_retired', 'Calls of that time are past their retention; what they cost stays as it is.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, choices, unit, description)
VALUES ('model.call_retention', 'interval', '400 days', 86400, 3153600000, NULL, NULL, 'How long each single call is kept; reports keep what calls came to for ever.'),
       ('model.retired_calls', 'choice', 'detach', NULL, NULL, '{detach,drop}', NULL, 'What becomes of a partition of calls past their retention: a table of its own, which nothing reads, or nothing.');

INSERT INTO agora.job (job, function_name, every, ordinal, description)
VALUES ('model.retire_calls', 'agora_model._retire_calls', '1 minute', 90, 'Ends the retention of calls: detaches or drops the oldest partition, once it is in the roll-up; late, because it locks that until the tick ends.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('model.retired_calls', 'health', 'agora_model._probe_retired_calls', 'No canary or experiment keeps calls beyond their retention.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('model.costs', 'invariant', 'agora_model._probe_costs', 'The daily roll-up of costs and what is behind it add up to the calls.'),
       ('model.cost_rollup', 'health', 'agora_model._probe_cost_rollup', 'The daily roll-up of costs keeps up.');
-- Which model serves a stage; migrations; experiments.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZP050', 'shares_not_whole', 'The shares do not sum to one.', false),
       ('ZP051', 'stage_without_model', 'No model was assigned to the stage.', false),
       ('ZP052', 'stage_pinned', 'The stage is pinned: only an operator changes its models.', false),
       ('ZP053', 'unknown_migration', 'No migration has this id.', false),
       ('ZP054', 'migration_in_the_way', 'A canary runs in the stage, or the same migration is open.', true),
       ('ZP055', 'migration_unproven', 'The evidence for the candidate does not suffice; an operator may start a canary all the same.', false),
       ('ZP056', 'candidate_is_assigned', 'The candidate serves the stage already.', false),
       ('ZP057', 'no_canary', 'The migration has no canary.', false),
       ('ZP058', 'migration_superseded', 'The model that the migration replaces has no longer the largest share.', false),
       ('ZP060', 'unknown_experiment', 'No experiment has this name.', false),
       ('ZP061', 'experiment_exists', 'Another experiment has this name.', false),
       ('ZP062', 'experiment_not_running', 'The experiment is not running.', false),
       ('ZP063', 'observation_differs', 'Another outcome of this run was recorded.', false),
       ('ZP064', 'observed_by_calls', 'The runs of the experiment are the calls of its stage.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('model.evidence_window', 'interval', '24 hours', 60, 31536000, NULL, 'How far back the calls go that a proposed migration is judged by.'),
       ('model.min_runs', 'integer', '100', 2, 1000000, 'calls', 'Judged calls that a candidate needs in the window, and a canary at least.'),
       ('model.min_saving', 'numeric', '0.50', 0, 1, NULL, 'Share of the cost that a candidate must save.'),
       ('model.min_success', 'numeric', '0.90', 0, 1, NULL, 'Share of calls that must succeed.'),
       ('model.min_quality', 'numeric', '0.92', 0, 1, NULL, 'Mean quality that a candidate must have.'),
       ('model.quality_floor', 'numeric', '0.90', 0, 1, NULL, 'Mean quality below which no migration is promoted, whatever the other settings say.'),
       ('model.max_quality_drop', 'numeric', '0.03', 0, 1, NULL, 'How much below the incumbent the mean quality of a proposed candidate may be.'),
       ('model.margin', 'numeric', '0.03', 0.001, 1, NULL, 'How much worse than the incumbent a promoted candidate may be, in quality and in success.'),
       ('model.canary_share', 'numeric', '0.10', 0.01, 0.5, NULL, 'Share of a stage''s calls that a canary gets.'),
       ('model.longest_canary', 'interval', '30 days', 60, 31536000, NULL, 'When a canary that was not promoted is rolled back.'),
       ('model.alpha', 'numeric', '0.05', 0.001, 0.5, NULL, 'Chance of a wrong promotion, and of a wrong rollback, of a canary; of a false difference in an experiment.'),
       ('model.power', 'numeric', '0.8', 0.5, 0.999, NULL, 'Chance of the right answer that canaries and experiments are planned for.');

INSERT INTO agora.state_machine (machine, description)
VALUES ('model_migration', 'A move of a stage from one model to another.'),
       ('experiment', 'A comparison of ways to work.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('model_migration', 'proposed', 'canary', 'start_canary(): it gets a share of the calls.'),
       ('model_migration', 'proposed', 'rejected', 'stop_migration() before a canary.'),
       ('model_migration', 'canary', 'promoted', 'Enough runs show that it is not inferior.'),
       ('model_migration', 'canary', 'rolled_back', 'It does worse, its time is over, or stop_migration().'),
       ('experiment', 'planned', 'running', 'start_experiment().'),
       ('experiment', 'running', 'stopped', 'stop_experiment().'),
       ('experiment', 'stopped', 'reported', 'report_experiment() keeps what was found.');

INSERT INTO agora_event.topic (topic, description, is_shared, is_builtin, created_at)
VALUES ('model.assignment.changed.v1', 'Other models, shares or pinning of a stage.', true, true, agora.now()),
       ('model.migration.moved.v1', 'A migration was proposed or rejected, its canary started, was promoted or rolled back.', true, true, agora.now()),
       ('model.experiment.moved.v1', 'An experiment was planned, started, stopped or reported.', true, true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('model.judge_canaries', 'agora_model._judge_canaries', '1 minute', 'Promotes or rolls back canaries as their calls show.');

-- As those of core: every authorisation reads it.
ANALYZE agora_model.budget;
