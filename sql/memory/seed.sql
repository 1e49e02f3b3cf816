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

INSERT INTO agora_event.projection (projection, topics, relation, rebuild_function, state_function, description)
VALUES ('memory.resolutions', '{memory.attempt.finished.v1,memory.import.completed.v1}', 'agora_memory.resolution', 'agora_memory._rebuild_resolutions', 'agora_memory._resolution_at', 'How often every approach worked, and the confidence in it.');
