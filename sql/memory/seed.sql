-- Reference rows of the memory domain.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZM001', 'unknown_attempt', 'No attempt has this id, or it belongs to another principal.', false),
       ('ZM002', 'attempt_finished', 'The attempt was finished before, with another key or other facts.', false),
       ('ZM003', 'parent_mismatch', 'The attempt to retry is in another correlation or still in progress.', false),
       ('ZM004', 'unknown_category', 'No problem category has this name.', false),
       ('ZM005', 'unknown_transform', 'No transform has this id.', false),
       ('ZM006', 'transform_unusable', 'The transform is rejected or deprecated.', false);

INSERT INTO agora.state_machine (machine, description)
VALUES ('attempt', 'An attempt is in progress until it ends, once.'),
       ('transform', 'A transform waits for approval; what was approved can be deprecated.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('attempt', 'in_progress', 'success', 'It worked.'),
       ('attempt', 'in_progress', 'error', 'It failed with an error.'),
       ('attempt', 'in_progress', 'timeout', 'It took too long.'),
       ('attempt', 'in_progress', 'cancelled', 'It was called off.'),
       ('attempt', 'in_progress', 'partial', 'It worked in part.'),
       ('transform', 'pending', 'approved', 'A reviewer approves it.'),
       ('transform', 'pending', 'rejected', 'A reviewer rejects it.'),
       ('transform', 'approved', 'deprecated', 'It should no longer be used.');

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('memory.wilson_z', 'numeric', '1.96', 0.1, 10, NULL, 'z of the Wilson lower bound; 1.96 is a 95 % interval.'),
       ('memory.claimed_quality_cap', 'numeric', '0.7', 0, 1, NULL, 'Highest quality of a transform that only its contributor vouches for.'),
       ('memory.known_failure_min', 'integer', '2', 1, 1000, 'failures', 'Failures without a later success that make an approach a known failure.'),
       ('memory.known_failure_window', 'interval', '90 days', 3600, 315360000, NULL, 'How far back failures count for known_failures().'),
       ('memory.recommend_min_quality', 'numeric', '0.7', 0, 1, NULL, 'Least quality of an approved transform in a manifest.'),
       ('memory.similar_error_min', 'numeric', '0.35', 0, 1, NULL, 'Least similarity of another error whose fixes known_fixes() returns.'),
       ('memory.similarity_weight', 'numeric', '0.6', 0, 1, NULL, 'Weight of similarity in the score of match_transforms(); quality has the rest.'),
       ('memory.popular_uses', 'integer', '10', 0, 1000000, 'uses', 'More uses than this raise the score of match_transforms().'),
       ('memory.popular_factor', 'numeric', '1.1', 1, 2, NULL, 'Factor for transforms with more uses than that.'),
       ('memory.neutral_quality', 'numeric', '0.5', 0, 1, NULL, 'Quality assumed in match_transforms() where none is known.'),
       ('memory.stack_limit', 'integer', '100000', 1000, 10000000, 'characters', 'Longest stack trace that is stored whole; of a longer one both ends.'),
       ('memory.lexical_k1', 'numeric', '1.5', 0, 10, NULL, 'BM25 k1: how soon further occurrences of a word stop counting; after a change documents must be put again.'),
       ('memory.lexical_b', 'numeric', '0.75', 0, 1, NULL, 'BM25 b: how far long documents are held back; after a change documents must be put again.'),
       ('memory.lexical_average_length', 'numeric', '60', 1, 100000, 'words', 'Document length that BM25 takes as average; after a change documents must be put again.'),
       ('memory.lexical_title_weight', 'numeric', '4', 1, 100, NULL, 'How often a word of the title counts against one of the body; after a change documents must be put again.'),
       ('memory.lexical_document_chars', 'integer', '200000', 1000, 10000000, 'characters', 'How much of a document is indexed.'),
       ('memory.lexical_document_terms', 'integer', '1000', 10, 16000, 'words', 'How many different words of a document are kept, the heaviest first.'),
       ('memory.lexical_query_chars', 'integer', '10000', 100, 1000000, 'characters', 'How much of a query is read.'),
       ('memory.lexical_query_terms', 'integer', '100', 1, 1000, 'words', 'How many different words of a query are used.'),
       ('memory.lexical_budget', 'integer', '750', 100, 1000000, 'documents', 'Documents that a search reads by its best keys, and up to ten times as many in pairs: more is slower and misses less.'),
       ('memory.code_limit', 'integer', '100000', 1000, 100000, 'characters', 'Longest code of a transform.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('memory.attempt.finished.v1', 'An attempt ended.', true, agora.now()),
       ('memory.error.discovered.v1', 'An error was seen for the first time.', true, agora.now()),
       ('memory.transform.registered.v1', 'A transform was registered.', true, agora.now()),
       ('memory.resolution.confirmed.v1', 'An approach worked against an error.', true, agora.now()),
       ('memory.import.completed.v1', 'A batch of attempts was imported.', true, agora.now());

INSERT INTO agora.partitioned_table (relation, key_column, step)
VALUES ('agora_memory.attempt_detail', 'attempt_id', 2000000);

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('memory.refresh_terms', 'agora_memory._refresh_terms', '1 minute', 'Counts the words of documents anew where many were written; searches are faster for it.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('memory.evidence', 'invariant', 'agora_memory._check_evidence', 'Counts and confidence of every resolution follow from its evidence.');

-- Manifests and the scorecard.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZM070', 'unknown_manifest', 'No manifest has this id, or its retention has ended.', false),
       ('ZM071', 'unknown_recommendation', 'The manifest has no item of this number.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('memory.manifest_budget', 'integer', '500', 0, 60000, 'milliseconds', 'Time after which a manifest begins no further section.'),
       ('memory.manifest_tokens', 'integer', '2000', 200, 100000, 'tokens', 'Size of a manifest''s text where the caller names none.'),
       ('memory.chars_per_token', 'numeric', '3.5', 1, 10, 'characters', 'Estimate behind the size of a manifest''s text; code and most languages have 3 to 4 characters per token.'),
       ('memory.manifest_retention', 'interval', '90 days', 3600, 315360000, NULL, 'How long manifests are kept, but never shorter than core.idempotency_retention.'),
       ('memory.scorecard_window', 'interval', '30 days', 3600, 315360000, NULL, 'Time that rates and times of the scorecard are taken over.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('memory.manifest.given.v1', 'A manifest was given.', true, agora.now()),
       ('memory.manifest.used.v1', 'An attempt worked with a manifest.', true, agora.now()),
       ('memory.recommendation.rated.v1', 'An item of a manifest was rated.', true, agora.now());

INSERT INTO agora.partitioned_table (relation, key_column, step)
VALUES ('agora_memory.manifest', 'manifest_id', 1000000),
       ('agora_memory.manifest_item', 'manifest_id', 1000000);

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('memory.forget_manifests', 'agora_memory._forget_manifests', '1 hour', 'Ends the retention of manifests.'),
       ('memory.refresh_statistics', 'agora_memory._refresh_statistics', '15 minutes', 'Counts the use of transforms for usage_statistics.');

INSERT INTO agora_memory.manifest_section (section, ordinal, object_kind, object_key, title)
VALUES ('known_failures', 1, 'resolution', 'resolution_id', 'Do not try again: it failed against this error'),
       ('fixes', 2, 'resolution', 'resolution_id', 'What fixed this error'),
       ('transforms', 3, 'transform', 'transform_id', 'Approved code for this kind of problem'),
       ('golden_states', 4, 'golden', 'golden_state_id', 'Exemplary solutions'),
       ('patterns', 5, 'pattern', 'pattern_id', 'Patterns'),
       ('cost', 6, NULL, NULL, 'What similar work cost');

INSERT INTO agora_memory.scorecard_target (metric, comparison, target, unit, description)
VALUES ('transforms_per_day', '>', 50, 'per day', 'Transforms registered.'),
       ('transform_reuse', '>', 0.30, 'share', 'Usable transforms that somebody other than their contributor has used.'),
       ('transform_quality', '>', 0.7, 'score', 'Mean quality of usable transforms, 0..1.'),
       ('transform_coverage', '>=', 1, 'share', 'Successful attempts with code whose code became a transform.'),
       ('transforms_180_days', '>', 100, 'transforms', 'Transforms registered in the last 180 days.'),
       ('contributors_90_days', '>', 50, 'principals', 'Principals whose transforms were registered in the last 90 days.'),
       ('golden_per_week', '>', 10, 'per week', 'Golden states nominated in the last 7 days.'),
       ('golden_approval', '>', 0.80, 'share', 'Golden states that were approved, of those decided.'),
       ('golden_approval_hours', '<', 1, 'hours', 'Median time from nomination to approval.'),
       ('golden_reuse', '>', 0.40, 'share', 'Approved golden states that somebody else has reused.'),
       ('recommendation_helpful', '>', 0.70, 'share', 'Ratings of recommendations that say it helped.'),
       ('resolutions_per_day', '>', 20, 'per day', 'Approaches that came to be known as the answer to an error.'),
       ('top_confidence', '>', 0.8, 'score', 'Mean confidence of the ten surest answers, 0..1.'),
       ('errors_with_confidence', '>', 0.80, 'share', 'Errors that were answered, with an answer that has worked.'),
       ('manifest_p95', '<', 200, 'milliseconds', 'Time that 95 of 100 manifests stay within.'),
       ('adoption', '>', 0.20, 'share', 'Attempts that worked with a manifest or used a transform.');
