-- Law: what a dump prints is read back as what it was; else verify() reports drift after every restore. Nested ORs and ANDs
-- are the usual offenders: x IN (…) is expanded after the parser has flattened what is written out.
BEGIN;
SELECT plan(2);

-- Makes an object anew from its own definition; answers with the new one where it differs.
CREATE FUNCTION pg_temp.changed(p_name text, p_print text, p_command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_before  text;
    v_after   text;
BEGIN
    EXECUTE p_print INTO v_before USING p_name;
    EXECUTE p_command || v_before;
    EXECUTE p_print INTO v_after USING p_name;
    RETURN nullif(v_after, v_before);
END $$;

SELECT is_empty($$
    SELECT * FROM (SELECT c.identity, pg_temp.changed(c.identity, 'SELECT pg_get_viewdef($1::regclass)', format('CREATE OR REPLACE VIEW %s AS ', c.identity)) AS after
                     FROM agora_test.relation AS c WHERE c.kind = 'v') AS v WHERE v.after IS NOT NULL$$, 'views');
SELECT is_empty($$
    SELECT * FROM (SELECT r.identity, pg_temp.changed(r.identity, 'SELECT pg_get_functiondef($1::regprocedure)', '') AS after
                     FROM agora_test.routine AS r WHERE r.is_parsed) AS f WHERE f.after IS NOT NULL$$, 'functions with a parsed body');

SELECT * FROM finish();
ROLLBACK;
