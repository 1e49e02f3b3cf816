-- Law: tables have keys, keys have indexes, and types say what they mean.
BEGIN;
SELECT plan(9);

SELECT is_empty($$
    SELECT c.identity FROM agora_test.relation AS c
     WHERE c.kind = 'r' AND NOT EXISTS (SELECT 1 FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'p')$$,
    'every table and every partition has a primary key');
SELECT is_empty($$
    SELECT c.identity FROM agora_test.relation AS c
      JOIN pg_partitioned_table AS k ON k.partrelid = c.oid
     WHERE k.partstrat <> 'l' AND NOT EXISTS (SELECT 1 FROM agora.partitioned_table AS t WHERE t.relation = c.identity)
    UNION ALL
    SELECT t.relation FROM agora.partitioned_table AS t
     WHERE NOT EXISTS (SELECT 1 FROM pg_inherits AS i JOIN agora_test.relation AS c ON c.oid = i.inhparent WHERE c.identity = t.relation AND i.inhrelid::regclass::text = t.relation || '_default')$$,
    'every partitioned table is maintained, and has a default partition; one by list has all that it ever needs');

-- Foreign keys whose referencing columns need no index of their own, each with its reason.
CREATE TEMP TABLE unindexed (name text PRIMARY KEY, reason text NOT NULL);
CREATE TEMP VIEW without_index AS
    SELECT c.identity, k.conname
      FROM agora_test.relation AS c JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'f'
     WHERE c.kind = 'r'
       AND NOT EXISTS (SELECT 1 FROM pg_index AS i
                        WHERE i.indrelid = c.oid
                          AND (SELECT array_agg(x.attnum ORDER BY x.attnum) FROM unnest((i.indkey::smallint[])[0:cardinality(k.conkey) - 1]) AS x(attnum))
                              = (SELECT array_agg(x.attnum ORDER BY x.attnum) FROM unnest(k.conkey) AS x(attnum)));
SELECT is_empty($$SELECT w.* FROM without_index AS w WHERE w.conname NOT IN (SELECT u.name FROM unindexed AS u)$$,
    'every foreign key has an index that begins with its columns, each partition its own');
SELECT is_empty($$SELECT u.* FROM unindexed AS u WHERE u.name NOT IN (SELECT w.conname FROM without_index AS w)$$,
    'and none is excused without need');
SELECT is_empty($$
    SELECT c.identity, a.attname, format_type(a.atttypid, a.atttypmod) FROM agora_test.relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE c.kind IN ('r', 'p', 'v', 'm', 'c') AND a.attnum > 0 AND a.atttypid IN ('timestamp'::regtype, 'timestamp[]'::regtype, 'time'::regtype, 'timetz'::regtype, 'money'::regtype, 'char'::regtype, 'json'::regtype)$$,
    'times carry their zone; no money, no char, no json');
SELECT is_empty($$
    SELECT c.identity, a.attname, format_type(a.atttypid, a.atttypmod) FROM agora_test.relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE c.kind IN ('r', 'p', 'v', 'm', 'c') AND a.attnum > 0 AND a.atttypid IN ('real'::regtype, 'double precision'::regtype, 'real[]'::regtype, 'double precision[]'::regtype)
       AND a.attname ~ '(amount|balance|cost|price|fee|reward|budget|usd|token|paid|supply|delta|score|quality|confidence)'$$,
    'money and scores are never float');
SELECT is_empty($$
    SELECT r.identity, p.name FROM agora_test.routine AS r, unnest(r.parameters, r.parameter_types::oid[]) AS p(name, type)
      JOIN pg_type AS t ON t.oid = p.type
     WHERE r.is_public AND (t.typtype = 'd' OR t.oid IN ('real'::regtype, 'double precision'::regtype, 'timestamp'::regtype, 'json'::regtype))$$,
    'parameters are plain types: a domain would raise before the function can say anything');
SELECT is_empty($$
    SELECT c.identity, a.attname, format_type(a.atttypid, a.atttypmod) FROM agora_test.relation AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE a.attidentity <> '' AND (a.atttypid <> 'bigint'::regtype OR a.attidentity <> 'a')$$,
    'identities are bigint, GENERATED ALWAYS');
SELECT is_empty($$
    SELECT c.identity, t.tgname FROM agora_test.relation AS c JOIN pg_trigger AS t ON t.tgrelid = c.oid JOIN agora_test.routine AS r ON r.oid = t.tgfoid
     WHERE NOT t.tgisinternal AND NOT r.is_definer AND (t.tgdeferrable OR r.source ~* '\m(INSERT INTO|UPDATE agora|DELETE FROM|_emit)\M')$$,
    'triggers that write, and those that wait for the commit, run as the owner');

SELECT * FROM finish();
ROLLBACK;
