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
