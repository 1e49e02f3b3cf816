-- Law: names follow STYLE. Partitions carry their own name where their parent carries its.
BEGIN;
SELECT plan(9);

SELECT is_empty($$
    SELECT c.identity, k.conname, k.contype FROM agora_test.relation AS c JOIN pg_constraint AS k ON k.conrelid = c.oid
     WHERE k.contype NOT IN ('n', 't') AND k.coninhcount = 0
       AND NOT (left(k.conname, length(c.name) + 1) = c.name || '_'
                AND k.conname ~ (CASE k.contype WHEN 'p' THEN '_pk$' WHEN 'f' THEN '_fk$' WHEN 'u' THEN '_uq$' WHEN 'c' THEN '_ck$' WHEN 'x' THEN '_ex$' ELSE '$^' END))$$,
    'constraints: <table>_…_pk, _fk, _uq, _ck, _ex');
SELECT is_empty($$
    SELECT c.identity, k.conname FROM agora_test.relation AS c JOIN pg_constraint AS k ON k.conrelid = c.oid
     WHERE k.contype = 'p' AND k.conname <> c.name || '_pk'$$,
    'primary keys: <table>_pk');
SELECT is_empty($$
    SELECT c.identity, k.conname FROM agora_test.relation AS c JOIN pg_constraint AS k ON k.conrelid = c.oid
     WHERE k.contype = 'f' AND k.coninhcount = 0
       AND k.conname <> concat_ws('_', c.name, (SELECT string_agg(a.attname, '_' ORDER BY x.ordinal)
                                                  FROM unnest(k.conkey) WITH ORDINALITY AS x(attnum, ordinal)
                                                  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = x.attnum), 'fk')$$,
    'foreign keys: <table>_<columns>_fk');
SELECT is_empty($$
    SELECT c.identity, i.relname FROM agora_test.relation AS c JOIN pg_index AS x ON x.indrelid = c.oid JOIN pg_class AS i ON i.oid = x.indexrelid
     WHERE c.kind IN ('r', 'p', 'm') AND NOT EXISTS (SELECT 1 FROM pg_constraint AS k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
       AND (left(i.relname, length(c.name) + 1) <> c.name || '_' OR i.relname !~ (CASE WHEN x.indisunique THEN '_uq$' ELSE '_ix$' END))$$,
    'indexes: <table>_…_ix, unique ones _uq');
SELECT is_empty($$
    SELECT t.oid::regtype, k.conname FROM pg_constraint AS k JOIN pg_type AS t ON t.oid = k.contypid JOIN agora_test.domain AS d ON d.schema = t.typnamespace::regnamespace::text
     WHERE k.contype = 'c' AND k.conname !~ ('^' || t.typname || '_[a-z0-9_]+_ck$')$$,
    'rules of domains: <domain>_…_ck');
SELECT is_empty($$
    SELECT c.identity, a.attname FROM agora_test.relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE c.kind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND a.attname !~ '^[a-z][a-z0-9_]*$'
    UNION ALL
    SELECT c.identity, NULL FROM agora_test.relation AS c WHERE c.name !~ '^[a-z][a-z0-9_]*$'
    UNION ALL
    SELECT r.identity, NULL FROM agora_test.routine AS r WHERE r.name !~ '^_?[a-z][a-z0-9_]*$'$$,
    'lower case, no quotes');
SELECT is_empty($$
    SELECT r.identity, p.name FROM agora_test.routine AS r, unnest(r.parameters) AS p(name) WHERE p.name NOT LIKE 'p\_%'
    UNION ALL
    SELECT r.identity, 'unnamed' FROM agora_test.routine AS r WHERE cardinality(r.parameters) < r.arity$$,
    'parameters: p_…');
SELECT is_empty($$
    SELECT r.identity FROM agora_test.routine AS r WHERE r.is_trigger <> (r.name LIKE 'tg\_%')$$,
    'trigger functions: tg_…');
SELECT is_empty($$
    SELECT c.identity, t.tgname FROM agora_test.relation AS c JOIN pg_trigger AS t ON t.tgrelid = c.oid
     WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND left(t.tgname, length(c.name) + 1) <> c.name || '_'$$,
    'triggers: <table>_…');

SELECT * FROM finish();
ROLLBACK;
