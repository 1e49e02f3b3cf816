-- The statistics as the database has them: the figures of tests/unit/test_model_statistics.py.
BEGIN;
SELECT plan(9);
SELECT results_eq('SELECT round(c.difference::numeric, 7), round(c.lower::numeric, 7), round(c.upper::numeric, 7) FROM agora_model._compare_means(10, 0.75, 3.2005556, 10, 2.33, 4.0090000, 0.025) AS c',
    'VALUES (-1.58, -3.3654832, 0.2054832)', 'Welch, Student''s sleep data');
SELECT results_eq('SELECT round(c.difference::numeric, 4), round(c.lower::numeric, 4), round(c.upper::numeric, 4) FROM agora_model._compare_rates(56, 70, 48, 80, 0.025) AS c',
    'VALUES (0.2, 0.0524, 0.3339)', 'Newcombe, 56 of 70 against 48 of 80');
SELECT is(agora_model._required_runs(0.95 * 0.05, 0.97 * 0.03, 0.02, 0.025, 0.8), 1503::bigint, '0.95 against 0.97');
SELECT is(agora_model._required_runs(NULL, 0.1, 0.02, 0.025, 0.8), NULL, 'of what is not known nothing follows');
SELECT is(agora_model._canary_evidence(NULL, NULL, 8, 25, 0.03), '{"blocks": 0, "capital": 1.0, "highest": 1.0, "limit": 25, "since": 1, "drop": 0.0, "breach": null}', 'without a run the stake is what it was');
SELECT is((agora_model._canary_evidence('{f,t}', '{1,0}', 1, 25, 0.03)) - 'limit', '{"blocks": 1, "capital": 1.48, "highest": 1.48, "since": 1, "drop": 1.0, "breach": null}', 'the worse of two pays 1.6 on four fifths');
SELECT is((agora_model._canary_evidence('{f,t}', '{0,1}', 1, 25, 0.03)) -> 'capital', '0.52', 'the better of two 0.4: on average it is fair');
SELECT is((agora_model._canary_evidence('{t,t,f,f,f,f}', '{1,1,1,1,1,1}', 2, 25, 0.03)) -> 'blocks', '2', 'a run waits for its block');
SELECT is((agora_model._canary_evidence('{f,f,f,t,t}', '{1,1,1,1,1}', 2, 25, 0.03)) -> 'blocks', '1', 'a run of the incumbent is used once');
SELECT * FROM finish();
ROLLBACK;
