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
       ('model.longest_authorization', 'interval', '1 day', 1, 2592000, NULL, 'Longest time that an authorisation to spend may be given for.');

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
       ('model.budget.exhausted.v1', 'A budget reached its limit or refused a call, for the first time in its period.', false, true, agora.now());

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
VALUES ('model.fold_costs', 'agora_model._fold_costs', '1 minute', 'Adds decided calls and corrections to the daily roll-up of costs.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('model.costs', 'invariant', 'agora_model._probe_costs', 'The daily roll-up of costs and what is behind it add up to the calls.'),
       ('model.cost_rollup', 'health', 'agora_model._probe_cost_rollup', 'The daily roll-up of costs keeps up.');
