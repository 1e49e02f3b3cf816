-- gini(): distributions whose coefficient is known, and what is none.
BEGIN;
SELECT plan(16);

SELECT is(agora_ledger.gini('{}'), NULL, 'nobody');
SELECT is(agora_ledger.gini(NULL), NULL, 'nothing');
SELECT is(agora_ledger.gini('{7}'), 0::numeric, 'one alone');
SELECT is(agora_ledger.gini('{0}'), 0::numeric, 'one with nothing');
SELECT is(agora_ledger.gini('{0,0,0}'), 0::numeric, 'all nothing');
SELECT is(agora_ledger.gini('{5,5,5,5}'), 0::numeric, 'all the same');
SELECT is(agora_ledger.gini('{0,0,0,1}'), 0.75, 'one has all of four: (n - 1)/n');
SELECT is(agora_ledger.gini('{1,2,3,4,5}'), round(4 / 15.0, 12), 'one to five: (n - 1)/3n');
SELECT is(agora_ledger.gini('{4,1,5,3,2}'), round(4 / 15.0, 12), 'in any order');
SELECT is(agora_ledger.gini('{1,3}'), 0.25, 'a quarter and three quarters');
SELECT is(agora_ledger.gini('{0.000001,0.000003}'), 0.25, 'of micro-tokens');
SELECT is(agora_ledger.gini('{1e12,3e12}'), 0.25, 'and of the largest balances');
SELECT agora_test.raises('SELECT agora_ledger.gini(''{1,-1}'')', '22023', 'below zero');
SELECT agora_test.raises('SELECT agora_ledger.gini(''{1,NULL}'')', '22023', 'unknown');
SELECT agora_test.raises('SELECT agora_ledger.gini(''{1,NaN}'')', '22023', 'no number');
SELECT agora_test.raises('SELECT agora_ledger.gini(''{1,Infinity}'')', '22023', 'without end');

SELECT * FROM finish();
ROLLBACK;
