-- What an amount of tokens may be.
BEGIN;
SELECT plan(22);

SELECT is(agora_ledger._check_amount(a.amount), a.micro, format('%s tokens', a.amount))
  FROM (VALUES (1.0, 1000000::bigint), (0.000001, 1), (1.10, 1100000), (1.000000000, 1000000), (123.456789, 123456789),
               (1e12, 1000000000000000000), (999999999999.999999, 999999999999999999)) AS a(amount, micro);
SELECT agora_test.raises(format('SELECT agora_ledger._check_amount(%s)', a.amount), '22023', format('not %s', a.amount))
  FROM unnest(ARRAY['NULL', '0', '-1', '-0.000001', '0.0000001', '1.0000001', '1e12 + 0.000001', '1e30', '-1e30', '9223372036854775807',
                    $$'NaN'$$, $$'Infinity'$$, $$'-Infinity'$$, '1e-100', '1e1000']) AS a(amount);

SELECT * FROM finish();
ROLLBACK;
