-- set_setting and the readers of settings: types, ranges, history.
BEGIN;
SELECT plan(57);
SELECT agora_test.at('2026-01-01');

-- One definition of every type.
INSERT INTO agora.setting (key, type, default_value, min_value, max_value, choices, description)
VALUES ('test.integer', 'integer', '3', 1, 10, NULL, 'A test.'),
       ('test.numeric', 'numeric', '0.5', 0, 1, NULL, 'A test.'),
       ('test.unbounded', 'numeric', '0', NULL, NULL, NULL, 'A test.'),
       ('test.boolean', 'boolean', 'true', NULL, NULL, NULL, 'A test.'),
       ('test.interval', 'interval', '1 minute', 1, 3600, NULL, 'A test.'),
       ('test.text', 'text', 'hello', NULL, NULL, NULL, 'A test.'),
       ('test.choice', 'choice', 'red', NULL, NULL, '{red,green}', 'A test.');

SELECT is(agora.setting('test.text'), 'hello', 'a default');
SELECT is(agora.setting_integer('test.integer'), 3, 'as integer');
SELECT is(agora.setting_numeric('test.numeric'), 0.5, 'as numeric');
SELECT is(agora.setting_boolean('test.boolean'), true, 'as boolean');
SELECT is(agora.setting_interval('test.interval'), interval '1 minute', 'as interval');
SELECT agora_test.raises($$SELECT agora.setting('test.none')$$, 'ZA007', 'reading an unknown setting');
SELECT agora_test.raises($$SELECT agora.setting(NULL)$$, 'ZA007', 'reading no setting');
SELECT agora_test.raises(format('SELECT agora.%I(%L)', f.name, 'test.none'), 'ZA007', f.name || ': an unknown setting')
  FROM unnest(ARRAY['setting_integer', 'setting_numeric', 'setting_boolean', 'setting_interval']) AS f(name);

SELECT agora_test.raises(format('SELECT agora.%I(%L)', f.name, 'test.text'), '22023', f.name || ': a setting of another type')
  FROM unnest(ARRAY['setting_integer', 'setting_numeric', 'setting_boolean', 'setting_interval']) AS f(name);
SELECT is(agora.setting_numeric('test.integer'), 3.0, 'an integer is numeric, too');

SELECT is(agora.set_setting('test.integer', '7', 'more'), '7', 'set');
SELECT is(agora.setting_integer('test.integer'), 7, 'and read');
SELECT lives_ok($$SELECT agora.set_setting('test.integer', '1', 'r')$$, 'the least');
SELECT lives_ok($$SELECT agora.set_setting('test.integer', '10', 'r')$$, 'the most');
SELECT agora_test.raises($$SELECT agora.set_setting('test.integer', '0', 'r')$$, '22023', 'below');
SELECT agora_test.raises($$SELECT agora.set_setting('test.integer', '11', 'r')$$, '22023', 'above');
SELECT agora_test.raises($$SELECT agora.set_setting('test.integer', '5.5', 'r')$$, '22023', 'a fraction');
SELECT agora_test.raises($$SELECT agora.set_setting('test.integer', '99999999999', 'r')$$, '22023', 'beyond an integer');
SELECT agora_test.raises($$SELECT agora.set_setting('test.integer', 'five', 'r')$$, '22023', 'a word');
SELECT agora_test.raises($$SELECT agora.set_setting('test.integer', '', 'r')$$, '22023', 'nothing');
SELECT agora_test.raises($$SELECT agora.set_setting('test.numeric', '1.000001', 'r')$$, '22023', 'a number above');
SELECT agora_test.raises($$SELECT agora.set_setting('test.numeric', 'NaN', 'r')$$, '22023', 'NaN');
SELECT lives_ok($$SELECT agora.set_setting('test.numeric', '1', 'r')$$, 'a number at the end of its range');
SELECT lives_ok($$SELECT agora.set_setting('test.unbounded', '-1e20', 'r')$$, 'a number without range');
SELECT agora_test.raises($$SELECT agora.set_setting('test.unbounded', 'NaN', 'r')$$, '22023', 'without range, NaN');
SELECT agora_test.raises($$SELECT agora.set_setting('test.unbounded', 'Infinity', 'r')$$, '22023', 'without range, infinity');
SELECT agora_test.raises($$SELECT agora.set_setting('test.unbounded', '-Infinity', 'r')$$, '22023', 'without range, minus infinity');
SELECT lives_ok($$SELECT agora.set_setting('test.interval', '1 hour', 'r')$$, 'the longest interval');
SELECT agora_test.raises($$SELECT agora.set_setting('test.interval', '1 hour 1 microsecond', 'r')$$, '22023', 'an interval above');
SELECT agora_test.raises($$SELECT agora.set_setting('test.interval', 'a while', 'r')$$, '22023', 'no interval');
SELECT agora_test.raises($$SELECT agora.set_setting('test.interval', '1 day -23 hours', 'r')$$, '22023', 'an interval that is negative in part');
SELECT agora_test.raises($$SELECT agora.set_setting('test.interval', '999999999999 years', 'r')$$, '22023', 'an interval beyond all');
SELECT agora_test.raises($$SELECT agora.set_setting('test.boolean', 'yes', 'r')$$, '22023', 'a boolean is true or false');
SELECT lives_ok($$SELECT agora.set_setting('test.boolean', 'false', 'r')$$, 'a boolean');
SELECT agora_test.raises($$SELECT agora.set_setting('test.choice', 'blue', 'r')$$, '22023', 'no choice');
SELECT lives_ok($$SELECT agora.set_setting('test.choice', 'green', 'r')$$, 'a choice');
SELECT agora_test.raises($$SELECT agora.set_setting('test.none', '1', 'r')$$, 'ZA007', 'setting an unknown setting');
SELECT agora_test.raises($$SELECT agora.set_setting(NULL, '1', 'r')$$, 'ZA007', 'setting no setting');
SELECT agora_test.raises($$SELECT agora.set_setting('test.text', 'x', NULL)$$, '22023', 'no reason');
SELECT agora_test.raises($$SELECT agora.set_setting('test.text', repeat('x', 10001), 'r')$$, '22023', 'too long a text');
SELECT agora_test.raises($$SELECT agora.set_setting('test.text', 'x', 'r', 999)$$, 'ZA001', 'an unknown actor');

-- History.
SELECT is(agora.set_setting('test.text', 'one', 'first'), 'one', 'a change');
SELECT is(agora.set_setting('test.text', 'one', 'again'), 'one', 'the same again');
SELECT is(agora.set_setting('test.text', NULL, 'back'), 'hello', 'NULL goes back to the default');
SELECT is(agora.set_setting('test.text', NULL, 'back again'), 'hello', 'and again');
SELECT results_eq($$SELECT h.old_value, h.new_value, h.reason, h.changed_by, h.changed_at FROM agora.setting_change AS h WHERE h.key = 'test.text' ORDER BY h.setting_history_id$$,
                  $$VALUES (NULL, 'one', 'first', 1::bigint, '2026-01-01'::timestamptz), ('one', NULL, 'back', 1, '2026-01-01')$$, 'only changes are history');
SELECT results_eq($$SELECT s.value, s.is_changed, s.set_by FROM agora.effective_setting AS s WHERE s.key IN ('test.choice', 'test.text') ORDER BY s.key$$,
                  $$VALUES ('green', true, 1::bigint), ('hello', false, NULL)$$, 'effective_setting shows what is in force');
SELECT agora_test.raises($$UPDATE agora.setting_history SET reason = 'x'$$, 'ZA010', 'history is not changed');
SELECT agora_test.raises($$DELETE FROM agora.setting_history$$, 'ZA010', 'nor shortened');
SELECT agora_test.raises($$TRUNCATE agora.setting_history$$, 'ZA010', 'nor emptied');
SELECT lives_ok($$SELECT agora._check_setting(s, s.default_value) FROM agora.setting AS s$$, 'every default is a legal value');

SELECT * FROM finish();
ROLLBACK;
