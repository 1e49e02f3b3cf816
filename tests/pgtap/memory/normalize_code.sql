-- normalize_code: for services, and a fault says what is wrong without a word of PL/Python. Its rules have vectors elsewhere.
BEGIN;
SELECT plan(8);
SELECT is((agora_memory.normalize_code('def f( x ): return x  # same', 'python')).hash, (agora_memory.normalize_code(E'def f(x):\n    return x', 'py')).hash, 'layout and comments do not count');
SELECT agora_test.raises(format('SELECT agora_memory.normalize_code(%s)', w.arguments), '22023', w.arguments)
  FROM (VALUES ('NULL, ''python'''), ('''x'', NULL'), (''''', ''python'''), ('''def'', ''python'''), ('''x'', ''no such tag!''')) AS w(arguments);
CREATE FUNCTION pg_temp.message_of(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE p_sql;
    RETURN NULL;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN sqlerrm;
END;
$$;
SELECT unalike(pg_temp.message_of('SELECT agora_memory.normalize_code(''def'', ''python'')'), '%plpy%', 'the message is the formula''s own');
SELECT agora_test.add_login('service', 'agora_service');
SELECT agora_test.become('service');
SELECT is((agora_memory.normalize_code('x = 1', 'python')).language, 'python', 'a service may ask');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
