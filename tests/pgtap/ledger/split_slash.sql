-- Splitting: what is rounded off is never lost, and what makes no sense is refused. tests/golden/slash.jsonl has the figures.
BEGIN;
SELECT plan(32);

SELECT results_eq($$SELECT * FROM agora_ledger.split_slash(999, '[{"to": 1000, "percent": 50}, {"to": 3, "percent": 40}, {"to": 4}]')$$,
                  $$VALUES (1000::bigint, 499::numeric), (3, 399), (4, 101)$$, 'the rest goes where the split says');
SELECT results_eq($$SELECT * FROM agora_ledger.split_slash(999, '[{"to": 4}, {"to": 1000, "percent": 50}]')$$,
                  $$VALUES (1000::bigint, 499::numeric), (4, 500)$$, 'last');
SELECT results_eq($$SELECT * FROM agora_ledger.split_slash(7, '[]')$$, $$VALUES (2::bigint, 7::numeric)$$, 'without shares all is burnt');
SELECT results_eq($$SELECT * FROM agora_ledger.split_slash(8, '[{"to": 2, "percent": 50}]')$$, $$VALUES (2::bigint, 8::numeric)$$, 'a share and the rest may go to one');
SELECT results_eq($$SELECT * FROM agora_ledger.split_slash(100, '[{"to": [1002, 1000, 1001], "percent": 100}]')$$,
                  $$VALUES (1002::bigint, 34::numeric), (1000, 33), (1001, 33)$$, 'several get the same each, the first what does not divide');
SELECT results_eq($$SELECT * FROM agora_ledger.split_slash(4, '[{"to": [1002, 1000, 1001], "percent": 50}]')$$,
                  $$VALUES (1002::bigint, 2::numeric), (2, 2)$$, 'who gets nothing is left out');
SELECT is((SELECT sum(s.amount) FROM generate_series(1, 500) AS g(n) CROSS JOIN LATERAL agora_ledger.split_slash(g.n * 0.37, '[{"to": 1000, "percent": 33.3}, {"to": [3, 4], "percent": 12.34}]', 0.01) AS s),
          (SELECT sum(g.n * 0.37) FROM generate_series(1, 500) AS g(n)), 'nothing is lost');
SELECT is((SELECT s.amount FROM agora_ledger.split_slash(3, '[{"to": 1000, "percent": 50}]') AS s WHERE s.account_id = 1000), 1::numeric, 'whole tokens by default');
SELECT agora.set_setting('ledger.slash_unit', '0.000001', 'a test');
SELECT is((SELECT s.amount FROM agora_ledger.split_slash(3, '[{"to": 1000, "percent": 50}]') AS s WHERE s.account_id = 1000), 1.5, 'or as the setting says');

SELECT agora_test.raises(format('SELECT * FROM agora_ledger.split_slash(10, %L)', w.split), '22023', w.why)
  FROM (VALUES (NULL, 'no split'),
               ('{}', 'no array'),
               ('[1]', 'no object'),
               ('[{"percent": 5}]', 'for nobody'),
               ('[{"to": [], "percent": 5}]', 'for an empty list'),
               ('[{"to": [3, 4]}]', 'the rest for several'),
               ('[{"to": "3", "percent": 5}]', 'an account that is no number'),
               ('[{"to": 3.5, "percent": 5}]', 'an account that is not whole'),
               ('[{"to": 3, "percent": 0}]', 'nothing'),
               ('[{"to": 3, "percent": -5}]', 'less than nothing'),
               ('[{"to": 3, "percent": null}]', 'no percentage'),
               ('[{"to": 3, "percent": 5, "x": 1}]', 'a key too many'),
               ('[{"to": 3, "percent": 60}, {"to": 4, "percent": 40.000001}]', 'more than all'),
               ('[{"to": 3, "percent": 5}, {"to": 3, "percent": 5}]', 'an account twice'),
               ('[{"to": [3, 3], "percent": 5}]', 'twice in a share'),
               ('[{"to": 3}, {"to": 3, "percent": 5}]', 'also for the rest'),
               ('[{"to": 3}, {"to": 4}]', 'two for the rest'),
               ('[{"to": 1, "percent": 5}]', 'the mint')) AS w(split, why);
SELECT is((SELECT count(*) FROM agora_ledger.split_slash(1000, jsonb_build_array(
               jsonb_build_object('percent', 100, 'to', (SELECT jsonb_agg(g.n) FROM generate_series(1000, 1999) AS g(n)))))),
          1000::bigint, 'a thousand accounts');
SELECT agora_test.raises($$SELECT * FROM agora_ledger.split_slash(1001, jsonb_build_array(
               jsonb_build_object('percent', 60, 'to', (SELECT jsonb_agg(g.n) FROM generate_series(1000, 1599) AS g(n))),
               jsonb_build_object('percent', 40, 'to', (SELECT jsonb_agg(g.n) FROM generate_series(1600, 2000) AS g(n)))))$$, '22023', 'and no more');
SELECT agora_test.raises($$SELECT * FROM agora_ledger.split_slash(0, '[]')$$, '22023', 'no amount');
SELECT agora_test.raises($$SELECT * FROM agora_ledger.split_slash(1, '[]', 0)$$, '22023', 'no unit');
SELECT agora_test.raises($$SELECT * FROM agora_ledger.split_slash(1, '[]', 0.0000015)$$, '22023', 'a unit of seven decimals');

SELECT * FROM finish();
ROLLBACK;
