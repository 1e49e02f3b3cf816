-- normalize_error: for services, and a fault says what is wrong without a word of Python. Its rules have vectors elsewhere.
BEGIN;
SELECT plan(9);
SELECT is((e.error_type, e.category, e.message), ('KeyError'::text, 'runtime_error'::text, '<VALUE>'::text), 'a message is read')
  FROM agora_memory.normalize_error(NULL, 'KeyError: 1') AS e;
SELECT is(agora_memory.normalize_error('KeyError', '1'), agora_memory.normalize_error(NULL, 'KeyError: 2', ''), 'the type may be in the message');
SELECT is((agora_memory.normalize_error(NULL, E'Traceback (most recent call last):\n  File "/a.py", line 3, in f\n    g(x)\nPermissionError: [Errno 13] Permission denied: ''/etc''')).category,
          'permission_error', 'a PermissionError is a permission error, not a file error');
SELECT agora_test.raises(format('SELECT agora_memory.normalize_error(%s)', w.arguments), '22023', w.arguments)
  FROM (VALUES ('NULL, NULL'), (''''', ''  ''')) AS w(arguments);
CREATE FUNCTION pg_temp.message_of(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE p_sql;
    RETURN NULL;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN sqlerrm;
END;
$$;
SELECT is(pg_temp.message_of('SELECT agora_memory.normalize_error(NULL, NULL)'), 'error is empty', 'the message is the formula''s own');

SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.become('service');
SELECT is((agora_memory.normalize_error('KeyError', '1')).error_type, 'KeyError', 'a service may ask');
SELECT throws_ok('SELECT agora_memory._normalize_error(''KeyError'', NULL, NULL)', '42501', NULL, 'but not for the formula alone');
RESET SESSION AUTHORIZATION;
SELECT is((agora_memory._try_normalize_error(NULL, ' ', NULL)).signature, NULL, 'an import goes on');

SELECT * FROM finish();
ROLLBACK;
