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
       ('memory.known_failure_min', 'integer', '2', 1, 1000, 'failures', 'Failures without a later success that make an approach a known failure.'),
       ('memory.known_failure_window', 'interval', '90 days', 3600, 315360000, NULL, 'How far back failures count for known_failures().'),
       ('memory.recommend_min_quality', 'numeric', '0.7', 0, 1, NULL, 'Least quality of an approved transform in a manifest.'),
       ('memory.similar_error_min', 'numeric', '0.35', 0, 1, NULL, 'Least similarity of another error whose fixes known_fixes() returns.'),
       ('memory.similarity_weight', 'numeric', '0.95', 0, 1, NULL, 'Weight of similarity in the score of match_transforms(); quality has the rest. Far below this, quality outweighs relevance.'),
       ('memory.popular_uses', 'integer', '10', 0, 1000000, 'uses', 'More uses than this raise the score of match_transforms().'),
       ('memory.popular_factor', 'numeric', '1.1', 1, 2, NULL, 'Factor for transforms with more uses than that.'),
       ('memory.neutral_quality', 'numeric', '0.5', 0, 1, NULL, 'Quality assumed in match_transforms() where none is known.'),
       ('memory.stack_limit', 'integer', '100000', 1000, 1000000, 'characters', 'Longest stack trace or message that is stored whole; of a longer one, which may have 1000000, both ends.'),
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

-- Transforms.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZM031', 'transform_blocked', 'The transform is blocked and must not be used.', false),
       ('ZM032', 'own_transform', 'A contributor cannot decide about its own transform.', false),
       ('ZM033', 'use_differs', 'This use was recorded before with another outcome.', false),
       ('ZM034', 'not_a_template', 'The transform declares no parameters, or its placeholders are not usable.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('memory.tier_excellent', 'numeric', '0.9', 0, 1, NULL, 'Least quality that is called excellent.'),
       ('memory.tier_good', 'numeric', '0.7', 0, 1, NULL, 'Least quality that is called good.'),
       ('memory.tier_fair', 'numeric', '0.5', 0, 1, NULL, 'Least quality that is called fair; below it is poor.'),
       ('memory.approve_min_quality', 'numeric', '0.9', 0, 1, NULL, 'Least measured quality of a transform that the policy approves.'),
       ('memory.approve_min_users', 'integer', '3', 1, 1000, 'principals', 'Principals other than the contributor for whom a transform must have worked before the policy approves it.'),
       ('memory.approve_needs_verification', 'boolean', 'false', NULL, NULL, NULL, 'Whether the policy approves only what passed its last verification; set it where a sandbox verifies.'),
       ('memory.lineage_patch_min', 'numeric', '0.9', 0, 1, NULL, 'Least similarity to the nearest transform that makes a new one its patch version.'),
       ('memory.lineage_minor_min', 'numeric', '0.7', 0, 1, NULL, 'Least similarity that makes it a minor version.'),
       ('memory.lineage_major_min', 'numeric', '0.5', 0, 1, NULL, 'Least similarity that makes it a major version; below it a lineage begins.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('memory.transform.approved.v1', 'A transform was approved, by a reviewer or by policy.', true, agora.now()),
       ('memory.transform.rejected.v1', 'A transform was rejected.', true, agora.now()),
       ('memory.transform.deprecated.v1', 'A transform was deprecated.', true, agora.now()),
       ('memory.transform.blocked.v1', 'A transform was blocked.', true, agora.now()),
       ('memory.transform.unblocked.v1', 'A transform was unblocked.', true, agora.now()),
       ('memory.transform.measured.v1', 'A transform was measured anew.', true, agora.now()),
       ('memory.transform.verified.v1', 'A verifier gave its verdict on a transform.', true, agora.now());

INSERT INTO agora_memory.quality_scorer (scorer, version, description, is_builtin, created_by, recorded_at)
VALUES ('syntax', 1, 'Facts of the syntax tree; for other languages, of the words.', true, 1, agora.now()),
       ('legacy_stf', 1, 'Arithmetic of the earlier transform scorer.', true, 1, agora.now()),
       ('legacy_pattern', 1, 'Arithmetic of the earlier pattern scorer, substrings included.', true, 1, agora.now());

INSERT INTO agora_memory.quality_dimension (scorer, version, dimension, weight)
SELECT s.scorer, s.version, d.dimension, d.weight
  FROM agora_memory.quality_scorer AS s
 CROSS JOIN (VALUES ('completeness', 0.30), ('documentation', 0.25), ('compliance', 0.20), ('metadata', 0.15), ('simplicity', 0.10)) AS d(dimension, weight);

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('memory.approve_transforms', 'agora_memory._approve_pending', '1 minute', 'Approves pending transforms that the policy lets pass and no call could.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('memory.usage', 'invariant', 'agora_memory._check_usage', 'Sums and confidence of every transform follow from its uses.'),
       ('memory.quality', 'invariant', 'agora_memory._check_quality', 'Quality of every transform follows from its measurements and the weights.');
-- Attempts: what is recorded of them, redaction, retention.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZM010', 'attempt_not_running', 'The attempt has ended; nothing can be added to it.', false),
       ('ZM011', 'redaction_rule_exists', 'Another redaction rule has this name.', false),
       ('ZM012', 'step_recorded', 'The step was recorded before, with other facts.', false),
       ('ZM013', 'unknown_redaction_rule', 'No redaction rule has this name.', false),
       ('ZM014', 'code_has_secret', 'The code carries a secret and is not kept.', false);
INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('memory.retention_short', 'interval', '30 days', 3600, 3153600000, NULL, 'How long the texts of attempts of retention short are kept.'),
       ('memory.retention_standard', 'interval', '365 days', 3600, 3153600000, NULL, 'How long the texts of attempts of retention standard are kept; those of permanent are kept for ever.');
INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('memory.redaction.changed.v1', 'A redaction rule was added, or switched on or off.', true, agora.now());
INSERT INTO agora.job (job, function_name, every, description)
VALUES ('memory.forget_details', 'agora_memory._forget_details', '10 minutes', 'Forgets the texts of attempts past their retention.');
-- States of resolutions, ranking of fixes.
INSERT INTO agora.state_machine (machine, description)
VALUES ('resolution', 'What evidence says about an approach to an error; no state is final, evidence can bring an approach back.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('resolution', 'new', 'tracking', 'Its first evidence.'),
       ('resolution', 'new', 'confident', 'Its first evidence, imported at once, is enough.'),
       ('resolution', 'new', 'deprecated', 'Its first evidence is old, or refutes it at once.'),
       ('resolution', 'tracking', 'confident', 'The lower bound reached memory.confident_at.'),
       ('resolution', 'tracking', 'deprecated', 'Refuted, or without evidence for memory.stale_after.'),
       ('resolution', 'confident', 'tracking', 'The lower bound fell below memory.doubted_below.'),
       ('resolution', 'confident', 'deprecated', 'Refuted, or without evidence for memory.stale_after.'),
       ('resolution', 'deprecated', 'tracking', 'It worked again.'),
       ('resolution', 'deprecated', 'confident', 'It worked again, and the evidence is enough.');

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('memory.confident_at', 'numeric', '0.8', 0, 1, NULL, 'A resolution is confident from this lower bound on.'),
       ('memory.doubted_below', 'numeric', '0.5', 0, 1, NULL, 'A confident resolution goes back to tracking below this lower bound.'),
       ('memory.refuted_below', 'numeric', '0.5', 0, 1, NULL, 'A resolution is deprecated below this upper bound, with enough evidence.'),
       ('memory.refuted_min', 'integer', '10', 1, 1000000, 'attempts', 'How much evidence that takes.'),
       ('memory.stale_after', 'interval', '180 days', 3600, 3153600000, NULL, 'A resolution without evidence for so long is deprecated.'),
       ('memory.evidence_half_life', 'interval', '0', 0, 3153600000, NULL, 'Time in which evidence loses half its weight; 0 = it never does.'),
       ('memory.freshness_half_life', 'interval', '180 days', 0, 3153600000, NULL, 'Time since the last success in which known_fixes() lets freshness fall half-way to its floor; 0 = never.'),
       ('memory.freshness_floor', 'numeric', '0.5', 0, 1, NULL, 'Freshness in known_fixes() of what has not worked for ages.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('memory.resolution.changed.v1', 'A resolution went from one state to another.', true, agora.now());

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('memory.judge_resolutions', 'agora_memory._judge_resolutions', '1 hour', 'Writes down what time or a setting made of resolutions; who asks sees it before.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('memory.confidence', 'health', 'agora_memory._probe_confidence', 'Confidence respects how much was seen: 95 of 100 goes before 1 of 1.');
-- Golden states and patterns.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZM050', 'unknown_golden_state', 'No golden state has this id.', false),
       ('ZM051', 'own_golden_state', 'Whoever wrote or nominated a golden state cannot approve it.', false),
       ('ZM052', 'attempt_unfit', 'The attempt did not succeed, or its quality is too low for an example.', false),
       ('ZM053', 'golden_state_unusable', 'The golden state is not approved.', false),
       ('ZM054', 'self_reuse', 'Reuse counts only by others than author and nominator.', false),
       ('ZM055', 'use_recorded', 'This use was recorded before, with another outcome.', false),
       ('ZM056', 'attempt_unfinished', 'The attempt is still in progress.', false),
       ('ZM057', 'outcome_contradicted', 'The attempt did not succeed, so the use in it did not either.', false);

INSERT INTO agora.state_machine (machine, description)
VALUES ('golden_state', 'A nomination is approved or rejected; an approval can be revoked.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('golden_state', 'nominated', 'approved', 'Its quality, a reviewer or a quorum approves it.'),
       ('golden_state', 'nominated', 'rejected', 'A reviewer turns it down.'),
       ('golden_state', 'approved', 'revoked', 'An operator takes the approval back.');

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('memory.golden_nominate_min', 'numeric', '0.8', 0, 1, NULL, 'Least quality of a successful attempt that is nominated as a golden state.'),
       ('memory.golden_approve_at', 'numeric', '0.9', 0, 1, NULL, 'Quality from which a nominated golden state is approved at once.'),
       ('memory.golden_claim_max', 'numeric', '0.85', 0, 1, NULL, 'What the quality of a golden state counts at most where only the caller tells it, because the attempt has no new code that was measured; below memory.golden_approve_at a reviewer decides.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('memory.golden.nominated.v1', 'An attempt was nominated as a golden state.', true, agora.now()),
       ('memory.golden.approved.v1', 'A golden state was approved.', true, agora.now()),
       ('memory.golden.rejected.v1', 'A golden state was rejected.', true, agora.now()),
       ('memory.golden.revoked.v1', 'The approval of a golden state was taken back; what it earned is to be reversed.', true, agora.now()),
       ('memory.golden.reused.v1', 'A golden state was reused.', true, agora.now());

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('memory.golden', 'invariant', 'agora_memory._check_golden', 'Golden states agree with their reuses and decisions.');

INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZM060', 'unknown_pattern', 'No pattern has this id.', false),
       ('ZM061', 'unknown_pattern_version', 'The pattern has no such version.', false),
       ('ZM062', 'template_mismatch', 'The values and the parameters of the template differ.', false),
       ('ZM063', 'too_few_samples', 'There are too few verdicts to tune a threshold.', false),
       ('ZM064', 'unknown_review', 'No review of patterns has this id.', false),
       ('ZM065', 'threshold_unsure', 'The suggested threshold is not sure enough to be applied.', false);

INSERT INTO agora.state_machine (machine, description)
VALUES ('pattern', 'A pattern is active until it is archived, and can be restored.'),
       ('pattern_review', 'A review of patterns is open until somebody did it.');

INSERT INTO agora.state_transition (machine, from_state, to_state, description)
VALUES ('pattern', 'active', 'archived', 'Nobody uses it, or a better one of its cluster does its work.'),
       ('pattern', 'archived', 'active', 'An operator restores it.'),
       ('pattern_review', 'open', 'done', 'Somebody did it.');

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('memory.pattern_extract_min', 'numeric', '0.7', 0, 1, NULL, 'A pattern is taken only from successful attempts of more quality than this.'),
       ('memory.pattern_library_min', 'numeric', '0.95', 0, 1, NULL, 'Least quality of a pattern in the library tier.'),
       ('memory.pattern_min_quality', 'numeric', '0.5', 0, 1, NULL, 'Least quality of a pattern in a search where the flag pattern_quality_filter is on.'),
       ('memory.pattern_duplicate_similarity', 'numeric', '0.85', 0.1, 1, NULL, 'Similarity from which a contribution is a version of the pattern it resembles.'),
       ('memory.pattern_patch_similarity', 'numeric', '0.9', 0, 1, NULL, 'Similarity from which a version is a patch.'),
       ('memory.pattern_minor_similarity', 'numeric', '0.7', 0, 1, NULL, 'Similarity from which a version is minor, and a pattern joins the cluster of another.'),
       ('memory.pattern_major_similarity', 'numeric', '0.5', 0, 1, NULL, 'Similarity from which a new pattern is related to another at all.'),
       ('memory.pattern_diversity_k', 'integer', '5', 1, 100, 'patterns', 'Nearest patterns whose mean similarity gives diversity.'),
       ('memory.pattern_review_every', 'integer', '500', 1, 1000000, 'contributions', 'Contributions after which a review of patterns is due.'),
       ('memory.pattern_prune_age', 'interval', '90 days', 0, 315360000, NULL, 'A dominated pattern is archived only when it is older than this.'),
       ('memory.pattern_prune_idle', 'interval', '90 days', 0, 315360000, NULL, 'A dominated pattern is archived only when it was not used for this long.'),
       ('memory.pattern_unused_after', 'interval', '365 days', 86400, 315360000, NULL, 'A pattern that was not used for this long is archived.'),
       ('memory.pattern_user_weight', 'numeric', '1', 0, 1, NULL, 'Weight of a user''s verdict on a pattern.'),
       ('memory.pattern_automatic_weight', 'numeric', '0.5', 0, 1, NULL, 'Weight of a program''s verdict on a pattern.'),
       ('memory.pattern_feedback_min', 'integer', '20', 1, 1000000, 'verdicts', 'Verdicts on a type of pattern before its threshold is tuned.'),
       ('memory.pattern_threshold', 'numeric', '0.7', 0, 1, NULL, 'Least score of a recommended pattern while nothing was tuned: 0.8 favours precision, 0.6 recall.'),
       ('memory.pattern_threshold_low', 'numeric', '0.65', 0, 1, NULL, 'Lowest threshold suggested by the scores of incorrect recommendations.'),
       ('memory.pattern_threshold_high', 'numeric', '0.9', 0, 1, NULL, 'Highest threshold suggested by the scores of incorrect recommendations.'),
       ('memory.pattern_precision_best', 'numeric', '0.95', 0, 1, NULL, 'Precision from which memory.pattern_threshold_best applies.'),
       ('memory.pattern_precision_good', 'numeric', '0.9', 0, 1, NULL, 'Precision from which memory.pattern_threshold_good applies.'),
       ('memory.pattern_precision_fair', 'numeric', '0.8', 0, 1, NULL, 'Precision from which memory.pattern_threshold_fair applies.'),
       ('memory.pattern_threshold_best', 'numeric', '0.65', 0, 1, NULL, 'Threshold for the best precision.'),
       ('memory.pattern_threshold_good', 'numeric', '0.7', 0, 1, NULL, 'Threshold for a good precision.'),
       ('memory.pattern_threshold_fair', 'numeric', '0.75', 0, 1, NULL, 'Threshold for a fair precision.'),
       ('memory.pattern_threshold_poor', 'numeric', '0.85', 0, 1, NULL, 'Threshold for a poor precision.'),
       ('memory.pattern_apply_min', 'numeric', '0.7', 0, 1, NULL, 'How sure a suggested threshold must be to be applied by an operator.'),
       ('memory.pattern_apply_automatic', 'numeric', '0.8', 0, 1, NULL, 'How sure it must be to be applied by itself.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('memory.pattern.contributed.v1', 'A pattern, or a version of one, was contributed.', true, agora.now()),
       ('memory.pattern.used.v1', 'A pattern was used.', true, agora.now()),
       ('memory.pattern.judged.v1', 'A recommended pattern was judged.', true, agora.now()),
       ('memory.pattern.related.v1', 'Two patterns were related.', true, agora.now()),
       ('memory.pattern.archived.v1', 'A pattern was archived.', true, agora.now()),
       ('memory.pattern.restored.v1', 'A pattern was taken out of the archive.', true, agora.now()),
       ('memory.review.opened.v1', 'A review of patterns is due.', true, agora.now()),
       ('memory.review.closed.v1', 'A review of patterns was done.', true, agora.now()),
       ('memory.threshold.applied.v1', 'The threshold of a type of pattern was tuned.', true, agora.now());

INSERT INTO agora.job (job, function_name, every, ordinal, description)
VALUES ('memory.prune_patterns', 'agora_memory._prune_patterns', '1 day', 50, 'Archives patterns that nobody uses or that are dominated; holds up contributions of patterns.'),
       ('memory.tune_thresholds', 'agora_memory._tune_thresholds', '1 hour', 0, 'Applies thresholds of patterns that feedback is sure of.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('memory.patterns', 'invariant', 'agora_memory._check_patterns', 'Patterns agree with their uses, versions and documents.');
-- Embeddings.
INSERT INTO agora.error_code (sqlstate, name, meaning, is_retryable)
VALUES ('ZM040', 'unknown_embedding_model', 'No embedding model has this name, or it is retired.', false),
       ('ZM041', 'embedding_model_exists', 'An embedding model of this name is registered with other facts.', false),
       ('ZM042', 'embedding_model_incomplete', 'Too few documents have a vector of this model to switch to it.', true),
       ('ZM043', 'embedding_model_active', 'The embedding model answers searches and cannot be retired.', false),
       ('ZM044', 'unknown_document', 'No such object can be found by searches.', false);

INSERT INTO agora.setting (key, type, default_value, min_value, max_value, unit, description)
VALUES ('memory.dense_weight', 'numeric', '0.45', 0, 1, NULL, 'Weight of the similarity of vectors where a search has both; the words have the rest.'),
       ('memory.dense_exact', 'integer', '2000', 0, 1000000, 'documents', 'Up to so many documents that pass the filters are compared one by one instead of through HNSW.'),
       ('memory.dense_ef_search', 'integer', '200', 10, 1000, NULL, 'hnsw.ef_search of searches by vector: more is slower and misses less.'),
       ('memory.similarity_tolerance', 'numeric', '0.01', 0, 1, NULL, 'Transforms that differ by less in similarity count as equally fitting where match_transforms() must leave some out: the better ones are shown.'),
       ('memory.embedding_coverage_min', 'numeric', '0.99', 0, 1, NULL, 'Share of the documents that need a vector before searches switch to a model.'),
       ('memory.embedding_text_chars', 'integer', '8000', 100, 1000000, 'characters', 'How much of a document is handed out to be embedded.'),
       ('memory.embedding_code_chars', 'integer', '600', 0, 1000000, 'characters', 'How much of its code, from the start, the text of a document holds that is handed out to be embedded.'),
       ('memory.embedding_max_wait', 'interval', '1 hour', 1, 31536000, NULL, 'A document that waits longer for a vector makes agora.health() complain.'),
       ('memory.embedding_backoff', 'interval', '1 minute', 1, 86400, NULL, 'Wait after the first failure to embed a document; each further one doubles it, up to a day.'),
       ('memory.embedding_max_failures', 'integer', '8', 1, 100, 'failures', 'A document that failed so often is not handed out again until its text changes.');

INSERT INTO agora_event.topic (topic, description, is_builtin, created_at)
VALUES ('memory.embedding_model.registered.v1', 'An embedding model was registered.', true, agora.now()),
       ('memory.embedding_model.activated.v1', 'Searches switched to an embedding model.', true, agora.now()),
       ('memory.embedding_model.retired.v1', 'An embedding model was retired and its vectors dropped.', true, agora.now());

INSERT INTO agora.partitioned_table (relation, key_column, step)
VALUES ('agora_memory.embedding', 'embedding_model_id', 1);

INSERT INTO agora.job (job, function_name, every, description)
VALUES ('memory.refresh_embedding_queue', 'agora_memory._refresh_embedding_queue', '10 minutes', 'Queues documents that lack a vector, and forgets those that searches no longer return.');

INSERT INTO agora.probe (probe, kind, function_name, description)
VALUES ('memory.embeddings', 'health', 'agora_memory._probe_embeddings', 'Every active embedding model has its vectors, and nothing is stuck on the way to them.');
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
       ('adoption', '>', 0.20, 'share', 'Attempts that worked with a manifest or used a transform.'),
       ('replay_fidelity', '>', 0.95, 'share', 'Attempts, of the last 1000 that ended, of which enough was recorded to run them again; see replayable_attempt.');
INSERT INTO agora_memory.scorecard_target (metric, comparison, target, unit, description, lacks)
VALUES ('cost_accuracy', '>', 0.95, 'share', 'Attempts whose cost, as the caller tells it, is within 5 % of what their calls of models cost.', 'no attempt told a cost whose calls of models are recorded with their prices');
INSERT INTO agora_event.projection (projection, topics, relation, rebuild_function, state_function, description)
VALUES ('memory.resolutions', '{memory.attempt.finished.v1,memory.import.completed.v1}', 'agora_memory.resolution', 'agora_memory._rebuild_resolutions', 'agora_memory._resolution_at', 'How often every approach worked, and the confidence in it.');
