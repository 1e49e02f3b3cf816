-- The shared rules for arguments: _check_text, _check_number, _check_interval, _check_object, _check_principal.
BEGIN;
SELECT plan(82);

SELECT lives_ok($$SELECT agora._check_text('a', 'x', 1)$$, 'text: as long as it may be');
SELECT lives_ok($$SELECT agora._check_text('a', NULL, 1, true)$$, 'text: an optional one may be missing');
SELECT lives_ok($$SELECT agora._check_text('a', E'two\n\tlines', 1001)$$, 'text: line ends and tabs');
SELECT lives_ok($$SELECT agora._check_text('a', E'\x01 a long text', 1001)$$, 'text: control characters in a long text');
SELECT agora_test.raises($$SELECT agora._check_text('a', NULL, 1)$$, '22023', 'text: missing');
SELECT agora_test.raises($$SELECT agora._check_text('a', 'xy', 1)$$, '22023', 'text: one character too long');
SELECT agora_test.raises($$SELECT agora._check_text('a', '', 1)$$, '22023', 'text: empty');
SELECT agora_test.raises($$SELECT agora._check_text('a', E' \t\n', 10)$$, '22023', 'text: blank');
SELECT agora_test.raises($$SELECT agora._check_text('a', E'a\x01', 1000)$$, '22023', 'text: control characters in a name');
SELECT agora_test.raises($$SELECT agora._check_text('a', ' ', 10, true)$$, '22023', 'text: an optional one is checked where it is there');

SELECT lives_ok(format('SELECT agora._check_text(''a'', %L, 200)', n.name), 'name: ' || n.name)
  FROM unnest(ARRAY['ada', 'Ada Lovelace', 'a-b_c.d/e:f#1', 'Zoë', 'Łukasz', 'Αλέξανδρος', 'Мария', 'יעל', 'محمد', '山田太郎', 'नमिता', '김철수', '🤖', 'naïve café']) AS n(name);
SELECT agora_test.raises(format('SELECT agora._check_text(''a'', %L, 200)', n.name), '22023', 'name: ' || n.what)
  FROM (VALUES (' ada', 'a space before'), ('ada ', 'a space behind'), (U&'\00A0ada', 'a no-break space before'), (U&'ada\3000', 'an ideographic space behind'),
               (U&'a\00A0b', 'a no-break space inside'), (E'a\tb', 'a tab'), (E'a\nb', 'a line end'), (U&'ada\200B', 'a zero-width space'), (U&'a\200Dda', 'a zero-width joiner'),
               (U&'\FEFFada', 'a byte order mark'), (U&'a\00ADda', 'a soft hyphen'), (U&'\202Eada', 'a change of direction'), (U&'ada\2060', 'a word joiner'), (U&'ada\007F', 'a delete'),
               (U&'ada\0085', 'a control character of C1'), (U&'ada\2028', 'a line separator'), (U&'\3164', 'a Hangul filler'), (U&'ada\FE0F', 'a variation selector'),
               (U&'ada\+0E0041', 'a tag character'), (U&'ae\0301', 'a letter and its accent apart')) AS n(name, what);
SELECT lives_ok($$SELECT agora._check_text('a', E'two\nlines\u200B', 201)$$, 'text: no name, so it may have what does not show');
SELECT lives_ok($$SELECT agora._check_text('a', E' \t\n', 10, true, true)$$, 'text: blank, where that is as good as missing');
SELECT agora_test.raises($$SELECT agora._check_text('a', repeat(' ', 11), 10, true, true)$$, '22023', 'text: blank, but too long');

SELECT lives_ok($$SELECT agora._check_number('a', 1, 1, 2)$$, 'number: the least');
SELECT lives_ok($$SELECT agora._check_number('a', 2, 1, 2)$$, 'number: the most');
SELECT lives_ok($$SELECT agora._check_number('a', NULL, 1, 2, true)$$, 'number: an optional one may be missing');
SELECT agora_test.raises($$SELECT agora._check_number('a', NULL, 1, 2)$$, '22023', 'number: missing');
SELECT agora_test.raises($$SELECT agora._check_number('a', 0.999999, 1, 2)$$, '22023', 'number: below');
SELECT agora_test.raises($$SELECT agora._check_number('a', 2.000001, 1, 2)$$, '22023', 'number: above');
SELECT agora_test.raises($$SELECT agora._check_number('a', 'NaN', 1, 2)$$, '22023', 'number: NaN');
SELECT agora_test.raises($$SELECT agora._check_number('a', 'Infinity', 1, 2)$$, '22023', 'number: infinity');
SELECT agora_test.raises($$SELECT agora._check_number('a', '-Infinity', 1, 2)$$, '22023', 'number: minus infinity');

SELECT lives_ok($$SELECT agora._check_interval('a', '1 microsecond', '1 day')$$, 'interval: the shortest');
SELECT lives_ok($$SELECT agora._check_interval('a', '24 hours', '1 day')$$, 'interval: the longest');
SELECT agora_test.raises($$SELECT agora._check_interval('a', NULL, '1 day')$$, '22023', 'interval: missing');
SELECT agora_test.raises($$SELECT agora._check_interval('a', '0', '1 day')$$, '22023', 'interval: nothing');
SELECT agora_test.raises($$SELECT agora._check_interval('a', '-1 second', '1 day')$$, '22023', 'interval: negative');
SELECT agora_test.raises($$SELECT agora._check_interval('a', '1 day 1 microsecond', '1 day')$$, '22023', 'interval: too long');
SELECT agora_test.raises(format($$SELECT agora._check_interval('a', %L, '10 years')$$, t.value), '22023', 'interval: in part negative, ' || t.value)
  FROM unnest(ARRAY['1 month -29 days', '1 year -11 months -30 days', '-1 day 30 hours', '1 day -1 microsecond', '-1 year 13 months 1 day -1 second']) AS t(value);
SELECT lives_ok($$SELECT agora._check_interval('a', '1 year 2 months 3 days 04:05:06.789', '10 years')$$, 'interval: of all parts');

SELECT lives_ok($$SELECT agora._check_object('a', '{}')$$, 'object: empty');
SELECT lives_ok($$SELECT agora._check_object('a', '{"a": 1}', 8)$$, 'object: as large as it may be');
SELECT agora_test.raises($$SELECT agora._check_object('a', '{"a": 1}', 7)$$, '22023', 'object: a byte too large');
SELECT lives_ok($$SELECT agora._check_object('a', (repeat('{"a":', 99) || '1' || repeat('}', 99))::jsonb)$$, 'object: as deep as it may be');
SELECT agora_test.raises($$SELECT agora._check_object('a', (repeat('{"a":', 100) || '1' || repeat('}', 100))::jsonb)$$, '22023', 'object: a level too deep');
SELECT agora_test.raises($$SELECT agora._check_object('a', ('{"a":' || repeat('[', 99) || '1' || repeat(']', 99) || '}')::jsonb)$$, '22023', 'object: arrays count, too');
SELECT agora_test.raises($$SELECT agora._check_object('a', NULL)$$, '22023', 'object: missing');
SELECT agora_test.raises($$SELECT agora._check_object('a', 'null')$$, '22023', 'object: JSON null');
SELECT agora_test.raises($$SELECT agora._check_object('a', '[]')$$, '22023', 'object: an array');
SELECT agora_test.raises($$SELECT agora._check_object('a', '"x"')$$, '22023', 'object: a text');
CREATE TEMP TABLE stored AS SELECT jsonb_build_object('a', repeat('x', 300000)) AS value;
SELECT agora_test.raises($$SELECT agora._check_object('a', s.value) FROM stored AS s$$, '22023', 'object: what compresses well is not smaller');

SELECT lives_ok($$SELECT agora._check_principal('a', 1)$$, 'principal: known');
SELECT agora_test.raises($$SELECT agora._check_principal('a', 999)$$, 'ZA001', 'principal: unknown');
SELECT agora.register_principal('carol');
SELECT agora.suspend_principal(agora_test.id('carol'), 'a test');
SELECT agora_test.raises($$SELECT agora._check_principal('a', agora_test.id('carol'), true)$$, 'ZA002', 'principal: suspended where it must be active');

SELECT * FROM finish();
ROLLBACK;
