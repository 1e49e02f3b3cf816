-- novelty and diversity by vectors: of the active model where there is one, of the words for patterns without a vector.
BEGIN;
SELECT plan(15);
CREATE FUNCTION pg_temp.contribute(p_name text, p_vector public.vector DEFAULT NULL) RETURNS agora_memory.pattern_contribution LANGUAGE sql
    RETURN agora_memory.contribute_pattern(p_name, p_name, p_name, 'code', (agora_memory.finish_attempt(agora_memory.start_attempt('do it'), 'success', p_quality => 0.8)).attempt_id, p_vector => p_vector);
SELECT ok(c.is_novel, 'without a model a vector says nothing') FROM pg_temp.contribute('gnu', '[1,0,0]') AS c;
SELECT is((agora_memory.novelty('gnu', 'gnu', 'gnu', '[0,1,0]')).novelty, 0::numeric, 'the words do');

SELECT agora_memory.register_embedding_model('m', 3);
SELECT is((agora_memory.novelty('gnu', 'gnu', 'gnu', '[0,1,0]')).novelty, 0::numeric, 'of a pattern that has no vector yet the words decide');
SELECT ok(c.is_novel AND c.novelty = 1, 'other words, other direction') FROM pg_temp.contribute('okapi', '[1,0,0]') AS c;
SELECT is((SELECT count(*) FROM agora_memory.embedding AS e WHERE e.kind = 'pattern'), 1::bigint, 'the vector that came with it is kept');
SELECT is(row(c.is_novel, c.max_similarity, c.version), row(false, 1::numeric, '1.0.1'::text), 'other words of the same direction are a version') FROM pg_temp.contribute('quagga', '[2,0,0]') AS c;
SELECT is((agora_memory.novelty('zebra', 'zebra', 'zebra', '[0.6,0.8,0]')).max_similarity, 0.6, 'the cosine');
SELECT is((agora_memory.novelty('okapi', 'okapi', 'okapi', '[0,1,0]')).max_similarity, 0::numeric, 'where there are vectors the words do not count');
SELECT is((agora_memory.novelty('okapi', 'okapi', 'okapi')).max_similarity, 1::numeric, 'without one they do');
SELECT ok(c.is_novel, 'the same words in another direction are another pattern') FROM pg_temp.contribute('lynx', '[0,1,0]') AS c;
SELECT is((agora_memory.novelty('zebra', 'zebra', 'zebra', '[-1,0,0]')).max_similarity, 0::numeric, 'never below zero');
SELECT agora_test.raises(format('SELECT agora_memory.novelty(''a'', ''b'', ''c'', %L)', v), '22023', v) FROM unnest(ARRAY['[0,0,0]', '[1,2]']) AS v;
SELECT agora_test.raises('SELECT agora_memory.diversity(''a'', ''b'', ''c'', 5, ''[1]'')', '22023', 'of other dimensions');
SELECT is_empty('SELECT * FROM agora.check_invariants()', 'all is right');
SELECT * FROM finish();
ROLLBACK;
