-- What reuse saves, from measured tokens: medians of successes with and without a transform.
BEGIN;
SELECT plan(4);
SELECT is_empty('SELECT * FROM agora_memory.cost_saved_by_reuse', 'nothing done, nothing saved');
SELECT agora.register_principal('ada'), agora.register_principal('ben');
CREATE TEMP TABLE made AS SELECT (agora_memory.register_transform('def read_it(row): return row', p_actor => agora_test.id('ada'))).transform_id;
CREATE FUNCTION pg_temp.work(p_with boolean, p_tokens bigint, p_usd numeric, p_status text DEFAULT 'success') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_attempt bigint := agora_memory.start_attempt('read it', 'parsing', p_transforms => CASE WHEN p_with THEN ARRAY(SELECT m.transform_id FROM made AS m) ELSE '{}' END, p_actor => agora_test.id('ben'));
BEGIN
    PERFORM agora_memory.finish_attempt(v_attempt, p_status, p_actor => agora_test.id('ben'));
    UPDATE agora_memory.attempt SET tokens_in = p_tokens - 1, tokens_out = 1, cost_usd = p_usd WHERE attempt_id = v_attempt AND p_tokens IS NOT NULL;
END $$;
SELECT pg_temp.work(false, 1000, 0.01), pg_temp.work(false, 800, 0.008), pg_temp.work(false, 90000, 0.9), pg_temp.work(false, 5, 0.00001, 'timeout'), pg_temp.work(false, NULL, NULL);
SELECT results_eq('SELECT s.category, s.reuses, s.others, s.tokens_without, s.tokens_saved FROM agora_memory.cost_saved_by_reuse AS s',
                  $$VALUES ('parsing'::text, 0::bigint, 3::bigint, 1000::bigint, NULL::bigint)$$, 'nobody reused: nothing to compare with; what failed or was not measured does not count');
SELECT pg_temp.work(true, 300, 0.003), pg_temp.work(true, 200, 0.002);
SELECT results_eq('SELECT s.reuses, s.tokens_with_reuse, s.share_saved, s.tokens_saved, s.usd_with_reuse, s.usd_without, s.usd_saved FROM agora_memory.cost_saved_by_reuse AS s',
                  $$VALUES (2::bigint, 200::bigint, 0.8::numeric, 1600::bigint, 0.002::numeric, 0.01::numeric, 0.016::numeric)$$, 'reuses x difference of the medians');
SELECT pg_temp.work(true, 2000, 0.02), pg_temp.work(true, 2000, 0.02), pg_temp.work(true, 2000, 0.02);
SELECT results_eq('SELECT s.reuses, s.share_saved, s.tokens_saved, s.usd_saved FROM agora_memory.cost_saved_by_reuse AS s', $$VALUES (5::bigint, -1::numeric, -5000::bigint, -0.05::numeric)$$, 'and it can cost more');

SELECT * FROM finish();
ROLLBACK;
